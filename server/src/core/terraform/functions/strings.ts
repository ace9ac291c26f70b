/** Functions of texts. What is partly known stays partly known where that is certain. */
import type { SourceRange } from '../../text/range.ts';
import {
  concat,
  endsWith,
  includes,
  known,
  knownEnd,
  knownStart,
  literal,
  replaceAll,
  startsWith,
  type Text,
} from '../../value/text.ts';
import type { Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import {
  allStrings,
  boolValue,
  derived,
  type FunctionTable,
  isPlain,
  itemsOf,
  listOf,
  MAX_TEXT,
  type Run,
  stringArgument,
  stringValue,
  textArgument,
  wholeArgument,
} from './signature.ts';

/** What Go takes for white space. */
const SPACE = '\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const OUTER_SPACE = new RegExp(`^[${SPACE}]+|[${SPACE}]+$`, 'g');

export const STRINGS: FunctionTable = [
  ['trimprefix', { min: 2, max: 2, spreads: true, run: trimPrefix }],
  ['trimsuffix', { min: 2, max: 2, spreads: true, run: trimSuffix }],
  ['trimspace', { min: 1, max: 1, spreads: true, run: byText('trimspace', (t) => t.replace(OUTER_SPACE, '')) }],
  ['trim', { min: 2, max: 2, spreads: true, run: allStrings(trim) }],
  ['chomp', { min: 1, max: 1, spreads: true, run: byText('chomp', (t) => t.replace(/[\r\n]+$/, '')) }],
  ['lower', { min: 1, max: 1, spreads: true, run: byCharacter('lower', (c) => c.toLowerCase()) }],
  ['upper', { min: 1, max: 1, spreads: true, run: byCharacter('upper', (c) => c.toUpperCase()) }],
  ['title', { min: 1, max: 1, spreads: true, run: byText('title', title) }],
  [
    'strrev',
    {
      min: 1,
      max: 1,
      spreads: true,
      run: byText('strrev', (t) => (isPlain(t) ? [...t].reverse().join('') : undefined)),
    },
  ],
  ['indent', { min: 2, max: 2, run: indent }],
  ['startswith', { min: 2, max: 2, run: tested(startsWith) }],
  ['endswith', { min: 2, max: 2, run: tested(endsWith) }],
  ['strcontains', { min: 2, max: 2, run: tested(includes) }],
  ['join', { min: 1, max: Number.POSITIVE_INFINITY, run: join }],
  ['split', { min: 2, max: 2, run: split }],
  ['substr', { min: 3, max: 3, run: substr }],
  ['basename', { min: 1, max: 1, run: byText('basename', basename) }],
  ['pathexpand', { min: 1, max: 1, run: pathExpand }],
  ['dirname', { min: 1, max: 1, run: byText('dirname', dirname) }],
];

/** A function of one fully known string; of a text with one hole it gives a hole with a name of its own. */
function byText(name: string, change: (text: string) => string | undefined): Run {
  return ([value], at) => {
    const text = textArgument(value);
    if (text === 'fails') return failing('the argument is no string', at);
    const whole = known(text);
    if (whole === undefined) return stringValue(derived(name, text), at);
    const changed = change(whole);
    return changed === undefined ? undefined : stringValue(changed, at);
  };
}

/** A function of each character by itself, so that the known stretches of a text stay known. */
function byCharacter(name: string, change: (character: string) => string): Run {
  return ([value], at) => {
    const text = textArgument(value);
    if (text === 'fails') return failing('the argument is no string', at);
    const parts: Text[] = [];
    for (const part of text) {
      if (typeof part !== 'string') parts.push(derived(name, [part]));
      // Beyond Latin letters, and for letters that become two, Go and JavaScript differ.
      else if (/[^\0-\u017f]|[\u00b5\u00df\u0130\u0131\u0149\u017f\u00ff]/.test(part)) return undefined;
      else parts.push(literal([...part].map(change).join('')));
    }
    return stringValue(concat(...parts), at);
  };
}

function tested(test: (text: Text, what: string) => 'yes' | 'no' | 'maybe'): Run {
  return ([value, what], at) => {
    const [text, wanted] = [textArgument(value), stringArgument(what)];
    if (text === 'fails' || wanted === 'fails') return failing('an argument is no string', at);
    const answer = wanted ? test(text, wanted.text) : 'maybe';
    return answer === 'maybe' ? undefined : boolValue(answer === 'yes', at);
  };
}

/** The text without a literal beginning that it is known to have. */
export function dropStart(text: Text, start: string): Text {
  const [first, ...rest] = text;
  return typeof first === 'string' ? concat(literal(first.slice(start.length)), rest) : text;
}

function trimPrefix([value, prefix]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, argument] = [textArgument(value), stringArgument(prefix)];
  if (text === 'fails' || argument === 'fails') return failing('an argument is no string', at);
  if (!argument) return undefined;
  const start = argument.text;
  const answer = startsWith(text, start);
  if (answer === 'yes') return stringValue(dropStart(text, start), at);
  const [first, ...rest] = text;
  if (answer === 'no' || first === undefined || typeof first === 'string')
    return answer === 'no' ? stringValue(text, at) : undefined;
  if (first.schemeless && start.includes('://') && !mayCompleteScheme(rest)) return stringValue(text, at);
  const key = first.key === undefined ? undefined : `trimprefix(${first.key}, ${start})`;
  // What is cut may reach beyond the hole, so that only a hole that is alone keeps its name and the end of others is known in part.
  if (rest.length === 0) return stringValue([{ key, schemeless: start.includes('://') }], at);
  const end = knownEnd(text);
  const reach = reachOf(start, end);
  return stringValue(concat([{ key: undefined }], literal(end.slice(reach))), at);
}

/** A hole without `://` may still end in the beginning of one. */
function mayCompleteScheme(rest: Text): boolean {
  const [next] = rest;
  return next !== undefined && (typeof next !== 'string' || /^:?\/?\//.test(next));
}

/** How much of a known end a prefix may reach into: it ends there with one of its own endings. */
function reachOf(start: string, end: string): number {
  let reach = 0;
  for (let i = 1; i <= Math.min(start.length, end.length); i++) if (start.endsWith(end.slice(0, i))) reach = i;
  return reach;
}

function trimSuffix([value, suffix]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, argument] = [textArgument(value), stringArgument(suffix)];
  if (text === 'fails' || argument === 'fails') return failing('an argument is no string', at);
  if (!argument) return undefined;
  const end = argument.text;
  const answer = endsWith(text, end);
  if (answer === 'no' || end === '') return stringValue(text, at);
  if (answer === 'yes') {
    const last = text[text.length - 1] as string;
    return stringValue(concat(text.slice(0, -1), literal(last.slice(0, last.length - end.length))), at);
  }
  if (text.length === 1) return stringValue(derived(`trimsuffix ${end}`, text), at);
  const start = knownStart(text);
  let reach = 0;
  for (let i = 1; i <= Math.min(start.length, end.length); i++) if (end.startsWith(start.slice(-i))) reach = i;
  return stringValue(concat(literal(start.slice(0, start.length - reach)), [{ key: undefined }]), at);
}

function trim([text = '', characters = '']: readonly string[], at: SourceRange): Value {
  const cut = new Set(characters);
  const all = [...text];
  let [start, end] = [0, all.length];
  while (start < end && cut.has(all[start]!)) start++;
  while (end > start && cut.has(all[end - 1]!)) end--;
  return stringValue(all.slice(start, end).join(''), at);
}

function title(text: string): string | undefined {
  if (/[^\0-\x7f]/.test(text)) return undefined;
  // Go begins a word behind anything that is no letter, digit or underscore.
  return text.replace(/(^|[^A-Za-z0-9_])([a-z])/g, (_, before: string, c: string) => before + c.toUpperCase());
}

function indent([count, value]: readonly Value[], at: SourceRange): Value | undefined {
  const [spaces, text] = [wholeArgument(count, at), textArgument(value)];
  if (spaces === 'fails' || text === 'fails') return failing('an argument has the wrong type', at);
  if (spaces === undefined || spaces < 0 || spaces > 1_000 || known(text) === undefined) return undefined;
  const lines = known(text)!.split('\n');
  if (lines.length * spaces > MAX_TEXT) return undefined;
  return stringValue(lines.join(`\n${' '.repeat(spaces)}`), at);
}

function join([separator, ...lists]: readonly Value[], at: SourceRange): Value | undefined {
  const between = textArgument(separator);
  if (between === 'fails' || lists.length === 0) return failing('the separator is no string', at);
  const texts: Text[] = [];
  let length = 0;
  let only: Value | undefined;
  for (const list of lists) {
    const items = itemsOf(list);
    if (items === 'fails') return failing('an argument is no list', at);
    if (!items) return undefined;
    for (const item of items) {
      only = texts.length === 0 ? item : undefined;
      const text = textArgument(item);
      if (text === 'fails') return failing('an element is no string', at);
      texts.push(texts.length === 0 ? text : concat(between, text));
      for (const part of texts[texts.length - 1]!)
        length += part === undefined ? 0 : typeof part === 'string' ? part.length : 1;
      if (length > MAX_TEXT) return undefined;
    }
  }
  // What a resource with a count of 1 has is got at like this: it stays what it is.
  return only?.kind === 'reference' ? only : stringValue(concat(...texts), at);
}

function split([separator, value]: readonly Value[], at: SourceRange): Value | undefined {
  const [argument, text] = [stringArgument(separator), textArgument(value)];
  if (argument === 'fails' || text === 'fails') return failing('an argument is no string', at);
  if (!argument) return undefined;
  const between = argument.text;
  const whole = known(text);
  if (whole !== undefined) {
    const parts = between === '' ? [...whole] : whole.split(between);
    if (between === '' && !isPlain(whole)) return undefined;
    return listOf(
      parts.map((part) => stringValue(part, at)),
      at,
    );
  }
  if (between === '') return undefined;
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
  return listOf(
    pieces.map((piece) => stringValue(piece, at)),
    at,
  );
}

function substr([value, from, count]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, offset, length] = [textArgument(value), wholeArgument(from, at), wholeArgument(count, at)];
  if (text === 'fails' || offset === 'fails' || length === 'fails')
    return failing('an argument has the wrong type', at);
  if (offset === undefined || length === undefined) return undefined;
  const whole = known(text);
  if (whole === undefined) {
    const start = knownStart(text);
    const inside = offset >= 0 && length >= 0 && offset + length <= start.length && isPlain(start);
    return inside ? stringValue(start.slice(offset, offset + length), at) : undefined;
  }
  if (!isPlain(whole)) return undefined;
  const start = offset < 0 ? Math.max(0, whole.length + offset) : offset;
  return stringValue(length < 0 ? whole.slice(start) : whole.slice(start, start + length), at);
}

/** Only `~` stands for a folder, which is another on each machine. */
function pathExpand([value]: readonly Value[], at: SourceRange): Value | undefined {
  const text = textArgument(value);
  if (text === 'fails') return failing('the argument is no string', at);
  const start = knownStart(text);
  return start === '' || start.startsWith('~') ? undefined : stringValue(text, at);
}

function basename(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  return trimmed === '' ? '/' : trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** What stands before the last slash, cleaned of `.`, `..` and empty parts. */
function dirname(path: string): string {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const rooted = folder.startsWith('/');
  const kept: string[] = [];
  for (const part of folder.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && (kept.length > 0 ? kept[kept.length - 1] !== '..' : rooted)) kept.pop();
    else kept.push(part);
  }
  return (rooted ? '/' : '') + kept.join('/') || '.';
}
