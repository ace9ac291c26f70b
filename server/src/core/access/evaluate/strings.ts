/** `StringEquals`, `StringLike` and their variants without case. */
import { matchesGlob } from '../glob.ts';
import { type Match, matchIf } from './match.ts';
import type { Wanted } from './wanted.ts';

/** Compares texts; every string operator is a glob whose wildcards may all stand for themselves. */
export function matchString(actual: string, wanted: Wanted, ignoresCase: boolean): Match {
  const text = ignoresCase ? foldAscii(actual) : actual;
  const pattern = ignoresCase ? foldAscii(wanted.text) : wanted.text;
  if (ignoresCase && isBeyondAscii(text) && isBeyondAscii(pattern) && text !== pattern)
    return { is: 'maybe', why: 'which letters beyond ASCII AWS takes for the same is not documented' };
  const unsureWidth = /[\ud800-\udfff]/.test(text) && hasQuestionMark(wanted);
  if (!matchesGlob(unsureWidth ? pattern.replaceAll('?', '*') : pattern, text, wanted.plain)) return matchIf(false);
  if (unsureWidth)
    return { is: 'maybe', why: 'whether `?` takes the whole of a character beyond U+FFFF is not documented' };
  return wanted.unknown === undefined ? matchIf(true) : { is: 'maybe', why: wanted.unknown };
}

/** In lower case, length and offsets unchanged. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function isBeyondAscii(text: string): boolean {
  return /[^\0-\x7f]/.test(text);
}

function hasQuestionMark({ text, plain }: Wanted): boolean {
  return [...text.matchAll(/\?/g)].some(({ index }) => !plain.has(index));
}
