/** Functions of maps and objects. */
import type { SourceRange } from '../../text/range.ts';
import { equals, known, literal } from '../../value/text.ts';
import { type Entry, isOpaque, type ObjectValue, optionsOf, type Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { attributesOf, compareStrings, convert } from '../convert.ts';
import { isMap, objectAs, type Type, typeOf, unify } from '../types.ts';
import { type FunctionTable, itemsOf, listOf, stringArgument, tuple } from './signature.ts';

const MANY = Number.POSITIVE_INFINITY;

export const OBJECTS: FunctionTable = [
  ['keys', { min: 1, max: 1, run: keys }],
  ['values', { min: 1, max: 1, run: values }],
  ['merge', { min: 0, max: MANY, nulls: true, run: merge }],
  ['lookup', { min: 2, max: 3, run: lookup, nulls: true }],
  ['zipmap', { min: 2, max: 2, run: zipmap }],
  ['transpose', { min: 1, max: 1, run: transpose }],
];

/** What an object has under a name: an entry, `none`, or `unsure` where an entry that is not known could be it. */
export function entryNamed(object: ObjectValue, name: string): Entry | 'none' | 'unsure' {
  for (const entry of [...object.entries].reverse()) {
    const answer = equals(entry.key.text, literal(name));
    if (answer === 'yes') return entry;
    if (answer === 'maybe') return 'unsure';
  }
  return object.open ? 'unsure' : 'none';
}

/** Whether all names of an object are known. */
function isClosed(object: ObjectValue): boolean {
  return !object.open && object.entries.every((entry) => known(entry.key.text) !== undefined);
}

function keys([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (value?.kind !== 'object') return value && !isOpaque(value) ? failing('the argument is no map', at) : undefined;
  const byName = new Map(value.entries.map((entry) => [known(entry.key.text), entry.key] as const));
  const named = [...byName].filter(([name]) => name !== undefined).sort(([a], [b]) => compareStrings(a!, b!));
  const items = named.map(([, key]) => key);
  return isMap(value) ? listOf(items, at, !isClosed(value)) : tuple(items, at, !isClosed(value));
}

function values([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (value?.kind !== 'object') return value && !isOpaque(value) ? failing('the argument is no map', at) : undefined;
  const items = [...attributesOf(value).values()];
  return isMap(value) ? listOf(items, at, !isClosed(value)) : tuple(items, at, !isClosed(value));
}

/**
 * Later entries win. What is not known may override any entry before it; of an object that is one of several only
 * the entries of those several may. An entry that is certain to stay stays.
 */
function merge(args: readonly Value[], at: SourceRange): Value | undefined {
  let entries: Entry[] = [];
  let choices: Choices | undefined = [];
  let open = false;
  for (const object of args) {
    if (object.kind === 'null') continue;
    const options = optionsOf(object).filter((option) => option.kind !== 'null');
    if (options.some((option) => !isOpaque(option) && option.kind !== 'object'))
      return object.kind === 'one-of' ? undefined : failing('an argument is no map', at);
    const objects = options.filter((option) => option.kind === 'object');
    if (objects.length < options.length || objects.some((option) => option.open)) {
      open = true;
      entries = [];
    }
    const brought = objects.flatMap((option) => option.entries);
    const certain = object.kind === 'object';
    choices = choicesAfter(choices, options, certain);
    open ||= !certain || brought.some((entry) => known(entry.key.text) === undefined);
    entries = entries.filter((entry) => !brought.some((other) => mayOverride(other, entry)));
    if (certain) entries.push(...lastOfEach(brought));
  }
  const merged: ObjectValue = { kind: 'object', entries, open, at, ...(choices?.length ? { choices } : {}) };
  return asMap(args, merged, at);
}

type Choices = NonNullable<ObjectValue['choices']>;

/** More choices than these are not kept apart. */
const MAX_CHOICES = 8;

/** The choices of one object and one more argument; undefined where entries of the argument are not seen. */
function choicesAfter(choices: Choices | undefined, options: readonly Value[], certain: boolean): Choices | undefined {
  if (!choices) return undefined;
  const objects = options.filter((option) => option.kind === 'object');
  const [only] = objects;
  const isSeen = objects.length === options.length && objects.every((option) => !option.open || option.choices);
  if (!isSeen || (!certain && objects.some((option) => option.choices))) return undefined;
  const brought = objects.flatMap((option) => option.entries);
  const kept = choices.filter(
    (choice) => !choice.flat().some((entry) => brought.some((later) => mayOverride(later, entry))),
  );
  const added: Choices = certain ? (only?.choices ?? []) : [objects.map((option) => option.entries)];
  const all = [...kept, ...added];
  return all.length > MAX_CHOICES ? undefined : all;
}

function mayOverride(later: Entry, earlier: Entry): boolean {
  return equals(later.key.text, earlier.key.text) !== 'no';
}

function lastOfEach(entries: readonly Entry[]): Entry[] {
  return entries.filter(
    (entry, i) => !entries.slice(i + 1).some((later) => equals(later.key.text, entry.key.text) === 'yes'),
  );
}

/** Maps of one type stay a map; anything else becomes an object. */
function asMap(args: readonly Value[], merged: ObjectValue, at: SourceRange): Value {
  const given = args.filter((arg) => arg.kind !== 'null');
  const maps = given.length > 0 && given.every((arg) => arg.kind === 'object' && isMap(arg));
  const type: Type | 'fails' | undefined = maps ? unify(given.map(typeOf)) : undefined;
  return type && type !== 'fails' ? convert(objectAs(merged, 'map'), type, at) : merged;
}

function lookup([object, key, fallback]: readonly Value[], at: SourceRange): Value | undefined {
  const name = stringArgument(key);
  if (object?.kind === 'null' || name === 'fails') return failing('an argument has the wrong type', at);
  if (object?.kind !== 'object') return object && !isOpaque(object) ? failing('the argument is no map', at) : undefined;
  if (!name) return undefined;
  const found = entryNamed(object, name.text);
  if (found === 'unsure') return undefined;
  if (found !== 'none') return found.value;
  if (!fallback) return failing(`there is no "${name.text}" here`, at);
  // A map gives values of its own type only.
  if (!isMap(object) || object.entries.length === 0) return fallback;
  const type = typeOf(object);
  return type.kind === 'map' ? convert(fallback, type.of, at) : fallback;
}

function zipmap([names, items]: readonly Value[], at: SourceRange): Value | undefined {
  const [left, right] = [itemsOf(names), itemsOf(items)];
  if (left === 'fails' || right === 'fails') return failing('an argument is no list', at);
  if (!left || !right || items?.kind !== 'list') return undefined;
  if (left.length !== right.length) return failing('the lists have different lengths', at);
  const entries: Entry[] = [];
  for (const [i, name] of left.entries()) {
    const text = stringArgument(name);
    if (text === 'fails') return failing('a key is no string', at);
    if (!text) return undefined;
    entries.push({
      key: { kind: 'string', text: literal(text.text), at: name.at },
      value: right[i]!,
      at: right[i]!.at,
    });
  }
  const object: ObjectValue = { kind: 'object', entries: lastOfEach(entries), open: false, at };
  return typeOf(items).kind === 'list' ? objectAs(object, 'map') : object;
}

function transpose([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (value?.kind !== 'object' || !isClosed(value)) return undefined;
  const found = new Map<string, Value[]>();
  for (const [name, items] of attributesOf(value)) {
    const texts = itemsOf(items);
    if (!texts || texts === 'fails') return undefined;
    for (const text of texts) {
      const key = stringArgument(text);
      if (!key || key === 'fails') return undefined;
      found.set(key.text, [...(found.get(key.text) ?? []), { kind: 'string', text: literal(name), at }]);
    }
  }
  const entries = [...found]
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([key, names]): Entry => ({ key: { kind: 'string', text: literal(key), at }, value: listOf(names, at), at }));
  return objectAs({ kind: 'object', entries, open: false, at }, 'map');
}
