/** `for` expressions, and the names that a template's `for` binds. */
import type { Cursor } from './cursor.ts';
import { parseExpression, unread } from './expression.ts';
import type { Call, Expression, For } from './nodes.ts';

/** Reads from the word `for` to behind the closing bracket. */
export function parseFor(cursor: Cursor, start: number, form: 'tuple' | 'object'): For | Call {
  const { faults, newlinesAreSpace } = cursor;
  cursor.newlinesAreSpace = true;
  cursor.open.push(form === 'tuple' ? 93 : 125);
  const loop = parseParts(cursor, form);
  cursor.open.pop();
  cursor.newlinesAreSpace = newlinesAreSpace;
  if (cursor.faults === faults) return { kind: 'for', start, end: cursor.pos, form, ...loop };
  if (cursor.guessing) cursor.backToLineEnd();
  const read = [loop.collection, ...(loop.key ? [loop.key] : []), loop.value];
  const parts = inOrder(loop.condition ? [...read, loop.condition] : read);
  return unread(start, Math.max(cursor.pos, ...parts.map((part) => part.end)), parts);
}

/** A part whose end was guessed may reach behind the place where reading went on: what was found there is no part of its own. */
function inOrder(parts: readonly Expression[]): Expression[] {
  const kept: Expression[] = [];
  for (const part of parts) if (part.start >= (kept[kept.length - 1]?.end ?? 0)) kept.push(part);
  return kept;
}

type Parts = Pick<For, 'names' | 'collection' | 'key' | 'value' | 'grouping' | 'condition'>;

function parseParts(cursor: Cursor, form: 'tuple' | 'object'): Parts {
  cursor.pos += 3;
  const names = parseForNames(cursor);
  const collection = parseExpression(cursor);
  if (cursor.skip() === 58) cursor.pos++;
  else cursor.problem('a colon is expected after the collection', cursor.pos);
  const { key, value } = parseResult(cursor, form);
  const grouping = parseGrouping(cursor, form);
  const condition = parseCondition(cursor);
  const closer = form === 'tuple' ? ']' : '}';
  if (cursor.skip() === closer.charCodeAt(0)) cursor.pos++;
  else cursor.problem(`the \`for\` must end with \`${closer}\` here`, cursor.pos);
  return { names, collection, value, grouping, ...(key ? { key } : {}), ...(condition ? { condition } : {}) };
}

/** The value for each element, with its key in braces. */
function parseResult(cursor: Cursor, form: 'tuple' | 'object'): { key?: Expression; value: Expression } {
  const first = parseExpression(cursor);
  if (cursor.skip() === 61 && cursor.at(1) === 62) {
    if (form === 'tuple') cursor.problem('`=>` belongs to a `for` in braces', cursor.pos, cursor.pos + 2);
    cursor.pos += 2;
    return { key: first, value: parseExpression(cursor) };
  }
  if (form === 'object') cursor.problem('a `for` in braces needs `key => value`', first.start, first.end);
  return { value: first };
}

function parseGrouping(cursor: Cursor, form: 'tuple' | 'object'): boolean {
  cursor.skip();
  if (!cursor.text.startsWith('...', cursor.pos)) return false;
  if (form === 'tuple') cursor.problem('`...` belongs to a `for` in braces', cursor.pos, cursor.pos + 3);
  cursor.pos += 3;
  return true;
}

function parseCondition(cursor: Cursor): Expression | undefined {
  cursor.skip();
  if (!cursor.atWord('if')) return undefined;
  cursor.pos += 2;
  return parseExpression(cursor);
}

/** `k, v in`; used by template directives as well. */
export function parseForNames(cursor: Cursor): string[] {
  const names = [parseForName(cursor)];
  if (cursor.skip() === 44) {
    cursor.pos++;
    names.push(parseForName(cursor));
  }
  cursor.skip();
  if (cursor.atWord('in')) cursor.pos += 2;
  else cursor.problem('the word `in` is expected here', cursor.pos);
  return names;
}

function parseForName(cursor: Cursor): string {
  cursor.skip();
  if (cursor.startsIdentifier()) return cursor.identifier();
  cursor.problem('a name is expected after `for`', cursor.pos);
  return '';
}
