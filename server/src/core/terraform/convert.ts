/** Conversions between Terraform's types, and what values are as text. */
import type { SourceRange } from '../text/range.ts';
import { ANY, concat, equals, known, knownEnd, knownStart, literal, type Text } from '../value/text.ts';
import { type Entry, isOpaque, type ListValue, type ObjectValue, textOf, type Value } from '../value/value.ts';
import { failing, fails, isWhole } from './certainty.ts';
import { renderJson } from './json.ts';
import { canonicalNumber, compareNumbers } from './numbers.ts';
import { isMap, listAs, listKind, objectAs, type Type, typeOf, unify } from './types.ts';

/** The value as a type wants it. What is not known stays as it is; a value that cannot be converted fails. */
export function convert(value: Value, type: Type, at: SourceRange): Value {
  if (value.kind === 'one-of') return { ...value, options: value.options.map((option) => convert(option, type, at)) };
  if (isOpaque(value) || value.kind === 'null' || type.kind === 'any') return value;
  switch (type.kind) {
    case 'string':
      return toStringValue(value, at);
    case 'number':
      return toNumber(value, at);
    case 'bool':
      return toBool(value, at);
    case 'list':
    case 'set':
      return value.kind === 'list' ? toList(value, type.kind, type.of, at) : refused(type, at);
    case 'map':
      return value.kind === 'object' ? toMap(value, type.of, at) : refused(type, at);
    case 'tuple':
      if (value.kind !== 'list' || listKind(value) !== 'tuple') return refused(type, at);
      if (value.open) return value;
      if (value.items.length !== type.items.length) return refused(type, at);
      return { ...value, items: value.items.map((item, i) => convert(item, type.items[i]!, at)) };
    case 'object':
      return value.kind === 'object' ? toObject(value, type, at) : refused(type, at);
  }
}

function refused(type: Type, at: SourceRange): Value {
  return failing(`this cannot become a ${type.kind}`, at);
}

function toStringValue(value: Value, at: SourceRange): Value {
  if (value.kind === 'string' || value.kind === 'encoded') return value;
  const text = textOf(value);
  return text
    ? { kind: 'string', text, at: value.at, ...(value.via ? { via: value.via } : {}) }
    : refused({ kind: 'string' }, at);
}

function toNumber(value: Value, at: SourceRange): Value {
  if (value.kind === 'number') return value;
  if (value.kind !== 'string') return refused({ kind: 'number' }, at);
  const written = known(value.text);
  if (written === undefined) return { kind: 'unknown', why: 'the number is not known', at };
  const text = canonicalNumber(
    written
      .replace(/^\+(?=[\d.])/, '')
      .replace(/^(-?)\.(?=\d)/, '$10.')
      .replace(/\.$/, ''),
  );
  if (text !== undefined) return { kind: 'number', text, at: value.at, ...(value.via ? { via: value.via } : {}) };
  return /^[+-]?(?:[\d.]|inf)/i.test(written)
    ? { kind: 'unknown', why: 'the number is not read', at }
    : failing('this is no number', at);
}

function toBool(value: Value, at: SourceRange): Value {
  if (value.kind === 'bool') return value;
  const text = value.kind === 'string' ? known(value.text) : undefined;
  if (value.kind === 'string' && text === undefined) return { kind: 'unknown', why: 'the condition is not known', at };
  if (text === 'true' || text === '1') return { kind: 'bool', value: true, at: value.at };
  if (text === 'false' || text === '0') return { kind: 'bool', value: false, at: value.at };
  return refused({ kind: 'bool' }, at);
}

/** The collection with elements of one type: of the type that is asked for, or the one that all of them can become. */
function elements(values: readonly Value[], of: Type, at: SourceRange): readonly Value[] | 'fails' | undefined {
  const type = of.kind === 'any' ? unify(values.filter((v) => v.kind !== 'null').map(typeOf)) : of;
  if (type === undefined || type === 'fails') return type;
  return values.map((value) => convert(value, type, at));
}

function toList(value: ListValue, kind: 'list' | 'set', of: Type, at: SourceRange): Value {
  const converted = elements(value.items, of, at);
  if (converted === 'fails' && !value.open) return failing('the elements have no common type', at);
  // Elements whose common type is not certain stay as they are: most often they are texts already.
  const items = Array.isArray(converted) ? converted : value.items;
  const disordered = kind === 'list' && !hasCertainOrder(value);
  const list = { ...value, items, open: value.open || disordered };
  return kind === 'list' ? listAs(list, 'list') : toSet(list);
}

/** Each element once, sorted where all are known. */
export function toSet(value: ListValue): ListValue {
  const items: Value[] = [];
  const seen = new Set<string>();
  for (const item of value.items) {
    const key = scalarKey(item);
    if (key === undefined ? items.some((other) => equalValues(other, item) === 'yes') : seen.has(key)) continue;
    if (key !== undefined) seen.add(key);
    items.push(item);
  }
  const { dialect: _, ...plain } = value;
  return listAs({ ...plain, items: sorted(items) ?? items }, 'set');
}

function scalarKey(value: Value): string | undefined {
  if (value.kind === 'number') return `n${value.text}`;
  if (value.kind === 'bool') return `b${value.value}`;
  if (value.kind === 'null') return 'null';
  const text = value.kind === 'string' ? known(value.text) : undefined;
  return text === undefined ? undefined : `s${text}`;
}

/** In Terraform's order of set elements; undefined when they are not all known texts, numbers or truth values. */
export function sorted(items: readonly Value[]): Value[] | undefined {
  const nulls = items.filter((item) => item.kind === 'null');
  if (nulls.length > 0) {
    const rest = sorted(items.filter((item) => item.kind !== 'null'));
    return rest && [...rest, ...nulls];
  }
  const [first] = items;
  if (!first || items.length === 1) return [...items];
  if (!items.every((item) => item.kind === first.kind && scalarKey(item) !== undefined)) return undefined;
  return [...items].sort((a, b) => {
    if (a.kind === 'number' && b.kind === 'number') return compareNumbers(a.text, b.text) ?? 0;
    if (a.kind === 'bool' && b.kind === 'bool') return Number(a.value) - Number(b.value);
    return a.kind === 'string' && b.kind === 'string' ? compareStrings(known(a.text)!, known(b.text)!) : 0;
  });
}

/** The order of bytes in UTF-8, which is the order of code points. */
export function compareStrings(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Whether the elements stand in the order in which Terraform gives them. */
export function hasCertainOrder(value: ListValue): boolean {
  return listKind(value) !== 'set' || value.items.length < 2 || sorted(value.items) !== undefined;
}

function toMap(value: ObjectValue, of: Type, at: SourceRange): Value {
  const converted = elements(
    value.entries.map((entry) => entry.value),
    of,
    at,
  );
  if (converted === 'fails' && !value.open) return failing('the elements have no common type', at);
  const entries = Array.isArray(converted)
    ? value.entries.map((entry, i) => ({ ...entry, value: converted[i] as Value }))
    : value.entries;
  return objectAs({ ...value, entries }, 'map');
}

function toObject(value: ObjectValue, type: Type & { kind: 'object' }, at: SourceRange): Value {
  const entries: Entry[] = [];
  for (const entry of value.entries) {
    const name = known(entry.key.text);
    const attribute = name === undefined ? undefined : type.attributes.get(name);
    if (name === undefined) entries.push(entry);
    else if (attribute) {
      const fallback = entry.value.kind === 'null' ? attribute.optional?.fallback : undefined;
      entries.push({ ...entry, value: convert(fallback ?? entry.value, attribute.type, at) });
    }
  }
  const unnamed = value.open || value.entries.some((entry) => known(entry.key.text) === undefined);
  for (const [name, attribute] of type.attributes) {
    if (entries.some((entry) => known(entry.key.text) === name) || unnamed) continue;
    if (!attribute.optional) return failing(`the attribute "${name}" is missing`, at);
    const fallback = attribute.optional.fallback ?? { kind: 'null', at };
    entries.push({
      key: { kind: 'string', text: literal(name), at },
      value: convert(fallback, attribute.type, at),
      at,
    });
  }
  return objectAs({ ...value, entries }, 'object');
}

/** The text that a value has inside a template. `fails` for what Terraform refuses there: null, lists and objects. */
export function templateText(value: Value): Text | 'fails' {
  if (fails(value)) return 'fails';
  if (value.kind === 'encoded') return renderJson(value.value) ?? ANY;
  if (value.kind === 'one-of') return commonText(value.options.map(templateText).filter((text) => text !== 'fails'));
  return textOf(value) ?? 'fails';
}

/** What is certain about a text that is one of several: how it begins and ends. */
export function commonText(texts: readonly Text[]): Text {
  const [first, ...rest] = texts;
  if (!first) return ANY;
  if (rest.every((text) => equals(first, text) === 'yes')) return first;
  const start = commonStart(texts.map(knownStart));
  const shortest = Math.min(...texts.map((text) => known(text)?.length ?? Number.POSITIVE_INFINITY));
  const ends = texts.map((text) => [...knownEnd(text)].reverse().join(''));
  const end = [...commonStart(ends)].reverse().join('');
  const kept = Math.max(0, Math.min(end.length, shortest - start.length));
  return concat(literal(start), ANY, literal(end.slice(end.length - kept)));
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = first.length;
  for (const text of rest) {
    let i = 0;
    while (i < length && text[i] === first[i]) i++;
    length = i;
  }
  // Never half of a character that takes two units.
  if (length > 0 && /[\ud800-\udbff]/.test(first[length - 1]!)) length--;
  return first.slice(0, length);
}

/** `==`: values of different types are never equal. */
export function equalValues(a: Value, b: Value): 'yes' | 'no' | 'maybe' {
  if (isOpaque(a) || isOpaque(b) || fails(a) || fails(b)) return 'maybe';
  if (a.kind === 'null' || b.kind === 'null') {
    if (a.kind === b.kind) return 'yes';
    const isText = a.kind === 'string' || b.kind === 'string';
    return isText || (isWhole(a) && isWhole(b)) ? 'no' : 'maybe';
  }
  if (a.kind === 'encoded' || b.kind === 'encoded') {
    const [left, right] = [a, b].map((v) =>
      v.kind === 'encoded' || v.kind === 'string' ? templateText(v) : undefined,
    );
    return left && right && left !== 'fails' && right !== 'fails' ? equals(left, right) : 'no';
  }
  if (a.kind === 'string' && b.kind === 'string') return equals(a.text, b.text);
  if (a.kind === 'number' && b.kind === 'number') return a.text === b.text ? 'yes' : 'no';
  if (a.kind === 'bool' && b.kind === 'bool') return a.value === b.value ? 'yes' : 'no';
  if (a.kind === 'list' && b.kind === 'list') return equalLists(a, b);
  if (a.kind === 'object' && b.kind === 'object') return equalObjects(a, b);
  return 'no';
}

function equalLists(a: ListValue, b: ListValue): 'yes' | 'no' | 'maybe' {
  const kind = listKind(a);
  if (kind !== listKind(b)) return 'no';
  if (!isWhole(a) || !isWhole(b)) return 'maybe';
  if (a.items.length !== b.items.length) return 'no';
  if (kind !== 'tuple' && !a.items.some((item) => item.kind !== 'null')) return 'maybe';
  if (kind === 'set' && (!hasCertainOrder(a) || !hasCertainOrder(b))) return 'maybe';
  return allOf(a.items.map((item, i) => equalValues(item, b.items[i]!)));
}

function equalObjects(a: ObjectValue, b: ObjectValue): 'yes' | 'no' | 'maybe' {
  if (isMap(a) !== isMap(b)) return 'no';
  if (!isWhole(a) || !isWhole(b)) return 'maybe';
  const [left, right] = [attributesOf(a), attributesOf(b)];
  if (left.size !== right.size || [...left.keys()].some((key) => !right.has(key))) return 'no';
  if (isMap(a) && ![...left.values()].some((value) => value.kind !== 'null')) return 'maybe';
  return allOf([...left].map(([key, value]) => equalValues(value, right.get(key)!)));
}

function allOf(answers: readonly ('yes' | 'no' | 'maybe')[]): 'yes' | 'no' | 'maybe' {
  return answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes';
}

/** The attributes with a known name, the last of each, in the order in which Terraform goes through them. */
export function attributesOf(value: ObjectValue): Map<string, Value> {
  const found = new Map<string, Value>();
  for (const entry of value.entries) {
    const key = known(entry.key.text);
    if (key !== undefined) found.set(key, entry.value);
  }
  return new Map([...found].sort(([a], [b]) => compareStrings(a, b)));
}
