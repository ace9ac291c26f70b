/** Functions of lists, tuples, maps and objects. */
import type { SourceRange } from '../../text/range.ts';
import { known } from '../../value/text.ts';
import { isOpaque, knownString, type ListValue, type Value } from '../../value/value.ts';
import { failing, fails, isWhole } from '../certainty.ts';
import { attributesOf, convert, equalValues, hasCertainOrder, sorted, templateText } from '../convert.ts';
import { listAs, listKind, STRING, type Type, typeOf, unify } from '../types.ts';
import {
  boolValue,
  type FunctionTable,
  isPlain,
  itemsOf,
  listOf,
  numberValue,
  stringArgument,
  tuple,
  wholeArgument,
} from './signature.ts';

const MANY = Number.POSITIVE_INFINITY;

export const COLLECTIONS: FunctionTable = [
  ['concat', { min: 1, max: MANY, run: concatLists }],
  ['flatten', { min: 1, max: 1, run: ([value], at) => flatten(value, at) }],
  ['compact', { min: 1, max: 1, run: ([value], at) => compact(value, at) }],
  ['distinct', { min: 1, max: 1, run: ([value], at) => distinct(value, at) }],
  ['sort', { min: 1, max: 1, run: ([value], at) => sortTexts(value, at) }],
  ['reverse', { min: 1, max: 1, run: ([value], at) => reverse(value, at) }],
  ['slice', { min: 3, max: 3, run: slice }],
  ['chunklist', { min: 2, max: 2, run: chunks }],
  ['element', { min: 2, max: 2, run: element }],
  ['index', { min: 2, max: 2, run: indexOf }],
  ['contains', { min: 2, max: 2, run: contains }],
  ['one', { min: 1, max: 1, run: one }],
  ['length', { min: 1, max: 1, run: length }],
  ['alltrue', { min: 1, max: 1, run: ([value], at) => truth(value, at, true) }],
  ['anytrue', { min: 1, max: 1, run: ([value], at) => truth(value, at, false) }],
  ['matchkeys', { min: 3, max: 3, run: matchKeys }],
  ['coalescelist', { min: 1, max: MANY, run: coalesceList }],
];

/** The element type that lists share, so that a list of them is one; undefined where they are tuples or differ. */
function commonList(values: readonly Value[]): Type | undefined {
  const lists = values.every((value) => value.kind === 'list' && listKind(value) === 'list');
  const type = lists ? unify(values.map(typeOf)) : undefined;
  return type === 'fails' ? undefined : type;
}

function isSet(value: Value): boolean {
  return value.kind === 'list' && listKind(value) === 'set';
}

/** Behind what is not known nothing stands at a certain place: the list is open. */
function concatLists(args: readonly Value[], at: SourceRange): Value | undefined {
  const items: Value[] = [];
  let open = false;
  if (args.some(isSet)) return failing('a set has no order to go by', at);
  for (const list of args) {
    if (list.kind === 'list') {
      items.push(...list.items);
      open ||= list.open || !hasCertainOrder(list);
    } else if (itemsOf(list) === 'fails') return failing('an argument is no list', at);
    else open = true;
  }
  const joined = tuple(items, at, open);
  const type = commonList(args);
  if (type) return convert(joined, type, at);
  return joined;
}

function flatten(value: Value | undefined, at: SourceRange): Value | undefined {
  if (value?.kind !== 'list') return itemsOf(value) === 'fails' ? failing('the argument is no list', at) : undefined;
  const items: Value[] = [];
  let open = value.open;
  const visit = (list: ListValue): void => {
    open ||= list.open || !hasCertainOrder(list);
    for (const item of list.items) {
      if (item.kind === 'list') visit(item);
      else if (isOpaque(item)) open = true;
      else items.push(item);
    }
  };
  visit(value);
  return tuple(items, at, open);
}

/** Without empty texts and nulls. An element that is not known may be one of them. */
function compact(value: Value | undefined, at: SourceRange): Value | undefined {
  if (value?.kind !== 'list') return itemsOf(value) === 'fails' ? failing('the argument is no list', at) : undefined;
  const items: Value[] = [];
  let open = value.open || !hasCertainOrder(value);
  for (const item of value.items) {
    if (item.kind === 'null') continue;
    if (item.kind === 'list' || item.kind === 'object') return failing('an element is no string', at);
    const text = templateText(item);
    // Without a literal stretch nothing says that it is not empty.
    if (text === 'fails' || (text.length > 0 && !text.some((part) => typeof part === 'string'))) open = true;
    else if (text.length > 0) items.push(convert(item, STRING, at));
  }
  return listOf(items, at, open);
}

function distinct(value: Value | undefined, at: SourceRange): Value | undefined {
  if (value?.kind !== 'list') return itemsOf(value) === 'fails' ? failing('the argument is no list', at) : undefined;
  const list = convert(value, { kind: 'list', of: { kind: 'any' } }, at);
  if (list.kind !== 'list') return list;
  const items: Value[] = [];
  const keys = new Set<string>();
  for (const item of list.items) {
    const key = item.kind === 'list' || item.kind === 'object' ? undefined : scalar(item);
    if (key === undefined ? items.some((other) => equalValues(other, item) === 'yes') : keys.has(key)) continue;
    if (key !== undefined) keys.add(key);
    items.push(item);
  }
  return listAs({ ...list, items, at }, 'list');
}

function scalar(value: Value): string | undefined {
  if (value.kind === 'number') return `n${value.text}`;
  const text = knownString(value);
  return text === undefined ? undefined : `s${text}`;
}

function sortTexts(value: Value | undefined, at: SourceRange): Value | undefined {
  const list = value && convert(value, { kind: 'list', of: STRING }, at);
  if (list?.kind !== 'list' || list.open) return list?.kind === 'list' ? undefined : list;
  if (list.items.some((item) => item.kind === 'null')) return undefined;
  const items = sorted(list.items);
  return items && listOf(items, at);
}

function reverse(value: Value | undefined, at: SourceRange): Value | undefined {
  const items = itemsOf(value);
  if (items === 'fails') return failing('the argument is no list', at);
  if (!items || value?.kind !== 'list') return undefined;
  const kind = listKind(value) === 'tuple' ? 'tuple' : 'list';
  return listAs(tuple([...items].reverse(), at), kind);
}

/** The values whose key, at the same place of another list, is one of those that are looked for. */
function matchKeys([values, keys, wanted]: readonly Value[], at: SourceRange): Value | undefined {
  const lists = [values, keys, wanted].map(
    (value) => value && convert(value, { kind: 'list', of: { kind: 'any' } }, at),
  );
  if (lists.some((list) => list && fails(list))) return failing('an argument is no list', at);
  const [items, names, search] = lists.map(itemsOf);
  if (!Array.isArray(items) || !Array.isArray(names) || !Array.isArray(search)) return undefined;
  if (items.length !== names.length) return failing('the lists have different lengths', at);
  if (![...names, ...search].every((name) => name.kind === 'string' && isWhole(name))) return undefined;
  const kept = items.filter((_, i) => search.some((one) => equalValues(one, names[i]) === 'yes'));
  return listOf(kept, at);
}

function slice([value, from, to]: readonly Value[], at: SourceRange): Value | undefined {
  const items = itemsOf(value);
  const [start, end] = [wholeArgument(from, at), wholeArgument(to, at)];
  if (items === 'fails' || start === 'fails' || end === 'fails') return failing('an argument has the wrong type', at);
  if (!items || value?.kind !== 'list' || start === undefined || end === undefined) return undefined;
  if (listKind(value) === 'set') return failing('a set has no slices', at);
  if (start < 0 || end < start || end > items.length) return failing('the slice is outside the list', at);
  return listAs(tuple(items.slice(start, end), at), listKind(value));
}

function chunks([value, size]: readonly Value[], at: SourceRange): Value | undefined {
  const [items, length] = [itemsOf(value), wholeArgument(size, at)];
  if (items === 'fails' || length === 'fails') return failing('an argument has the wrong type', at);
  if (!items || length === undefined || length < 0 || value?.kind !== 'list') return undefined;
  const list = convert(value, { kind: 'list', of: { kind: 'any' } }, at);
  if (list.kind !== 'list') return list;
  const rows: Value[] = [];
  const step = length === 0 ? Math.max(1, items.length) : length;
  for (let i = 0; i < items.length; i += step) rows.push(listOf(list.items.slice(i, i + step), at));
  return listOf(rows, at);
}

function element([list, index]: readonly Value[], at: SourceRange): Value | undefined {
  const [items, i] = [itemsOf(list), wholeArgument(index, at)];
  if (items === 'fails' || i === 'fails') return failing('an argument has the wrong type', at);
  if (!items || i === undefined || list?.kind !== 'list') return undefined;
  if (listKind(list) === 'set') return failing('a set has no elements by number', at);
  if (items.length === 0) return failing('the list is empty', at);
  return i < 0 ? undefined : items[i % items.length];
}

function indexOf([list, wanted]: readonly Value[], at: SourceRange): Value | undefined {
  const items = itemsOf(list);
  if (items === 'fails') return failing('the argument is no list', at);
  if (!items || !wanted || list?.kind !== 'list' || listKind(list) === 'set') return undefined;
  for (const [i, item] of items.entries()) {
    const answer = equalValues(item, wanted);
    if (answer === 'yes') return numberValue(i, at);
    if (answer === 'maybe') return undefined;
  }
  return failing('the element is not in the list', at);
}

function contains([list, wanted]: readonly Value[], at: SourceRange): Value | undefined {
  if (list?.kind !== 'list') return itemsOf(list) === 'fails' ? failing('the argument is no list', at) : undefined;
  if (!wanted) return undefined;
  const answers = list.items.map((item) => equalValues(item, wanted));
  if (answers.includes('yes')) return boolValue(true, at);
  if (answers.includes('maybe') || list.open) return undefined;
  return boolValue(false, at);
}

function one([list]: readonly Value[], at: SourceRange): Value | undefined {
  if (list?.kind !== 'list') return itemsOf(list) === 'fails' ? failing('the argument is no list', at) : undefined;
  if (list.open) return undefined;
  if (list.items.length === 0) return { kind: 'null', at };
  if (list.items.length === 1) return list.items[0];
  return listKind(list) === 'set' && !isWhole(list) ? undefined : failing('there is more than one element', at);
}

function length([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (value?.kind === 'list') {
    // Elements of a set that are not known may turn out to be the same.
    const unsure = value.open || (listKind(value) === 'set' && value.items.length > 1 && !isWhole(value));
    return unsure ? undefined : numberValue(value.items.length, at);
  }
  if (value?.kind === 'object') {
    if (value.open || value.entries.some((entry) => known(entry.key.text) === undefined)) return undefined;
    return numberValue(attributesOf(value).size, at);
  }
  if (value?.kind === 'number' || value?.kind === 'bool') return failing('this has no length', at);
  const text = stringArgument(value);
  return text && text !== 'fails' && isPlain(text.text) ? numberValue(text.text.length, at) : undefined;
}

/** `all`: whether all are true, else whether one is. */
function truth(value: Value | undefined, at: SourceRange, all: boolean): Value | undefined {
  if (value?.kind !== 'list') return itemsOf(value) === 'fails' ? failing('the argument is no list', at) : undefined;
  let unsure = value.open;
  let decided = false;
  for (const item of value.items) {
    const bool = item.kind === 'null' ? boolValue(false, at) : convert(item, { kind: 'bool' }, at);
    if (bool.kind !== 'bool') {
      if (fails(bool)) return failing('an element is neither true nor false', at);
      unsure = true;
    } else if (bool.value !== all) decided = true;
  }
  if (unsure) return undefined;
  return boolValue(decided ? !all : all, at);
}

function coalesceList(args: readonly Value[], at: SourceRange): Value | undefined {
  if (args.some((value) => itemsOf(value) === 'fails' || isSet(value))) return failing('an argument is no list', at);
  for (const value of args) {
    const items = itemsOf(value);
    if (items === 'fails') return failing('an argument is no list', at);
    if (!items) return undefined;
    if (items.length > 0) return value;
  }
  return failing('all lists are empty', at);
}
