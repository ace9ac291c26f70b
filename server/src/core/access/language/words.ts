/** Questions about the texts that an automaton accepts. */
import { pick } from './charset.ts';
import type { Nfa } from './nfa.ts';

/** Whether it accepts no text at all. Right for any automaton, trimmed or not. */
export function isEmpty(nfa: Nfa): boolean {
  return shortestPath(nfa) === undefined;
}

/** A shortest accepted text, in characters that people can read; undefined if there is none. */
export function shortestWord(nfa: Nfa): string | undefined {
  const path = shortestPath(nfa);
  return path && spell(nfa, path);
}

/** The accepted texts of an automaton without loops, the shorter first, letters in one case; at most so many. */
export function firstWords(nfa: Nfa, most: number): string[] {
  const found = new Set<string>();
  let reached = new Map([['', new Set([0])]]);
  while (reached.size > 0 && found.size < most) {
    const longer = new Map<string, Set<number>>();
    for (const [text, states] of reached) {
      if ([...states].some((state) => nfa.accepting[state])) found.add(text);
      for (const target of [...states].flatMap((state) => nfa.next[state]!)) {
        const next = text + String.fromCharCode(pick(nfa.sets[target]!));
        longer.set(next, (longer.get(next) ?? new Set()).add(target));
      }
    }
    reached = longer;
  }
  return [...found].slice(0, most);
}

/** The text that a path reads. */
function spell(nfa: Nfa, path: readonly number[]): string {
  return path.map((state) => String.fromCharCode(pick(nfa.sets[state]!))).join('');
}

/** Restricts and steers the search for a path. */
export interface PathOptions {
  /** States that no path may enter. */
  readonly avoid?: (state: number) => boolean;
  /** A path must enter one of these. */
  readonly through?: (state: number) => boolean;
  /** What entering a state costs above one. */
  readonly extraCost?: (state: number) => number;
}

/** The states entered by a cheapest accepting path, the start left out; undefined if there is none. */
export function shortestPath(nfa: Nfa, options: PathOptions = {}): number[] | undefined {
  const { avoid, through, extraCost } = options;
  const count = nfa.sets.length;
  // Node = state, or count + state once `through` is fulfilled. Costs are small integers: a queue of buckets will do.
  const cost = new Float64Array(2 * count).fill(Number.POSITIVE_INFINITY);
  const cameFrom = new Int32Array(2 * count).fill(-1);
  const start = through ? 0 : count;
  const buckets: number[][] = [[start]];
  cost[start] = 0;
  for (let distance = 0; distance < buckets.length; distance++) {
    for (const node of buckets[distance] ?? []) {
      if (cost[node] !== distance) continue;
      const state = node % count;
      if (node >= count && nfa.accepting[state]) return pathTo(node, count, cameFrom);
      for (const target of nfa.next[state]!) {
        if (avoid?.(target)) continue;
        const reached = node >= count || through!(target) ? count + target : target;
        const total = distance + 1 + (extraCost?.(target) ?? 0);
        if (total >= cost[reached]!) continue;
        cost[reached] = total;
        cameFrom[reached] = node;
        buckets[total] ??= [];
        buckets[total].push(reached);
      }
    }
  }
  return undefined;
}

function pathTo(end: number, count: number, cameFrom: Int32Array): number[] {
  const path: number[] = [];
  for (let node = end; cameFrom[node] !== -1; node = cameFrom[node]!) path.push(node % count);
  return path.reverse();
}
