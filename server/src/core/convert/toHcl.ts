/** Writes a policy as a Terraform expression, in the style of the provider's documentation. */
import { quote } from '../policy/quote.ts';
import type { Line } from './lines.ts';
import {
  type Computed,
  type Notes,
  refuse,
  type Written,
  type WrittenEntry,
  type WrittenItem,
  type WrittenText,
} from './written.ts';

/** Longer lists of plain values stand over several lines. */
const MAX_WIDTH = 100;

const BARE_KEY = /^(?!for$)[A-Za-z_][\w-]*$/;

/** `jsonencode(...)`. The first line has no indentation: it stands behind what is there. */
export function jsonencodeLines(policy: Written): Line[] {
  return around('jsonencode(', valueLines(policy, 0), ')');
}

/** The lines of a value, of which the first stands `behind` so many characters. */
export function valueLines(value: Written, depth: number, behind = 0): Line[] {
  const inline = inlineText(value, depth * 2 + behind);
  if (inline !== undefined) return [{ depth, text: inline }];
  if (value.kind === 'object') {
    const entries = value.entries.flatMap((entry) => entryLines(entry, depth + 1));
    return [{ depth, text: '{' }, ...entries, ...commentLines(value.rest, depth + 1), { depth, text: '}' }];
  }
  if (value.kind === 'list') {
    const items = value.items.flatMap((item) => itemLines(item, depth + 1));
    return [{ depth, text: '[' }, ...items, ...commentLines(value.rest, depth + 1), { depth, text: ']' }];
  }
  return sourceOf(value)
    .split('\n')
    .map((text) => ({ depth, text }));
}

/** `NAME = VALUE`, with its comments. */
export function argumentLines(name: string, value: Written, notes: Notes, depth: number): Line[] {
  const head = `${name} = `;
  const before = commentLines(notes.before, depth);
  const lines = valueLines(value, depth, head.length);
  const [only] = lines;
  if (only && lines.length === 1)
    return [...before, { depth, text: name, assign: `= ${only.text}`, comment: notes.after }];
  return [...before, ...around(head, lines, '', notes.after)];
}

export function commentLines(comments: readonly string[], depth: number): Line[] {
  return comments.map((text) =>
    text.includes('\n') ? refuse('a comment stands over several lines') : { depth, text },
  );
}

/** A template as HCL writes it; one that is nothing but an expression stands without quotes. */
function textSource({ parts }: WrittenText): string {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return asString(only);
  const written = parts.map((part, i) => {
    if (typeof part === 'object') return `\${${oneLine(part)}}`;
    if (/[$%]$/.test(part) && i < parts.length - 1)
      return refuse('a dollar or percent sign stands before an expression');
    return quote(part, 'hcl').slice(1, -1);
  });
  return `"${written.join('')}"`;
}

function entryLines({ key, value, notes }: WrittenEntry, depth: number): Line[] {
  return argumentLines(keySource(key), value, notes, depth);
}

function itemLines({ value, notes }: WrittenItem, depth: number): Line[] {
  return [...commentLines(notes.before, depth), ...around('', valueLines(value, depth), ',', notes.after)];
}

function around(head: string, lines: readonly Line[], tail: string, comment?: string): Line[] {
  return lines.map((line, i) => {
    const text = `${i === 0 ? head : ''}${line.text}${i === lines.length - 1 ? tail : ''}`;
    return i === lines.length - 1 ? { ...line, text, comment } : { ...line, text };
  });
}

function keySource(key: WrittenEntry['key']): string {
  if (key.kind === 'expression') return `(${oneLine(key.computed)})`;
  const [only] = key.parts;
  if (key.parts.length === 1 && typeof only === 'object') return `(${oneLine(only)})`;
  return key.parts.length === 1 && typeof only === 'string' && BARE_KEY.test(only) ? only : textSource(key);
}

/** The value on one line; undefined where it needs several. */
function inlineText(value: Written, column: number): string | undefined {
  if (value.kind === 'object') return value.entries.length === 0 && value.rest.length === 0 ? '{}' : undefined;
  if (value.kind !== 'list') {
    const source = sourceOf(value);
    return source.includes('\n') ? undefined : source;
  }
  const { items, rest } = value;
  const hasNotes = items.some(({ notes }) => notes.before.length > 0 || notes.after !== undefined);
  const texts = items.map((item) => inlineText(item.value, column));
  if (hasNotes || rest.length > 0 || texts.includes(undefined)) return undefined;
  const text = `[${texts.join(', ')}]`;
  return items.length > 1 && column + text.length > MAX_WIDTH ? undefined : text;
}

function sourceOf(value: Exclude<Written, { kind: 'object' | 'list' }>): string {
  switch (value.kind) {
    case 'text':
      return textSource(value);
    case 'raw':
      return value.text;
    case 'expression':
      return value.computed.source;
  }
}

/** JSON would have the number or truth value itself where a string is meant. */
function asString({ source, shape, value }: Computed): string {
  return shape === 'text' || (shape === 'unknown' && value.kind === 'reference') ? source : `tostring(${source})`;
}

function oneLine({ source }: Computed): string {
  return source.includes('\n') ? refuse('an expression in a text stands over several lines') : source;
}
