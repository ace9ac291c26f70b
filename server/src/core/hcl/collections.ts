/** Tuples, objects and the arguments of calls. */
import type { Span } from '../text/range.ts';
import { type Cursor, END } from './cursor.ts';
import { missingAt, parseExpression } from './expression.ts';
import { parseFor } from './loops.ts';
import type { Call, Expression, For, ObjectEntry, ObjectLiteral, Tuple } from './nodes.ts';

export interface List {
  readonly items: readonly Expression[];
  /** The last item is followed by `...`. */
  readonly expandFinal: boolean;
}

const NAMES: Readonly<Record<number, string>> = {
  41: 'a closing parenthesis `)`',
  93: 'a closing bracket `]`',
  125: 'a closing brace `}`',
};

export function parseTuple(cursor: Cursor): Tuple | For | Call {
  const { pos: start, faults, newlinesAreSpace } = cursor;
  cursor.pos++;
  cursor.newlinesAreSpace = true;
  cursor.skip();
  const isLoop = cursor.atWord('for');
  cursor.newlinesAreSpace = newlinesAreSpace;
  if (isLoop) return parseFor(cursor, start, 'tuple');
  cursor.pos = start;
  const { items } = parseList(cursor, { start, end: start + 1 }, 93);
  return { kind: 'tuple', start, end: endOf(cursor, items), items, complete: cursor.faults === faults };
}

/** Where a list ends: behind its bracket, or behind its last part where the bracket was only guessed to come before. */
export function endOf(cursor: Cursor, parts: readonly Span[]): number {
  return Math.max(cursor.pos, parts[parts.length - 1]?.end ?? 0);
}

/**
 * Reads expressions with commas between them, from the opening bracket to behind the closing one. `open` is what to
 * point at when there is none. While guessing, it may end before something that belongs to the code around.
 */
export function parseList(cursor: Cursor, open: Span, closer: 41 | 93): List {
  const { newlinesAreSpace } = cursor;
  const indent = openIndent(cursor);
  const items: Expression[] = [];
  cursor.pos++;
  cursor.newlinesAreSpace = true;
  cursor.open.push(closer);
  const expandFinal = parseListItems(cursor, items, open, closer, indent);
  cursor.open.pop();
  cursor.newlinesAreSpace = newlinesAreSpace;
  return { items, expandFinal };
}

function parseListItems(cursor: Cursor, items: Expression[], open: Span, closer: 41 | 93, indent: number): boolean {
  for (;;) {
    let code = cursor.skip();
    if (code === closer) {
      cursor.pos++;
      return false;
    }
    if (code === END || leavesBracket(cursor, indent)) {
      notClosed(cursor, open, closer);
      return false;
    }
    const start = cursor.pos;
    items.push(parseExpression(cursor));
    code = cursor.skip();
    if (code === 46 && closer === 41 && cursor.text.startsWith('...', cursor.pos)) {
      cursor.pos += 3;
      if (cursor.skip() === 41) cursor.pos++;
      else cursor.problem('a closing parenthesis `)` is expected after `...`', cursor.pos);
      return true;
    }
    if (code === 44) cursor.pos++;
    else if (code !== closer && code !== END) {
      cursor.problem(`a comma or ${NAMES[closer]} is expected here`, cursor.pos);
      if (goesOn(cursor, code, start)) continue;
      // It began an argument of the block around.
      if (cursor.pos <= start) items.pop();
      return false;
    }
  }
}

/** Points at what was opened, and leaves the line break before the next item to the body around. */
export function notClosed(cursor: Cursor, open: Span, closer: number): void {
  cursor.problem(`this is not closed: ${NAMES[closer]} is missing`, open.start, open.end);
  cursor.backToLineEnd();
}

/** How far an item must be indented to be inside a bracket that opens here. */
function openIndent(cursor: Cursor): number {
  return cursor.guessing ? Math.max(cursor.itemIndent, cursor.layout.indentAt(cursor.pos)) : 0;
}

/**
 * While guessing: an item at the start of a line, not deeper than the line that opened a bracket, belongs to the body
 * around it, unless the bracket is closed further down.
 */
export function leavesBracket(cursor: Cursor, indent: number): boolean {
  if (!cursor.guessing) return false;
  const { layout, pos } = cursor;
  if (!layout.isFirstOnLine(pos) || layout.indentAt(pos) > indent || !layout.isItem(pos)) return false;
  return !layout.isClosedLater(pos, indent);
}

/** While guessing, behind something unexpected in brackets: whether to look for more in them. Always moves on then. */
function goesOn(cursor: Cursor, code: number, start: number): boolean {
  const { layout, pos } = cursor;
  if (code === 41 || code === 93 || code === 125) return !belongsOutside(cursor, code);
  if (code === 61 || code === 58) {
    // `name =`: an argument of the block around when it begins its line, else an entry of an object that lost its brace.
    if (layout.isFirstOnLine(start) && layout.indentAt(start) <= Math.max(0, cursor.itemIndent)) {
      cursor.pos = start;
      cursor.backToLineEnd();
      return false;
    }
    cursor.skipToLineEnd();
    return true;
  }
  if (pos === start) cursor.pos++;
  return true;
}

/** Whether a closing character is one that something around waits for. A stray one is stepped over. */
function belongsOutside(cursor: Cursor, code: number): boolean {
  if (cursor.open.includes(code)) return true;
  if (code === 125 && cursor.heads.length > 0 && cursor.layout.isFirstOnLine(cursor.pos)) {
    cursor.backToLineEnd();
    return true;
  }
  cursor.pos++;
  return false;
}

export function parseObject(cursor: Cursor): ObjectLiteral | For | Call {
  const { pos: start, faults, newlinesAreSpace } = cursor;
  const indent = openIndent(cursor);
  cursor.pos++;
  cursor.newlinesAreSpace = true;
  cursor.skip();
  const isLoop = cursor.atWord('for');
  cursor.newlinesAreSpace = newlinesAreSpace;
  if (isLoop) return parseFor(cursor, start, 'object');
  const entries: ObjectEntry[] = [];
  cursor.newlinesAreSpace = false;
  cursor.open.push(125);
  parseEntries(cursor, entries, start, indent);
  cursor.open.pop();
  cursor.newlinesAreSpace = newlinesAreSpace;
  return { kind: 'object', start, end: endOf(cursor, entries), entries, complete: cursor.faults === faults };
}

function parseEntries(cursor: Cursor, entries: ObjectEntry[], open: number, indent: number): void {
  for (;;) {
    const first = cursor.skipLines();
    if (first === 125) {
      cursor.pos++;
      return;
    }
    if (first === END || leavesBracket(cursor, indent)) {
      notClosed(cursor, { start: open, end: open + 1 }, 125);
      return;
    }
    const start = cursor.pos;
    entries.push(parseEntry(cursor));
    const code = cursor.skip();
    if (code === 44) cursor.pos++;
    else if (code !== 125 && code !== END && !cursor.isLineBreak(code)) {
      cursor.problem('a comma or a new line is expected between the entries of an object', cursor.pos);
      if (code === 41 || code === 93) {
        if (belongsOutside(cursor, code)) return;
      } else if (cursor.pos === start) cursor.pos++;
      else cursor.skipToLineEnd();
    }
  }
}

function parseEntry(cursor: Cursor): ObjectEntry {
  const key = parseExpression(cursor);
  const code = cursor.skip();
  const { start } = key;
  const colon = code === 58;
  if (!colon && !(code === 61 && cursor.at(1) !== 61)) {
    // At the end of the text, the object that is not closed is the better complaint.
    if (code !== END) cursor.problem('a key in an object is followed by `=` or `:` and a value', cursor.pos);
    return { start, end: key.end, key, value: missingAt(key.end), colon: false };
  }
  cursor.pos++;
  const value = parseExpression(cursor);
  return { start, end: Math.max(value.end, key.end), key, value, colon };
}
