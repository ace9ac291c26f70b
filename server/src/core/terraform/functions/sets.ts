/** Sets, and the conversions by name. */
import type { SourceRange } from '../../text/range.ts';
import { isOpaque, type ListValue, type Value } from '../../value/value.ts';
import { failing, isWhole } from '../certainty.ts';
import { convert, equalValues, hasCertainOrder, toSet } from '../convert.ts';
import { ANY_TYPE, BOOL, listAs, listKind, NUMBER, STRING, type Type } from '../types.ts';
import { type FunctionEntry, type FunctionTable, itemsOf, listOf, MAX_ITEMS, tuple } from './signature.ts';

const MANY = Number.POSITIVE_INFINITY;

export const SETS: FunctionTable = [
  ['tostring', conversion(STRING)],
  ['tonumber', conversion(NUMBER)],
  ['tobool', conversion(BOOL)],
  ['tolist', conversion({ kind: 'list', of: ANY_TYPE })],
  ['toset', conversion({ kind: 'set', of: ANY_TYPE })],
  ['tomap', conversion({ kind: 'map', of: ANY_TYPE })],
  ['setunion', { min: 1, max: MANY, run: union }],
  ['setintersection', { min: 1, max: MANY, run: (sets, at) => combine(sets, at, (seen) => seen.every(Boolean)) }],
  ['setsubtract', { min: 2, max: 2, run: (sets, at) => combine(sets, at, ([, second]) => !second) }],
  ['setproduct', { min: 2, max: MANY, run: product }],
];

function conversion(type: Type): FunctionEntry {
  const isList = type.kind === 'list' || type.kind === 'set';
  // A null that is a list is not the null that a splat takes for nothing.
  return {
    min: 1,
    max: 1,
    nulls: true,
    run: ([value], at) => (isList && value?.kind === 'null' ? undefined : value && convert(value, type, at)),
  };
}

/** All arguments as sets of one element type. */
function setsOf(args: readonly Value[], at: SourceRange): readonly ListValue[] | 'fails' | undefined {
  if (args.some((arg) => itemsOf(arg) === 'fails')) return 'fails';
  const lists = args.filter((arg) => arg.kind === 'list');
  if (lists.length < args.length) return undefined;
  const together = convert(
    tuple(
      lists.flatMap((list) => list.items),
      at,
    ),
    { kind: 'list', of: ANY_TYPE },
    at,
  );
  if (together.kind !== 'list') return undefined;
  let from = 0;
  return lists.map((list) => {
    const items = together.items.slice(from, from + list.items.length);
    from += list.items.length;
    return { ...list, items };
  });
}

function union(args: readonly Value[], at: SourceRange): Value | undefined {
  const sets = setsOf(args, at);
  if (sets === 'fails') return failing('an argument is no set', at);
  if (!sets) return undefined;
  const open = sets.some((set) => set.open);
  return toSet(
    tuple(
      sets.flatMap((set) => set.items),
      at,
      open,
    ),
  );
}

/** The elements of the first set, by whether they are in each of the sets. */
function combine(
  args: readonly Value[],
  at: SourceRange,
  keep: (seen: readonly boolean[]) => boolean,
): Value | undefined {
  const sets = setsOf(args, at);
  if (sets === 'fails') return failing('an argument is no set', at);
  if (!sets?.every((set) => !set.open && isWhole(set)) || args.length === 0) return undefined;
  if (sets.reduce((product, set) => product * (set.items.length + 1), 1) > MAX_ITEMS * 10) return undefined;
  const items = sets[0]!.items.filter((item) =>
    keep(sets.map((set) => set.items.some((other) => equalValues(item, other) === 'yes'))),
  );
  return toSet(tuple(items, at));
}

/** Each element of the first with each of the second, and so on. */
function product(args: readonly Value[], at: SourceRange): Value | undefined {
  if (args.some((arg) => itemsOf(arg) === 'fails')) return failing('an argument is no list', at);
  if (args.some((arg) => isOpaque(arg))) return undefined;
  const converted = args.map((arg) => convert(arg, { kind: 'list', of: ANY_TYPE }, at));
  const failed = converted.find((list) => list.kind !== 'list');
  if (failed) return failed;
  const lists = converted.filter((list) => list.kind === 'list');
  // Of lists it makes a list, of sets a set, whose order is not followed.
  if (args.some((arg) => arg.kind === 'list' && listKind(arg) === 'set')) return undefined;
  if (lists.some((list) => list.open || !hasCertainOrder(list))) return undefined;
  let rows: Value[][] = [[]];
  for (const list of lists) {
    if (rows.length * list.items.length > MAX_ITEMS) return undefined;
    rows = rows.flatMap((row) => list.items.map((item) => [...row, item]));
  }
  return listAs(
    listOf(
      rows.map((row) => tuple(row, at)),
      at,
    ),
    'list',
  );
}
