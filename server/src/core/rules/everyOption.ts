/** What rules find in a value that may be one of several: something is certain only where it is so of each. */
import type { Text } from '../value/text.ts';
import { optionsOf, type Value } from '../value/value.ts';

/** What was found of one text that a value may be. */
export interface OptionFinding<T> {
  readonly value: Value;
  readonly text: Text;
  readonly found: T;
  /** How many it may be. */
  readonly options: number;
}

/** What is found of each string that a value may be; empty where one of them is right, or no string. */
export function ofEveryOption<T>(
  value: Value,
  find: (text: Text) => T | undefined,
): readonly [OptionFinding<T>, ...OptionFinding<T>[]] | readonly [] {
  const options = optionsOf(value);
  const all: OptionFinding<T>[] = [];
  for (const option of options) {
    const found = option.kind === 'string' ? find(option.text) : undefined;
    if (found === undefined || option.kind !== 'string') return [];
    all.push({ value, text: option.text, found, options: options.length });
  }
  const [first, ...others] = all;
  return first ? [first, ...others] : [];
}

/** Ends "... admits nobody" where the first of several values that can stand at a place is quoted. */
export function norByOthers({ options }: OptionFinding<unknown>): string {
  return options > 1 ? ', nor does any other that can stand here' : '';
}

/** Ends "... by this value" in the same way. */
export function andByOthers({ options }: OptionFinding<unknown>): string {
  return options > 1 ? ', nor by any other that can stand here' : '';
}
