/** `StringEquals`, `StringLike` and their variants without case. */
import { matchesGlob } from '../glob.ts';
import { type Match, matchIf } from './match.ts';
import type { Wanted } from './wanted.ts';

/** Compares texts; every string operator is a glob whose wildcards may all stand for themselves. */
export function matchString(actual: string, wanted: Wanted, ignoresCase: boolean): Match {
  const fits = ignoresCase
    ? matchesGlob(foldAscii(wanted.text), foldAscii(actual), wanted.plain)
    : matchesGlob(wanted.text, actual, wanted.plain);
  if (!fits) {
    if (ignoresCase && isBeyondAscii(actual) && isBeyondAscii(wanted.text))
      return { is: 'maybe', why: 'which letters beyond ASCII AWS takes for the same is not documented' };
    return matchIf(false);
  }
  if (wanted.unknown !== undefined) return { is: 'maybe', why: wanted.unknown };
  if (/[\ud800-\udfff]/.test(actual) && hasQuestionMark(wanted))
    return { is: 'maybe', why: 'whether `?` takes a whole emoji is not documented' };
  return matchIf(true);
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
