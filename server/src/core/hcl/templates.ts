/** Quoted strings, block labels, and what stands in the braces of a template. */
import { unescapeText } from './cook.ts';
import { CR, type Cursor, LF, QUOTE } from './cursor.ts';
import { missingAt, parseExpression } from './expression.ts';
import { parseForNames } from './loops.ts';
import type { Directive, Interpolation, Label, Template, TemplatePart } from './nodes.ts';

/** Reads a quoted string from its opening quote on. It ends at the line's end at the latest. */
export function parseQuoted(cursor: Cursor): Template {
  const { faults } = cursor;
  const start = cursor.pos++;
  const parts: TemplatePart[] = [];
  let textStart = cursor.pos;
  for (;;) {
    const code = skipPlain(cursor);
    if (code === QUOTE) break;
    if (code === 92) skipEscape(cursor);
    else if (atMarker(cursor)) {
      pushText(parts, textStart, cursor.pos);
      parts.push(parseMarked(cursor));
      textStart = cursor.pos;
    } else if (code === LF || code === CR || cursor.pos >= cursor.end) {
      cursor.problem('this string is not closed on its line', start, cursor.pos);
      break;
    } else cursor.pos += isEscapedMarker(cursor) ? 3 : 1;
  }
  pushText(parts, textStart, cursor.pos);
  const content = { start: start + 1, end: cursor.pos };
  if (cursor.at(0) === QUOTE) cursor.pos++;
  checkDirectives(cursor, parts, cursor.pos - 1);
  const closed = cursor.faults === faults;
  return { kind: 'template', form: 'quoted', start, end: cursor.pos, parts, content, closed };
}

/** Reads a block label, which is a string without templates. */
export function parseLabel(cursor: Cursor): Label {
  const start = cursor.pos++;
  for (;;) {
    const code = skipPlain(cursor);
    if (code === QUOTE) break;
    if (code === 92) skipEscape(cursor);
    else if (atMarker(cursor)) {
      cursor.problem('a block label cannot hold a template', cursor.pos, cursor.pos + 2);
      parseMarked(cursor);
    } else if (code === LF || code === CR || cursor.pos >= cursor.end) {
      cursor.problem('this label is not closed on its line', start, cursor.pos);
      return { text: unescapeText(cursor.text.slice(start + 1, cursor.pos)), start, end: cursor.pos };
    } else cursor.pos += isEscapedMarker(cursor) ? 3 : 1;
  }
  const text = unescapeText(cursor.text.slice(start + 1, cursor.pos));
  return { text, start, end: ++cursor.pos };
}

/** The characters that mean something in a string or a heredoc: line breaks, `"`, `$`, `%` and backslashes. */
const SPECIAL = new Uint8Array(128);
for (const code of [LF, CR, QUOTE, 36, 37, 92]) SPECIAL[code] = 1;

/** Goes to the next character with a meaning, or to the end; gives what stands there. */
export function skipPlain(cursor: Cursor): number {
  const { text, end } = cursor;
  let { pos } = cursor;
  while (pos < end) {
    const code = text.charCodeAt(pos);
    if (code < 128 && SPECIAL[code] === 1) break;
    pos++;
  }
  cursor.pos = pos;
  return text.charCodeAt(pos);
}

/** Steps over a backslash and what belongs to it. */
function skipEscape(cursor: Cursor): void {
  const { pos, text } = cursor;
  const letter = text.charAt(pos + 1);
  const digits = letter === 'u' ? 4 : letter === 'U' ? 8 : 0;
  if (digits > 0) {
    const hex = /^[0-9a-fA-F]*/.exec(text.slice(pos + 2, pos + 2 + digits))![0];
    if (hex.length < digits)
      cursor.problem(`a \\${letter} escape needs ${digits} hexadecimal digits`, pos, pos + 2 + hex.length);
    else if (!isCharacter(Number.parseInt(hex, 16)))
      cursor.problem('there is no character with this number', pos, pos + 2 + digits);
    cursor.pos = pos + 2 + hex.length;
    return;
  }
  const known = letter !== '' && '"\\nrt'.includes(letter);
  if (!known) cursor.problem('HCL knows no such escape: write `\\\\` for a backslash', pos, pos + 2);
  // Not over the end of the line, nor over a marker: `\${` is a wrong escape and then a template.
  cursor.pos = pos + (known ? 2 : 1);
}

function isCharacter(code: number): boolean {
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}

/** Whether `${` or `%{` begins here. */
export function atMarker(cursor: Cursor): boolean {
  const code = cursor.at(0);
  return (code === 36 || code === 37) && cursor.at(1) === 123;
}

/** Whether `$${` or `%%{` stands here. */
export function isEscapedMarker(cursor: Cursor): boolean {
  const code = cursor.at(0);
  return (code === 36 || code === 37) && cursor.at(1) === code && cursor.at(2) === 123;
}

export function pushText(parts: TemplatePart[], start: number, end: number): void {
  if (end > start) parts.push({ kind: 'text', start, end });
}

/** Reads `${...}` or `%{...}`. In a broken file one that cannot be read must not take the lines behind it along. */
export function parseMarked(cursor: Cursor): Interpolation | Directive {
  if (!cursor.guessing) return parseStrictly(cursor);
  const read = cursor.mayTryAgain ? cursor.attempt(() => parseStrictly(cursor)) : undefined;
  if (read) return read;
  const lineEnd = cursor.isOneExpression && cursor.pos === 0 ? -1 : cursor.text.indexOf('\n', cursor.pos);
  return cursor.within(lineEnd < 0 ? cursor.end : lineEnd, () => guessMarked(cursor));
}

function parseStrictly(cursor: Cursor): Interpolation | Directive {
  const { pos: start, newlinesAreSpace } = cursor;
  const head = parseHead(cursor);
  const stripRight = cursor.skip() === 126 && cursor.at(1) === 125;
  if (stripRight) cursor.pos++;
  if (cursor.at(0) !== 125) {
    const [from, to] = cursor.pos >= cursor.end ? [start, start + 2] : [cursor.pos, cursor.pos + 1];
    cursor.problem('a closing brace `}` is expected at the end of this template expression', from, to);
  }
  cursor.newlinesAreSpace = newlinesAreSpace;
  cursor.pos++;
  return { start, end: cursor.pos, ...head, stripRight };
}

/** Goes on behind the next brace on the line, or before the quote that ends the string. */
function guessMarked(cursor: Cursor): Interpolation | Directive {
  const { pos: start, text, newlinesAreSpace } = cursor;
  const head = parseHead(cursor);
  cursor.skip();
  cursor.newlinesAreSpace = newlinesAreSpace;
  cursor.problem('a closing brace `}` is missing in this template expression', start, start + 2);
  const brace = text.indexOf('}', cursor.pos);
  const quote = text.indexOf('"', cursor.pos);
  if (brace >= 0 && (quote < 0 || brace < quote)) cursor.pos = brace + 1;
  else if (quote >= 0) cursor.pos = quote;
  return { start, end: cursor.pos, ...head, stripRight: false };
}

type Head = Omit<Interpolation, 'start' | 'end' | 'stripRight'> | Omit<Directive, 'start' | 'end' | 'stripRight'>;

/** From `${` or `%{` to before the closing brace. */
function parseHead(cursor: Cursor): Head {
  const isDirective = cursor.at(0) === 37;
  cursor.pos += 2;
  const stripLeft = cursor.at(0) === 126;
  if (stripLeft) cursor.pos++;
  cursor.newlinesAreSpace = true;
  cursor.skip();
  if (isDirective) return { kind: 'directive', ...parseDirective(cursor), stripLeft };
  return { kind: 'interpolation', value: parseExpression(cursor), stripLeft };
}

function parseDirective(cursor: Cursor): Pick<Directive, 'keyword' | 'names' | 'value'> {
  const start = cursor.pos;
  const word = cursor.startsIdentifier() ? cursor.identifier() : '';
  switch (word) {
    case 'if':
      return { keyword: 'if', names: [], value: parseExpression(cursor) };
    case 'for': {
      const names = parseForNames(cursor);
      return { keyword: 'for', names, value: parseExpression(cursor) };
    }
    case 'else':
    case 'endif':
    case 'endfor':
      return { keyword: word, names: [] };
    default: {
      const message = 'a template directive is `if`, `else`, `endif`, `for` or `endfor`';
      cursor.problem(message, start, Math.max(cursor.pos, start + 1));
      return { keyword: 'unknown', names: [], value: missingAt(cursor.pos) };
    }
  }
}

/** Every `if` and `for` has its end, every `else` its `if`. `end` is where the template ends. */
export function checkDirectives(cursor: Cursor, parts: readonly TemplatePart[], end: number): void {
  const open: Directive[] = [];
  for (const part of parts) {
    if (part.kind !== 'directive') continue;
    const last = open[open.length - 1];
    const { keyword, start } = part;
    if (keyword === 'if' || keyword === 'for') open.push(part);
    else if (keyword === 'else') {
      if (last?.keyword === 'if') open[open.length - 1] = part;
      else cursor.problem('this `else` has no `if`', start, part.end);
    } else if (keyword === 'endif') {
      if (last && last.keyword !== 'for') open.pop();
      else cursor.problem('this `endif` has no `if`', start, part.end);
    } else if (keyword === 'endfor') {
      if (last?.keyword === 'for') open.pop();
      else cursor.problem('this `endfor` has no `for`', start, part.end);
    }
  }
  const unended = open[open.length - 1];
  if (unended) cursor.problem(`%{${unended.keyword === 'for' ? 'endfor' : 'endif'}} is missing`, end);
}
