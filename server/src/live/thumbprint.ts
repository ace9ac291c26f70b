/** The whole look-up of an issuer: chain, discovery document, key set, thumbprints. */
import { type Chain, type ChainEntry, describe, lastSent, readChain, requiresTls13, thumbprintOf } from './chain.ts';
import { type Route, UntrustedError } from './connect.ts';
import { fetchDiscovery, remarksOnDiscovery } from './discovery.ts';
import { LookupError } from './error.ts';
import { fetchKeys, remarksOnKeys } from './keys.ts';
import { type IssuerOptions, openRoute } from './options.ts';
import { privateCa, remarksOn, replacedOnTheWay, type Warning } from './remarks.ts';
import { parseIssuer, parseJwksUri, type Target, targetOf } from './target.ts';
import { publicRoots, type Roots } from './trust.ts';
import { discoveryNotRead, keysNotRead } from './untrusted.ts';

/** A public contract: `oidc-trust thumbprint --format json` prints exactly this. */
export interface ThumbprintResult {
  readonly issuer: string;
  /** Null when the discovery document was not read, because its host is not trusted. */
  readonly jwksUri: string | null;
  /** Whether this machine verified the host of the keys (and of the discovery document). */
  readonly trusted: boolean;
  /** As sent by the host of the keys; by the host of the issuer while that is all that is known. */
  readonly chain: readonly ChainEntry[];
  /** The host of the keys first; the issuer's second, when it is another one. Lower-case hex. */
  readonly thumbprints: readonly { readonly host: string; readonly sha1: string }[];
  readonly warnings: readonly Warning[];
}

/** `not known`: what arrives here is not what AWS sees. */
export type ThumbprintUse = 'compared' | 'not compared' | 'not known';

/** "Couldn't retrieve verification key" is what STS answers after this time (re:Post, AWS Knowledge Center). */
const STS_PATIENCE_MS = 5_000;

/** Throws a `LookupError`. No socket is open any more when the promise settles. */
export async function fetchThumbprint(issuer: string, options: IssuerOptions = {}): Promise<ThumbprintResult> {
  const url = parseIssuer(issuer);
  const publicOnes = publicRoots(options.publicRoots);
  const route = openRoute(options, publicOnes);
  try {
    route.task.check();
    const { onContact = () => {}, wellKnownAs } = options;
    return await lookUp(issuer, url, { route, publicOnes, onContact, wellKnownAs, warnings: [] });
  } finally {
    route.task.end();
  }
}

/**
 * Whether AWS compares the thumbprints of the IAM provider with this chain. It does not while it verifies the chain with
 * its own public roots (user guide, "Obtain the thumbprint for an OpenID Connect identity provider").
 */
export function thumbprintUse({ warnings }: ThumbprintResult): ThumbprintUse {
  if (warnings.some(({ code }) => code === 'INSPECTING_PROXY')) return 'not known';
  const reasons = ['PRIVATE_CA', 'TLS13_REQUIRED', 'DISCOVERY_NOT_READ', 'KEYS_NOT_READ'];
  return warnings.some(({ code }) => reasons.includes(code)) ? 'compared' : 'not compared';
}

interface Journey {
  readonly route: Route;
  readonly publicOnes: Roots;
  readonly onContact: (host: string) => void;
  readonly wellKnownAs: string | undefined;
  readonly warnings: Warning[];
}

async function lookUp(issuer: string, url: URL, journey: Journey): Promise<ThumbprintResult> {
  const { route, warnings } = journey;
  const issuerHost = targetOf(url);
  const issuerChain = await contact(issuerHost, journey);
  const document = await fetched('discovery', issuerChain, journey, () => fetchDiscovery(issuer, route));
  if (document instanceof UntrustedError) {
    warnings.push({ code: 'DISCOVERY_NOT_READ', message: discoveryNotRead(issuerHost.host, document.code) });
    return resultOf(issuer, null, false, issuerChain, issuerChain, warnings);
  }
  warnings.push(...remarksOnDiscovery(document, issuer));
  if (isPrivate(issuerChain, journey)) warnings.push(privateCa(issuerChain));

  const keysUrl = parseJwksUri(document.jwks_uri, issuerHost.host);
  const keysHost = targetOf(keysUrl);
  const elsewhere = keysHost.host !== issuerHost.host;
  if (elsewhere) warnings.push(keysElsewhere(keysHost.host, issuerHost.host));
  const keysChain = elsewhere ? await contact(keysHost, journey) : issuerChain;
  const keys = await fetched('keys', keysChain, journey, () => fetchKeys(keysUrl, route));
  if (keys instanceof UntrustedError) {
    warnings.push({ code: 'KEYS_NOT_READ', message: keysNotRead(keysHost.host, keys.code) });
    return resultOf(issuer, document.jwks_uri, false, keysChain, issuerChain, warnings);
  }
  warnings.push(...(await remarksOnKeys(keys)));
  if (elsewhere && isPrivate(keysChain, journey)) warnings.push(privateCa(keysChain));
  if (keysChain.publiclyTrusted && keysChain.protocol === 'TLSv1.3' && (await requiresTls13(keysHost, route))) {
    const message = `${keysHost.host} insists on TLS 1.3. AWS then compares the thumbprint, though the certificate is publicly trusted.`;
    warnings.push({ code: 'TLS13_REQUIRED', message });
  }
  return resultOf(issuer, document.jwks_uri, true, keysChain, issuerChain, warnings);
}

/** Not public, and as far as is known the issuer's own. */
function isPrivate(chain: Chain, { wellKnownAs }: Journey): boolean {
  return !chain.publiclyTrusted && replacedOnTheWay(chain, wellKnownAs) === undefined;
}

async function contact(target: Target, journey: Journey): Promise<Chain> {
  const { route, publicOnes, onContact, wellKnownAs, warnings } = journey;
  onContact(target.host);
  const chain = await readChain(target, route, publicOnes);
  const replaced = replacedOnTheWay(chain, wellKnownAs);
  warnings.push(...remarksOn(chain, Date.now()), ...(replaced ? [replaced] : []));
  return chain;
}

/** Fetches a document from the host of `chain`. Not being trusted is an answer too; any other failure ends the look-up. */
async function fetched<T>(
  step: 'discovery' | 'keys',
  chain: Chain,
  { warnings }: Journey,
  fetch: () => Promise<T>,
): Promise<T | UntrustedError> {
  const start = performance.now();
  try {
    const document = await fetch();
    const took = performance.now() - start;
    if (took > STS_PATIENCE_MS) warnings.push(slow(step, chain.host, took));
    return document;
  } catch (error) {
    if (error instanceof UntrustedError) return error;
    if (error instanceof LookupError && error.step === step) throw withThumbprint(error, chain);
    throw error;
  }
}

/** The chain was read before the document failed: say what it gave, or the person has to look again. */
function withThumbprint(error: LookupError, chain: Chain): LookupError {
  const sha1 = thumbprintOf(lastSent(chain));
  const meaning = error.step === 'keys' ? 'its thumbprint' : 'the thumbprint if it serves the keys too';
  const message = `${error.message} The last certificate that ${chain.host} sends has SHA-1 ${sha1}, ${meaning}.`;
  return new LookupError(error.step, error.code, message);
}

function resultOf(
  issuer: string,
  jwksUri: string | null,
  trusted: boolean,
  keysChain: Chain,
  issuerChain: Chain,
  warnings: readonly Warning[],
): ThumbprintResult {
  const chains = keysChain === issuerChain ? [keysChain] : [keysChain, issuerChain];
  const thumbprints = chains.map((chain) => ({ host: chain.host, sha1: thumbprintOf(lastSent(chain)) }));
  return { issuer, jwksUri, trusted, chain: keysChain.sent.map(describe), thumbprints, warnings };
}

function keysElsewhere(keysHost: string, issuerHost: string): Warning {
  const message = `The keys are served by ${keysHost}, not by ${issuerHost}. Where AWS compares thumbprints, it needs those of both hosts.`;
  return { code: 'JWKS_ELSEWHERE', message };
}

function slow(step: 'discovery' | 'keys', host: string, tookMs: number): Warning {
  const what = step === 'keys' ? 'the key set' : 'the discovery document';
  const message = `${host} took ${(tookMs / 1000).toFixed(1)} s to serve ${what}. AWS STS gives up after 5 s.`;
  return { code: 'SLOW', message };
}
