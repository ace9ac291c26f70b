/**
 * Reads an ID token, and verifies it against the keys of its issuer. The text of a token is a secret: it stays in memory, and
 * no message, result or error of this file repeats it or a part of it.
 */
import { compactVerify, createLocalJWKSet, decodeJwt, decodeProtectedHeader, errors } from 'jose';
import type { Route } from './connect.ts';
import { fetchDiscovery } from './discovery.ts';
import { codeOf, printable } from './error.ts';
import { ALGORITHMS, fetchKeys, verificationKeys } from './keys.ts';
import { type LookupOptions, openRoute } from './options.ts';
import type { JsonWebKeySet } from './schemas.generated.mjs';
import { parseIssuer, parseJwksUri, targetOf } from './target.ts';
import { publicRoots } from './trust.ts';

/** What is in a token, without its signature: nobody can use it. */
export interface DecodedToken {
  readonly header: { readonly alg: string; readonly kid: string | null; readonly typ: string | null };
  /** As decoded from JSON. */
  readonly claims: ReadonlyMap<string, unknown>;
  /** Of the whole token, in characters. */
  readonly length: number;
}

/** The text is no token; the message says why and repeats nothing of it. */
export class TokenError extends Error {
  override readonly name = 'TokenError';
}

/** Whether the signature is that of the issuer. `errorId`: which error AWS gives, by its id in the catalogue of errors. */
export type SignatureAnswer =
  | { readonly is: 'valid'; readonly reason: string }
  | { readonly is: 'wrong'; readonly reason: string; readonly errorId: string };

/** STS API reference "AssumeRoleWithWebIdentity", parameter WebIdentityToken. */
const MAX_TOKEN_LENGTH = 20_000;

/**
 * The token in what a person pastes: with `Bearer` before it, in quotes, broken into lines, or in the JSON in which GitHub
 * (`value`) and others (`id_token`) answer. Undefined when there is none.
 */
function tokenIn(pasted: string): string | undefined {
  const bare = pasted
    .trim()
    .replace(/^(authorization\s*:\s*)?(bearer\s+)?/i, '')
    .replace(/^["'`]|["'`]$/g, '');
  const text = /^eyJ[\w.\-=\s]*$/.test(bare) ? bare.replace(/\s+/g, '') : pasted;
  // Three stretches of base64url with dots between; five would be an encrypted token, which IAM cannot read.
  return /(?<![\w.-])(eyJ[\w-]*\.[\w-]+\.[\w-]*)={0,2}(?![\w.-])/.exec(text)?.[1];
}

/** Throws a `TokenError`. */
export function readToken(pasted: string): DecodedToken {
  const token = tokenIn(pasted);
  if (token === undefined) {
    throw new TokenError(
      'This is no token: a JWT is three parts with dots between, and the first begins with "eyJ". Paste all of it; an encrypted or opaque token cannot be read, also not by AWS.',
    );
  }
  const { header, claims } = decoded(token);
  return {
    header: {
      alg: printable(String(header.alg ?? 'none'), 40),
      kid: header.kid === undefined ? null : printable(String(header.kid), 100),
      typ: header.typ === undefined ? null : printable(String(header.typ), 40),
    },
    claims: new Map(Object.entries(claims)),
    length: token.length,
  };
}

function decoded(token: string) {
  try {
    return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
  } catch {
    // The cause holds what was decoded.
    throw new TokenError('The token is damaged: a part of it is not base64url of a JSON object. It may be cut off.');
  }
}

/** Fetches the keys of the token's issuer and verifies the signature with them. Throws a `TokenError` or a `LookupError`. */
export async function verifyToken(pasted: string, options: LookupOptions = {}): Promise<SignatureAnswer> {
  const { claims, header } = readToken(pasted);
  const url = parseIssuer(issuerOf(claims));
  const route = openRoute(options, publicRoots(options.publicRoots));
  try {
    route.task.check();
    return await verify(tokenIn(pasted)!, header.alg, await keysOf(issuerOf(claims), url, route, options));
  } finally {
    route.task.end();
  }
}

/** Where the token says that it comes from: whom `verifyToken` contacts. */
export function issuerOf(claims: ReadonlyMap<string, unknown>): string {
  const issuer = claims.get('iss');
  if (typeof issuer !== 'string')
    throw new TokenError('The token has no "iss": nobody can tell whose keys it is signed with.');
  return issuer;
}

async function keysOf(issuer: string, url: URL, route: Route, { onContact }: LookupOptions): Promise<JsonWebKeySet> {
  const host = targetOf(url).host;
  onContact?.(host);
  const { jwks_uri } = await fetchDiscovery(issuer, route);
  const keysUrl = parseJwksUri(jwks_uri, host);
  if (targetOf(keysUrl).host !== host) onContact?.(targetOf(keysUrl).host);
  return await fetchKeys(keysUrl, route);
}

async function verify(token: string, alg: string, keys: JsonWebKeySet): Promise<SignatureAnswer> {
  const wrong = (reason: string, errorId = 'invalid-token'): SignatureAnswer => ({ is: 'wrong', reason, errorId });
  if (token.length > MAX_TOKEN_LENGTH)
    return wrong(`the token has ${token.length} characters, and AWS takes ${MAX_TOKEN_LENGTH} at most`);
  if (!ALGORITHMS.includes(alg))
    return wrong(`the token is signed with ${JSON.stringify(alg)}, and IAM takes ${ALGORITHMS.join(', ')}`);
  const options = { algorithms: [...ALGORITHMS] };
  const valid: SignatureAnswer = { is: 'valid', reason: `the signature (${alg}) is that of a key of the issuer` };
  try {
    await compactVerify(token, createLocalJWKSet(verificationKeys(keys)), options);
    return valid;
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) {
      for await (const key of error) {
        const isOne = await compactVerify(token, key, options).then(
          () => true,
          () => false,
        );
        if (isOne) return valid;
      }
      return wrong('the signature is that of none of the keys of the issuer');
    }
    return wrong(...reasonOf(error));
  }
}

/** By the codes of jose, whose messages may repeat what is in the token. */
function reasonOf(error: unknown): [string, string] {
  switch (codeOf(error, '')) {
    case 'ERR_JWKS_NO_MATCHING_KEY':
      return [
        'no key of the issuer has the "kid" that the token names, for its algorithm: the keys were changed, or the token is another issuer\'s',
        'keys',
      ];
    case 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED':
      return [
        "the signature is not that of the issuer's key: the token was changed, cut off, or another issuer signed it",
        'invalid-token',
      ];
    case 'ERR_JOSE_NOT_SUPPORTED':
      return ['the key that the token names cannot be used', 'keys'];
    default:
      return ['the token could not be verified with the keys of the issuer', 'invalid-token'];
  }
}
