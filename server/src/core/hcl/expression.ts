/** Expressions, by recursive descent and operator precedence. */
import { parseName } from './calls.ts';
import { leavesBracket, notClosed, parseObject, parseTuple } from './collections.ts';
import { type Cursor, END, MAX_CHAIN, QUOTE } from './cursor.ts';
import { parseHeredoc } from './heredoc.ts';
import type { BinaryOperator, Call, Expression, Missing } from './nodes.ts';
import { parseQuoted } from './templates.ts';
import { parsePostfix } from './traversal.ts';

export function missingAt(pos: number): Missing {
  return { kind: 'missing', start: pos, end: pos };
}

/** Stands for an expression that could not be read whole: an unfinished call of nothing, which holds what could be read. */
export function unread(start: number, end: number, args: readonly Expression[]): Call {
  const nameSpan = { start, end: start };
  return { kind: 'call', start, end, name: '', nameSpan, args, expandFinal: false, complete: false };
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
  const { start } = condition;
  cursor.pos++;
  const yes = parseExpression(cursor);
  if (cursor.skip() !== 58) {
    cursor.problem('a colon and the value for "false" are expected here', cursor.pos);
    return { kind: 'conditional', start, end: yes.end, condition, yes, no: missingAt(yes.end) };
  }
  cursor.pos++;
  const no = parseExpression(cursor);
  return { kind: 'conditional', start, end: no.end, condition, yes, no };
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
    if (!found || found.precedence <= lowest) return left;
    if (isTooLong(cursor, links)) return unread(left.start, left.end, [left]);
    cursor.pos += found.operator.length;
    const right = parseBinary(cursor, found.precedence);
    left = { kind: 'binary', start: left.start, end: right.end, operator: found.operator, left, right };
  }
}

export function isTooLong(cursor: Cursor, links: number): boolean {
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

function parseTerm(cursor: Cursor, code: number): Expression {
  const start = cursor.pos;
  if (code === QUOTE) return parseQuoted(cursor);
  if (code >= 48 && code <= 57) return parseNumber(cursor);
  if (code === 91) return parseTuple(cursor);
  if (code === 123) return parseObject(cursor);
  if (code === 40) return parseParentheses(cursor);
  if (code === 60 && cursor.at(1) === 60) return parseHeredoc(cursor);
  if (code !== END && cursor.startsIdentifier() && !leavesBracket(cursor, cursor.itemIndent)) return parseName(cursor);
  cursor.problem(code === END ? 'a value is expected before the end of the file' : 'a value is expected here', start);
  // What stands on the next line is not inside what is read here.
  return missingAt(cursor.lineEndBefore(start));
}

/** Terraform takes exponents as large as its big decimals can hold. */
const MAX_EXPONENT = 600_000_000;

/** Takes everything that looks like part of a number, as HCL's scanner does, and then judges it. */
export function parseNumber(cursor: Cursor): Expression {
  const start = cursor.pos;
  const end = numberEnd(cursor.text, start);
  const text = cursor.text.slice(start, end);
  cursor.pos = end;
  const parts = /^\d+(?:\.\d*)?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!parts || Math.abs(Number(parts[1] ?? 0)) > MAX_EXPONENT)
    cursor.problem(`"${text.slice(0, 40)}" is not a number`, start, end);
  return { kind: 'number', start, end, text };
}

/** Digits, dots and exponents in any order; a dot at the end is not part of it. */
function numberEnd(text: string, start: number): number {
  let pos = start;
  let end = start;
  for (;;) {
    const code = text.charCodeAt(pos);
    if (code === 46) {
      pos++;
      continue;
    }
    if (code === 101 || code === 69) {
      const sign = text.charCodeAt(pos + 1) === 43 || text.charCodeAt(pos + 1) === 45 ? 1 : 0;
      if (!isDigit(text.charCodeAt(pos + 1 + sign))) return end;
      pos += 1 + sign;
    } else if (!isDigit(code)) return end;
    end = ++pos;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function parseParentheses(cursor: Cursor): Expression {
  const start = cursor.pos++;
  const newlines = cursor.newlinesAreSpace;
  cursor.newlinesAreSpace = true;
  cursor.open.push(41);
  const value = parseExpression(cursor);
  const closed = cursor.skip() === 41;
  cursor.open.pop();
  cursor.newlinesAreSpace = newlines;
  if (closed) return { kind: 'parentheses', start, end: ++cursor.pos, value };
  if (cursor.pos >= cursor.end) notClosed(cursor, { start, end: start + 1 }, 41);
  else cursor.problem('a closing parenthesis `)` is expected here', cursor.pos);
  if (cursor.guessing) cursor.backToLineEnd();
  return unread(start, Math.max(value.end, start + 1), [value]);
}
