/** Comparing one string with one pattern, in time proportional to both lengths multiplied at worst, never more. */

const NONE: ReadonlySet<number> = new Set();

/**
 * Whether a pattern with `*` (any text) and `?` (any one character) matches the whole of a text. Remembers one star only:
 * the last one takes over all that the earlier ones could still try. `plain` holds the offsets in the pattern at which
 * `*` and `?` stand for themselves.
 */
export function matchesGlob(pattern: string, text: string, plain = NONE): boolean {
  let p = 0;
  let t = 0;
  let afterStar = -1;
  let starTakesTo = 0;
  while (t < text.length) {
    if (isWild(pattern, p, '*', plain)) {
      afterStar = ++p;
      starTakesTo = t;
    } else if (p < pattern.length && (pattern[p] === text[t] || isWild(pattern, p, '?', plain))) {
      p++;
      t++;
    } else if (afterStar >= 0) {
      p = afterStar;
      t = ++starTakesTo;
    } else {
      return false;
    }
  }
  while (isWild(pattern, p, '*', plain)) p++;
  return p === pattern.length;
}

function isWild(pattern: string, offset: number, wildcard: '*' | '?', plain: ReadonlySet<number>): boolean {
  return pattern[offset] === wildcard && !plain.has(offset);
}
