/** Bodies: arguments and blocks, each on lines of its own. */
import type { Span } from '../text/range.ts';
import { type Cursor, END, QUOTE } from './cursor.ts';
import { missingAt, parseExpression, unread } from './expression.ts';
import type { Attribute, Block, Body, Label } from './nodes.ts';
import { parseLabel } from './templates.ts';

export type Item = Attribute | Block;

/** Reads the items of a file: strictly up to the first fault, then as well as it can. */
export function parseTopLevel(cursor: Cursor): Item[] {
  const items: Item[] = [];
  const names = new Set<string>();
  let more: boolean | undefined = true;
  while (more) more = cursor.attempt(() => parseNext(cursor, names, items));
  if (more === false) return items;
  cursor.giveUpStrictness();
  while (parseNext(cursor, names, items));
  return items;
}

/** Reads one item at the top level; tells whether there was one. */
function parseNext(cursor: Cursor, names: Set<string>, items: Item[]): boolean {
  const code = cursor.skipLines();
  if (code === END) return false;
  if (code === 125) {
    cursor.problem('this brace closes nothing', cursor.pos);
    cursor.pos++;
  } else if (!cursor.startsIdentifier()) expectedItem(cursor);
  else if (cursor.guessing) {
    // Whatever is open where the next top-level block begins has lost its end.
    const limit = cursor.layout.nextHeader(cursor.pos);
    addItem(
      cursor,
      cursor.within(limit, () => guessItem(cursor)),
      names,
      items,
    );
  } else addItem(cursor, parseItem(cursor), names, items);
  return true;
}

function expectedItem(cursor: Cursor): void {
  cursor.problem('an argument or a block is expected here', cursor.pos);
  cursor.pos++;
  cursor.skipToLineEnd();
}

function addItem(cursor: Cursor, item: Item, names: Set<string>, items: Item[]): void {
  if (item.kind === 'attribute') {
    if (names.has(item.name)) {
      const { start, end } = item.nameSpan;
      cursor.problem(`the argument "${item.name}" is set twice in this block`, start, end);
    }
    names.add(item.name);
  }
  items.push(item);
}

/** Reads the items of a block up to its closing brace, which is left in place. Tells whether it is there. */
function parseItems(cursor: Cursor, items: Item[], brace: number): boolean {
  const names = new Set<string>();
  const before = cursor.itemIndent;
  cursor.itemIndent = 0;
  let closed: boolean | undefined;
  while (closed === undefined) {
    const code = cursor.skipLines();
    if (code === END) {
      cursor.problem('this block is not closed: a closing brace `}` is missing', brace);
      closed = false;
    } else if (code === 125) {
      closed = cursor.guessing ? guessBrace(cursor, brace) : true;
    } else if (!cursor.startsIdentifier()) {
      expectedItem(cursor);
    } else if (cursor.guessing && hasLostBrace(cursor)) {
      cursor.problem('this block is not closed: a closing brace `}` is missing', brace);
      closed = false;
    } else addItem(cursor, cursor.guessing ? guessItem(cursor) : parseItem(cursor), names, items);
  }
  cursor.itemIndent = before;
  return closed;
}

/** An item that is not indented deeper than the block's first line belongs to a block around it, unless a brace follows. */
function hasLostBrace(cursor: Cursor): boolean {
  const { layout, pos } = cursor;
  const head = cursor.heads[cursor.heads.length - 1]!;
  if (!layout.isFirstOnLine(pos) || layout.indentAt(pos) > head) return false;
  return !layout.isClosedLater(pos, head);
}

/** Judges a closing brace by its indentation: `true` for this block's, `false` for one of a block around it, undefined for a stray one. */
function guessBrace(cursor: Cursor, brace: number): boolean | undefined {
  const { layout, pos, heads } = cursor;
  const head = heads[heads.length - 1]!;
  if (!layout.isFirstOnLine(pos)) return true;
  const indent = layout.indentAt(pos);
  if (indent === head) return true;
  if (indent < head && heads.slice(0, -1).includes(indent)) {
    cursor.problem('this block is not closed: a closing brace `}` is missing', brace);
    return false;
  }
  if (indent > head && layout.isClosedLater(pos + 1, head)) {
    cursor.problem('this brace closes nothing', pos);
    cursor.skipToLineEnd();
    return undefined;
  }
  cursor.faults++;
  return true;
}

/** In a broken file: reads an item strictly if it stands whole and is laid out accordingly, else as well as it can. */
function guessItem(cursor: Cursor): Item {
  const { layout, pos } = cursor;
  const indent = layout.isFirstOnLine(pos) ? layout.indentAt(pos) : 0;
  if (cursor.itemIndent === 0) cursor.itemIndent = indent;
  if (cursor.mayTryAgain) {
    const item = cursor.attempt(() => {
      const read = parseItem(cursor);
      if (!endsAsItBegins(cursor, read)) cursor.problem('the end of another item', read.start);
      return read;
    });
    if (item) return item;
  }
  return parseItem(cursor);
}

/** Whether the closing bracket at the end of an item is indented as the line of its beginning. */
function endsAsItBegins(cursor: Cursor, item: Item): boolean {
  const { layout } = cursor;
  const last = layout.lineOf(item.end - 1);
  if (last === layout.lineOf(item.start)) return true;
  const indent = layout.indentAt(item.end - 1);
  const first = cursor.text.charAt(layout.startOf(last) + indent);
  return !'}])'.includes(first) || indent === layout.indentAt(item.start);
}

export function parseItem(cursor: Cursor): Item {
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
  let value = parseExpression(cursor);
  // What follows on the line may belong to the value, so the value is not known.
  if (needsNewline && !endsLine(cursor, 'an argument') && value.kind !== 'missing')
    value = unread(value.start, value.end, [value]);
  return { kind: 'attribute', start: nameSpan.start, end: Math.max(value.end, nameSpan.end), name, nameSpan, value };
}

/** Goes behind the end of the line; tells whether nothing else stands there. */
function endsLine(cursor: Cursor, what: string): boolean {
  const code = cursor.skip();
  if (code === END) return true;
  if (cursor.isLineBreak(code)) {
    cursor.pos += code === 13 ? 2 : 1;
    return true;
  }
  cursor.problem(`a new line is expected after ${what}`, cursor.pos);
  if (code === 125 && closesBlock(cursor)) return true;
  cursor.skipToLineEnd();
  return false;
}

/** In a broken file: whether a brace behind an item closes the block around. */
function closesBlock(cursor: Cursor): boolean {
  const { layout, pos, heads } = cursor;
  if (heads.length === 0) return false;
  return layout.isFirstOnLine(pos) || !layout.isClosedLater(pos, heads[heads.length - 1]!);
}

interface Head {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly header: Span;
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
    code = cursor.skip();
  }
  const header = { start: typeSpan.start, end: labels[labels.length - 1]?.end ?? typeSpan.end };
  const head = { type, typeSpan, labels, header };
  if (code !== 123) return withoutBrace(cursor, head, code);
  const brace = cursor.pos++;
  code = cursor.skip();
  if (code === END || cursor.isLineBreak(code) || code === 125) return blockBody(cursor, head, brace);
  return oneLineBlock(cursor, head, brace);
}

/** A name with neither `=` nor `{` behind it: half-typed, or a block whose brace got lost. */
function withoutBrace(cursor: Cursor, head: Head, code: number): Item {
  const before = cursor.pos;
  if (head.labels.length > 0) cursor.problem('a block needs an opening brace `{` on the line of its name', cursor.pos);
  else {
    const message = `"${head.type}" needs \`=\` and a value, or the opening brace of a block`;
    cursor.problem(message, head.typeSpan.start, head.typeSpan.end);
  }
  if ((code === END || cursor.isLineBreak(code)) && opensBlock(cursor, head)) return blockBody(cursor, head, before);
  if (cursor.pos === before) cursor.skipToLineEnd();
  const at = head.header.end;
  if (head.labels.length > 0) return block(head, { kind: 'body', start: at, end: at, items: [], complete: false }, at);
  const { type: name, typeSpan: nameSpan } = head;
  return { kind: 'attribute', start: nameSpan.start, end: at, name, nameSpan, value: missingAt(at) };
}

/** Whether the next line is indented deeper than a line without its brace, so that it is inside. */
function opensBlock(cursor: Cursor, head: Head): boolean {
  const { layout, pos, heads } = cursor;
  const indent = layout.indentAt(head.header.start);
  if (heads.length > 0 && indent <= heads[heads.length - 1]!) return false;
  const code = cursor.skipLines();
  const deeper = code !== END && code !== 125 && layout.indentAt(cursor.pos) > indent;
  cursor.pos = pos;
  return deeper;
}

/** `name { argument = value }` */
function oneLineBlock(cursor: Cursor, head: Head, brace: number): Block {
  const start = cursor.pos;
  const faults = cursor.faults;
  if (!cursor.startsIdentifier()) {
    cursor.problem('an argument is expected here', start);
    return brokenLine(cursor, head, brace, []);
  }
  const name = cursor.identifier();
  const nameSpan = { start, end: cursor.pos };
  const code = cursor.skip();
  if (code !== 61 || cursor.at(1) === 61) {
    cursor.problem('a block on one line holds one argument and no block', start, nameSpan.end);
    return brokenLine(cursor, head, brace, []);
  }
  const attribute = parseAttribute(cursor, name, nameSpan, false);
  if (cursor.skip() !== 125) {
    cursor.problem('a block on one line must end with a brace `}` on that line', cursor.pos);
    return brokenLine(cursor, head, brace, [attribute]);
  }
  const complete = cursor.faults === faults;
  const body: Body = { kind: 'body', start: brace + 1, end: cursor.pos, items: [attribute], complete };
  const end = ++cursor.pos;
  endsLine(cursor, 'a block');
  return block(head, body, end);
}

/** What is left of a block that holds too much on its first line: it ends there if a brace does, else it is an ordinary one. */
function brokenLine(cursor: Cursor, head: Head, brace: number, items: readonly Item[]): Block {
  const { pos } = cursor;
  cursor.skipToLineEnd();
  const rest = cursor.text.slice(pos, cursor.pos).trimEnd();
  if (!rest.endsWith('}')) {
    cursor.pos = pos;
    return blockBody(cursor, head, brace, items);
  }
  const end = pos + rest.length;
  return block(head, { kind: 'body', start: brace + 1, end: end - 1, items, complete: false }, end);
}

/** Reads from behind the opening brace to behind the closing one. */
function blockBody(cursor: Cursor, head: Head, brace: number, first: readonly Item[] = []): Block {
  const { faults, newlinesAreSpace, itemIndent } = cursor;
  const items: Item[] = [...first];
  cursor.newlinesAreSpace = false;
  cursor.heads.push(cursor.guessing ? cursor.layout.indentAt(head.header.start) : 0);
  cursor.blocks.push(head.header.start);
  const closed = cursor.enter() && parseItems(cursor, items, brace);
  cursor.heads.pop();
  cursor.blocks.pop();
  cursor.leave();
  cursor.newlinesAreSpace = newlinesAreSpace;
  cursor.itemIndent = itemIndent;
  const start = cursor.text.charCodeAt(brace) === 123 ? brace + 1 : brace;
  const complete = closed && first.length === 0 && cursor.faults === faults;
  const body: Body = { kind: 'body', start, end: Math.max(start, cursor.pos), items, complete };
  if (!closed) return block(head, body, body.end);
  const end = ++cursor.pos;
  endsLine(cursor, 'a block');
  return block(head, body, end);
}

function block(head: Head, body: Body, end: number): Block {
  const { type, typeSpan, labels, header } = head;
  return { kind: 'block', start: header.start, end, type, typeSpan, labels, body, header };
}
