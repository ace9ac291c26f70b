/** Heredocs, and texts that are one template as a whole. */
import { CR, type Cursor, LF } from './cursor.ts';
import { missingAt, unread } from './expression.ts';
import type { Expression, TemplatePart } from './nodes.ts';
import { isGoSpace } from './space.ts';
import { atMarker, checkDirectives, isEscapedMarker, parseMarked, pushText, skipPlain } from './templates.ts';

/** Reads a whole text as a template. */
export function parseTemplateText(cursor: Cursor): TemplatePart[] {
  const parts: TemplatePart[] = [];
  readParts(cursor, parts, undefined);
  checkDirectives(cursor, parts, cursor.end);
  return parts;
}

interface Opening {
  readonly start: number;
  readonly flush: boolean;
  readonly marker: string;
}

/** Reads a heredoc from `<<` to behind its end marker. */
export function parseHeredoc(cursor: Cursor): Expression {
  const start = cursor.pos;
  cursor.pos += 2;
  const flush = cursor.at(0) === 45;
  if (flush) cursor.pos++;
  if (!cursor.startsIdentifier()) {
    cursor.problem('a heredoc begins with `<<` and a marker, such as `<<EOT`', start, start + 2);
    return missingAt(start);
  }
  const opening = { start, flush, marker: cursor.identifier() };
  if (cursor.at(0) === CR) cursor.pos++;
  if (cursor.at(0) !== LF) {
    cursor.problem('nothing may follow the marker of a heredoc on its line', cursor.pos);
    return unread(start, cursor.pos, []);
  }
  cursor.pos++;
  return cursor.guessing ? guessHeredoc(cursor, opening) : readHeredoc(cursor, opening);
}

/** Reads from the first line on. */
function readHeredoc(cursor: Cursor, opening: Opening): Expression {
  const { faults } = cursor;
  const first = cursor.pos;
  const parts: TemplatePart[] = [];
  const end = readParts(cursor, parts, opening.marker);
  if (end === undefined) notEnded(cursor, opening);
  const content = { start: first, end: end ?? cursor.pos };
  checkDirectives(cursor, parts, content.end);
  const form = opening.flush ? 'flush-heredoc' : 'heredoc';
  const closed = cursor.faults === faults;
  return { kind: 'template', form, start: opening.start, end: cursor.pos, parts, content, closed };
}

function notEnded(cursor: Cursor, { start, marker, flush }: Opening): void {
  const end = start + (flush ? 3 : 2) + marker.length;
  cursor.problem(`this heredoc is not ended by a line with ${marker} alone`, start, end);
}

/** In a broken file: by the lines, because what is broken may be inside. */
function guessHeredoc(cursor: Cursor, opening: Opening): Expression {
  const { layout, pos: first } = cursor;
  const marked = layout.heredocEnd(opening.start);
  let limit: number;
  if (marked !== undefined && marked < cursor.end) {
    const lineEnd = cursor.text.indexOf('\n', marked);
    limit = lineEnd < 0 ? cursor.end : lineEnd + 1;
    const whole = cursor.within(limit, () => readHeredoc(cursor, opening));
    if (cursor.pos < limit) return whole;
  } else {
    const indent = Math.max(cursor.itemIndent, layout.indentAt(opening.start));
    limit = layout.lostHeredocEnd(first, cursor.end, indent);
  }
  // The line break before the limit ends the argument.
  const end = cursor.lineEndBefore(limit);
  cursor.pos = Math.min(first, end);
  return cursor.within(end, () => readHeredoc(cursor, opening));
}

/**
 * Reads text and template expressions up to a line with the marker alone; gives where that line begins, and undefined if
 * the text ends first.
 */
function readParts(cursor: Cursor, parts: TemplatePart[], marker: string | undefined): number | undefined {
  const { text } = cursor;
  let textStart = cursor.pos;
  let atLineStart = true;
  while (cursor.pos < cursor.end) {
    const end: number = atLineStart && marker !== undefined ? markerEnd(cursor, marker) : -1;
    if (end >= 0) {
      const start = cursor.pos;
      pushText(parts, textStart, start);
      cursor.pos = end;
      return start;
    }
    const code = skipText(cursor);
    atLineStart = code === LF;
    if (code === LF) cursor.pos++;
    else if (cursor.pos < cursor.end) {
      pushText(parts, textStart, cursor.pos);
      parts.push(parseMarked(cursor));
      textStart = cursor.pos;
    }
  }
  pushText(parts, textStart, Math.min(text.length, cursor.pos));
  return undefined;
}

/** Goes to the end of the line, or before the next template expression on it; gives the character there. */
function skipText(cursor: Cursor): number {
  for (;;) {
    const code = skipPlain(cursor);
    if (code === LF || cursor.pos >= cursor.end) return code;
    if (code === 36 || code === 37) {
      if (atMarker(cursor)) return code;
      cursor.pos += isEscapedMarker(cursor) ? 3 : 1;
    } else if (code === CR && cursor.at(1) !== LF) {
      cursor.problem('a carriage return without a line feed is not allowed here', cursor.pos);
      cursor.pos++;
    } else cursor.pos++;
  }
}

/** The offset behind an end marker that makes up the rest of the line, blanks included, or -1. */
function markerEnd(cursor: Cursor, marker: string): number {
  const { text, end } = cursor;
  let { pos } = cursor;
  while (isGoSpace(text.charCodeAt(pos)) && text.charCodeAt(pos) !== LF) pos++;
  if (!text.startsWith(marker, pos)) return -1;
  pos += marker.length;
  while (isGoSpace(text.charCodeAt(pos)) && text.charCodeAt(pos) !== LF) pos++;
  if (pos >= end || text.charCodeAt(pos) !== LF) return -1;
  return text.charCodeAt(pos - 1) === CR ? pos - 1 : pos;
}
