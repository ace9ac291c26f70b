/** The way of one token through AWS: what STS looks at before it reads the trust policy. */
import { builtinProviders } from '../oidc/actions.ts';
import { type AwsError, awsError } from '../oidc/awsErrors.ts';
import { editDistance } from '../oidc/nearest.ts';
import type { OidcProvider } from '../policy/model.ts';
import type { TextEdit } from '../text/edit.ts';
import type { SourceRange } from '../text/range.ts';
import { equals, known, literal, show } from '../value/text.ts';
import { any, type Tri } from '../value/tri.ts';
import { textsOf } from '../value/value.ts';

/** A decoded token, and what is known about it beyond its text. */
export interface TokenFacts {
  /** As decoded from JSON. */
  readonly claims: ReadonlyMap<string, unknown>;
  /** Milliseconds since 1970: when STS would see it. */
  readonly now: number;
  readonly signature:
    | { readonly is: 'valid'; readonly reason: string }
    | { readonly is: 'not checked' }
    | { readonly is: 'wrong'; readonly reason: string; readonly errorId: string };
}

export type LayerName =
  | 'provider'
  | 'audience'
  | 'signature'
  | 'time'
  | 'roles'
  | 'principal'
  | 'action'
  | 'conditions'
  | 'deny';

/** What one layer of AWS says. */
export interface LayerDecision {
  readonly layer: LayerName;
  /** `presumed`: nothing that was read can tell, and the rest is judged as if it were right. */
  readonly passes: Tri | 'presumed';
  /** In words: no capital, no full stop. */
  readonly reason: string;
  /** What AWS answers when the token fails here. */
  readonly error?: AwsError;
  readonly differences: readonly TextDifference[];
}

/** What the token has, what the file asks for, and where they part. */
export interface TextDifference {
  readonly actual: string;
  readonly wanted: string;
  /** UTF-16 offsets of the first difference. */
  readonly inActual: number;
  readonly inWanted: number;
  readonly place: SourceRange;
  readonly fixes: readonly TokenFix[];
}

/** A change by which this token gets past. A person must decide whether it should. */
export interface TokenFix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** The provider that the token's issuer leads to, where the module tells. */
interface FoundProvider {
  readonly decision: LayerDecision;
  readonly provider: OidcProvider | undefined;
}

export function layersOfToken(facts: TokenFacts, providers: readonly OidcProvider[]): LayerDecision[] {
  const { decision, provider } = findProviderOf(facts, providers);
  // A built-in issuer has no client ids in IAM: its audience is the trust policy's affair.
  const audience = isBuiltIn(facts) ? [] : [audienceLayer(facts, provider)];
  return [decision, ...audience, signatureLayer(facts), timeLayer(facts), ...rolesLayer(facts)];
}

/** The token's `iss` without scheme, as it stands in ARNs; undefined where there is none. */
export function issuerOfToken({ claims }: Pick<TokenFacts, 'claims'>): string | undefined {
  const iss = claims.get('iss');
  return typeof iss === 'string' && iss !== '' ? iss.replace(/^https:\/\//, '') : undefined;
}

function isBuiltIn(facts: TokenFacts): boolean {
  return builtinProviders.includes(issuerOfToken(facts) ?? '');
}

function findProviderOf(facts: TokenFacts, providers: readonly OidcProvider[]): FoundProvider {
  const issuer = issuerOfToken(facts);
  const found = (
    passes: LayerDecision['passes'],
    reason: string,
    more: Partial<LayerDecision> = {},
  ): FoundProvider => ({
    decision: layer('provider', passes, reason, { error: awsError('no-provider'), ...more }),
    provider: undefined,
  });
  if (issuer === undefined) return found('no', 'the token has no "iss"', { error: awsError('missing-claim') });
  if (isBuiltIn(facts)) return found('yes', `AWS knows ${issuer} without an IAM provider`);
  const equal = providers.find((provider) => equals(provider.issuer, literal(issuer)) === 'yes');
  if (equal?.certain) return { ...found('yes', `${equal.address} has the URL of the token's "iss"`), provider: equal };
  if (equal) return { ...found('maybe', `whether ${equal.address} is made is not certain`), provider: equal };
  const near = providers.find((provider) => isNear(known(provider.issuer), issuer));
  if (near) {
    const differences = [differenceAt(issuer, known(near.issuer)!, placeOfUrl(near), urlFixes(near, issuer))];
    return found('maybe', `no provider of this module has the URL of the token's "iss"; ${near.address} nearly has`, {
      differences,
    });
  }
  const open = providers.find((provider) => equals(provider.issuer, literal(issuer)) === 'maybe');
  if (open) return found('presumed', `the URL of ${open.address} is not known (${show(open.issuer)})`);
  return found(
    'presumed',
    `no provider of https://${issuer} is declared in this module: the account of the role must have one`,
  );
}

/** Capitals, a slash at the end, or a few letters apart. */
function isNear(declared: string | undefined, issuer: string): boolean {
  if (declared === undefined) return false;
  const [a, b] = [declared, issuer].map((text) => text.toLowerCase().replace(/\/$/, ''));
  return a === b || editDistance(a!, b!, 2) <= 2;
}

function urlFixes({ url, address, editor }: OidcProvider, issuer: string): TokenFix[] {
  const edits = url.is === 'present' ? editor.replaceString(url.value, `https://${issuer}`) : undefined;
  return edits ? [{ title: `Write the token's issuer as URL of ${address}`, edits }] : [];
}

function placeOfUrl({ url, at }: OidcProvider): SourceRange {
  return url.is === 'present' ? url.value.at : at;
}

function audienceLayer({ claims }: TokenFacts, provider: OidcProvider | undefined): LayerDecision {
  const error = awsError('audience');
  const azp = claims.get('azp');
  const name = azp === undefined ? 'aud' : 'azp';
  const value = azp ?? claims.get('aud');
  const audiences = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
  if (audiences.length === 0)
    return layer('audience', 'no', 'the token has no "aud"', { error: awsError('missing-claim') });
  const shown = audiences.map((audience) => `"${audience}"`).join(', ');
  const clientIds = provider?.clientIds;
  if (!provider || clientIds?.is !== 'present') {
    return layer(
      'audience',
      'presumed',
      `the client ids of the provider are not in this module: ${shown} must be one of them`,
      { error },
    );
  }
  const registered = clientIds.value.items.flatMap((item) => textsOf(item));
  const each = audiences.map((audience) => any(registered.map((text) => equals(text, literal(audience)))));
  const found = clientIds.value.open && any(each) === 'no' ? 'maybe' : any(each);
  if (found === 'no') {
    const differences = audiences.length === 1 ? nearestClientIds(provider, audiences[0]!) : [];
    return layer(
      'audience',
      'no',
      `the token's "${name}" ${shown} is not among the client ids of ${provider.address}`,
      { error, differences },
    );
  }
  if (found === 'yes' && each.includes('no'))
    return layer(
      'audience',
      'maybe',
      `of several audiences (${shown}) only some are registered, and what AWS does then is not documented`,
      { error },
    );
  const reason =
    found === 'yes'
      ? `${shown} is among the client ids of ${provider.address}`
      : `not all client ids of ${provider.address} are known`;
  return layer('audience', found, reason, { error });
}

function nearestClientIds({ clientIds, address, editor }: OidcProvider, audience: string): TextDifference[] {
  if (clientIds.is !== 'present') return [];
  const texts = clientIds.value.items.flatMap((item) => known(textsOf(item)[0] ?? [{ key: undefined }]) ?? []);
  const edits = editor.addToListing(clientIds.value, audience);
  const fixes = edits ? [{ title: `Add "${audience}" to the client ids of ${address}`, edits }] : [];
  const nearest = texts.toSorted((a, b) => commonStart(b, audience) - commonStart(a, audience))[0] ?? '';
  return [differenceAt(audience, nearest, clientIds.value.at, fixes)];
}

function signatureLayer({ signature }: TokenFacts): LayerDecision {
  switch (signature.is) {
    case 'valid':
      return layer('signature', 'yes', signature.reason);
    case 'not checked':
      return layer('signature', 'presumed', 'the signature was not checked', { error: awsError('invalid-token') });
    case 'wrong':
      return layer('signature', 'no', signature.reason, { error: awsError(signature.errorId) });
  }
}

/** STS refuses tokens without `iat` and `exp` (user guide, "Create an OpenID Connect (OIDC) identity provider in IAM"). */
function timeLayer({ claims, now }: TokenFacts): LayerDecision {
  const seconds = now / 1000;
  const [issued, ends, begins] = [claims.get('iat'), claims.get('exp'), claims.get('nbf')];
  for (const [name, value] of [
    ['exp', ends],
    ['iat', issued],
  ] as const) {
    if (value === undefined)
      return layer('time', 'no', `the token has no "${name}"`, { error: awsError('missing-claim') });
  }
  const error = awsError('expired');
  if (![issued, ends, begins ?? 0].every((value) => Number.isInteger(value)))
    return layer('time', 'maybe', 'a time in the token is no whole number, and AWS asks for one', { error });
  if ((ends as number) <= seconds)
    return layer('time', 'no', `the token ended ${ago(seconds - (ends as number))}`, { error });
  if (typeof begins === 'number' && begins > seconds)
    return layer('time', 'no', `the token begins to be valid ${inTime(begins - seconds)}`, { error });
  if ((issued as number) > seconds)
    return layer(
      'time',
      'maybe',
      `the token says that it will be issued ${inTime((issued as number) - seconds)}: a clock is wrong`,
      { error },
    );
  return layer('time', 'yes', `the token ends ${inTime((ends as number) - seconds)}`, { error });
}

/** The ARN of a role is hardly ever in its configuration. */
function rolesLayer({ claims }: TokenFacts): LayerDecision[] {
  const roles = claims.get('https://aws.amazon.com/roles');
  if (roles === undefined) return [];
  const count = Array.isArray(roles) ? roles.length : 1;
  const reason = `the token is good for ${count === 1 ? 'one role' : `${count} roles`} only, by its claim "https://aws.amazon.com/roles": whether this is one is not known`;
  return [layer('roles', 'maybe', reason, { error: awsError('roles-claim') })];
}

export function layer(
  name: LayerName,
  passes: LayerDecision['passes'],
  reason: string,
  more: { readonly error?: AwsError; readonly differences?: readonly TextDifference[] } = {},
): LayerDecision {
  const { error, differences = [] } = more;
  const fails = passes === 'no' || passes === 'maybe';
  return { layer: name, passes, reason, ...(error && fails ? { error } : {}), differences };
}

function differenceAt(actual: string, wanted: string, place: SourceRange, fixes: readonly TokenFix[]): TextDifference {
  const start = commonStart(actual, wanted);
  return { actual, wanted, inActual: start, inWanted: start, place, fixes };
}

function commonStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i++;
  return i;
}

/** A time span in words: `5 minutes`. */
export function span(seconds: number): string {
  const [count, unit] =
    seconds < 120
      ? [seconds, 'second']
      : seconds < 7200
        ? [seconds / 60, 'minute']
        : seconds < 172_800
          ? [seconds / 3600, 'hour']
          : [seconds / 86_400, 'day'];
  const whole = Math.floor(count);
  return `${whole} ${unit}${whole === 1 ? '' : 's'}`;
}

function ago(seconds: number): string {
  return `${span(seconds)} ago`;
}

function inTime(seconds: number): string {
  return `in ${span(seconds)}`;
}
