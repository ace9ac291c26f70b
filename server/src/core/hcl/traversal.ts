/** What stands behind a value: attributes, indexes and splats. */
import { notClosed } from './collections.ts';
import { type Cursor, END } from './cursor.ts';
import { isTooLong, missingAt, parseExpression, parseNumber, unread } from './expression.ts';
import type { Expression } from './nodes.ts';

/** Reads attributes and indexes behind a term. What follows a splat belongs to its elements. */
export function parsePostfix(cursor: Cursor, term: Expression): Expression {
  let node = term;
  if (node.kind === 'missing') return node;
  for (let links = 0; ; links++) {
    const code = cursor.skip();
    const isDot = code === 46 && cursor.at(1) !== 46;
    if (!isDot && code !== 91) return node;
    if (isTooLong(cursor, links)) return unread(node.start, node.end, [node]);
    const next: Expression = isDot ? parseDot(cursor, node) : parseBracket(cursor, node);
    if (next.kind === 'splat' || isUnfinished(next)) return next;
    node = next;
  }
}

function isUnfinished(node: Expression): boolean {
  return node.kind === 'call' || (node.kind === 'get' && node.name === '');
}

function parseDot(cursor: Cursor, target: Expression): Expression {
  const dot = cursor.pos++;
  const code = cursor.skip();
  if (code === 42) {
    cursor.pos++;
    return parseSplat(cursor, target, 'attribute');
  }
  return parseAttributeName(cursor, target, dot, code);
}

/** Behind a dot: a name, or a number as in `list.0.name`. */
function parseAttributeName(cursor: Cursor, target: Expression, dot: number, code: number): Expression {
  const { start } = target;
  const nameStart = cursor.pos;
  if (code >= 48 && code <= 57) {
    const key = parseNumber(cursor);
    if (key.kind === 'number' && key.text.includes('.'))
      cursor.problem('an index behind a dot is one whole number: use brackets', nameStart, cursor.pos);
    return { kind: 'index', start, end: cursor.pos, target, key };
  }
  if (code !== END && cursor.startsIdentifier()) {
    const name = cursor.identifier();
    const end = cursor.pos;
    return { kind: 'get', start, end, target, name, nameSpan: { start: nameStart, end } };
  }
  cursor.problem('an attribute name is expected after the dot', nameStart);
  const end = dot + 1;
  if (cursor.guessing) cursor.pos = end;
  return { kind: 'get', start, end, target, name: '', nameSpan: { start: end, end } };
}

function parseBracket(cursor: Cursor, target: Expression): Expression {
  const open = cursor.pos++;
  if (cursor.skip() === 42) return parseFullSplat(cursor, target);
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  cursor.open.push(93);
  const key = parseExpression(cursor);
  const closed = cursor.skip() === 93;
  cursor.open.pop();
  cursor.newlinesAreSpace = newlines;
  if (closed) return { kind: 'index', start: target.start, end: ++cursor.pos, target, key };
  if (cursor.pos >= cursor.end) notClosed(cursor, { start: open, end: open + 1 }, 93);
  else cursor.problem('a closing bracket `]` is expected here', cursor.pos);
  if (cursor.guessing) cursor.backToLineEnd();
  return unread(target.start, Math.max(key.end, open + 1), [target, key]);
}

/** From the star of `[*]` on. A line break may stand in it only where one may stand outside. */
function parseFullSplat(cursor: Cursor, target: Expression): Expression {
  cursor.pos++;
  if (cursor.skip() === 93) {
    cursor.pos++;
    return parseSplat(cursor, target, 'full');
  }
  cursor.problem('a closing bracket `]` is expected after the star', cursor.pos);
  return unread(target.start, cursor.pos, [target]);
}

/** `.*` takes only attributes along, `[*]` indexes and further splats as well. */
function parseSplat(cursor: Cursor, target: Expression, form: 'full' | 'attribute'): Expression {
  const end = cursor.pos;
  const { start } = target;
  const item: Expression = { kind: 'splat-item', start: end, end };
  if (!cursor.enter()) {
    cursor.leave();
    return { kind: 'splat', start, end, form, target, each: missingAt(end) };
  }
  const each = form === 'full' ? parsePostfix(cursor, item) : parseAttributesOnly(cursor, item);
  const splat: Expression = { kind: 'splat', start, end: Math.max(end, each.end), form, target, each };
  const result = form === 'attribute' && cursor.skip() === 91 ? parsePostfix(cursor, splat) : splat;
  cursor.leave();
  return result;
}

function parseAttributesOnly(cursor: Cursor, item: Expression): Expression {
  let each = item;
  for (let links = 0; ; links++) {
    if (cursor.skip() !== 46 || cursor.at(1) === 46) return each;
    if (isTooLong(cursor, links)) return unread(each.start, each.end, [each]);
    const dot = cursor.pos++;
    each = parseAttributeName(cursor, each, dot, cursor.skip());
    if (isUnfinished(each)) return each;
  }
}
