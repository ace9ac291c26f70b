/** Typing mistakes: how far two words are apart, and which known word one was probably meant to be. */

/**
 * How many single steps (insert, delete, replace a character, swap two neighbours) lead from one word to the other.
 * Stops counting above `limit` and then answers `limit + 1`.
 */
export function editDistance(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const current = [i];
    let best = i;
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let steps = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        steps = Math.min(steps, beforePrevious[j - 2]! + 1);
      }
      current.push(steps);
      best = Math.min(best, steps);
    }
    if (best > limit) return limit + 1;
    beforePrevious = previous;
    previous = current;
  }
  return Math.min(previous[to.length]!, limit + 1);
}

/**
 * The candidate fewest steps away, compared without case; undefined when none is within `limit` or two are equally near. The steps
 * are fewer than a third of the letters: `x` is not nearly `Id`. A word that is itself a candidate gives that candidate.
 */
export function nearestName(word: string, candidates: Iterable<string>, limit = 2): string | undefined {
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = limit + 1;
  let tie = false;
  for (const candidate of candidates) {
    const few = Math.ceil(Math.max(wanted.length, candidate.length) / 3) - 1;
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > Math.max(0, few)) continue;
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
      tie = false;
    } else if (distance === bestDistance) {
      tie = true;
    }
  }
  return tie ? undefined : best;
}
