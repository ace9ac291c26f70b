/** Sets of UTF-16 code units, as ranges. */

/** Pairs `from, to` in one row, both included; sorted, apart, never touching. */
export type CharSet = readonly number[];

export const LAST_UNIT = 0xffff;
export const NONE: CharSet = [];
export const ANY_CHAR: CharSet = [0, LAST_UNIT];

/** The set of one code unit. */
export function single(unit: number): CharSet {
  return [unit, unit];
}

/** One letter in both its cases; any other unit alone. */
export function singleAnyCase(unit: number): CharSet {
  const other = otherCase(unit);
  if (other === unit) return single(unit);
  const [low, high] = unit < other ? [unit, other] : [other, unit];
  return [low, low, high, high];
}

/** The same ASCII letter in the other case; any other unit as it is. */
function otherCase(unit: number): number {
  if (unit >= 0x41 && unit <= 0x5a) return unit + 0x20;
  if (unit >= 0x61 && unit <= 0x7a) return unit - 0x20;
  return unit;
}

export function isEmptySet(set: CharSet): boolean {
  return set.length === 0;
}

/** Whether the set has exactly one unit. */
export function isSingle(set: CharSet): boolean {
  return set.length === 2 && set[0] === set[1];
}

/** Whether the set is one letter, its other case counted as the same. */
export function isSingleLetter(set: CharSet): boolean {
  return isSingle(set) || (set.length === 4 && set[0] === set[1] && set[2] === set[3] && otherCase(set[0]!) === set[2]);
}

export function has(set: CharSet, unit: number): boolean {
  for (let i = 0; i < set.length; i += 2) {
    if (unit < set[i]!) return false;
    if (unit <= set[i + 1]!) return true;
  }
  return false;
}

/** What is in both. */
export function intersect(a: CharSet, b: CharSet): CharSet {
  if (a === b || isAny(b)) return a;
  if (isAny(a)) return b;
  if (isSingle(a)) return has(b, a[0]!) ? a : NONE;
  if (isSingle(b)) return has(a, b[0]!) ? b : NONE;
  const both: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const from = Math.max(a[i]!, b[j]!);
    const to = Math.min(a[i + 1]!, b[j + 1]!);
    if (from <= to) both.push(from, to);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return both;
}

/** What is in `a` and not in `b`. */
export function subtract(a: CharSet, b: CharSet): CharSet {
  return intersect(a, complement(b));
}

export function complement(set: CharSet): CharSet {
  const gaps: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) gaps.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= LAST_UNIT) gaps.push(next, LAST_UNIT);
  return gaps;
}

/** What is in either. */
export function unite(a: CharSet, b: CharSet): CharSet {
  return complement(intersect(complement(a), complement(b)));
}

/** What a reader likes to see first: `pick` takes the first of these that is in the set. */
const READABLE: readonly CharSet[] = [
  [0x61, 0x7a], // a-z
  [0x30, 0x39], // 0-9
  [0x41, 0x5a], // A-Z
  [0x2d, 0x2e], // - .
  [0x5f, 0x5f], // _
  [0x21, 0x7e], // the rest of visible ASCII
  [0xa1, 0xd7ff], // no control characters, no halves of pairs
  [0x20, 0x20],
  ANY_CHAR,
];

/** A member for people to read: a letter or digit if there is one. The set must not be empty. */
export function pick(set: CharSet): number {
  if (isSingle(set)) return set[0]!;
  for (const liked of READABLE) {
    const both = intersect(set, liked);
    if (both.length > 0) return both[0]!;
  }
  throw new RangeError('no member in the empty set');
}

/** Whether every unit is in the set. */
export function isAny(set: CharSet): boolean {
  return set.length === 2 && set[0] === 0 && set[1] === LAST_UNIT;
}
