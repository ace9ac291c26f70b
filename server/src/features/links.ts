/** What words of a policy lead to: pages of AWS, and what an issuer publishes about itself. */
import { findAction } from '../core/oidc/actions.ts';
import { findAwsKey } from '../core/oidc/keys.ts';
import { AWS, type Source } from '../core/oidc/sources.ts';
import type { Listing, Presence, TrustPolicy } from '../core/policy/model.ts';
import { stretchOf } from '../core/policy/textPlace.ts';
import type { SourceRange } from '../core/text/range.ts';
import { known } from '../core/value/text.ts';
import { knownString, type Value } from '../core/value/value.ts';
import { mentionsOf, writtenIssuer } from './mentions.ts';
import type { Files, Scope } from './scope.ts';

export interface FoundLink {
  readonly at: SourceRange;
  readonly page: Source;
  /** Of an issuer: where it publishes its configuration. Opened for somebody who asks for it only. */
  readonly discovery?: string;
}

/** The issuers that providers and principals write out; in policies, what is a word of AWS. Condition keys lead to their provider. */
export function linksOf(scope: Scope, files: Files): readonly FoundLink[] {
  const found = [
    ...mentionsOf(scope.models, scope.project).flatMap((mention): FoundLink[] => {
      const at = mention.kind === 'key' ? undefined : writtenIssuer(mention, files);
      const issuer = known(mention.issuer);
      return at && issuer ? [{ at, page: AWS.createProvider, ...discoveryOf(issuer) }] : [];
    }),
    ...scope.models.flatMap(({ policies }) => policies.flatMap((policy) => wordsOf(policy, files))),
  ];
  const own = found.filter(({ at }) => at.file === scope.file);
  return [...new Map(own.map((link) => [link.at.start, link])).values()];
}

function wordsOf({ statements }: TrustPolicy, files: Files): FoundLink[] {
  return statements.items.flatMap(({ actions, notActions, conditions }) => [
    ...[...itemsOf(actions), ...itemsOf(notActions)].flatMap((value) => linkOf(value, findAction, files)),
    ...conditions.items.flatMap(({ key }) => linkOf(key, findAwsKey, files)),
  ]);
}

function itemsOf(listed: Presence<Listing<Value>>): readonly Value[] {
  return listed.is === 'present' ? listed.value.items : [];
}

function linkOf(
  value: Value,
  find: (name: string) => { readonly source: Source } | undefined,
  files: Files,
): FoundLink[] {
  const name = knownString(value);
  const page = name && find(name)?.source;
  if (!page || value.kind !== 'string') return [];
  const at = stretchOf(value, 0, name.length, (file) => files.text(file) ?? '');
  return at ? [{ at, page }] : [];
}

/** By OpenID Connect Discovery 1.0, a slash at the issuer's end is left out. */
function discoveryOf(issuer: string): Pick<FoundLink, 'discovery'> {
  const url = `https://${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  return URL.canParse(url) && /^[\w.~%/-]+$/.test(issuer) ? { discovery: url } : {};
}
