/** Where a text stops fitting a pattern. */
import { foldAscii } from './strings.ts';
import type { Wanted } from './wanted.ts';

/** UTF-16 offsets of the first difference, one in each text; a text's length where it ends too early. */
export interface Difference {
  readonly inActual: number;
  readonly inWanted: number;
}

/**
 * The first difference between a text and a pattern that does not match it: the pattern's stretches between stars are
 * sought from left to right, and the first that is not found is laid where most of it fits.
 * Takes time proportional to both lengths multiplied, at worst.
 */
export function firstDifference(actual: string, wanted: Wanted, ignoresCase: boolean): Difference {
  const text = ignoresCase ? foldAscii(actual) : actual;
  const pattern = ignoresCase ? foldAscii(wanted.text) : wanted.text;
  const stretches = stretchesOf(pattern, wanted.plain);
  let from = 0;
  for (const [i, { start, end }] of stretches.entries()) {
    const isLast = i === stretches.length - 1;
    const best = bestFit(
      text,
      pattern,
      wanted.plain,
      { start, end },
      { from, anchored: i === 0, last: isLast && i > 0 },
    );
    const differs = best.length < end - start || (isLast && best.at + best.length < text.length);
    if (differs) return { inActual: best.at + best.length, inWanted: start + best.length };
    from = best.at + best.length;
  }
  return { inActual: text.length, inWanted: pattern.length };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The offsets of the stretches between the stars. */
function stretchesOf(pattern: string, plain: ReadonlySet<number>): Stretch[] {
  const stars = [...pattern.matchAll(/\*/g)].map(({ index }) => index).filter((index) => !plain.has(index));
  return [-1, ...stars].map((star, i) => ({ start: star + 1, end: stars[i] ?? pattern.length }));
}

/** Where a stretch fits longest: its place in the text, and how many characters fit there. */
function bestFit(
  text: string,
  pattern: string,
  plain: ReadonlySet<number>,
  { start, end }: Stretch,
  place: { readonly from: number; readonly anchored: boolean; readonly last: boolean },
): { at: number; length: number } {
  let best = { at: place.from, length: 0 };
  const lastStart = place.anchored ? place.from : text.length;
  for (let at = place.from; at <= lastStart; at++) {
    let length = 0;
    while (
      start + length < end &&
      at + length < text.length &&
      fits(pattern, start + length, text[at + length]!, plain)
    )
      length++;
    // The end of a pattern fits best where the text ends too.
    if (length > best.length || (place.last && length === best.length && length === end - start)) best = { at, length };
    if (!place.last && length === end - start) break;
  }
  return best;
}

function fits(pattern: string, offset: number, character: string, plain: ReadonlySet<number>): boolean {
  return pattern[offset] === character || (pattern[offset] === '?' && !plain.has(offset));
}
