/**
 * Strings of which parts may be unknown. A `Text` is a row of literal stretches and holes; a hole stands for any string,
 * the empty one included. Two holes with the same key stand for the same string.
 */
import type { Tri } from './tri.ts';

export interface Hole {
  /** Names what stands here (`aws_eks_cluster.a.name`), so that two uses compare equal. Undefined: equal to nothing. */
  readonly key: string | undefined;
  /** Never holds `://`: the part of a URL behind its scheme. */
  readonly schemeless?: boolean;
}

/** No empty literal stretches, no two side by side. The empty row is the empty string. */
export type Text = readonly (string | Hole)[];

const EMPTY: Text = [];
export const ANY: Text = [{ key: undefined }];

/** A text from its parts in order. */
export function concat(...texts: readonly Text[]): Text {
  const parts: (string | Hole)[] = [];
  for (const text of texts) {
    for (const part of text) {
      const last = parts.length - 1;
      if (part === '') continue;
      if (typeof part === 'string' && typeof parts[last] === 'string') parts[last] += part;
      else parts.push(part);
    }
  }
  return parts;
}

export function literal(text: string): Text {
  return text === '' ? EMPTY : [text];
}

/** The whole string where it is known. */
export function known(text: Text): string | undefined {
  if (text.length === 0) return '';
  const only = text[0];
  return text.length === 1 && typeof only === 'string' ? only : undefined;
}

/** The literal stretch it begins with. */
export function knownStart(text: Text): string {
  const first = text[0];
  return typeof first === 'string' ? first : '';
}

/** The literal stretch it ends with. */
export function knownEnd(text: Text): string {
  const last = text[text.length - 1];
  return typeof last === 'string' ? last : '';
}

/** The text as a person reads it, holes shown by name: `repo:${var.org}/api`. Different texts may look the same. */
export function show(text: Text): string {
  return text.map((part) => (typeof part === 'string' ? part : `\${${nameOf(part)}}`)).join('');
}

function nameOf({ key }: Hole): string {
  return key === undefined ? '?' : withoutMarks(key);
}

/** The name of a hole as a person wrote it, without the marks that tell two uses apart. */
export function withoutMarks(key: string): string {
  return key.replaceAll(/\[@\d+\]/g, '[...]').replaceAll(/@[\w.-]*/g, '');
}

/** The text with the full names of its holes: equal only where the texts are, except for holes without a name. */
export function spell(text: Text): string {
  return text.map((part) => (typeof part === 'string' ? part : `\${${part.key ?? '?'}}`)).join('');
}

export function equals(a: Text, b: Text): Tri {
  const wholes = [known(a), known(b)] as const;
  if (wholes[0] !== undefined && wholes[1] !== undefined) return wholes[0] === wholes[1] ? 'yes' : 'no';
  const left = [...a];
  const right = [...b];
  while (left.length > 0 && right.length > 0 && dropEqualStart(left, right)) {
    // dropped one stretch
  }
  while (left.length > 0 && right.length > 0 && dropEqualEnd(left, right)) {
    // dropped one stretch
  }
  if (left.length === 0 && right.length === 0) return 'yes';
  if (left.length === 0) return right.some((part) => typeof part === 'string') ? 'no' : 'maybe';
  if (right.length === 0) return left.some((part) => typeof part === 'string') ? 'no' : 'maybe';
  const bothStart = typeof left[0] === 'string' && typeof right[0] === 'string';
  const bothEnd = typeof left[left.length - 1] === 'string' && typeof right[right.length - 1] === 'string';
  return bothStart || bothEnd ? 'no' : 'maybe';
}

/** Two texts certainly are equal just when these are. Undefined for a text that is not certain to equal itself. */
export function identityOf(text: Text): string | undefined {
  const whole = known(text);
  if (whole !== undefined) return JSON.stringify(whole);
  if (text.some((part) => typeof part !== 'string' && part.key === undefined)) return undefined;
  return JSON.stringify(text.map((part) => (typeof part === 'string' ? part : [part.key])));
}

function dropEqualStart(left: (string | Hole)[], right: (string | Hole)[]): boolean {
  const a = left[0]!;
  const b = right[0]!;
  if (typeof a === 'string' && typeof b === 'string') {
    const length = commonStart(a, b);
    if (length === 0) return false;
    shorten(left, 0, a.slice(length));
    shorten(right, 0, b.slice(length));
    return true;
  }
  if (!sameHole(a, b)) return false;
  left.shift();
  right.shift();
  return true;
}

function dropEqualEnd(left: (string | Hole)[], right: (string | Hole)[]): boolean {
  const a = left[left.length - 1]!;
  const b = right[right.length - 1]!;
  if (typeof a === 'string' && typeof b === 'string') {
    const length = commonEnd(a, b);
    if (length === 0) return false;
    shorten(left, left.length - 1, a.slice(0, a.length - length));
    shorten(right, right.length - 1, b.slice(0, b.length - length));
    return true;
  }
  if (!sameHole(a, b)) return false;
  left.pop();
  right.pop();
  return true;
}

function shorten(parts: (string | Hole)[], at: number, rest: string): void {
  if (rest === '') parts.splice(at, 1);
  else parts[at] = rest;
}

function sameHole(a: string | Hole, b: string | Hole): boolean {
  return typeof a !== 'string' && typeof b !== 'string' && a.key !== undefined && a.key === b.key;
}

function commonStart(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(i) === b.charCodeAt(i)) i++;
  return i;
}

function commonEnd(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a.charCodeAt(a.length - 1 - i) === b.charCodeAt(b.length - 1 - i)) i++;
  return i;
}

export function startsWith(text: Text, start: string): Tri {
  const literalStart = knownStart(text);
  if (literalStart.startsWith(start)) return 'yes';
  if (!start.startsWith(literalStart)) return 'no';
  return known(text) !== undefined ? 'no' : 'maybe';
}

export function endsWith(text: Text, end: string): Tri {
  const literalEnd = knownEnd(text);
  if (literalEnd.endsWith(end)) return 'yes';
  if (!end.endsWith(literalEnd)) return 'no';
  return known(text) !== undefined ? 'no' : 'maybe';
}

/** Whether a string stands somewhere in the text. */
export function includes(text: Text, what: string): Tri {
  if (what === '' || text.some((part) => typeof part === 'string' && part.includes(what))) return 'yes';
  return known(text) === undefined ? 'maybe' : 'no';
}

/** The text before and after the first known occurrence of a string; undefined when a hole before it could hold one too. */
export function splitFirst(text: Text, separator: string): [Text, Text] | undefined {
  const [first] = text;
  if (typeof first !== 'string') return undefined;
  const at = first.indexOf(separator);
  if (at < 0) return undefined;
  return [literal(first.slice(0, at)), concat(literal(first.slice(at + separator.length)), text.slice(1))];
}

/** The text before and after the last known occurrence of a string; undefined when a hole after it could hold one too. */
export function splitLast(text: Text, separator: string): [Text, Text] | undefined {
  const last = text[text.length - 1];
  if (typeof last !== 'string') return undefined;
  const at = last.lastIndexOf(separator);
  if (at < 0) return undefined;
  return [concat(text.slice(0, -1), literal(last.slice(0, at))), literal(last.slice(at + separator.length))];
}

/**
 * The text with every occurrence of a string replaced, as Terraform's `replace` does.
 * Undefined when a match could begin or end inside a hole, so that the literal part is not certain either.
 */
export function replaceAll(text: Text, what: string, by: string): Text | undefined {
  if (what === '') return undefined;
  const parts: Text[] = [];
  for (const [i, part] of text.entries()) {
    if (typeof part === 'string') {
      const unsureStart = i > 0 && !isSchemeless(text[i - 1]!, what) && overlapsStart(part, what);
      const unsureEnd = i < text.length - 1 && overlapsEnd(part, what);
      if (unsureStart || unsureEnd) return undefined;
      parts.push(literal(part.split(what).join(by)));
    } else if (isSchemeless(part, what)) {
      parts.push([part]);
    } else {
      const derived =
        part.key === undefined ? undefined : `replace(${part.key}, ${JSON.stringify(what)}, ${JSON.stringify(by)})`;
      parts.push([{ key: derived, schemeless: what.includes('://') && by === '' }]);
    }
  }
  return concat(...parts);
}

function isSchemeless(part: string | Hole, what: string): boolean {
  return typeof part !== 'string' && part.schemeless === true && what.includes('://');
}

/** Whether a match could begin before the stretch and end in it. */
function overlapsStart(part: string, what: string): boolean {
  for (let i = 1; i < what.length; i++) if (part.startsWith(what.slice(i))) return true;
  return false;
}

/** Whether a match could begin in the stretch and end behind it. */
function overlapsEnd(part: string, what: string): boolean {
  for (let i = 1; i < what.length; i++) if (part.endsWith(what.slice(0, i))) return true;
  return false;
}
