/** Look-ups in the catalogue of identity providers. Issuers come without `https://`, as they stand in ARNs and condition keys. */
import { providers } from './catalogue/index.generated.ts';
import { editDistance } from './nearest.ts';
import type { Provider, PublishedClaim, RequiredKey } from './provider.ts';

export { providers };

/** How an issuer's end compares with the provider's: `missing` and `extra` never match a token. */
export type SlashFit = 'right' | 'missing' | 'extra';

/** Longest issuer URL that IAM accepts, without `https://`. */
const MAX_ISSUER = 255 - 'https://'.length;

interface Index {
  readonly fixed: ReadonlyMap<string, Provider>;
  readonly fixedLower: ReadonlyMap<string, Provider>;
  readonly patterns: readonly { readonly provider: Provider; readonly exact: RegExp; readonly anyCase: RegExp }[];
}

let built: Index | undefined;

/** Compiles the catalogue on first use: fixed issuers by text, the rest as patterns in matching order. */
function index(): Index {
  if (built) return built;
  const fixed = new Map<string, Provider>();
  const patterns: { provider: Provider; exact: RegExp; anyCase: RegExp }[] = [];
  for (const provider of [...providers].sort((a, b) => (a.matchOrder ?? 0) - (b.matchOrder ?? 0))) {
    const { issuer } = provider;
    if (issuer.kind === 'fixed') {
      for (const url of issuer.urls) fixed.set(url, provider);
    } else if (issuer.kind === 'pattern') {
      const source = `^(?:${issuer.pattern})$`;
      patterns.push({ provider, exact: new RegExp(source), anyCase: new RegExp(source, 'i') });
    }
  }
  const fixedLower = new Map([...fixed].map(([url, provider]) => [url.toLowerCase(), provider]));
  built = { fixed, fixedLower, patterns };
  return built;
}

/**
 * The provider whose issuer this is, letter by letter and with its slash; self-hosted ones on any host are not found, unless
 * they are among the project's `own`.
 */
export function findProvider(issuerWithoutScheme: string, own: readonly Provider[] = []): Provider | undefined {
  if (issuerWithoutScheme.length > MAX_ISSUER) return undefined;
  const configured = own.find((provider) => isIssuerOf(provider, issuerWithoutScheme));
  if (configured) return configured;
  const { fixed, patterns } = index();
  return fixed.get(issuerWithoutScheme) ?? patterns.find(({ exact }) => exact.test(issuerWithoutScheme))?.provider;
}

const compiled = new WeakMap<Provider, RegExp>();

function isIssuerOf(provider: Provider, issuerWithoutScheme: string): boolean {
  const { issuer } = provider;
  if (issuer.kind === 'fixed') return issuer.urls.includes(issuerWithoutScheme);
  if (issuer.kind === 'any-host') return false;
  const known = compiled.get(provider) ?? new RegExp(`^(?:${issuer.pattern})$`);
  compiled.set(provider, known);
  return known.test(issuerWithoutScheme);
}

/** The provider of a condition key's prefix: as `findProvider`, but letters in any case, because key names are compared so. */
export function findProviderByKeyPrefix(prefix: string, own: readonly Provider[] = []): Provider | undefined {
  if (prefix.length > MAX_ISSUER) return undefined;
  const configured = own.find((provider) => isIssuerOf(provider, prefix));
  if (configured) return configured;
  const { fixedLower, patterns } = index();
  return fixedLower.get(prefix.toLowerCase()) ?? patterns.find(({ anyCase }) => anyCase.test(prefix))?.provider;
}

/** The provider whose issuer this is when one slash at the end is added or taken away, and which of the two it needs. */
export function matchIssuer(
  issuerWithoutScheme: string,
  own: readonly Provider[] = [],
): { provider: Provider; slash: SlashFit } | undefined {
  const exact = findProvider(issuerWithoutScheme, own);
  if (exact) return { provider: exact, slash: 'right' };
  const hasSlash = issuerWithoutScheme.endsWith('/');
  const other = findProvider(hasSlash ? issuerWithoutScheme.slice(0, -1) : `${issuerWithoutScheme}/`, own);
  return other && { provider: other, slash: hasSlash ? 'extra' : 'missing' };
}

/** The provider with this id. */
export function providerById(id: string): Provider | undefined {
  return providers.find((provider) => provider.id === id);
}

/** The claim as STS publishes it for the provider; claim names are compared without case. */
export function publishedClaim(provider: Provider, claim: string): PublishedClaim | undefined {
  const lower = claim.toLowerCase();
  return provider.publishedClaims.find((published) => published.claim.toLowerCase() === lower);
}

/** The claim whose key a condition on a claim has to read: itself, or what serves instead where STS does not publish it. */
export function claimToRead(provider: Provider | undefined, claim: string): string {
  if (!provider || publishedClaim(provider, claim)) return claim;
  return provider.unpublishedClaims.find((unpublished) => unpublished.claim === claim)?.instead ?? claim;
}

/** A condition key taken apart at its first colon, because issuers have none; a scheme counts to the prefix. */
export function splitConditionKey(key: string): { readonly prefix: string; readonly claim: string } | undefined {
  const scheme = /^[a-z]+:\/\//i.exec(key)?.[0].length ?? 0;
  const colon = key.indexOf(':', scheme);
  return colon <= 0 ? undefined : { prefix: key.slice(0, colon), claim: key.slice(colon + 1) };
}

/** The full condition key that a requirement asks for, for the issuer in use. */
export function requiredKey(requirement: RequiredKey, issuerWithoutScheme: string): string {
  return 'claim' in requirement.key ? `${issuerWithoutScheme}:${requirement.key.claim}` : requirement.key.global;
}

/** One issuer per fixed provider address, e.g. for completions. */
export function fixedIssuers(): readonly string[] {
  return [...index().fixed.keys()];
}

const EKS_SWAPPED = /^oidc\.([a-z]{2,4}(?:-[a-z]+){1,3}-[0-9]+)\.eks\.(amazonaws\.com(?:\.cn)?(?:\/.*)?)$/;

/** The host at the start of a pattern when it is plain text up to the first slash. */
const LITERAL_HOST = /^((?:[a-z0-9-]|\\\.)+)\//;

/** Hosts that many tenants share, each under a path of its own. */
function literalHosts(): readonly string[] {
  return index().patterns.flatMap(({ provider: { issuer } }) => {
    const host = issuer.kind === 'pattern' ? LITERAL_HOST.exec(issuer.pattern)?.[1] : undefined;
    return host === undefined ? [] : [host.replaceAll('\\.', '.')];
  });
}

/**
 * The catalogued issuer that a misspelled one was meant to be: one typing step away from a fixed issuer, or from the host
 * that a provider gives to all its tenants, or an EKS host with region and `eks` swapped. An issuer that is in the
 * catalogue, with or without its slash, is no misspelling.
 */
export function nearestIssuer(
  issuerWithoutScheme: string,
  own: readonly Provider[] = [],
): { issuer: string; distance: 1 } | undefined {
  if (issuerWithoutScheme.length > MAX_ISSUER || matchIssuer(issuerWithoutScheme, own)) return undefined;
  const swapped = EKS_SWAPPED.exec(issuerWithoutScheme);
  if (swapped) return { issuer: `oidc.eks.${swapped[1]}.${swapped[2]}`, distance: 1 };
  const ownUrls = own.flatMap(({ issuer }) => (issuer.kind === 'fixed' ? issuer.urls : []));
  const fixed = [...ownUrls, ...fixedIssuers()].find(
    (candidate) => editDistance(issuerWithoutScheme, candidate, 1) === 1,
  );
  if (fixed !== undefined) return { issuer: fixed, distance: 1 };
  const slash = issuerWithoutScheme.indexOf('/');
  if (slash < 0) return undefined;
  const host = issuerWithoutScheme.slice(0, slash);
  const path = issuerWithoutScheme.slice(slash);
  const repaired = literalHosts()
    .filter((candidate) => editDistance(host, candidate, 1) === 1)
    .map((candidate) => candidate + path)
    .find((candidate) => findProvider(candidate));
  return repaired === undefined ? undefined : { issuer: repaired, distance: 1 };
}
