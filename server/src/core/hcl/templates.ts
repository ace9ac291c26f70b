/** Quoted strings, heredocs and what stands in them. */
import { parseForNames } from './collections.ts';
import { unescapeText } from './cook.ts';
import { CR, type Cursor, LF, QUOTE } from './cursor.ts';
import { missingAt, parseExpression } from './expression.ts';
import type { Directive, Expression, Interpolation, Label, Template, TemplatePart } from './nodes.ts';

/** Reads a whole text as a template. */
export function parseTemplateText(cursor: Cursor): TemplatePart[] {
  const parts = heredocParts(cursor, cursor.end);
  checkDirectives(cursor, parts);
  return parts;
}

/** Reads a quoted string from its opening quote on. It ends at the line's end at the latest. */
export function parseQuoted(cursor: Cursor): Template {
  const start = cursor.pos++;
  const parts: TemplatePart[] = [];
  let textStart = cursor.pos;
  let closed = true;
  for (;;) {
    const code = cursor.at(0);
    if (code === QUOTE) break;
    if (code === 92) skipEscape(cursor);
    else if (atMarker(cursor)) {
      pushText(parts, textStart, cursor.pos);
      parts.push(parseMarked(cursor, QUOTE));
      textStart = cursor.pos;
    } else if (code === LF || cursor.pos >= cursor.end) {
      if (cursor.at(-1) === CR && code === LF) cursor.pos--;
      cursor.problem('this string is not closed on its line', start);
      closed = false;
      break;
    } else cursor.pos += isEscapedMarker(cursor) ? 3 : 1;
  }
  const content = { start: start + 1, end: Math.max(start + 1, cursor.pos) };
  pushText(parts, textStart, cursor.pos);
  if (closed) cursor.pos++;
  checkDirectives(cursor, parts);
  return { kind: 'template', form: 'quoted', start, end: cursor.pos, parts, content, closed };
}

/** Reads a block label, which is a string without templates. */
export function parseLabel(cursor: Cursor): Label {
  const start = cursor.pos++;
  for (;;) {
    const code = cursor.at(0);
    if (code === QUOTE) break;
    if (code === 92) skipEscape(cursor);
    else if (atMarker(cursor)) {
      cursor.problem('a block label cannot hold a template', cursor.pos, cursor.pos + 2);
      cursor.pos += 2;
    } else if (code === LF || cursor.pos >= cursor.end) {
      cursor.problem('this label is not closed on its line', start);
      return { text: unescapeText(cursor.text.slice(start + 1, cursor.pos)), start, end: cursor.pos };
    } else cursor.pos++;
  }
  const text = unescapeText(cursor.text.slice(start + 1, cursor.pos));
  cursor.pos++;
  return { text, start, end: cursor.pos };
}

/** Steps over a backslash and what belongs to it. */
function skipEscape(cursor: Cursor): void {
  const digits = cursor.at(1) === 117 ? 4 : cursor.at(1) === 85 ? 8 : 0;
  const known = '"\\nrt'.includes(cursor.text.charAt(cursor.pos + 1) || ' ');
  if (digits > 0) {
    const hex = cursor.text.slice(cursor.pos + 2, cursor.pos + 2 + digits);
    if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length < digits)
      cursor.problem(
        `a \\${cursor.text[cursor.pos + 1]} escape needs ${digits} hexadecimal digits`,
        cursor.pos,
        cursor.pos + 2,
      );
    cursor.pos += 2;
    return;
  }
  if (!known) cursor.problem('HCL knows no such escape; write `\\\\` for a backslash', cursor.pos, cursor.pos + 2);
  cursor.pos += cursor.at(1) === LF || cursor.pos + 1 >= cursor.end ? 1 : 2;
}

/** Whether `${` or `%{` begins here. */
function atMarker(cursor: Cursor): boolean {
  const code = cursor.at(0);
  return (code === 36 || code === 37) && cursor.at(1) === 123;
}

/** Whether `$${` or `%%{` stands here. */
function isEscapedMarker(cursor: Cursor): boolean {
  const code = cursor.at(0);
  return (code === 36 || code === 37) && cursor.at(1) === code && cursor.at(2) === 123;
}

function pushText(parts: TemplatePart[], start: number, end: number): void {
  if (end > start) parts.push({ kind: 'text', start, end });
}

/** Reads `${...}` or `%{...}`. `quote` is the character that ends the surrounding string, 0 in heredocs. */
function parseMarked(cursor: Cursor, quote: number): Interpolation | Directive {
  const start = cursor.pos;
  const isDirective = cursor.at(0) === 37;
  cursor.pos += 2;
  const stripLeft = cursor.at(0) === 126;
  if (stripLeft) cursor.pos++;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  cursor.skip();
  const head = isDirective ? parseDirectiveHead(cursor) : { value: parseExpression(cursor) };
  let code = cursor.skip();
  const stripRight = code === 126;
  if (stripRight) {
    cursor.pos++;
    code = cursor.skip();
  }
  cursor.newlinesAreSpace = newlines;
  if (code === 125) cursor.pos++;
  else closeBrokenMarker(cursor, start, quote, head.value);
  const common = { start, end: cursor.pos, stripLeft, stripRight };
  if ('keyword' in head) return { kind: 'directive', ...common, ...head };
  return { kind: 'interpolation', ...common, value: head.value };
}

function parseDirectiveHead(cursor: Cursor): Pick<Directive, 'keyword' | 'names' | 'value'> {
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
    default:
      cursor.problem(
        'a template directive is `if`, `else`, `endif`, `for` or `endfor`',
        start,
        Math.max(cursor.pos, start + 1),
      );
      return { keyword: 'unknown', names: [] };
  }
}

/** The closing brace is missing: go on behind a brace, or at the string's end, on the line where the marker began. */
function closeBrokenMarker(cursor: Cursor, start: number, quote: number, value: Expression | undefined): void {
  cursor.problem('the closing brace `}` of this template expression is missing', cursor.pos);
  if (!cursor.recovering) return;
  const { text } = cursor;
  const lineEnd = text.indexOf('\n', start);
  const limit = lineEnd < 0 ? cursor.end : lineEnd;
  let pos = cursor.pos <= limit ? cursor.pos : Math.min(limit, value && value.end > start ? value.end : limit);
  while (pos < limit) {
    const code = text.charCodeAt(pos);
    if (code === 125) {
      pos++;
      break;
    }
    if (code === QUOTE && quote === QUOTE) break;
    pos++;
  }
  cursor.pos = Math.max(pos, start + 2);
}

/** Every `if` and `for` has its end, every `else` its `if`. */
function checkDirectives(cursor: Cursor, parts: readonly TemplatePart[]): void {
  const open: Directive[] = [];
  for (const part of parts) {
    if (part.kind !== 'directive') continue;
    const last = open[open.length - 1];
    if (part.keyword === 'if' || part.keyword === 'for') open.push(part);
    else if (part.keyword === 'else') {
      if (last?.keyword === 'if') open[open.length - 1] = part;
      else cursor.problem('this `else` has no `if`', part.start, part.end);
    } else if (part.keyword === 'endif') {
      if (last && last.keyword !== 'for') open.pop();
      else cursor.problem('this `endif` has no `if`', part.start, part.end);
    } else if (part.keyword === 'endfor') {
      if (last?.keyword === 'for') open.pop();
      else cursor.problem('this `endfor` has no `for`', part.start, part.end);
    }
  }
  for (const part of open)
    cursor.problem(
      `this directive is not ended by %{${part.keyword === 'for' ? 'endfor' : 'endif'}}`,
      part.start,
      part.end,
    );
}

/** Reads a heredoc from `<<` to behind its end marker. */
export function parseHeredoc(cursor: Cursor): Expression {
  const { text } = cursor;
  const start = cursor.pos;
  cursor.pos += 2;
  const flush = cursor.at(0) === 45;
  if (flush) cursor.pos++;
  if (!cursor.startsIdentifier()) {
    cursor.problem('a heredoc begins with `<<` and a marker, such as <<EOT', start, start + 2);
    return missingAt(start);
  }
  const marker = cursor.identifier();
  if (cursor.at(0) === CR) cursor.pos++;
  if (cursor.at(0) !== LF) {
    cursor.problem('nothing may follow the marker of a heredoc on its line', cursor.pos);
    return missingAt(cursor.pos);
  }
  const contentStart = cursor.pos + 1;
  const limit = contentLimit(cursor, marker, contentStart, start);
  cursor.pos = contentStart;
  const parts = heredocParts(cursor, limit.contentEnd);
  if (!limit.closed)
    cursor.problem(`this heredoc is not ended by a line with ${marker} alone`, start, contentStart - 1);
  cursor.pos = limit.end;
  checkDirectives(cursor, parts);
  const content = { start: contentStart, end: limit.contentEnd };
  const form = flush ? 'flush-heredoc' : 'heredoc';
  return { kind: 'template', form, start, end: Math.min(limit.end, text.length), parts, content, closed: limit.closed };
}

interface Limit {
  /** Where the line of the end marker begins. */
  readonly contentEnd: number;
  /** Behind the end marker and the blanks after it. */
  readonly end: number;
  readonly closed: boolean;
}

/** Where a heredoc ends. Template expressions in it may hold the marker only as text, so its line is found without parsing them. */
function contentLimit(cursor: Cursor, marker: string, from: number, start: number): Limit {
  const { text } = cursor;
  if (!cursor.isAbsent(marker, from)) {
    let line = from;
    while (line < text.length) {
      const stop = text.indexOf('\n', line);
      const lineEnd = stop < 0 ? text.length : stop;
      const end = markerEnd(text, marker, line, lineEnd);
      if (end >= 0 && stop >= 0) return { contentEnd: line, end, closed: true };
      line = lineEnd + 1;
    }
    cursor.markAbsent(marker, from);
  }
  const end = cursor.recovering ? lostEnd(cursor, from, start) : text.length;
  return { contentEnd: end, end, closed: false };
}

/** The offset behind an end marker that makes up the line, blanks included, or -1. */
function markerEnd(text: string, marker: string, line: number, lineEnd: number): number {
  let pos = line;
  while (text.charCodeAt(pos) === 32 || text.charCodeAt(pos) === 9) pos++;
  if (!text.startsWith(marker, pos)) return -1;
  pos += marker.length;
  while (text.charCodeAt(pos) === 32 || text.charCodeAt(pos) === 9) pos++;
  const stop = text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
  return pos === stop ? pos : -1;
}

/** Where a heredoc without end marker most likely ends: before what looks like the next argument, brace or block around it. */
function lostEnd(cursor: Cursor, from: number, start: number): number {
  const { text } = cursor;
  const indent = cursor.indentAt(start);
  let line = from;
  while (line < text.length) {
    const stop = text.indexOf('\n', line);
    const lineEnd = stop < 0 ? text.length : stop;
    if (endsLostHeredoc(cursor, text, line, indent)) return line - 1;
    line = lineEnd + 1;
  }
  return text.length;
}

function endsLostHeredoc(cursor: Cursor, text: string, line: number, indent: number): boolean {
  if (cursor.atTopLevelHeader(line)) return true;
  let pos = line;
  while (text.charCodeAt(pos) === 32 || text.charCodeAt(pos) === 9) pos++;
  if (pos - line > indent) return false;
  if (text.charCodeAt(pos) === 125) return pos - line < indent;
  const argument = /[A-Za-z_][\w-]*[ \t]+=[ \t]|[A-Za-z_][\w-]*[ \t]+(?:"[^"\n]*"[ \t]*)*\{[ \t]*\r?\n/y;
  argument.lastIndex = pos;
  return argument.test(text);
}

function heredocParts(cursor: Cursor, end: number): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let textStart = cursor.pos;
  while (cursor.pos < end) {
    if (atMarker(cursor)) {
      pushText(parts, textStart, cursor.pos);
      parts.push(parseMarked(cursor, 0));
      textStart = cursor.pos;
    } else cursor.pos += isEscapedMarker(cursor) ? 3 : 1;
  }
  pushText(parts, textStart, Math.min(end, Math.max(cursor.pos, textStart)));
  return parts;
}
