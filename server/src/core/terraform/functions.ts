/** Terraform's functions as far as trust policies need them. One that is not here gives an unknown value, never a guess. */
import type { SourceRange } from '../text/range.ts';
import {
  concat,
  endsWith,
  equals,
  type Hole,
  known,
  literal,
  replaceAll,
  startsWith,
  type Text,
} from '../value/text.ts';
import {
  type Entry,
  isOpaque,
  knownString,
  optionsOf,
  reachedVia,
  textOf,
  unknownAt,
  type Value,
} from '../value/value.ts';
import { wholeNumber } from './numbers.ts';

type Function = (args: readonly Value[], at: SourceRange) => Value | undefined;

/** Calls a function by name; a namespace `core::` is the same function. */
export function callFunction(name: string, args: readonly Value[], at: SourceRange): Value {
  const found = FUNCTIONS.get(name.replace(/^core::/, ''));
  return found?.(args, at) ?? unknownAt(found ? `${name}() is not certain here` : `${name}() is not followed`, at);
}

const FUNCTIONS = new Map<string, Function>([
  ['jsonencode', ([value], at) => value && { kind: 'encoded', value, at }],
  ['replace', replace],
  ['trimprefix', trimPrefix],
  ['trimsuffix', trimSuffix],
  ['trimspace', byText('trimspace', (text) => text.trim())],
  ['lower', byText('lower', (text) => text.toLowerCase())],
  ['upper', byText('upper', (text) => text.toUpperCase())],
  ['format', format],
  ['join', join],
  ['split', split],
  ['tostring', ([value], at) => scalarText(value, at)],
  ['concat', concatLists],
  ['flatten', ([value], at) => flatten(value, at)],
  ['compact', ([value], at) => filterList(value, at, (item) => item.kind === 'null' || knownString(item) === '')],
  ['distinct', ([value], at) => distinct(value, at)],
  ['toset', ([value], at) => distinct(value, at)],
  ['tolist', ([value]) => value],
  ['tomap', ([value]) => value],
  ['element', ([list, index]) => item(list, index)],
  ['one', ([list]) => (list?.kind === 'list' && !list.open && list.items.length === 1 ? list.items[0] : undefined)],
  ['length', length],
  [
    'keys',
    ([value], at) =>
      value?.kind === 'object' ? { kind: 'list', at, open: value.open, items: sortedKeys(value.entries) } : undefined,
  ],
  ['merge', merge],
  ['lookup', lookup],
  ['try', tryFirst],
  ['coalesce', coalesce],
]);

function string(text: Text, at: SourceRange): Value {
  return { kind: 'string', text, at };
}

/** A function of one fully known string; of a text with one hole it gives a hole with a name of its own. */
function byText(name: string, change: (text: string) => string): Function {
  return ([value], at) => {
    const text = value && textOf(value);
    if (!text) return undefined;
    const whole = known(text);
    return whole === undefined ? string(derived(name, text), at) : string(literal(change(whole)), at);
  };
}

function derived(name: string, text: Text): Text {
  const [only] = text;
  const key =
    text.length === 1 && typeof only !== 'string' && only?.key !== undefined ? `${name}(${only.key})` : undefined;
  return [{ key } satisfies Hole];
}

function replace([value, what, by]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, needle, replacement] = [value && textOf(value), what && knownString(what), by && knownString(by)];
  if (!text || needle === undefined || replacement === undefined) return undefined;
  const pattern = literalPattern(needle);
  if (!pattern || (pattern.regular && replacement.includes('$'))) return undefined;
  if (pattern.anchored) {
    const answer = startsWith(text, pattern.text);
    if (answer === 'no') return string(text, at);
    return answer === 'yes' ? string(concat(literal(replacement), dropStart(text, pattern.text)), at) : undefined;
  }
  const replaced = replaceAll(text, pattern.text, replacement);
  return replaced && string(replaced, at);
}

/** What `replace` searches for: a plain string, or `/.../` when the regular expression is nothing but literal characters. */
function literalPattern(needle: string): { text: string; regular: boolean; anchored: boolean } | undefined {
  const regular = needle.length > 1 && needle.startsWith('/') && needle.endsWith('/');
  if (!regular) return { text: needle, regular, anchored: false };
  const body = needle.slice(1, -1);
  const anchored = body.startsWith('^');
  const literalBody = body
    .slice(anchored ? 1 : 0)
    .replace(/\\([/.:\-+*?()[\]{}|^$\\])/g, (_, c: string) => `\u0000${c}`);
  if (/(?<!\u0000)[\\.+*?()[\]{}|^$]/.test(literalBody)) return undefined;
  return { text: literalBody.replaceAll('\u0000', ''), regular, anchored };
}

function dropStart(text: Text, start: string): Text {
  const [first, ...rest] = text;
  return typeof first === 'string' ? concat(literal(first.slice(start.length)), rest) : text;
}

function trimPrefix([value, prefix]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, start] = [value && textOf(value), prefix && knownString(prefix)];
  if (!text || start === undefined) return undefined;
  const answer = startsWith(text, start);
  if (answer === 'yes') return string(dropStart(text, start), at);
  if (answer === 'no') return string(text, at);
  const [first] = text;
  if (typeof first !== 'string' && first?.schemeless && start.includes('://')) return string(text, at);
  const key =
    typeof first !== 'string' && text.length === 1 && first?.key !== undefined
      ? `trimprefix(${first.key}, ${start})`
      : undefined;
  return string([{ key, schemeless: start.includes('://') }], at);
}

function trimSuffix([value, suffix]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, end] = [value && textOf(value), suffix && knownString(suffix)];
  if (!text || end === undefined) return undefined;
  const answer = endsWith(text, end);
  if (answer === 'no' || end === '') return string(text, at);
  if (answer === 'maybe') return string(derived(`trimsuffix ${end}`, text), at);
  const last = text[text.length - 1] as string;
  return string(concat(text.slice(0, -1), literal(last.slice(0, last.length - end.length))), at);
}

/** Only `%s` and `%d`/`%v` of strings and whole numbers; any other verb is not certain. */
function format([spec, ...args]: readonly Value[], at: SourceRange): Value | undefined {
  const pattern = spec && knownString(spec);
  if (pattern === undefined) return undefined;
  const parts: Text[] = [];
  let next = 0;
  for (const piece of pattern.split(/(%[^%sdv]|%%|%[sdv])/)) {
    if (piece === '%%') parts.push(literal('%'));
    else if (/^%[sdv]$/.test(piece)) {
      const text = args[next] && textOf(args[next]!);
      if (!text) return undefined;
      parts.push(text);
      next++;
    } else if (piece.includes('%')) return undefined;
    else parts.push(literal(piece));
  }
  return next === args.length ? string(concat(...parts), at) : undefined;
}

function join([separator, ...lists]: readonly Value[], at: SourceRange): Value | undefined {
  const between = separator && knownString(separator);
  if (between === undefined) return undefined;
  const texts: Text[] = [];
  for (const list of lists) {
    if (list.kind !== 'list' || list.open) return undefined;
    for (const value of list.items) {
      const text = textOf(value);
      if (!text) return undefined;
      texts.push(text);
    }
  }
  return string(concat(...texts.flatMap((text, i) => (i === 0 ? [text] : [literal(between), text]))), at);
}

function split([separator, value]: readonly Value[], at: SourceRange): Value | undefined {
  const [between, text] = [separator && knownString(separator), value && textOf(value)];
  if (!between || !text) return undefined;
  const safe = text.every((part) => typeof part === 'string' || (part.schemeless === true && between.includes('://')));
  if (!safe || !replaceAll(text, between, '')) return undefined;
  const pieces: Text[] = [[]];
  for (const part of text) {
    const [first = '', ...more] = typeof part === 'string' ? part.split(between) : [part];
    const last = pieces.pop() ?? [];
    pieces.push(
      concat(last, typeof first === 'string' ? literal(first) : [first]),
      ...more.map((piece) => literal(String(piece))),
    );
  }
  return { kind: 'list', at, open: false, items: pieces.map((piece) => string(piece, at)) };
}

function scalarText(value: Value | undefined, at: SourceRange): Value | undefined {
  if (!value || value.kind === 'string') return value;
  const text = textOf(value);
  return text && !isOpaque(value) ? string(text, at) : undefined;
}

function concatLists(args: readonly Value[], at: SourceRange): Value {
  const items: Value[] = [];
  let open = false;
  for (const list of args) {
    if (list.kind === 'list') {
      items.push(...list.items);
      open ||= list.open;
    } else open = true;
  }
  return { kind: 'list', items, open, at };
}

function flatten(value: Value | undefined, at: SourceRange): Value | undefined {
  if (value?.kind !== 'list') return undefined;
  const items: Value[] = [];
  let open = value.open;
  const visit = (list: readonly Value[]): void => {
    for (const one of list) {
      if (one.kind === 'list') {
        visit(one.items);
        open ||= one.open;
      } else if (isOpaque(one)) open = true;
      else items.push(one);
    }
  };
  visit(value.items);
  return { kind: 'list', items, open, at };
}

function filterList(value: Value | undefined, at: SourceRange, drop: (item: Value) => boolean): Value | undefined {
  if (value?.kind !== 'list') return undefined;
  const items = value.items.filter((one) => !drop(one));
  // An item that is not known may be dropped as well.
  const sure = items.filter((one) => knownString(one) !== undefined);
  return { kind: 'list', items: sure, open: value.open || sure.length < items.length, at };
}

function distinct(value: Value | undefined, at: SourceRange): Value | undefined {
  if (value?.kind !== 'list') return value;
  const items: Value[] = [];
  for (const one of value.items) {
    const text = textOf(one);
    if (!text || !items.some((other) => equals(textOf(other) ?? [], text) === 'yes')) items.push(one);
  }
  return { ...value, items, at };
}

function item(list: Value | undefined, index: Value | undefined): Value | undefined {
  const at = index?.kind === 'number' ? wholeNumber(index.text) : undefined;
  if (list?.kind !== 'list' || list.open || at === undefined || at < 0 || list.items.length === 0) return undefined;
  return list.items[at % list.items.length];
}

function length([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (value?.kind === 'list' && !value.open) return { kind: 'number', text: String(value.items.length), at };
  if (value?.kind === 'object' && !value.open)
    return { kind: 'number', text: String(new Set(value.entries.map((e) => known(e.key.text))).size), at };
  return undefined;
}

function sortedKeys(entries: readonly Entry[]): Value[] {
  return entries.map((entry) => entry.key).sort((a, b) => (show(a) < show(b) ? -1 : 1));
}

function show(value: Value): string {
  return knownString(value) ?? '';
}

function merge(args: readonly Value[], at: SourceRange): Value {
  const entries: Entry[] = [];
  let open = false;
  for (const object of args) {
    if (object.kind === 'null') continue;
    if (object.kind !== 'object') {
      // What an unknown object brings may replace any entry before it.
      entries.length = 0;
      open = true;
      continue;
    }
    open ||= object.open;
    for (const entry of object.entries) {
      const same = entries.findIndex((other) => equals(other.key.text, entry.key.text) === 'yes');
      if (same >= 0) entries.splice(same, 1);
      entries.push(entry);
    }
  }
  return { kind: 'object', entries, open, at };
}

function lookup([object, key, fallback]: readonly Value[]): Value | undefined {
  const name = key && knownString(key);
  if (object?.kind !== 'object' || name === undefined) return undefined;
  const found = object.entries.findLast((entry) => known(entry.key.text) === name);
  return (
    found?.value ??
    (object.open || object.entries.some((entry) => known(entry.key.text) === undefined) ? undefined : fallback)
  );
}

/** The first that does not fail. What depends on something unknown may fail, so that any later one may be it. */
function tryFirst(args: readonly Value[], at: SourceRange): Value | undefined {
  const candidates: Value[] = [];
  for (const value of args) {
    candidates.push(value);
    if (!isOpaque(value)) break;
  }
  const [only] = candidates;
  if (candidates.length === 1 && only) return reachedVia(only, at);
  return { kind: 'one-of', options: candidates.flatMap(optionsOf), at };
}

/** The first that is neither null nor an empty string. */
function coalesce(args: readonly Value[], at: SourceRange): Value | undefined {
  const candidates: Value[] = [];
  for (const value of args) {
    if (value.kind === 'null' || knownString(value) === '') continue;
    candidates.push(value);
    if (!isOpaque(value) && (value.kind !== 'string' || knownString(value) !== undefined)) break;
  }
  const [only] = candidates;
  if (candidates.length === 1 && only) return reachedVia(only, at);
  return candidates.length === 0 ? undefined : { kind: 'one-of', options: candidates.flatMap(optionsOf), at };
}
