/** Who stands behind a principal. */
import { builtinProviders, type PrincipalKind } from '../oidc/actions.ts';
import { findProvider, matchIssuer, nearestIssuer, providerById } from '../oidc/catalogue.ts';
import type { Issuers } from '../oidc/project.ts';
import type { Provider } from '../oidc/provider.ts';
import type { OidcProvider, Principal } from '../policy/model.ts';
import { concat, identityOf, includes, known, literal, show, splitFirst, type Text } from '../value/text.ts';
import { knownString, textOf } from '../value/value.ts';

/** A principal, and what is certain about it. */
export interface Federation {
  readonly principal: Principal;
  /** `unknown` where the principal could be of several kinds. */
  readonly kind: PrincipalKind | 'unknown';
  /** The issuer without scheme, as it stands in the provider's ARN; only for `oidc` and `builtin`. */
  readonly issuer?: Text;
  /** The same in lower case: condition keys are compared without case. */
  readonly lowerIssuer?: Text;
  /** Provider blocks of this module that certainly are this provider. */
  readonly declared: readonly OidcProvider[];
  readonly catalogued?: Provider;
}

/** Reads a principal. */
export function federationOf(principal: Principal, issuers: Issuers): Federation {
  const type = knownString(principal.type);
  const id = textOf(principal.id);
  const plain = (kind: Federation['kind']): Federation => ({ principal, kind, declared: [] });
  if (type === undefined || !id) return plain('unknown');
  if (type === 'AWS') return plain(known(id) === '*' ? 'unknown' : 'aws');
  if (type === 'Service') return plain('service');
  if (type !== 'Federated') return plain('unknown');
  const name = known(id);
  if (name !== undefined && builtinProviders.includes(name)) return oidcFederation(principal, 'builtin', id, issuers);
  if (includes(id, ':saml-provider/') === 'yes' || /^(data\.)?aws_iam_saml_provider\./.test(addressOf(principal)))
    return plain('saml');
  const issuer = issuerIn(id);
  // An ARN that ends where the issuer should begin names nobody.
  return issuer && known(issuer) !== '' ? oidcFederation(principal, 'oidc', issuer, issuers) : plain('unknown');
}

function oidcFederation(
  principal: Principal,
  kind: 'oidc' | 'builtin',
  issuer: Text,
  { declared: providers, own }: Issuers,
): Federation {
  const base = addressOf(principal).replace(/(\[[^\]]*\])?\.(arn|id)$/, '');
  const { byAddress, byIssuer } = namesOf(providers);
  const identity = identityOf(issuer);
  const declared = byAddress.get(base) ?? (identity === undefined ? undefined : byIssuer.get(identity)) ?? [];
  const name = known(issuer);
  const catalogued = name === undefined ? undefined : findProvider(name, own);
  return { principal, kind, issuer, lowerIssuer: lower(issuer), declared, ...(catalogued ? { catalogued } : {}) };
}

interface ProviderNames {
  readonly byAddress: ReadonlyMap<string, readonly OidcProvider[]>;
  /** By what makes issuers certainly the same. */
  readonly byIssuer: ReadonlyMap<string, readonly OidcProvider[]>;
}

/** Each principal of a module asks for them. */
const names = new WeakMap<readonly OidcProvider[], ProviderNames>();

function namesOf(providers: readonly OidcProvider[]): ProviderNames {
  let known = names.get(providers);
  if (!known) {
    known = {
      byAddress: grouped(providers, ({ address }) => address),
      byIssuer: grouped(providers, ({ issuer }) => identityOf(issuer)),
    };
    names.set(providers, known);
  }
  return known;
}

function grouped(
  providers: readonly OidcProvider[],
  keyOf: (provider: OidcProvider) => string | undefined,
): Map<string, OidcProvider[]> {
  const groups = new Map<string, OidcProvider[]>();
  for (const provider of providers) {
    const key = keyOf(provider);
    const group = key === undefined ? undefined : groups.get(key);
    if (group) group.push(provider);
    else if (key !== undefined) groups.set(key, [provider]);
  }
  return groups;
}

function addressOf(principal: Principal): string {
  return principal.id.kind === 'reference' ? principal.id.address : '';
}

/** The catalogued issuer that a misspelled one was meant to be: a letter or the slash at its end apart. */
export function meantIssuer(issuer: string, own: Issuers['own']): string | undefined {
  const slash = matchIssuer(issuer, own)?.slash;
  if (slash === 'missing') return `${issuer}/`;
  return slash === 'extra' ? issuer.slice(0, -1) : nearestIssuer(issuer, own)?.issuer;
}

/** What stands behind `:oidc-provider/` in an ARN; where a whole ARN stands there, what it says is meant. */
function issuerIn(arn: Text): Text | undefined {
  for (let i = 0; i < arn.length; i++) {
    const found = splitFirst(arn.slice(i), ':oidc-provider/');
    if (found) return issuerIn(found[1]) ?? withoutScheme(found[1]);
  }
  return undefined;
}

/** Where a scheme is a fault of its own, as in an ARN, the issuer that is meant is clear all the same. */
export function withoutScheme(issuer: Text): Text {
  const [first, ...rest] = issuer;
  return typeof first === 'string' ? concat(literal(first.replace(/^https?:\/\//i, '')), rest) : issuer;
}

/** The issuer as a person knows it: the catalogue's name, its address, or the block that declares it. */
export function issuerName(federation: Federation): string {
  if (federation.catalogued) return federation.catalogued.name;
  const issuer = federation.issuer && known(federation.issuer);
  return issuer ?? federation.declared[0]?.address ?? (federation.issuer ? show(federation.issuer) : 'this principal');
}

/**
 * The provider whose subjects a statement's tokens have: that of the catalogue, or any Kubernetes cluster where every value
 * says that it is meant for one. `starts` are the known beginnings of the values.
 */
export function subjectProvider(federation: Federation, starts: readonly string[]): Provider | undefined {
  if (federation.catalogued) return federation.catalogued;
  const isCluster = starts.length > 0 && starts.every((start) => start.startsWith('system:serviceaccount'));
  return isCluster ? providerById('k8s-self-hosted') : undefined;
}

/** As condition keys are compared. */
export function lower(text: Text): Text {
  return text.map((part) => (typeof part === 'string' ? part.toLowerCase() : part));
}
