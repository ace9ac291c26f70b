/**
 * A policy as it is written, between two ways of writing it: literal text is what it means, and what Terraform computes keeps
 * its source. Comments go where what they stand beside goes.
 */
import { ANY, concat, equals, literal, type Text } from '../value/text.ts';
import { textOf, type Value } from '../value/value.ts';

export type Written = WrittenObject | WrittenList | WrittenText | WrittenRaw | WrittenExpression;

export interface WrittenObject {
  readonly kind: 'object';
  readonly entries: readonly WrittenEntry[];
  /** Comments behind the last entry. */
  readonly rest: readonly string[];
}

export interface WrittenList {
  readonly kind: 'list';
  readonly items: readonly WrittenItem[];
  readonly rest: readonly string[];
}

/** A string: literal text, and expressions whose text is inserted. */
export interface WrittenText {
  readonly kind: 'text';
  readonly parts: readonly (string | Computed)[];
}

/** A number, `true`, `false` or `null`. */
export interface WrittenRaw {
  readonly kind: 'raw';
  readonly text: string;
}

/** An expression that gives the whole value, of whatever type. */
export interface WrittenExpression {
  readonly kind: 'expression';
  readonly computed: Computed;
}

export interface WrittenItem {
  readonly value: Written;
  readonly notes: Notes;
}

export interface WrittenEntry extends WrittenItem {
  readonly key: WrittenText | WrittenExpression;
}

/** Comments, delimiters included. */
export interface Notes {
  /** On lines of their own. */
  readonly before: readonly string[];
  /** On the same line. */
  readonly after: string | undefined;
}

/** A Terraform expression. */
export interface Computed {
  /** Lines behind the first one are indented as if the first were not. */
  readonly source: string;
  readonly value: Value;
  readonly shape: Shape;
  /** Nothing says that its text holds quotes or backslashes, which would be read as a part of the JSON around it. */
  readonly plain: boolean;
}

/** What an expression certainly gives: a string, a number or truth value, or a list of them. */
export type Shape = 'text' | 'scalar' | 'list' | 'unknown';

export const NO_NOTES: Notes = { before: [], after: undefined };

export function textNode(text: string): WrittenText {
  return { kind: 'text', parts: text === '' ? [] : [text] };
}

/** The text of a string without expressions. */
export function literalOf(node: Written): string | undefined {
  if (node.kind !== 'text') return undefined;
  const [only = ''] = node.parts;
  return node.parts.length <= 1 && typeof only === 'string' ? only : undefined;
}

/** The entry of an object that has a key. */
export function entryNamed(object: WrittenObject, name: string): WrittenEntry | undefined {
  return object.entries.find(({ key }) => literalOf(key) === name);
}

/** The reason why a policy cannot be written another way with the same meaning. */
export class NotExact extends Error {}

export function refuse(why: string): never {
  throw new NotExact(why);
}

/** Where a key stands among others; below 0 for none. Refuses one that may be the same as another and may be not. */
export function indexOfKey(keys: readonly Key[], wanted: Key): number {
  const answers = keys.map((key) => equals(textOfKey(key), textOfKey(wanted)));
  return answers.includes('maybe') ? refuse('two names may be the same') : answers.indexOf('yes');
}

/** Refuses an object in which a key stands twice, or may do so. */
export function withDistinctKeys(object: WrittenObject): WrittenObject {
  const keys = object.entries.map(({ key }) => key);
  const names = keys.map(literalOf).filter((name) => name !== undefined);
  const isTwice = (key: Key, i: number): boolean =>
    literalOf(key) === undefined && indexOfKey(keys.toSpliced(i, 1), key) >= 0;
  return new Set(names).size === names.length && !keys.some(isTwice) ? object : refuse('a key stands twice');
}

type Key = WrittenEntry['key'];

function textOfKey(key: Key): Text {
  const parts = key.kind === 'text' ? key.parts : [key.computed];
  return concat(...parts.map((part) => (typeof part === 'string' ? literal(part) : (textOf(part.value) ?? ANY))));
}
