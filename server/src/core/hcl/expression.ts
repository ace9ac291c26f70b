/** Expressions, by recursive descent and operator precedence. */
import { parseObject, parseTuple } from './collections.ts';
import { type Cursor, END, MAX_CHAIN, QUOTE } from './cursor.ts';
import type { BinaryOperator, Call, Expression, Missing } from './nodes.ts';
import { parseHeredoc, parseQuoted } from './templates.ts';

export function missingAt(pos: number): Missing {
  return { kind: 'missing', start: pos, end: pos };
}

/** Reads one expression; gives a `missing` node where none begins. */
export function parseExpression(cursor: Cursor): Expression {
  if (!cursor.enter()) {
    cursor.leave();
    return missingAt(cursor.pos);
  }
  const condition = parseBinary(cursor, 0);
  const result = cursor.skip() === 63 ? parseConditional(cursor, condition) : condition;
  cursor.leave();
  return result;
}

function parseConditional(cursor: Cursor, condition: Expression): Expression {
  cursor.pos++;
  const yes = parseExpression(cursor);
  if (cursor.skip() !== 58) {
    cursor.problem('a colon and the value for "false" are expected here', cursor.pos);
    return { kind: 'conditional', start: condition.start, end: yes.end, condition, yes, no: missingAt(yes.end) };
  }
  cursor.pos++;
  const no = parseExpression(cursor);
  return { kind: 'conditional', start: condition.start, end: no.end, condition, yes, no };
}

interface OperatorHere {
  readonly operator: BinaryOperator;
  readonly precedence: number;
}

function op(operator: BinaryOperator, precedence: number): OperatorHere {
  return { operator, precedence };
}

const OR = op('||', 1);
const AND = op('&&', 2);
const EQUAL = op('==', 3);
const UNEQUAL = op('!=', 3);
const LESS = op('<', 4);
const LESS_EQUAL = op('<=', 4);
const GREATER = op('>', 4);
const GREATER_EQUAL = op('>=', 4);
const PLUS = op('+', 5);
const MINUS = op('-', 5);
const TIMES = op('*', 6);
const DIVIDE = op('/', 6);
const REMAINDER = op('%', 6);

function operatorAt(cursor: Cursor, code: number): OperatorHere | undefined {
  const next = cursor.at(1);
  switch (code) {
    case 124:
      return next === 124 ? OR : undefined;
    case 38:
      return next === 38 ? AND : undefined;
    case 61:
      return next === 61 ? EQUAL : undefined;
    case 33:
      return next === 61 ? UNEQUAL : undefined;
    case 60:
      return next === 61 ? LESS_EQUAL : next === 60 ? undefined : LESS;
    case 62:
      return next === 61 ? GREATER_EQUAL : GREATER;
    case 43:
      return PLUS;
    case 45:
      return MINUS;
    case 42:
      return TIMES;
    case 47:
      return DIVIDE;
    case 37:
      return REMAINDER;
  }
  return undefined;
}

function parseBinary(cursor: Cursor, lowest: number): Expression {
  let left = parseUnary(cursor);
  for (let links = 0; ; links++) {
    const found = operatorAt(cursor, cursor.skip());
    if (!found || found.precedence <= lowest || tooLong(cursor, links)) return left;
    cursor.pos += found.operator.length;
    const right = parseBinary(cursor, found.precedence);
    left = { kind: 'binary', start: left.start, end: right.end, operator: found.operator, left, right };
  }
}

function tooLong(cursor: Cursor, links: number): boolean {
  if (links < MAX_CHAIN) return false;
  cursor.problem(`an expression of more than ${MAX_CHAIN} links is not read`, cursor.pos);
  return true;
}

function parseUnary(cursor: Cursor): Expression {
  const code = cursor.skip();
  if (code !== 45 && !(code === 33 && cursor.at(1) !== 61)) return parsePostfix(cursor, parseTerm(cursor, code));
  const start = cursor.pos++;
  if (!cursor.enter()) {
    cursor.leave();
    return missingAt(cursor.pos);
  }
  const operand = parseUnary(cursor);
  cursor.leave();
  return { kind: 'unary', start, end: operand.end, operator: code === 45 ? '-' : '!', operand };
}

/** Attributes, indexes and splats behind a term. What follows a splat belongs to its elements. */
function parsePostfix(cursor: Cursor, term: Expression): Expression {
  let node = term;
  if (node.kind === 'missing') return node;
  for (let links = 0; ; links++) {
    const code = cursor.skip();
    const isDot = code === 46 && cursor.at(1) !== 46;
    if ((!isDot && code !== 91) || tooLong(cursor, links)) return node;
    const next: Expression = isDot ? parseDot(cursor, node) : parseBracket(cursor, node);
    if (next.kind === 'splat' || (next.kind === 'get' && next.name === '')) return next;
    node = next;
  }
}

function parseDot(cursor: Cursor, target: Expression): Expression {
  const dot = cursor.pos++;
  const code = cursor.skip();
  if (code === 42) {
    cursor.pos++;
    return parseSplat(cursor, target, 'attribute');
  }
  const start = cursor.pos;
  if (code >= 48 && code <= 57) {
    const key = parseNumber(cursor);
    if (key.kind === 'number' && !/^\d+$/.test(key.text))
      cursor.problem('an index behind a dot is one whole number: use brackets', start, cursor.pos);
    return { kind: 'index', start: target.start, end: cursor.pos, target, key };
  }
  if (code !== END && cursor.startsIdentifier()) {
    const name = cursor.identifier();
    return { kind: 'get', start: target.start, end: cursor.pos, target, name, nameSpan: { start, end: cursor.pos } };
  }
  cursor.problem('an attribute name is expected after the dot', cursor.pos);
  return {
    kind: 'get',
    start: target.start,
    end: dot + 1,
    target,
    name: '',
    nameSpan: { start: dot + 1, end: dot + 1 },
  };
}

function parseBracket(cursor: Cursor, target: Expression): Expression {
  const open = cursor.pos++;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  if (cursor.skip() === 42) {
    const star = cursor.pos++;
    if (cursor.skip() === 93) {
      cursor.pos++;
      cursor.newlinesAreSpace = newlines;
      return parseSplat(cursor, target, 'full');
    }
    cursor.pos = star;
  }
  const key = parseExpression(cursor);
  const closed = cursor.skip() === 93;
  cursor.newlinesAreSpace = newlines;
  if (closed) cursor.pos++;
  else cursor.problem('a closing bracket `]` is expected here', cursor.pos);
  return { kind: 'index', start: target.start, end: closed ? cursor.pos : Math.max(key.end, open + 1), target, key };
}

/** `.*` takes only attributes along, `[*]` indexes as well. */
function parseSplat(cursor: Cursor, target: Expression, form: 'full' | 'attribute'): Expression {
  const end = cursor.pos;
  let each: Expression = { kind: 'splat-item', start: end, end };
  for (let links = 0; !tooLong(cursor, links); links++) {
    const code = cursor.skip();
    const isDot = code === 46 && cursor.at(1) !== 46;
    if (!isDot && !(code === 91 && form === 'full')) break;
    each = isDot ? parseDot(cursor, each) : parseBracket(cursor, each);
    if (each.kind === 'splat' || (each.kind === 'get' && each.name === '')) break;
  }
  const splat: Expression = { kind: 'splat', start: target.start, end: Math.max(end, each.end), form, target, each };
  return form === 'attribute' && cursor.skip() === 91 ? parsePostfix(cursor, splat) : splat;
}

function parseTerm(cursor: Cursor, code: number): Expression {
  const start = cursor.pos;
  if (code === QUOTE) return parseQuoted(cursor);
  if (code >= 48 && code <= 57) return parseNumber(cursor);
  if (code === 91) return parseTuple(cursor);
  if (code === 123) return parseObject(cursor);
  if (code === 40) return parseParentheses(cursor);
  if (code === 60 && cursor.at(1) === 60) return parseHeredoc(cursor);
  if (code !== END && cursor.startsIdentifier()) return parseName(cursor);
  cursor.problem(code === END ? 'a value is expected before the end of the file' : 'a value is expected here', start);
  return missingAt(start);
}

/** Takes everything that looks like part of a number, as HCL's scanner does, and then judges it. */
function parseNumber(cursor: Cursor): Expression {
  const { text } = cursor;
  const start = cursor.pos;
  let pos = start;
  for (;;) {
    const code = text.charCodeAt(pos);
    if (isDigit(code)) pos++;
    else if (code === 46 && isDigit(text.charCodeAt(pos + 1))) pos++;
    else if (code === 101 || code === 69) {
      const sign = text.charCodeAt(pos + 1) === 43 || text.charCodeAt(pos + 1) === 45 ? 1 : 0;
      if (!isDigit(text.charCodeAt(pos + 1 + sign))) break;
      pos += 1 + sign;
    } else break;
  }
  cursor.pos = pos;
  const written = text.slice(start, pos);
  if (!/^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(written)) cursor.problem(`"${written}" is not a number`, start, pos);
  else if (cursor.startsIdentifier(pos)) cursor.problem('a name cannot begin with a digit', start, pos + 1);
  return { kind: 'number', start, end: pos, text: written };
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function parseParentheses(cursor: Cursor): Expression {
  const start = cursor.pos++;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  const value = parseExpression(cursor);
  const closed = cursor.skip() === 41;
  cursor.newlinesAreSpace = newlines;
  if (closed) cursor.pos++;
  else cursor.problem('a closing parenthesis `)` is expected here', cursor.pos);
  return { kind: 'parentheses', start, end: closed ? cursor.pos : value.end, value };
}

function parseName(cursor: Cursor): Expression {
  const start = cursor.pos;
  let name = cursor.identifier();
  while (cursor.at(0) === 58 && cursor.at(1) === 58 && cursor.startsIdentifier(cursor.pos + 2)) {
    cursor.pos += 2;
    name += `::${cursor.identifier()}`;
  }
  const end = cursor.pos;
  if (cursor.skip() === 40) return parseCall(cursor, name, start, end);
  cursor.pos = end;
  if (name.includes('::')) cursor.problem('a name with `::` is a function and needs its arguments in parentheses', end);
  if (name === 'true' || name === 'false') return { kind: 'keyword', start, end, value: name === 'true' };
  if (name === 'null') return { kind: 'keyword', start, end, value: null };
  return { kind: 'variable', start, end, name };
}

function parseCall(cursor: Cursor, name: string, start: number, nameEnd: number): Call {
  const before = cursor.problems.length;
  const openIndent = cursor.recovering ? cursor.indentAt(cursor.pos) : 0;
  const newlines = cursor.newlinesAreSpace;
  cursor.pos++;
  cursor.newlinesAreSpace = true;
  const args: Expression[] = [];
  const expandFinal = parseArguments(cursor, args, openIndent);
  cursor.newlinesAreSpace = newlines;
  const complete = cursor.problems.length === before;
  return { kind: 'call', start, end: cursor.pos, name, nameSpan: { start, end: nameEnd }, args, expandFinal, complete };
}

/** Reads arguments up to and with the closing parenthesis; tells whether the last one has `...` behind it. */
function parseArguments(cursor: Cursor, args: Expression[], openIndent: number): boolean {
  for (;;) {
    let code = cursor.skip();
    if (code === 41) {
      cursor.pos++;
      return false;
    }
    if (code === END || cursor.atTopLevelHeader() || cursor.leavesBracket(openIndent)) {
      cursor.problem('a closing parenthesis `)` is missing', cursor.pos);
      backToLineEnd(cursor);
      return false;
    }
    const start = cursor.pos;
    args.push(parseExpression(cursor));
    code = cursor.skip();
    if (code === 46 && cursor.text.startsWith('...', cursor.pos)) {
      cursor.pos += 3;
      if (cursor.skip() === 41) cursor.pos++;
      else cursor.problem('a closing parenthesis `)` is expected after `...`', cursor.pos);
      return true;
    }
    if (code === 44) cursor.pos++;
    else if (code !== 41) {
      cursor.problem('a comma or a closing parenthesis `)` is expected here', cursor.pos);
      if (!cursor.recovering || cursor.pos === start || code === 125 || code === 93) return false;
      if (cursor.isFirstOnLine(cursor.pos) && cursor.looksLikeItem()) {
        backToLineEnd(cursor);
        return false;
      }
    }
  }
}

/** Leaves the line break before an item that begins here to the body around. */
export function backToLineEnd(cursor: Cursor): void {
  if (!cursor.recovering) return;
  let pos = cursor.pos;
  while (pos > 0 && (cursor.text.charCodeAt(pos - 1) === 32 || cursor.text.charCodeAt(pos - 1) === 9)) pos--;
  if (cursor.text.charCodeAt(pos - 1) === 10) cursor.pos = cursor.text.charCodeAt(pos - 2) === 13 ? pos - 2 : pos - 1;
}
