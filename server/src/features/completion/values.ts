/** What a condition compares with: subjects, audiences, and the values of claims of which all are known. */

import { DEFAULT_CLAIMS } from '../../core/oidc/catalogue/shared/claims.ts';
import { providers as catalogue, findProviderByKeyPrefix } from '../../core/oidc/catalogue.ts';
import { findAwsKey } from '../../core/oidc/keys.ts';
import { type ParsedOperator, parseOperator } from '../../core/oidc/operators.ts';
import type { Provider, PublishedClaim } from '../../core/oidc/provider.ts';
import { plainText, type SubjectSkeleton, subjectSkeletons } from '../../core/oidc/skeletons.ts';
import { known } from '../../core/value/text.ts';
import type { ServiceAccount } from '../../workspace/serviceAccounts.ts';
import { HOLE } from '../policyPlace.ts';
import { clientIdsOf, type IssuerUse, type PolicyContext } from './context.ts';
import { type Offer, stopsOf } from './items.ts';
import { namesIn } from './names.ts';

/** More service accounts are not listed. */
const MAX_ACCOUNTS = 100;

const DEFAULT_AUDIENCE = 'sts.amazonaws.com';

/** The values that fit an operator and a key, as these are written; a hole in the key is a `…`. */
export function valueOffers(context: PolicyContext, operatorText: string, key: string): Offer[] {
  const operator = parseOperator(operatorText);
  if (operator?.operator.family === 'null') return booleans(['false', 'true']);
  if (operator?.operator.family === 'bool') return booleans(['true', 'false']);
  const aws = findAwsKey(key);
  if (aws) return aws.type === 'bool' ? booleans(['true', 'false']) : [];
  const claim = key.slice(key.lastIndexOf(':') + 1).toLowerCase();
  return usesFor(context, key).flatMap((use) => claimValues(context, use, claim, operator));
}

/** The issuers that a key may be of: the one that it names, else all of the statement that are not written out. */
function usesFor({ issuers }: PolicyContext, key: string): readonly IssuerUse[] {
  const prefix = key.slice(0, key.lastIndexOf(':')).toLowerCase();
  if (prefix.includes(HOLE)) return issuers;
  const named = issuers.filter(({ issuer }) => known(issuer)?.toLowerCase() === prefix);
  if (named.length > 0) return named;
  const provider = findProviderByKeyPrefix(prefix);
  const unknown = issuers.filter(({ issuer }) => known(issuer) === undefined);
  if (!provider || unknown.length < issuers.length) return unknown;
  return [{ issuer: [prefix], provider, declared: [], name: provider.name }];
}

function claimValues(
  context: PolicyContext,
  use: IssuerUse,
  claim: string,
  operator: ParsedOperator | undefined,
): Offer[] {
  if (claim === 'sub') return subjectOffers(context, use, operator?.operator.wildcards ?? false);
  if (claim === 'aud' || claim === 'oaud')
    return audiencesOf(use).map((text) => ({ label: text, kind: 'value', insert: [text] }));
  const values = claimsOf(use).find((published) => published.claim.toLowerCase() === claim)?.values ?? [];
  return values.map((value): Offer => ({ label: value, kind: 'value', insert: [value] }));
}

/** What STS publishes for an issuer. */
export function claimsOf({ provider }: IssuerUse): readonly PublishedClaim[] {
  return provider?.publishedClaims ?? DEFAULT_CLAIMS;
}

/** Those that the IAM provider takes; else those that the issuer's tokens have with AWS. */
export function audiencesOf(use: IssuerUse): readonly string[] {
  return clientIdsOf(use) ?? (use.provider ? usualAudiences(use.provider, known(use.issuer)) : [DEFAULT_AUDIENCE]);
}

/** Of an audience that differs from customer to customer there is only an example, if not the issuer itself is one. */
export function usualAudiences({ audiences, tenancy, principal }: Provider, issuer?: string): readonly string[] {
  const aws = audiences.known.filter(({ usage }) => usage === 'aws');
  const usual = aws.length > 0 ? aws : audiences.known;
  const texts = usual.map(({ value, pattern }) => {
    const isIssuer = pattern !== undefined && issuer !== undefined && new RegExp(`^(?:${pattern})$`).test(issuer);
    return isIssuer && tenancy !== 'shared' ? issuer : value;
  });
  return texts.length > 0 || principal === 'builtin' ? texts : [DEFAULT_AUDIENCE];
}

/** Skeletons of the issuer's subjects, and for a cluster the service accounts that the workspace names. */
function subjectOffers(context: PolicyContext, use: IssuerUse, wildcards: boolean): Offer[] {
  const candidates = use.provider ? [use.provider] : catalogue.filter(({ issuer }) => issuer.kind === 'any-host');
  return candidates.flatMap((provider) => [
    ...accountOffers(context, provider, wildcards),
    ...skeletonsFor(context, provider, use, wildcards).map((skeleton) => subjectOffer(provider, skeleton)),
  ]);
}

export function skeletonsFor(
  { source }: PolicyContext,
  provider: Provider,
  use: IssuerUse | undefined,
  wildcards: boolean,
): readonly SubjectSkeleton[] {
  const all = subjectSkeletons(provider, namesIn(source, provider, use));
  return all.filter((skeleton) => wildcards || !skeleton.wildcards);
}

function subjectOffer(provider: Provider, { pieces, form, wildcards }: SubjectSkeleton): Offer {
  const label = plainText(pieces);
  const any = wildcards ? 'any that matches: ' : '';
  return { label, kind: 'subject', detail: `${provider.name}: ${any}${form.title}`, insert: stopsOf(pieces) };
}

const ACCOUNT = 'system:serviceaccount:';

function accountOffers({ source }: PolicyContext, provider: Provider, wildcards: boolean): Offer[] {
  return accountSubjects(provider, source.serviceAccounts())
    .filter(({ subject }) => wildcards || !subject.endsWith('*'))
    .map(({ subject, detail }) => ({ label: subject, kind: 'subject', detail, insert: [subject] }));
}

/** The subjects of service accounts, and of namespaces whose accounts are not named; none for what is no cluster. */
export function accountSubjects(
  { subject: grammar }: Provider,
  accounts: readonly ServiceAccount[],
): readonly { readonly subject: string; readonly detail: string }[] {
  if (!grammar?.forms.some(({ examples }) => examples[0]?.startsWith(ACCOUNT))) return [];
  const subjects = accounts.map(({ namespace, name }) => ({
    subject: `${ACCOUNT}${namespace}:${name ?? '*'}`,
    detail: name === undefined ? 'every service account of the namespace' : 'a service account of this workspace',
  }));
  return [...new Map(subjects.map((each) => [each.subject, each])).values()].slice(0, MAX_ACCOUNTS);
}

function booleans(values: readonly string[]): Offer[] {
  return values.map((value): Offer => ({ label: value, kind: 'value', insert: [value] }));
}
