/** How a function is described, and the small steps that many of them share. */
import type { SourceRange } from '../../text/range.ts';
import { ANY, type Hole, known, literal, type Text } from '../../value/text.ts';
import type { ListValue, Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { convert, hasCertainOrder, templateText } from '../convert.ts';
import { wholeNumber } from '../numbers.ts';
import { listAs, NUMBER } from '../types.ts';

/** Undefined: the result is not certain. */
export type Run = (args: readonly Value[], at: SourceRange) => Value | undefined;

export interface FunctionEntry {
  /** How many arguments it takes. */
  readonly min: number;
  readonly max: number;
  /** It takes null; without this Terraform refuses a null argument. */
  readonly nulls?: boolean;
  /** An argument that fails does not make it fail. */
  readonly catches?: boolean;
  /** It is the same function for each option of a first argument that is one of several. */
  readonly spreads?: boolean;
  readonly run: Run;
}

type Table = readonly (readonly [string, FunctionEntry])[];
export type FunctionTable = Table;

/** More characters are never made. */
export const MAX_TEXT = 100_000;
/** More elements are never made. */
export const MAX_ITEMS = 10_000;

export function stringValue(text: Text | string, at: SourceRange): Value {
  return { kind: 'string', text: typeof text === 'string' ? literal(text.normalize('NFC')) : text, at };
}

export function numberValue(text: string | number | undefined, at: SourceRange): Value | undefined {
  return text === undefined ? undefined : { kind: 'number', text: String(text), at };
}

export function boolValue(value: boolean, at: SourceRange): Value {
  return { kind: 'bool', value, at };
}

export function tuple(items: readonly Value[], at: SourceRange, open = false): ListValue {
  return { kind: 'list', items, open, at };
}

export function listOf(items: readonly Value[], at: SourceRange, open = false): ListValue {
  return listAs(tuple(items, at, open), 'list');
}

/** The text of an argument that wants a string: `fails` where Terraform refuses it. */
export function textArgument(value: Value | undefined): Text | 'fails' {
  return value ? templateText(value) : 'fails';
}

/** The whole string of an argument; `fails` where Terraform refuses it, undefined where it is not known. */
export function stringArgument(value: Value | undefined): { readonly text: string } | 'fails' | undefined {
  const text = textArgument(value);
  if (text === 'fails') return text;
  const whole = known(text);
  return whole === undefined ? undefined : { text: whole };
}

/** The whole strings of all arguments, for a function that needs all of them. */
export function allStrings(run: (texts: readonly string[], at: SourceRange) => Value | undefined): Run {
  return (args, at) => {
    const texts = args.map(stringArgument);
    if (texts.includes('fails')) return failing('an argument is no string', at);
    const whole = texts.filter((text) => text !== undefined && text !== 'fails');
    return whole.length === args.length
      ? run(
          whole.map(({ text }) => text),
          at,
        )
      : undefined;
  };
}

/** The number of an argument, as canonical text. */
export function numberArgument(value: Value | undefined, at: SourceRange): string | 'fails' | undefined {
  const number = value && convert(value, NUMBER, at);
  if (number?.kind === 'number') return number.text;
  return number && 'fails' in number && number.fails === true ? 'fails' : undefined;
}

/** A whole number argument that JavaScript holds exactly. */
export function wholeArgument(value: Value | undefined, at: SourceRange): number | 'fails' | undefined {
  const text = numberArgument(value, at);
  if (text === undefined || text === 'fails') return text;
  if (text.includes('.')) return 'fails';
  return wholeNumber(text);
}

/** A list, tuple or set whose elements are all seen and in order; `fails` for what is no such thing. */
export function itemsOf(value: Value | undefined): readonly Value[] | 'fails' | undefined {
  if (value?.kind === 'list') return !value.open && hasCertainOrder(value) ? value.items : undefined;
  return value && ['string', 'number', 'bool', 'object', 'null', 'encoded'].includes(value.kind) ? 'fails' : undefined;
}

/** A text with one hole becomes a hole with a name of its own, so that two uses compare equal. */
export function derived(name: string, text: Text): Text {
  const [only] = text;
  if (text.length !== 1 || typeof only === 'string' || only?.key === undefined) return ANY;
  return [{ key: `${name}(${only.key})` } satisfies Hole];
}

/** Whether each character is one code unit that Terraform counts as one: no marks that join, no surrogates. */
export function isPlain(text: string): boolean {
  return /^[\t\n\x20-\u02ff]*$/.test(text);
}
