/** Tuples, objects and `for` expressions. */
import { type Cursor, END } from './cursor.ts';
import { backToLineEnd, missingAt, parseExpression } from './expression.ts';
import type { Expression, For, ObjectEntry, ObjectLiteral, Tuple } from './nodes.ts';

export function parseTuple(cursor: Cursor): Tuple | For {
  const start = cursor.pos++;
  const before = cursor.problems.length;
  const openIndent = cursor.recovering ? cursor.indentAt(start) : 0;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  cursor.skip();
  const loop = cursor.atWord('for') ? parseFor(cursor, start, 'tuple') : undefined;
  const items: Expression[] = [];
  if (!loop) parseItemsOfTuple(cursor, items, openIndent);
  cursor.newlinesAreSpace = newlines;
  return loop ?? { kind: 'tuple', start, end: cursor.pos, items, complete: cursor.problems.length === before };
}

function parseItemsOfTuple(cursor: Cursor, items: Expression[], openIndent: number): void {
  for (;;) {
    let code = cursor.skip();
    if (code === 93) {
      cursor.pos++;
      return;
    }
    if (code === END || cursor.atTopLevelHeader() || cursor.leavesBracket(openIndent)) {
      cursor.problem('a closing bracket `]` is missing', cursor.pos);
      backToLineEnd(cursor);
      return;
    }
    const start = cursor.pos;
    const item = parseExpression(cursor);
    code = cursor.skip();
    if (cursor.recovering && code === 61 && cursor.at(1) !== 61 && cursor.isFirstOnLine(start)) {
      cursor.pos = start;
      cursor.problem('a closing bracket `]` is missing', start);
      backToLineEnd(cursor);
      return;
    }
    items.push(item);
    if (code === 44) cursor.pos++;
    else if (code !== 93) {
      cursor.problem('a comma or a closing bracket `]` is expected here', cursor.pos);
      if (!cursor.recovering || code === 125 || code === 41 || code === 61 || code === END) return;
      if (cursor.pos === start) cursor.pos++;
    }
  }
}

export function parseObject(cursor: Cursor): ObjectLiteral | For {
  const start = cursor.pos++;
  const before = cursor.problems.length;
  const openIndent = cursor.recovering ? cursor.indentAt(start) : 0;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  cursor.skip();
  const loop = cursor.atWord('for') ? parseFor(cursor, start, 'object') : undefined;
  const entries: ObjectEntry[] = [];
  if (!loop) {
    cursor.newlinesAreSpace = false;
    parseEntries(cursor, entries, openIndent);
  }
  cursor.newlinesAreSpace = newlines;
  return loop ?? { kind: 'object', start, end: cursor.pos, entries, complete: cursor.problems.length === before };
}

function parseEntries(cursor: Cursor, entries: ObjectEntry[], openIndent: number): void {
  for (;;) {
    let code = cursor.skipLines();
    if (code === 125) {
      cursor.pos++;
      return;
    }
    if (code === END || cursor.atTopLevelHeader() || cursor.leavesBracket(openIndent)) {
      cursor.problem('a closing brace `}` is missing', cursor.pos);
      backToLineEnd(cursor);
      return;
    }
    const start = cursor.pos;
    const key = parseExpression(cursor);
    code = cursor.skip();
    const colon = code === 58;
    if (!colon && !(code === 61 && cursor.at(1) !== 61)) {
      cursor.problem('a key in an object is followed by `=` or `:` and a value', cursor.pos);
      entries.push({ start: key.start, end: key.end, key, value: missingAt(key.end), colon: false });
      if (!cursor.recovering) return;
    } else {
      cursor.pos++;
      const value = parseExpression(cursor);
      entries.push({ start: key.start, end: Math.max(value.end, key.end), key, value, colon });
      code = cursor.skip();
    }
    if (code === 44) cursor.pos++;
    else if (code !== 125 && code !== END && !cursor.isLineBreak(code)) {
      cursor.problem('a comma or a new line is expected between the entries of an object', cursor.pos);
      if (!cursor.recovering || code === 93 || code === 41) return;
      if (cursor.pos === start) cursor.pos++;
      else cursor.skipToLineEnd();
    }
  }
}

/** Reads from the word `for` to behind the closing bracket. */
function parseFor(cursor: Cursor, start: number, form: 'tuple' | 'object'): For {
  cursor.pos += 3;
  const names = parseForNames(cursor);
  const collection = parseExpression(cursor);
  if (cursor.skip() === 58) cursor.pos++;
  else cursor.problem('a colon is expected after the collection', cursor.pos);
  let value = parseExpression(cursor);
  let key: Expression | undefined;
  let code = cursor.skip();
  if (code === 61 && cursor.at(1) === 62) {
    if (form === 'tuple') cursor.problem('`=>` belongs to a `for` in braces', cursor.pos, cursor.pos + 2);
    cursor.pos += 2;
    key = value;
    value = parseExpression(cursor);
    code = cursor.skip();
  } else if (form === 'object') cursor.problem('a `for` in braces needs `key => value`', cursor.pos);
  const grouping = code === 46 && cursor.text.startsWith('...', cursor.pos);
  if (grouping) {
    if (form === 'tuple') cursor.problem('`...` belongs to a `for` in braces', cursor.pos, cursor.pos + 3);
    cursor.pos += 3;
    code = cursor.skip();
  }
  let condition: Expression | undefined;
  if (cursor.atWord('if')) {
    cursor.pos += 2;
    condition = parseExpression(cursor);
    code = cursor.skip();
  }
  if (code === (form === 'tuple' ? 93 : 125)) cursor.pos++;
  else cursor.problem(`the \`for\` must end with \`${form === 'tuple' ? ']' : '}'}\` here`, cursor.pos);
  return {
    kind: 'for',
    start,
    end: cursor.pos,
    form,
    names,
    collection,
    value,
    grouping,
    ...(key ? { key } : {}),
    ...(condition ? { condition } : {}),
  };
}

/** `k, v in`; used by template directives as well. */
export function parseForNames(cursor: Cursor): string[] {
  const names = [parseForName(cursor)];
  if (cursor.skip() === 44) {
    cursor.pos++;
    names.push(parseForName(cursor));
    cursor.skip();
  }
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
