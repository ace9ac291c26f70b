/** Writes policy elements in the words of a surface: JSON or HCL. */
import { isHcl, isInString, type PlaceDialect } from '../policyPlace.ts';
import { concatInserts, type Insert, insertedText, mapInsert } from './items.ts';

/** What an element has as value. */
export type Written =
  /** Inside quotes. */
  | { readonly kind: 'string'; readonly text: Insert }
  /** As it is. */
  | { readonly kind: 'raw'; readonly text: Insert }
  | { readonly kind: 'object'; readonly members: readonly Member[] }
  | { readonly kind: 'list'; readonly items: readonly Written[] }
  /** An object that is to be filled in. */
  | { readonly kind: 'open' };

export interface Member {
  readonly key: Insert;
  readonly value: Written;
}

export function text(...pieces: Insert): Written {
  return { kind: 'string', text: pieces };
}

export function object(...members: readonly Member[]): Written {
  return { kind: 'object', members };
}

/** `"Effect": "Allow"`, or in HCL `Effect = "Allow"`. Lines after the first are indented from it. */
export function memberText(member: Member, dialect: PlaceDialect): Insert {
  const insert = writtenMember(member, dialect, '');
  return isInString(dialect) ? mapInsert(insert, escapedOnOneLine) : insert;
}

/** What begins and ends a string. */
export function quoteIn(dialect: PlaceDialect): string {
  return isInString(dialect) ? '\\"' : '"';
}

/** Text in a string with the line ends and tabs that its escapes stand for; all other escapes stay. */
export function withLines(written: string): string {
  return written.replaceAll(/\\(.)/gs, (unit, name: string) => ESCAPED_SPACE[name] ?? unit);
}

const ESCAPED_SPACE: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A string in quotes stands on one line, and quotes in it are escaped. */
function escapedOnOneLine(piece: string): string {
  return piece.replaceAll(/\n\s*/g, ' ').replaceAll('"', '\\"');
}

function writtenMember({ key, value }: Member, dialect: PlaceDialect, indent: string): Insert {
  const isBare = isHcl(dialect) && /^[A-Za-z_]\w*$/.test(insertedText(key));
  const name = isBare ? key : ['"', ...key, '"'];
  return concatInserts([name, [isHcl(dialect) ? ' = ' : ': '], valueText(value, dialect, indent)]);
}

function valueText(value: Written, dialect: PlaceDialect, indent: string): Insert {
  const inner = `${indent}  `;
  switch (value.kind) {
    case 'string':
      return ['"', ...value.text, '"'];
    case 'raw':
      return value.text;
    case 'open':
      return [`{\n${inner}`, { stop: 1, text: '' }, `\n${indent}}`];
    case 'object': {
      const members = value.members.map((member) => writtenMember(member, dialect, inner));
      // On one line HCL parts members by commas too.
      return enclosed('{', '}', members, dialect === 'hcl' ? '' : ',', indent);
    }
    case 'list': {
      const items = value.items.map((item) => valueText(item, dialect, inner));
      return enclosed('[', ']', items, ',', indent);
    }
  }
}

/** One item a line. */
function enclosed(open: string, close: string, items: readonly Insert[], separator: string, indent: string): Insert {
  const lines = items.map((item, i): Insert => [`\n${indent}  `, ...item, i < items.length - 1 ? separator : '']);
  return [open, ...concatInserts(lines), `\n${indent}${close}`];
}
