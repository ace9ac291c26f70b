/** The claims that STS publishes, or does not publish, for every OIDC provider alike. */
import type { ClaimForm, PublishedClaim, UnpublishedClaim } from '../../provider.ts';
import { AWS, type Fact, type Source } from '../../sources.ts';
import { DIGITS, UUID } from './shapes.ts';

const byAws = { mark: 'S', source: AWS.oidcKeys } as const satisfies Fact;

/** The audience where `azp` plays no part. */
export const AUD_ITSELF: PublishedClaim = {
  claim: 'aud',
  type: 'string',
  multivalued: false,
  presence: 'always',
  what: 'For whom the token was made.',
  ...byAws,
};

const AUD: PublishedClaim = {
  ...AUD_ITSELF,
  insteadIfPresent: 'azp',
  what: 'For whom the token was made: the claim `azp` if the token has one, else `aud`.',
  trap: 'Compares `azp`, not `aud`, when the token carries both.',
};

export const OAUD: PublishedClaim = {
  claim: 'oaud',
  type: 'string',
  multivalued: false,
  tokenClaim: 'aud',
  what: 'The claim `aud` itself, also when the token has an `azp`.',
  trap: 'No token has a claim named `oaud`.',
  ...byAws,
};

export const SUB: PublishedClaim = {
  claim: 'sub',
  type: 'string',
  multivalued: false,
  presence: 'always',
  what: 'Who asks: the subject of the token, in the form that the issuer gives it.',
  ...byAws,
};

export const AMR: PublishedClaim = {
  claim: 'amr',
  type: 'string',
  multivalued: true,
  presence: 'sometimes',
  what: 'How the user proved who they are; a list.',
  trap: 'Has several values: use `ForAnyValue:`.',
  ...byAws,
};

const EMAIL: PublishedClaim = {
  claim: 'email',
  type: 'string',
  multivalued: false,
  presence: 'sometimes',
  what: 'The mail address of the user.',
  trap: 'Can change hands and may be unverified: not an identity.',
  ...byAws,
};

/** What STS publishes for every provider that has no list of its own. */
export const DEFAULT_CLAIMS: readonly PublishedClaim[] = [AUD, OAUD, SUB, AMR, EMAIL];

/** A claim that is not in AWS's list of keys, and what to check instead. */
export function ignoredByAws(claim: string, instead?: string): UnpublishedClaim {
  return { claim, ...(instead === undefined ? {} : { instead }), mark: 'S', source: AWS.oidcKeys };
}

/** Standard claims that no provider's key reads, because AWS's list of keys does not have them. */
export const STANDARD_UNPUBLISHED: readonly UnpublishedClaim[] = [
  ignoredByAws('iss', "the statement's `Principal`"),
  { ...ignoredByAws('azp', 'aud'), sameValue: true },
  ignoredByAws('exp'),
  ignoredByAws('iat'),
  ignoredByAws('nbf'),
  ignoredByAws('jti'),
];

/** An id of digits. */
export function numericId(example: string, source: Source): ClaimForm {
  return { pattern: DIGITS, what: 'a number', example, mark: 'S', source };
}

/** An id of hexadecimal digits in five groups. */
export function uuid(example: string, source: Source): ClaimForm {
  return { pattern: UUID, what: 'a UUID', example, mark: 'S', source };
}
