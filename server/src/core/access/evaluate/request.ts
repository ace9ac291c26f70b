/** What a trust policy is asked about: a token, the request that carries it, an action. */
import type { Text } from '../../value/text.ts';

type Scalar = string | number | boolean;

/** The value, or the values, of a condition key. */
export type ContextValue = Scalar | readonly Scalar[];

export interface TokenRequest {
  /** The token's `iss`, with or without `https://`; the issuer of a `Federation` where it is not wholly known. */
  readonly issuer: string | Text;
  /** As decoded from JSON. */
  readonly claims: ReadonlyMap<string, unknown>;
  /** The token may have more claims than these; `aud` without `azp` still says that there is no `azp`. */
  readonly partial?: boolean;
  /** Further condition keys by name in any case, such as `aws:SourceIp`. `null`: certainly absent. Left out: not known. */
  readonly context?: ReadonlyMap<string, ContextValue | null>;
  /** `sts:AssumeRoleWithWebIdentity` unless given. */
  readonly action?: string;
}

export const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';
