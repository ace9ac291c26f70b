/** What can be written at the cursor: in a trust policy on any surface, an IAM provider, or at the top of a Terraform file. */
import type { PolicyPlace } from '../policyPlace.ts';
import { providerAt } from '../provider.ts';
import { documentBlocks, trustBlocks } from './blocks.ts';
import { keyOffers, operatorOffers } from './conditions.ts';
import { type CompletionSource, contextOf, type PolicyContext, providersOf } from './context.ts';
import { continued } from './continuing.ts';
import { cursorAt, type NameCursor, type WordCursor } from './cursor.ts';
import { elementOffers, POLICY, principalOffers, STATEMENT } from './elements.ts';
import type { Completion } from './items.ts';
import { asBlocks, asExpressions, asMembers, asStrings, type MemberOffer, plainOffers } from './placing.ts';
import { actionOffers, federatedOffers, named, principalTypes, referenceOffers } from './principals.ts';
import { clientIdOffers, urlOffers } from './providerBlock.ts';
import { isSeparated } from './separated.ts';
import { valueOffers } from './values.ts';

const PROVIDER = 'aws_iam_openid_connect_provider';
const DOCUMENT = 'aws_iam_policy_document';

/** In the order in which they should be shown. Empty where nothing is certain to fit. */
export function completionsAt(source: CompletionSource, offset: number): Completion[] {
  const cursor = cursorAt(source.text, source.module && source.file, offset);
  if (!cursor || !isSeparated(source.text, cursor)) return [];
  if (cursor.kind === 'name') return atName(source, cursor);
  return continued(atWord(source, cursor), cursor, source.text, offset);
}

/** The beginning of `oidc-`, by which whole trusts are called. */
const TRUST_SNIPPET = /^o(?:i(?:d(?:c.*)?)?)?$/;

function atName(source: CompletionSource, cursor: NameCursor): Completion[] {
  const { around } = cursor.marked;
  if (around.length === 0) {
    return TRUST_SNIPPET.test(cursor.typed) ? asBlocks(trustBlocks(source, providersOf(source, cursor)), cursor) : [];
  }
  const inside = around.at(-1)!.type;
  if (typeOf(cursor) !== DOCUMENT || (inside !== 'data' && inside !== 'statement')) return [];
  const context = contextOf(source, cursor);
  return context ? asBlocks(documentBlocks(context, inside), cursor) : [];
}

function atWord(source: CompletionSource, cursor: WordCursor): Completion[] {
  if (typeOf(cursor) === PROVIDER) return inProvider(source, cursor);
  const context = contextOf(source, cursor);
  if (!context) return [];
  if (!cursor.place.isKey) return atValue(context, cursor);
  const offers = keysAt(context, cursor);
  // In a policy document what is a key elsewhere is the value of an argument.
  return typeOf(cursor) === DOCUMENT ? asStrings(offers, cursor) : asMembers(offers, cursor, source.text);
}

/** The type of the resource or data source at the cursor. */
function typeOf({ marked }: NameCursor | WordCursor): string | undefined {
  return marked.around[0]?.labels[0]?.text;
}

function inProvider({ remote }: CompletionSource, cursor: WordCursor): Completion[] {
  const { attribute, marked } = cursor;
  if (marked.around[0]!.type !== 'resource' || marked.around.length > 1 || !attribute) return [];
  if (attribute.name === 'url') return asStrings(urlOffers(remote()), cursor);
  if (attribute.name !== 'client_id_list') return [];
  const { issuer } = providerAt(marked.text, marked.tree!, marked.offset) ?? {};
  return asStrings(clientIdOffers(issuer, marked.text.slice(attribute.value.start, attribute.value.end)), cursor);
}

/** The last steps of a place's path, in lower case: elements in other capitals are meant all the same. */
function steps({ path }: PolicyPlace): readonly [string | undefined, string | undefined, string | undefined] {
  const last = (i: number): string | undefined => path.at(-i)?.toLowerCase();
  return [last(1), last(2), last(3)];
}

function keysAt(context: PolicyContext, cursor: WordCursor): MemberOffer[] {
  const { place, marked } = cursor;
  const { beside, dialect, under } = place;
  const [last, before] = steps(place);
  if (last === 'condition') {
    const below = under.span ? marked.text.slice(under.span.start, under.span.end) : '';
    return operatorOffers(context, place, typeOf(cursor) === DOCUMENT ? valuesIn(below) : below);
  }
  if (before === 'condition') return keyOffers(context, place.path.at(-1)!, place);
  if (last === 'principal') {
    return typeOf(cursor) === DOCUMENT
      ? plainOffers(principalTypes(context))
      : principalOffers(context, beside, dialect);
  }
  if (last === 'statement') return elementOffers(context, STATEMENT, beside, dialect);
  return last === undefined ? elementOffers(context, POLICY, beside, dialect) : [];
}

/** The last argument of a condition's block. */
function valuesIn(block: string): string {
  return /\bvalues"?\s*[=:]\s*([\s\S]*)/.exec(block)?.[1] ?? '';
}

const WORDS: Readonly<Record<string, readonly string[]>> = {
  effect: ['Allow', 'Deny'],
  version: ['2012-10-17'],
};

function atValue(context: PolicyContext, cursor: WordCursor): Completion[] {
  const { place } = cursor;
  const [last, before, third] = steps(place);
  if (third === 'condition') return asStrings(valueOffers(context, place.path.at(-2)!, place.path.at(-1)!), cursor);
  if (last === 'federated' && before === 'principal') {
    // A provider of the module is named by reference where the surface has references.
    const references = place.dialect === 'json' ? [] : referenceOffers(context);
    return [...asExpressions(references, cursor), ...asStrings(federatedOffers(context), cursor)];
  }
  if (last === 'action') return asStrings(actionOffers(context, named(context.statement?.statement.actions)), cursor);
  return asStrings(plainOffers(WORDS[last ?? ''] ?? []), cursor);
}
