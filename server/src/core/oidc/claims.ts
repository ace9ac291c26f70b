/** The claims of an ID token: what each means, and which AWS condition key reads it. */
import { AWS, type Fact, GENERAL } from './sources.ts';

export interface TokenClaim extends Fact {
  readonly claim: string;
  /** In an ID token by OpenID Connect. */
  readonly required: 'yes' | 'no' | 'sometimes';
  readonly what: string;
  /** Condition keys that read it; one that begins with `:` follows the issuer. Empty when there is none. */
  readonly keys: readonly string[];
  readonly trap?: string;
}

function claim(
  name: string,
  required: TokenClaim['required'],
  keys: readonly string[],
  what: string,
  more: Partial<Pick<TokenClaim, 'trap' | 'mark' | 'source'>> = {},
): TokenClaim {
  return {
    claim: name,
    required,
    what,
    keys,
    ...(more.trap === undefined ? {} : { trap: more.trap }),
    mark: more.mark ?? 'S',
    source: more.source ?? GENERAL.oidcCore,
  };
}

export const tokenClaims: readonly TokenClaim[] = [
  claim('iss', 'yes', [], 'Who issued the token: an `https` URL.', {
    trap: 'No condition key reads it. AWS compares it, letter by letter, with the URL of the provider under `Principal`.',
    source: AWS.createProvider,
  }),
  claim('sub', 'yes', [':sub'], 'Whom the token speaks for: unique at its issuer, never given to another.', {
    trap: 'Its form is up to the issuer; capitals count.',
  }),
  claim('aud', 'yes', [':oaud', ':aud'], 'For whom the token is made; a text or a list.', {
    trap: '`:aud` reads it only when the token has no `azp`. `:oaud` always reads it.',
    source: AWS.oidcKeys,
  }),
  claim('azp', 'sometimes', [':aud'], 'The client that the token was issued to.', {
    trap: 'When present, `:aud` compares this claim, and the provider must list it as client id. There is no key `:azp`.',
    source: AWS.oidcKeys,
  }),
  claim('oaud', 'no', [], 'No claim of this name exists in AWS: the key `:oaud` reads `aud`.', {
    trap: 'A custom claim named `oaud` is ignored.',
    source: AWS.oidcKeys,
  }),
  claim('exp', 'yes', [], 'When the token ends, in seconds since 1970.', { source: GENERAL.jwt }),
  claim('iat', 'yes', [], 'When the token was issued. AWS refuses tokens without it.', { source: AWS.createProvider }),
  claim('nbf', 'no', [], 'The token is not valid before this time.', { source: GENERAL.jwt }),
  claim('jti', 'no', [], 'An id of this one token, against replay.', { source: GENERAL.jwt }),
  claim('nonce', 'sometimes', [], 'Binds the token to one sign-in in the browser.'),
  claim('auth_time', 'sometimes', [], 'When the user signed in.'),
  claim('acr', 'no', [], 'How strong the sign-in was, as the issuer names it.'),
  claim('amr', 'no', [':amr'], 'How the user proved who they are: a list such as `pwd`, `mfa`.', {
    trap: 'Has several values: use `ForAnyValue:`.',
    source: AWS.oidcKeys,
  }),
  claim('at_hash', 'sometimes', [], 'A hash of the access token that came along.'),
  claim('c_hash', 'sometimes', [], 'A hash of the code that came along.'),
  claim('email', 'no', [':email'], 'The mail address of the user.', {
    trap: 'Can change hands; look at `email_verified` before you trust it. Not an identity.',
    source: AWS.oidcKeys,
  }),
  claim('email_verified', 'no', [], 'Whether the issuer checked the mail address.', { mark: 'M' }),
  claim(
    'https://aws.amazon.com/tags',
    'no',
    ['aws:RequestTag/', 'aws:TagKeys', 'sts:TransitiveTagKeys'],
    'Session tags: `principal_tags`, and `transitive_tag_keys` for those that pass on.',
    {
      trap: 'Unless the trust policy allows `sts:TagSession`, the whole call fails.',
      source: AWS.sessionTags,
    },
  ),
  claim(
    'https://aws.amazon.com/source_identity',
    'no',
    ['sts:SourceIdentity'],
    'The source identity that the session gets.',
    {
      trap: 'Needs `sts:SetSourceIdentity` in the trust policy.',
      mark: 'T',
      source: AWS.assumeRoleWithWebIdentity,
    },
  ),
  claim(
    'https://aws.amazon.com/roles',
    'no',
    ['sts:RoleAuthorizedByIdp'],
    'The roles that the issuer allows for this token, as full ARNs.',
    {
      trap: 'When present, STS refuses every other role, whatever the trust policy says.',
      mark: 'T',
      source: GENERAL.rolesClaim,
    },
  ),
];

const byName = new Map(tokenClaims.map((item) => [item.claim, item]));

/** The claim of this name; claim names are case-sensitive. */
export function findTokenClaim(name: string): TokenClaim | undefined {
  return byName.get(name);
}
