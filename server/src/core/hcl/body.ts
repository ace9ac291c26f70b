/** Bodies: arguments and blocks, each on lines of its own. */
import type { Span } from '../text/range.ts';
import { type Cursor, END, QUOTE } from './cursor.ts';
import { missingAt, parseExpression } from './expression.ts';
import type { Attribute, Block, Body, Label } from './nodes.ts';
import { parseLabel } from './templates.ts';

type Item = Attribute | Block;

/** Reads items up to the closing brace (which is left in place), or to the end of the file. */
export function parseItems(cursor: Cursor, topLevel: boolean): Item[] {
  const items: Item[] = [];
  const names = new Set<string>();
  for (;;) {
    const code = cursor.skipLines();
    if (code === END) {
      if (!topLevel) cursor.problem('a closing brace `}` is missing', cursor.pos);
      return items;
    }
    if (code === 125) {
      if (!topLevel) return items;
      cursor.problem('this brace closes nothing', cursor.pos);
      cursor.pos++;
      continue;
    }
    if (!topLevel && cursor.atTopLevelHeader()) {
      cursor.problem('a closing brace `}` is missing before this block', cursor.pos);
      return items;
    }
    if (!cursor.startsIdentifier()) {
      cursor.problem('an argument or a block is expected here', cursor.pos);
      cursor.pos++;
      cursor.skipToLineEnd();
      continue;
    }
    const item = parseItem(cursor);
    if (!item) return items;
    if (item.kind === 'attribute') {
      if (names.has(item.name))
        cursor.problem(`the argument "${item.name}" is set twice in this block`, item.start, item.nameSpan.end);
      names.add(item.name);
    }
    items.push(item);
  }
}

function parseItem(cursor: Cursor): Item | undefined {
  const start = cursor.pos;
  const name = cursor.identifier();
  const nameSpan = { start, end: cursor.pos };
  const code = cursor.skip();
  if (code === 61 && cursor.at(1) !== 61) return parseAttribute(cursor, name, nameSpan, true);
  return parseBlock(cursor, name, nameSpan);
}

/** Reads an argument from its equals sign on. */
function parseAttribute(cursor: Cursor, name: string, nameSpan: Span, needsNewline: boolean): Attribute {
  cursor.pos++;
  const value = parseExpression(cursor);
  if (needsNewline) expectLineEnd(cursor, 'an argument');
  return { kind: 'attribute', start: nameSpan.start, end: Math.max(value.end, nameSpan.end), name, nameSpan, value };
}

function expectLineEnd(cursor: Cursor, what: string): void {
  const code = cursor.skip();
  if (code === END) return;
  if (cursor.isLineBreak(code)) {
    cursor.pos += code === 13 ? 2 : 1;
    return;
  }
  cursor.problem(`a new line is expected after ${what}`, cursor.pos);
  // While recovering a brace here closes the block around.
  if (!(cursor.recovering && code === 125)) cursor.skipToLineEnd();
}

function parseBlock(cursor: Cursor, type: string, typeSpan: Span): Item {
  const labels: Label[] = [];
  let code = cursor.skip();
  for (;;) {
    const start = cursor.pos;
    if (code === QUOTE) labels.push(parseLabel(cursor));
    else if (code !== END && cursor.startsIdentifier())
      labels.push({ text: cursor.identifier(), start, end: cursor.pos });
    else break;
    if (cursor.pos === start) break;
    code = cursor.skip();
  }
  const header = { start: typeSpan.start, end: labels[labels.length - 1]?.end ?? typeSpan.end };
  const head = { type, typeSpan, labels, header };
  if (code !== 123) return withoutBrace(cursor, head, code);
  cursor.pos++;
  code = cursor.skip();
  if (code === END || cursor.isLineBreak(code) || code === 125) return blockBody(cursor, head, cursor.pos);
  return oneLineBlock(cursor, head);
}

interface Head {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly header: Span;
}

/** A name with neither `=` nor `{` behind it: half-typed, or a block whose brace got lost. */
function withoutBrace(cursor: Cursor, head: Head, code: number): Item {
  cursor.problem(
    head.labels.length > 0
      ? 'a block needs an opening brace `{` on the line of its name'
      : `"${head.type}" needs \`=\` and a value, or a block's opening brace`,
    cursor.pos,
  );
  if (cursor.recovering && (code === END || cursor.isLineBreak(code))) {
    const indent = cursor.indentAt(head.header.start);
    const before = cursor.pos;
    cursor.skipLines();
    const deeper =
      cursor.pos < cursor.end && cursor.text.charCodeAt(cursor.pos) !== 125 && cursor.indentAt(cursor.pos) > indent;
    cursor.pos = before;
    if (deeper) return blockBody(cursor, head, before);
  } else cursor.skipToLineEnd();
  const at = head.header.end;
  if (head.labels.length > 0) return block(head, { kind: 'body', start: at, end: at, items: [], complete: false }, at);
  return {
    kind: 'attribute',
    start: head.header.start,
    end: at,
    name: head.type,
    nameSpan: head.typeSpan,
    value: missingAt(at),
  };
}

/** `name { argument = value }` */
function oneLineBlock(cursor: Cursor, head: Head): Block {
  const start = cursor.pos;
  const before = cursor.problems.length;
  if (!cursor.startsIdentifier()) {
    cursor.problem('an argument is expected here', cursor.pos);
    if (!cursor.recovering) cursor.skipToLineEnd();
    return blockBody(cursor, head, start);
  }
  const name = cursor.identifier();
  const nameSpan = { start, end: cursor.pos };
  let code = cursor.skip();
  if (!(code === 61 && cursor.at(1) !== 61)) {
    cursor.problem('a block on one line holds one argument at most, and no block', cursor.pos);
    if (cursor.recovering) {
      cursor.pos = start;
      const inner = parseItem(cursor);
      return blockBody(cursor, head, start, inner ? [inner] : []);
    }
    cursor.skipToLineEnd();
    return blockBody(cursor, head, start);
  }
  const attribute = parseAttribute(cursor, name, nameSpan, false);
  code = cursor.skip();
  if (code !== 125) {
    cursor.problem('a block on one line must end with a brace `}` on that line', cursor.pos);
    return blockBody(cursor, head, start, [attribute]);
  }
  const body: Body = {
    kind: 'body',
    start,
    end: cursor.pos,
    items: [attribute],
    complete: cursor.problems.length === before,
  };
  cursor.pos++;
  const end = cursor.pos;
  expectLineEnd(cursor, 'a block');
  return block(head, body, end);
}

/** Reads from behind the opening brace to behind the closing one. */
function blockBody(cursor: Cursor, head: Head, start: number, first: readonly Item[] = []): Block {
  const before = cursor.problems.length;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = false;
  const items = cursor.enter() ? [...first, ...parseItems(cursor, false)] : [...first];
  cursor.leave();
  cursor.newlinesAreSpace = newlines;
  const closed = cursor.text.charCodeAt(cursor.pos) === 125 && cursor.pos < cursor.end;
  const body: Body = {
    kind: 'body',
    start,
    end: cursor.pos,
    items,
    complete: closed && first.length === 0 && cursor.problems.length === before,
  };
  let end = cursor.pos;
  if (closed) {
    cursor.pos++;
    end = cursor.pos;
    expectLineEnd(cursor, 'a block');
  }
  return block(head, body, end);
}

function block(head: Head, body: Body, end: number): Block {
  return {
    kind: 'block',
    start: head.header.start,
    end,
    type: head.type,
    typeSpan: head.typeSpan,
    labels: head.labels,
    body,
    header: head.header,
  };
}
