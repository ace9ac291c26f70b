/** Comparing one string with one pattern, in time proportional to both lengths multiplied at worst, never more. */

/**
 * Whether a pattern with `*` (any text) and `?` (any one character) matches the whole of a text. Remembers one star only:
 * the last one takes over all that the earlier ones could still try.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let afterStar = -1;
  let starTakesTo = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      afterStar = ++p;
      starTakesTo = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (afterStar >= 0) {
      p = afterStar;
      t = ++starTakesTo;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
