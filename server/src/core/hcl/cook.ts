/** From template text as it is written to the text that it means, with a way back to the source. */
import type { Template, TemplateText } from './nodes.ts';

/** The meaning of a stretch of template text. */
export interface CookedText {
  readonly text: string;
  /** The source offset of a cooked UTF-16 index; also for the index behind the last one. */
  readonly sourceOffset: (index: number) => number;
}

/** Resolves the escapes of a quoted string. */
export function unescapeText(raw: string): string {
  return cookQuoted(raw, 0).text;
}

/** The text of each literal part of a template, in order: escapes resolved, indentation and stripped white space removed. */
export function cookTemplate(source: string, template: Template): ReadonlyMap<TemplateText, CookedText> {
  const cooked = new Map<TemplateText, CookedText>();
  const indent = template.form === 'flush-heredoc' ? commonIndent(source, template) : 0;
  template.parts.forEach((part, i) => {
    if (part.kind !== 'text') return;
    const [before, after] = [template.parts[i - 1], template.parts[i + 1]];
    let { start, end } = part;
    if (after && after.kind !== 'text' && after.stripLeft) end = trimEnd(source, start, end);
    if (before && before.kind !== 'text' && before.stripRight) start = trimStart(source, start, end);
    const raw = source.slice(start, end);
    const atLineStart = start === part.start && (i === 0 || source.charCodeAt(part.start - 1) === 10);
    if (template.form === 'quoted') cooked.set(part, cookQuoted(raw, start));
    else cooked.set(part, cookHeredoc(raw, start, indent, atLineStart));
  });
  return cooked;
}

function trimEnd(source: string, start: number, end: number): number {
  let pos = end;
  while (pos > start && /\s/.test(source[pos - 1]!)) pos--;
  return pos;
}

function trimStart(source: string, start: number, end: number): number {
  let pos = start;
  while (pos < end && /\s/.test(source[pos]!)) pos++;
  return pos;
}

/** A row of source offsets, one for each cooked character, and one behind; undefined while cooked and raw are the same. */
function mapped(text: string, offsets: readonly number[] | undefined, base: number): CookedText {
  if (!offsets) return { text, sourceOffset: (index) => base + index };
  return { text, sourceOffset: (index) => offsets[Math.min(index, offsets.length - 1)]! };
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function cookQuoted(raw: string, base: number): CookedText {
  if (!raw.includes('\\') && !raw.includes('{')) return mapped(raw, undefined, base);
  let text = '';
  const offsets: number[] = [];
  const push = (cookedText: string, at: number): void => {
    for (let i = 0; i < cookedText.length; i++) offsets.push(base + at);
    text += cookedText;
  };
  for (let i = 0; i < raw.length; ) {
    const length = raw[i] === '\\' ? escapeLength(raw, i) : isDoubled(raw, i) ? 3 : 1;
    if (length === 1) push(raw[i]!, i);
    else if (raw[i] === '\\') push(escaped(raw, i, length), i);
    else {
      push(raw[i]!, i);
      push('{', i + 2);
    }
    i += length;
  }
  offsets.push(base + raw.length);
  return mapped(text, offsets, base);
}

function isDoubled(raw: string, at: number): boolean {
  return (raw[at] === '$' || raw[at] === '%') && raw[at + 1] === raw[at] && raw[at + 2] === '{';
}

function escapeLength(raw: string, at: number): number {
  const digits = raw[at + 1] === 'u' ? 4 : raw[at + 1] === 'U' ? 8 : 0;
  if (digits === 0) return at + 1 < raw.length ? 2 : 1;
  return /^[0-9a-fA-F]+$/.test(raw.slice(at + 2, at + 2 + digits)) && at + 2 + digits <= raw.length ? 2 + digits : 2;
}

function escaped(raw: string, at: number, length: number): string {
  if (length > 2) {
    const code = Number.parseInt(raw.slice(at + 2, at + length), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
  }
  return ESCAPES[raw[at + 1]!] ?? raw.slice(at, at + length);
}

/** Heredocs know no backslash; only doubled markers, and for `<<-` the common indentation, differ from the source. */
function cookHeredoc(raw: string, base: number, indent: number, atLineStart: boolean): CookedText {
  if (indent === 0 && !raw.includes('{')) return mapped(raw, undefined, base);
  let text = '';
  const offsets: number[] = [];
  let lineStart = atLineStart;
  for (let i = 0; i < raw.length; ) {
    if (lineStart && indent > 0) {
      let drop = 0;
      while (drop < indent && (raw[i + drop] === ' ' || raw[i + drop] === '\t')) drop++;
      i += drop;
      lineStart = false;
      continue;
    }
    const doubled = isDoubled(raw, i);
    offsets.push(base + i);
    text += raw[i];
    if (doubled) {
      offsets.push(base + i + 2);
      text += '{';
    }
    lineStart = raw[i] === '\n';
    i += doubled ? 3 : 1;
  }
  offsets.push(base + raw.length);
  return mapped(text, offsets, base);
}

/** The smallest indentation of the lines of a `<<-` heredoc, blank lines aside. A tab counts as one. */
function commonIndent(source: string, template: Template): number {
  let least = Number.POSITIVE_INFINITY;
  template.parts.forEach((part, i) => {
    if (part.kind !== 'text') {
      if (i === 0 || source.charCodeAt(part.start - 1) === 10) least = 0;
      return;
    }
    let line =
      i === 0 || source.charCodeAt(part.start - 1) === 10 ? part.start : lineAfter(source, part.start, part.end);
    while (line < part.end) {
      let pos = line;
      while (pos < part.end && (source[pos] === ' ' || source[pos] === '\t')) pos++;
      const next = lineAfter(source, line, part.end);
      const blank = source[pos] === '\n' || source.startsWith('\r\n', pos);
      if (!blank && (pos < part.end || i < template.parts.length - 1)) least = Math.min(least, pos - line);
      line = next;
    }
  });
  return Number.isFinite(least) ? least : 0;
}

function lineAfter(source: string, from: number, end: number): number {
  const at = source.indexOf('\n', from);
  return at < 0 || at >= end ? end : at + 1;
}
