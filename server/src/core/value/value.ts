/**
 * What an expression or a JSON document evaluates to. Every value knows where its text stands (`at`) and, when it was
 * reached through a name, the places that led there (`via`).
 */
import type { SourceRange, Span } from '../text/range.ts';
import { ANY, equals, known, literal, type Text } from './text.ts';

/** Whose quoting rules hold at a literal, so that an edit writes it right. Undefined on a value: computed, not to be edited. */
export type Dialect = 'json' | 'hcl' | 'json-in-heredoc' | 'json-in-string';

interface Placed {
  /** Where the text stands that makes the value; quotes included. */
  readonly at: SourceRange;
  /** The references that were followed, nearest first. Empty: the text stands where the value is used. */
  readonly via?: readonly SourceRange[];
  /** Of a variable that a `.tfvars` file sets: where that says so. The value counts as standing where it is used. */
  readonly setting?: SourceRange;
}

/** A string of which parts may be unknown. */
export interface StringValue extends Placed {
  readonly kind: 'string';
  readonly text: Text;
  readonly dialect?: Dialect;
  /** The template's content in the file, for strings written as one: JSON inside it can be read with exact places. */
  readonly template?: TemplateSource;
  /** What is inserted in a string of JSON that is written as a template, in source order. */
  readonly inserted?: readonly Value[];
}

/** Where a template's text stands and what its parts are; made by `terraform`, read by `policy` through `json`. */
export interface TemplateSource {
  /** `file`: the whole text of a file that `file()` reads; `templatefile`: the template that it renders. */
  readonly form: 'quoted' | 'heredoc' | 'file' | 'templatefile';
  readonly content: Span;
  /**
   * What the text is made of, in its order. That is the order of the source and without gaps, unless there are directives: of
   * an `if` only one branch is there, of a `for` the body as often as it runs.
   */
  readonly pieces: readonly TemplatePiece[];
  /** False when the template is not ended, or a directive gives a text that is not known: its structure is then not certain. */
  readonly complete: boolean;
  /** Which of the texts it may have this is, where a condition that is not known chooses. */
  readonly alternative?: string;
}

export type TemplatePiece =
  | {
      readonly kind: 'text';
      readonly span: Span;
      readonly cooked: string;
      readonly sourceOffset: (index: number) => number;
      /** It is the body of a loop, and stands for each round. */
      readonly repeated?: boolean;
    }
  | { readonly kind: 'value'; readonly span: Span; readonly value: Value; readonly repeated?: boolean }
  /** Where a directive begins or ends; `certain` where the pieces beside it are all that it gives. */
  | { readonly kind: 'directive'; readonly span: Span; readonly certain: boolean };

export interface NumberValue extends Placed {
  readonly kind: 'number';
  /** Decimal digits as written, so that nothing is rounded. */
  readonly text: string;
}

export interface BoolValue extends Placed {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NullValue extends Placed {
  readonly kind: 'null';
}

export interface ListValue extends Placed {
  readonly kind: 'list';
  readonly items: readonly Value[];
  /** There may be more items than are seen. */
  readonly open: boolean;
  readonly dialect?: Dialect;
}

export interface ObjectValue extends Placed {
  readonly kind: 'object';
  /** As written; a key may stand twice. */
  readonly entries: readonly Entry[];
  /** There may be more entries than are seen. */
  readonly open: boolean;
  /** Where that is so only because one of several objects was merged into this one: the entries of each. */
  readonly choices?: readonly (readonly (readonly Entry[])[])[];
  readonly dialect?: Dialect;
}

export interface Entry {
  readonly key: StringValue;
  readonly value: Value;
  /** Key and value together. */
  readonly at: SourceRange;
}

/** One of several values, which one is not known: `condition ? a : b`. */
export interface OneOfValue extends Placed {
  readonly kind: 'one-of';
  readonly options: readonly Value[];
}

/** `jsonencode(value)`. */
export interface EncodedValue extends Placed {
  readonly kind: 'encoded';
  readonly value: Value;
}

/** An attribute of something that only exists after `apply`, or in another configuration. */
export interface ReferenceValue extends Placed {
  readonly kind: 'reference';
  /** `aws_iam_openid_connect_provider.github.arn`, index steps as `[0]` or `["a"]`. */
  readonly address: string;
  /** What is certain about its text. */
  readonly text?: Text;
}

export interface UnknownValue extends Placed {
  readonly kind: 'unknown';
  /** In words: "the variable has no default". */
  readonly why: string;
}

export type Value =
  | StringValue
  | NumberValue
  | BoolValue
  | NullValue
  | ListValue
  | ObjectValue
  | OneOfValue
  | EncodedValue
  | ReferenceValue
  | UnknownValue;

export function stringAt(text: string, at: SourceRange): StringValue {
  return { kind: 'string', text: literal(text), at };
}

export function unknownAt(why: string, at: SourceRange): UnknownValue {
  return { kind: 'unknown', why, at };
}

/** The same value, reached through one more name. */
export function reachedVia(value: Value, use: SourceRange): Value {
  return { ...value, via: [use, ...(value.via ?? [])] };
}

/** Whether the text of a value may be edited for one user of it: it stands where it is used and is a plain literal. */
export function isOwnLiteral(value: Value): value is StringValue {
  return (
    value.kind === 'string' &&
    value.dialect !== undefined &&
    known(value.text) !== undefined &&
    value.inserted === undefined &&
    (value.via ?? []).length === 0
  );
}

/** The values it may have: itself, or each option of a `one-of`, nested ones flattened. */
export function optionsOf(value: Value): readonly Value[] {
  return value.kind === 'one-of' ? value.options.flatMap(optionsOf) : [value];
}

/** The text that a value has as part of a string; undefined for what Terraform refuses there (lists, objects, null). */
export function textOf(value: Value): Text | undefined {
  switch (value.kind) {
    case 'string':
      return value.text;
    case 'number':
      return literal(value.text);
    case 'bool':
      return literal(String(value.value));
    case 'reference':
      return value.text ?? [{ key: value.address }];
    case 'one-of':
    case 'unknown':
    case 'encoded':
      return ANY;
    case 'list':
    case 'object':
    case 'null':
      return undefined;
  }
}

/** The texts a value may have, one for each option; a list or an object gives none. */
export function textsOf(value: Value): readonly Text[] {
  if (value.kind === 'one-of') return optionsOf(value).flatMap(textsOf);
  const text = textOf(value);
  return text ? [text] : [];
}

/** The whole string, where it is certain. */
export function knownString(value: Value): string | undefined {
  return value.kind === 'string' ? known(value.text) : undefined;
}

/** Whether a value could still turn out to be anything: nothing may be concluded from its kind. */
export function isOpaque(value: Value): boolean {
  return value.kind === 'unknown' || value.kind === 'reference' || value.kind === 'one-of';
}

/** The last entry with a key, as HCL and most JSON readers choose. */
export function entryOf(object: ObjectValue, name: string): Entry | undefined {
  return object.entries.findLast((entry) => known(entry.key.text) === name);
}

/** Whether an object has certainly no entry with this key. */
export function lacks(object: ObjectValue, name: string): boolean {
  return !object.open && object.entries.every((entry) => equals(entry.key.text, literal(name)) === 'no');
}
