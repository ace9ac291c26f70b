/** The certificates of a host, exactly as it sends them. */
import type { X509Certificate } from 'node:crypto';
import { openTls, type Route } from './connect.ts';
import { LookupError, printable } from './error.ts';
import type { Target } from './target.ts';
import type { Roots } from './trust.ts';

/** One certificate of the chain, as printed. */
export interface ChainEntry {
  /** By its place: the first is the leaf; another that is issued in its own name is a root. */
  readonly role: 'leaf' | 'intermediate' | 'root';
  readonly subject: string;
  /** ISO 8601 in UTC: `2030-01-01T00:00:00.000Z`. */
  readonly notAfter: string;
  /** Fingerprints of the DER form, lower-case hex. */
  readonly sha1: string;
  readonly sha256: string;
}

export interface Chain {
  readonly host: string;
  /** At least one, in the order sent. */
  readonly sent: readonly [X509Certificate, ...X509Certificate[]];
  /** Whether it ends in one of the public roots and names the host. AWS then verifies it by itself. */
  readonly publiclyTrusted: boolean;
  /** Why it is not, as a code of OpenSSL's or node's. */
  readonly distrust: string | undefined;
  readonly protocol: string;
}

/** A server that sends more than this is not one that AWS could use. In certificates. */
const MAX_CHAIN = 32;

/** Reads the chain from an unverified handshake, on which nothing is sent. */
export async function readChain(target: Target, route: Route, publicOnes: Roots): Promise<Chain> {
  const socket = await openTls(target, route, { roots: publicOnes, verify: false });
  const publiclyTrusted = socket.authorized;
  // Node's types say Error; it is the code as a string, or null.
  const reason: unknown = socket.authorizationError;
  const distrust = publiclyTrusted ? undefined : String(reason);
  const protocol = socket.getProtocol() ?? '';
  // getPeerX509Certificate().issuerCertificate walks the list as sent, wrong order and strays included, and empties it: a
  // second call gives nothing. getPeerCertificate(true) sorts the list, drops what does not fit, and appends a root of the
  // trust store that the server never sent. The tests compare with openssl, because node documents none of this.
  const [leaf, ...others] = walk(socket.getPeerX509Certificate());
  socket.destroy();
  if (leaf === undefined) throw new LookupError('tls', 'NO_CERTIFICATE', `${target.host} sends no certificate.`);
  return { host: target.host, sent: [leaf, ...others], publiclyTrusted, distrust, protocol };
}

function walk(leaf: X509Certificate | undefined): X509Certificate[] {
  const chain: X509Certificate[] = [];
  for (let next = leaf; next !== undefined && chain.length < MAX_CHAIN; next = next.issuerCertificate) chain.push(next);
  return chain;
}

/**
 * Whether the host insists on TLS 1.3: AWS then falls back to the thumbprint (user guide, "Obtain the thumbprint for an
 * OpenID Connect identity provider").
 */
export async function requiresTls13(target: Target, route: Route): Promise<boolean> {
  try {
    const socket = await openTls(target, route, { roots: {}, verify: false, maxVersion: 'TLSv1.2' });
    socket.destroy();
    return false;
  } catch (error) {
    route.task.check();
    return error instanceof LookupError && error.step === 'tls';
  }
}

/** The certificate whose SHA-1 is the thumbprint: the last one sent. */
export function lastSent(chain: Chain): X509Certificate {
  return chain.sent.at(-1) ?? chain.sent[0];
}

export function thumbprintOf(certificate: X509Certificate): string {
  return hex(certificate.fingerprint);
}

export function isSelfIssued(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer;
}

export function describe(certificate: X509Certificate, index: number): ChainEntry {
  return {
    role: index === 0 ? 'leaf' : isSelfIssued(certificate) ? 'root' : 'intermediate',
    subject: subjectOf(certificate),
    notAfter: new Date(certificate.validTo).toISOString(),
    sha1: hex(certificate.fingerprint),
    sha256: hex(certificate.fingerprint256),
  };
}

/** On one line: `O=Test, CN=idp.test`. A certificate may have no subject at all. */
export function subjectOf(certificate: X509Certificate): string {
  return printable((certificate.subject ?? '').split('\n').join(', '));
}

function hex(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}
