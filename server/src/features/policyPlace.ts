/**
 * Where in a trust policy a word stands, whatever the policy is written in: a JSON file, a heredoc, `jsonencode`, or a policy
 * document, whose arguments stand for the JSON elements of the same meaning.
 */
import type { JsonEntry, JsonNode, JsonString } from '../core/json/nodes.ts';
import type { Span } from '../core/text/range.ts';

export interface PolicyPlace {
  /** The keys of the objects around the word, outermost first; a value's own key is the last. */
  readonly path: readonly string[];
  readonly isKey: boolean;
  /** What stands there; a hole is written as `…`. */
  readonly text: string;
  readonly span: Span;
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
export function targetOf({ path, isKey, text, span }: PolicyPlace): HoverTarget | undefined {
  if (isKey && isElement(path.at(-1), 'condition')) return { kind: 'operator', text, span };
  if (isKey && isElement(path.at(-2), 'condition')) return conditionKey(text, span);
  if (isKey) return undefined;
  const isAction = isElement(path.at(-1), 'action') || isElement(path.at(-1), 'notaction');
  if (isAction && /^sts:/i.test(text)) return { kind: 'action', text, span };
  const isFederated = isElement(path.at(-1), 'federated') && isElement(path.at(-2), 'principal');
  return isFederated ? { kind: 'federated', text, span } : undefined;
}

/** The word of a JSON tree at an offset. */
export function jsonPlaceAt(node: JsonNode, offset: number, path: readonly string[] = []): PolicyPlace | undefined {
  switch (node.kind) {
    case 'object':
      return entryPlace(
        node.entries.find((entry) => holds(entry, offset)),
        offset,
        path,
      );
    case 'array': {
      const item = node.items.find((child) => holds(child, offset));
      return item && jsonPlaceAt(item, offset, path);
    }
    case 'string':
      return { path, isKey: false, text: textOf(node), span: node };
    default:
      return undefined;
  }
}

/** Half-open, as a mouse points: right behind a word is not on it. */
export function holds(span: Span, offset: number): boolean {
  return span.start <= offset && offset < span.end;
}

function entryPlace(entry: JsonEntry | undefined, offset: number, path: readonly string[]): PolicyPlace | undefined {
  if (!entry) return undefined;
  const text = textOf(entry.key);
  if (holds(entry.key, offset)) return { path, isKey: true, text, span: entry.key };
  return entry.value && holds(entry.value, offset) ? jsonPlaceAt(entry.value, offset, [...path, text]) : undefined;
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
