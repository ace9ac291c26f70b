/** Functions of numbers. */
import type { SourceRange } from '../../text/range.ts';
import type { Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { bigNumber, calculate, canonicalNumber, compareNumbers, toWhole, wholeNumber } from '../numbers.ts';
import {
  type FunctionTable,
  itemsOf,
  listOf,
  numberArgument,
  numberValue,
  type Run,
  stringArgument,
  wholeArgument,
} from './signature.ts';

const MANY = Number.POSITIVE_INFINITY;

export const ARITHMETIC: FunctionTable = [
  ['abs', { min: 1, max: 1, run: numbers(([n = '']) => (n.startsWith('-') ? n.slice(1) : n)) }],
  [
    'signum',
    {
      min: 1,
      max: 1,
      run: numbers(([n = '']) => (wholeNumber(n) === undefined ? undefined : String(Math.sign(Number(n))))),
    },
  ],
  ['floor', { min: 1, max: 1, run: numbers(([n = '']) => toWhole(n, 'floor')) }],
  ['ceil', { min: 1, max: 1, run: numbers(([n = '']) => toWhole(n, 'ceil')) }],
  ['min', { min: 1, max: MANY, run: numbers((all) => extreme(all, -1)) }],
  ['max', { min: 1, max: MANY, run: numbers((all) => extreme(all, 1)) }],
  ['pow', { min: 2, max: 2, run: numbers(power) }],
  ['sum', { min: 1, max: 1, run: sum }],
  ['parseint', { min: 2, max: 2, run: parseInteger }],
  ['range', { min: 1, max: 3, run: range }],
];

function numbers(run: (numbers: readonly string[]) => string | undefined): Run {
  return (args, at) => {
    const read = args.map((arg) => numberArgument(arg, at));
    if (read.includes('fails')) return failing('an argument is no number', at);
    const known = read.filter((number) => number !== undefined);
    return known.length === args.length ? numberValue(run(known), at) : undefined;
  };
}

function extreme(all: readonly string[], sign: number): string | undefined {
  return all.reduce<string | undefined>((best, one) => {
    const order = best === undefined ? undefined : compareNumbers(one, best);
    return order === undefined ? undefined : order * sign > 0 ? one : best;
  }, all[0]);
}

/** Terraform takes the way over 64-bit floating point; only results that are exact there are certain. */
function power([base = '', exponent = '']: readonly string[]): string | undefined {
  const [b, e] = [wholeNumber(base), wholeNumber(exponent)];
  if (b === undefined || e === undefined || e < 0) return undefined;
  const result = b ** e;
  return Number.isSafeInteger(result) ? canonicalNumber(String(result)) : undefined;
}

function sum([value]: readonly Value[], at: SourceRange): Value | undefined {
  const items = itemsOf(value);
  if (items === 'fails') return failing('the argument is no list', at);
  if (!items) return undefined;
  if (items.length === 0) return failing('there is nothing to add', at);
  let total: string | undefined = '0';
  for (const item of items) {
    const number: string | undefined = item.kind === 'null' ? 'fails' : numberArgument(item, at);
    if (number === 'fails') return failing('an element is no number', at);
    const next: string | undefined = number && total && calculate('+', total, number);
    total = next;
    if (total === undefined) return undefined;
  }
  return numberValue(total, at);
}

function parseInteger([value, base]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, radix] = [stringArgument(value), wholeArgument(base, at)];
  if (text === 'fails' || radix === 'fails' || value?.kind === 'number' || value?.kind === 'bool')
    return failing('an argument has the wrong type', at);
  if (!text || radix === undefined || text.text.length > 60) return undefined;
  if (radix < 2 || radix > 62) return failing('there is no such base', at);
  if (radix > 36) return undefined;
  const match = /^([+-]?)([0-9A-Za-z]+)$/.exec(text.text);
  if (!match) return text.text.includes('_') ? undefined : failing('this is no number', at);
  let total = 0n;
  for (const c of match[2]!) {
    const digit = Number.parseInt(c, 36);
    if (digit >= radix) return failing('this is no number in that base', at);
    total = total * BigInt(radix) + BigInt(digit);
  }
  return numberValue(bigNumber(match[1] === '-' ? -total : total), at);
}

function range(args: readonly Value[], at: SourceRange): Value | undefined {
  const read = args.map((arg) => numberArgument(arg, at));
  if (read.includes('fails')) return failing('an argument is no number', at);
  if (read.includes(undefined)) return undefined;
  const [first = '0', second, third] = read as string[];
  const [start, end] = second === undefined ? ['0', first] : [first, second];
  const falls = (compareNumbers(end, start) ?? 0) < 0;
  const step = third ?? (falls ? '-1' : '1');
  const direction = compareNumbers(step, '0') ?? 0;
  if (direction === 0 || direction < 0 !== falls)
    return start === end ? listOf([], at) : failing('the range has no end', at);
  const items: Value[] = [];
  let next: string | undefined = start;
  while (next !== undefined && compareNumbers(next, end) === -direction) {
    // Terraform makes 1,024 at most.
    if (items.length === 1024) return failing('the range is too long', at);
    items.push({ kind: 'number', text: next, at });
    next = calculate('+', next, step);
  }
  return next === undefined ? undefined : listOf(items, at);
}
