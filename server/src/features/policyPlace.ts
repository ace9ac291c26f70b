/**
 * Where in a trust policy a word stands, whatever the policy is written in: a JSON file, a heredoc, `jsonencode`, or a policy
 * document, whose arguments stand for the JSON elements of the same meaning.
 */
import type { JsonEntry, JsonNode, JsonString } from '../core/json/nodes.ts';
import type { Span } from '../core/text/range.ts';
import type { Dialect } from '../core/value/value.ts';

/**
 * What a word is written in. Strings of Terraform's JSON syntax are templates, as those of JSON in a heredoc are, and count as such;
 * `hcl-in-string` is an expression in one of them.
 */
export type PlaceDialect = Dialect | 'hcl-in-string';

/** Whether it is an expression of HCL. */
export function isHcl(dialect: PlaceDialect): boolean {
  return dialect === 'hcl' || dialect === 'hcl-in-string';
}

/** Whether it stands in a string: on one line, with quotes that are escaped. */
export function isInString(dialect: PlaceDialect): boolean {
  return dialect === 'json-in-string' || dialect === 'hcl-in-string';
}

export interface PolicyPlace {
  /** The keys of the objects around the word, outermost first; a value's own key is the last. */
  readonly path: readonly string[];
  readonly isKey: boolean;
  /** What stands there; a hole is written as `…`. */
  readonly text: string;
  readonly span: Span;
  readonly dialect: PlaceDialect;
  /** A name or a reference of HCL, without quotes. */
  readonly isWord: boolean;
  /** Of a key: the other keys of its object. */
  readonly beside: readonly string[];
  /** Of a key: the keys of the object that it has as value, and where that value stands. */
  readonly under: { readonly keys: readonly string[]; readonly span: Span | undefined };
}

/** What a hover can be about. */
export type HoverTarget =
  | { readonly kind: 'operator'; readonly text: string; readonly span: Span }
  | { readonly kind: 'condition-key'; readonly text: string; readonly span: Span }
  | { readonly kind: 'action'; readonly text: string; readonly span: Span }
  | { readonly kind: 'federated'; readonly text: string; readonly span: Span }
  | { readonly kind: 'provider-argument'; readonly text: string; readonly span: Span };

export const HOLE = '…';

/** What the word at a place means to IAM; nothing where it means nothing. */
export function targetOf({ path, isKey, isWord, text, span }: PolicyPlace): HoverTarget | undefined {
  if (isWord && !isKey) return undefined;
  if (isKey && isElement(path.at(-1), 'condition')) return { kind: 'operator', text, span };
  if (isKey && isElement(path.at(-2), 'condition')) return conditionKey(text, span);
  if (isKey) return undefined;
  const isAction = isElement(path.at(-1), 'action') || isElement(path.at(-1), 'notaction');
  if (isAction && /^sts:/i.test(text)) return { kind: 'action', text, span };
  const isFederated = isElement(path.at(-1), 'federated') && isElement(path.at(-2), 'principal');
  return isFederated ? { kind: 'federated', text, span } : undefined;
}

/** The word of a JSON tree at an offset. */
export function jsonPlaceAt(
  node: JsonNode,
  offset: number,
  path: readonly string[] = [],
  dialect: Dialect = 'json',
): PolicyPlace | undefined {
  switch (node.kind) {
    case 'object':
      return entryPlace(node.entries, offset, path, dialect);
    case 'array': {
      const item = node.items.find((child) => holds(child, offset));
      return item && jsonPlaceAt(item, offset, path, dialect);
    }
    case 'string':
      return valuePlace({ path, text: textOf(node), span: node, dialect, isWord: false });
    default:
      return undefined;
  }
}

export function valuePlace(place: Omit<PolicyPlace, 'isKey' | 'beside' | 'under'>): PolicyPlace {
  return { ...place, isKey: false, beside: [], under: NOTHING_UNDER };
}

const NOTHING_UNDER: PolicyPlace['under'] = { keys: [], span: undefined };

/** Half-open, as a mouse points: right behind a word is not on it. */
export function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}

function entryPlace(
  entries: readonly JsonEntry[],
  offset: number,
  path: readonly string[],
  dialect: Dialect,
): PolicyPlace | undefined {
  const entry = entries.find((each) => holds(each, offset));
  if (!entry) return undefined;
  const text = textOf(entry.key);
  const { value } = entry;
  if (!holds(entry.key, offset)) {
    return value && holds(value, offset) ? jsonPlaceAt(value, offset, [...path, text], dialect) : undefined;
  }
  const beside = entries.filter((each) => each !== entry).map(({ key }) => textOf(key));
  const keys = value?.kind === 'object' ? value.entries.map(({ key }) => textOf(key)) : [];
  return { path, isKey: true, text, span: entry.key, dialect, isWord: false, beside, under: { keys, span: value } };
}

function textOf({ parts }: JsonString): string {
  return parts.map((part) => (typeof part === 'string' ? part : HOLE)).join('');
}

/** Operators and keys are compared without case by IAM; elements are not, but a misspelt one is still meant. */
function isElement(key: string | undefined, element: string): boolean {
  return key?.toLowerCase() === element;
}

function conditionKey(text: string, span: Span): HoverTarget | undefined {
  return /[^:\s]:[^:\s]+$/.test(text) ? { kind: 'condition-key', text, span } : undefined;
}
