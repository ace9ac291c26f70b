/** Names: variables, keywords and function calls. */
import { endOf, type List, parseList } from './collections.ts';
import type { Cursor } from './cursor.ts';
import { unread } from './expression.ts';
import type { Call, Expression } from './nodes.ts';

export function parseName(cursor: Cursor): Expression {
  const start = cursor.pos;
  const name = cursor.identifier();
  const end = cursor.pos;
  const code = cursor.skip();
  if (code === 40) return parseCall(cursor, name, start, end);
  if (code === 58 && cursor.at(1) === 58) return parseNamespaced(cursor, name, start);
  cursor.pos = end;
  if (name === 'true' || name === 'false') return { kind: 'keyword', start, end, value: name === 'true' };
  if (name === 'null') return { kind: 'keyword', start, end, value: null };
  return { kind: 'variable', start, end, name };
}

/** `provider::aws::arn_parse(...)`, from the first `::` on; blanks may stand around it. */
function parseNamespaced(cursor: Cursor, first: string, start: number): Expression {
  let name = first;
  let end = cursor.pos;
  while (cursor.skip() === 58 && cursor.at(1) === 58) {
    cursor.pos += 2;
    end = cursor.pos;
    cursor.skip();
    if (!cursor.startsIdentifier()) break;
    name += `::${cursor.identifier()}`;
    end = cursor.pos;
  }
  if (cursor.skip() === 40) return parseCall(cursor, name, start, end);
  cursor.problem('a name with `::` is a function and needs its arguments in parentheses', cursor.pos);
  cursor.pos = end;
  return unread(start, end, []);
}

function parseCall(cursor: Cursor, name: string, start: number, nameEnd: number): Call {
  const { faults } = cursor;
  const open = { start, end: cursor.pos + 1 };
  const { items: args, expandFinal }: List = parseList(cursor, open, 41);
  const complete = cursor.faults === faults;
  return {
    kind: 'call',
    start,
    end: endOf(cursor, args),
    name,
    nameSpan: { start, end: nameEnd },
    args,
    expandFinal,
    complete,
  };
}
