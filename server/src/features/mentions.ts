/** Where the models of a module name an identity provider: in its own block, in principals, in condition keys. */
import { federationOf, withoutScheme } from '../core/access/federation.ts';
import { claimKeyOf } from '../core/access/reading.ts';
import type { Project } from '../core/oidc/project.ts';
import { type OidcProvider, type PolicyModel, type TrustPolicy, usePlace } from '../core/policy/model.ts';
import { stretchOf } from '../core/policy/textPlace.ts';
import type { FileId, SourceRange } from '../core/text/range.ts';
import { equals, known, type Text } from '../core/value/text.ts';
import { definitely } from '../core/value/tri.ts';
import { knownString, optionsOf, textOf, type Value } from '../core/value/value.ts';
import { holds } from './policyPlace.ts';
import { insertedIn } from './resolution.ts';
import type { Files } from './scope.ts';

export interface Mention {
  readonly kind: 'provider' | 'principal' | 'key';
  /** What names the issuer: a URL, an ARN, a condition key. Undefined for a provider without URL. */
  readonly value: Value | undefined;
  /** Without scheme. */
  readonly issuer: Text;
  /** UTF-16 units before the issuer in the value's text; undefined where that is not known. */
  readonly before: number | undefined;
  /** The block, for a provider; the policy that it stands in, for the others. */
  readonly in: OidcProvider | TrustPolicy;
}

/** In the order of the models, one for each value that an expression may have. */
export function mentionsOf(models: readonly PolicyModel[], { issuers: own }: Project): readonly Mention[] {
  return models.flatMap(({ policies, providers }) => [
    ...providers.map(inProvider),
    ...policies.flatMap((policy) => inPolicy(policy, { declared: providers, own })),
  ]);
}

function inProvider(provider: OidcProvider): Mention {
  const { url, issuer } = provider;
  const value = url.is === 'present' ? url.value : undefined;
  const [start] = (value && textOf(value)) ?? [];
  const scheme = typeof start === 'string' ? (/^https?:\/\//i.exec(start)?.[0] ?? '') : '';
  // Any other than this one is a fault, and so the model has it in the issuer.
  const meant = scheme === 'https://' ? issuer : withoutScheme(issuer);
  return { kind: 'provider', value, issuer: meant, before: scheme.length, in: provider };
}

function inPolicy(policy: TrustPolicy, issuers: Parameters<typeof federationOf>[1]): Mention[] {
  return policy.statements.items.flatMap(({ principals, conditions }) => [
    ...(principals.is === 'present' ? principals.value.items : []).flatMap(({ type, id }): Mention[] =>
      optionsOf(id).flatMap((value): Mention[] => {
        const { kind, issuer } = federationOf({ type, id: value }, issuers);
        if ((kind !== 'oidc' && kind !== 'builtin') || !issuer) return [];
        return [{ kind: 'principal', value, issuer, before: beforeIssuer(value, issuer), in: policy }];
      }),
    ),
    ...conditions.items.flatMap(({ key }): Mention[] =>
      optionsOf(key).flatMap((value): Mention[] => {
        const claim = claimKeyOf(textOf(value) ?? []);
        return claim ? [{ kind: 'key', value, issuer: claim.prefix, before: 0, in: policy }] : [];
      }),
    ),
  ]);
}

/** The issuer is what an ARN ends with. */
function beforeIssuer(value: Value, issuer: Text): number | undefined {
  const length = (text: Text): number =>
    text.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0);
  const text = textOf(value);
  return text && length(text) - length(issuer);
}

/** Whether two mentions certainly mean one issuer; condition keys are compared without case, and so is what is meant by them. */
export function isSameIssuer(a: Pick<Mention, 'issuer'>, b: Pick<Mention, 'issuer'>): boolean {
  return definitely(equals(lower(a.issuer), lower(b.issuer)));
}

function lower(text: Text): Text {
  return text.map((part) => (typeof part === 'string' ? part.toLowerCase() : part));
}

/** The mention whose text, or a reference to it, is around an offset; the provider whose name is. */
export function mentionAt(mentions: readonly Mention[], file: FileId, offset: number): Mention | undefined {
  const isAt = (range: SourceRange): boolean => range.file === file && holds(range, offset);
  return (
    mentions.find(({ value }) => value && (isAt(value.at) || (value.via ?? []).some(isAt))) ??
    mentions.find((mention) => mention.kind === 'provider' && isAt(mention.in.at))
  );
}

/** Where a mention is shown: the provider's name, or where the policy names it. */
export function placeOf(mention: Mention): SourceRange {
  return mention.kind === 'provider' || !mention.value ? mention.in.at : usePlace(mention.value);
}

/** Where the issuer is written out in one piece, also where a name leads to that text; undefined where it is computed. */
export function writtenIssuer({ value, issuer, before }: Mention, files: Files): SourceRange | undefined {
  const text = known(issuer);
  if (value?.kind !== 'string' || text === undefined || text === '' || before === undefined) return undefined;
  const source = (file: FileId): string => files.text(file) ?? '';
  const [inserted, ...others] = insertedIn(value).filter((part) => knownString(part) === text);
  if (inserted?.kind === 'string' && others.length === 0) return stretchOf(inserted, 0, text.length, source);
  return stretchOf(value, before, text.length, source);
}

/** Each place once. */
export function distinct(ranges: readonly SourceRange[]): readonly SourceRange[] {
  const known = new Map(ranges.map((range) => [`${range.file} ${range.start} ${range.end}`, range]));
  return [...known.values()];
}
