/** Functions of IPv4 address ranges. Those of IPv6 stay unknown. */
import type { SourceRange } from '../../text/range.ts';
import type { Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { type FunctionTable, listOf, type Run, stringArgument, stringValue, wholeArgument } from './signature.ts';

const BITS = 32;

export const NETWORKS: FunctionTable = [
  ['cidrhost', { min: 2, max: 2, run: ofRange((range, [number], at) => host(range, number!, at)) }],
  ['cidrnetmask', { min: 1, max: 1, run: ofRange(({ length }, _, at) => stringValue(dotted(maskOf(length)), at)) }],
  ['cidrsubnet', { min: 3, max: 3, run: ofRange((range, [bits, number], at) => subnet(range, bits!, number!, at)) }],
  ['cidrsubnets', { min: 1, max: Number.POSITIVE_INFINITY, run: ofRange(subnets) }],
];

interface Range {
  /** The first address; a number without sign. */
  readonly start: number;
  /** How many bits all addresses share. */
  readonly length: number;
}

/** A function of a range and whole numbers. */
function ofRange(run: (range: Range, numbers: readonly number[], at: SourceRange) => Value | undefined): Run {
  return ([prefix, ...rest], at) => {
    const [text, numbers] = [stringArgument(prefix), rest.map((value) => wholeArgument(value, at))];
    if (text === 'fails' || numbers.includes('fails')) return failing('an argument has the wrong type', at);
    if (!text || numbers.includes(undefined) || text.text.includes(':')) return undefined;
    const range = rangeOf(text.text);
    return range ? run(range, numbers as number[], at) : undefined;
  };
}

/** A range as Terraform reads it; undefined for other spellings, of which some are refused. */
function rangeOf(text: string): Range | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = match?.slice(1).map(Number) ?? [];
  if (!match || match.slice(1).some((part) => /^0\d/.test(part))) return undefined;
  if (Math.max(a, b, c, d) > 255 || length > BITS) return undefined;
  const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  return { start: (address & maskOf(length)) >>> 0, length };
}

function maskOf(length: number): number {
  return length === 0 ? 0 : (-1 << (BITS - length)) >>> 0;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
}

/** Negative numbers count from the end. */
function host({ start, length }: Range, number: number, at: SourceRange): Value {
  const size = 2 ** (BITS - length);
  if (number >= size || number < -size) return failing('the range has no such address', at);
  return stringValue(dotted(start + (number < 0 ? size + number : number)), at);
}

function subnet({ start, length }: Range, bits: number, number: number, at: SourceRange): Value | undefined {
  if (bits < 0 || number < 0) return undefined;
  if (length + bits > BITS || number >= 2 ** bits) return failing('the range has no such part', at);
  return stringValue(`${dotted(start + number * 2 ** (BITS - length - bits))}/${length + bits}`, at);
}

/** Parts side by side, each at the next address at which one of its size can begin. */
function subnets({ start, length }: Range, bits: readonly number[], at: SourceRange): Value | undefined {
  const end = start + 2 ** (BITS - length);
  const items: Value[] = [];
  let next = start;
  for (const more of bits) {
    // Terraform takes 1 to 32.
    if (more < 1 || more > BITS || length + more > BITS) return failing('the range has no such part', at);
    const size = 2 ** (BITS - length - more);
    next = Math.ceil(next / size) * size;
    if (next + size > end) return failing('the range is too small', at);
    items.push(stringValue(`${dotted(next)}/${length + more}`, at));
    next += size;
  }
  return listOf(items, at);
}
