/** Where a look-up goes: an issuer URL or a key set URL, read strictly. Nothing here opens a socket. */
import { LookupError } from './error.ts';

/** A host and port to contact. */
export interface Target {
  /** As in a URL, without the port when it is 443: `keys.example`, `localhost:8443`, `[::1]:8443`. */
  readonly host: string;
  /** Without brackets: what is resolved or dialled, and what the certificate must name. */
  readonly hostname: string;
  readonly port: number;
}

/** IAM's limit, API reference "CreateOpenIDConnectProvider", parameter Url. */
const MAX_ISSUER_LENGTH = 255;

/** The messages never repeat what was given: it may hold a password. */
export function parseIssuer(issuer: string): URL {
  const refuse = (code: string, message: string) => new LookupError('issuer', code, message);
  if (/[\s\p{Cc}\\]/u.test(issuer))
    throw refuse('BAD_ISSUER', 'The issuer holds a space, a line break or a backslash.');
  if (!/^https:\/\/[^/]/i.test(issuer)) {
    throw refuse(
      'BAD_ISSUER',
      'The issuer must be a URL that begins with https://. Write it as in the token\'s "iss".',
    );
  }
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url === undefined) throw refuse('BAD_ISSUER', 'The issuer is not a URL. Write it as in the token\'s "iss".');
  if (url.username !== '' || url.password !== '' || /^https:\/\/[^/?#]*@/i.test(issuer)) {
    throw refuse('BAD_ISSUER', 'The issuer holds a user name or password. Leave it out: IAM takes none.');
  }
  if (issuer.includes('?') || issuer.includes('#')) {
    throw refuse('BAD_ISSUER', 'The issuer holds a query or a fragment. Leave it out: IAM refuses it.');
  }
  if (issuer.length > MAX_ISSUER_LENGTH) {
    throw refuse('BAD_ISSUER', `The issuer is longer than ${MAX_ISSUER_LENGTH} characters, the most that IAM takes.`);
  }
  return url;
}

/** The `jwks_uri` of a discovery document served by `issuerHost`. A query is allowed, as OpenID Connect allows it. */
export function parseJwksUri(jwksUri: string, issuerHost: string): URL {
  const refuse = (code: string, what: string) =>
    new LookupError('discovery', code, `The discovery document of ${issuerHost} ${what}`);
  const url = URL.canParse(jwksUri) ? new URL(jwksUri) : undefined;
  if (url === undefined) throw refuse('NO_JWKS_URI', 'has a "jwks_uri" that is not a URL. AWS finds no keys.');
  if (url.protocol !== 'https:') {
    throw refuse(
      'JWKS_NOT_HTTPS',
      'has a "jwks_uri" that does not begin with https://. AWS fetches keys over https only.',
    );
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    throw refuse('NO_JWKS_URI', 'has a "jwks_uri" with a user name, a password or a fragment.');
  }
  return url;
}

export function targetOf(url: URL): Target {
  return { host: url.host, hostname: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) };
}

/**
 * The hosts that a look-up of `issuer` contacts as far as they are known beforehand, to show to the person first. The
 * discovery document may name one more, the host of the key set: `onContact` says when it is contacted.
 */
export function hostsToContact(issuer: string): readonly string[] {
  return [targetOf(parseIssuer(issuer)).host];
}

/** `https://host/path` of a URL, for messages: a query may be long or secret. */
export function withoutQuery(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
