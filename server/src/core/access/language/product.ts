/** Intersections of automata, and what remains of one without another. */
import {
  type CharSet,
  intersect as common,
  has,
  isAny,
  isEmptySet,
  isSingle,
  LAST_UNIT,
  NONE,
  single,
  subtract as without,
} from './charset.ts';
import { type Nfa, UNTAGGED } from './nfa.ts';

/**
 * How much work a question may cost before the answer is "unknown". Each part of the question takes its steps from the rest. A
 * step is a look at a pair of states.
 */
export interface Budget {
  readonly states: number;
  steps: number;
  /** What was paid for already: the judgement of a pattern is remembered for all of its shape. */
  readonly paid: Set<Cost>;
}

/** The steps that something took which is remembered. */
export interface Cost {
  readonly steps: number;
}

/** Some hundred times what public roles were seen to need, and less than a quarter of a second. */
export function newBudget(steps = 200_000): Budget {
  return { states: 20_000, steps, paid: new Set() };
}

/** An automaton whose states remember what they were made of. Only states on a way from start to end are left. */
export interface Product extends Nfa {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/** Largest table of pairs that is laid out in full. */
const MAX_TABLE = 1 << 16;

/** Numbers from 1 for pairs of states: a table where it is small, else a map. The pair of starts is never entered. */
class PairIds {
  readonly #table: Int32Array | undefined;
  readonly #map = new Map<number, number>();

  constructor(pairs: number) {
    this.#table = pairs <= MAX_TABLE ? new Int32Array(pairs) : undefined;
  }

  /** 0 for a pair without number. */
  get(key: number): number {
    return this.#table ? this.#table[key]! : (this.#map.get(key) ?? 0);
  }

  set(key: number, id: number): void {
    if (this.#table) this.#table[key] = id;
    else this.#map.set(key, id);
  }
}

/** What both accept, with the tags of the first. Undefined when the budget is used up. */
export function intersect(a: Nfa, b: Nfa, budget = newBudget()): Product | undefined {
  const width = b.sets.length;
  const ids = new PairIds(a.sets.length * width);
  const left = [0];
  const right = [0];
  const sets: CharSet[] = [NONE];
  const next: number[][] = [];
  for (let state = 0; state < left.length; state++) {
    const targets: number[] = [];
    const bTargets = b.next[right[state]!]!;
    for (const p of a.next[left[state]!]!) {
      for (const q of bTargets) {
        if (--budget.steps < 0) return undefined;
        const key = p * width + q;
        let id = ids.get(key);
        if (id === 0) {
          const set = common(a.sets[p]!, b.sets[q]!);
          if (isEmptySet(set)) continue;
          if (left.length >= budget.states) return undefined;
          id = left.length;
          ids.set(key, id);
          left.push(p);
          right.push(q);
          sets.push(set);
        }
        targets.push(id);
      }
    }
    next.push(targets);
  }
  const accepting = left.map((p, i) => a.accepting[p]! && b.accepting[right[i]!]!);
  return trim(sets, next, accepting, left, right, a.tags);
}

/**
 * What the first accepts and the second does not. The second is determinised as far as the first reaches.
 * Undefined when the budget is used up.
 */
export function minus(a: Nfa, b: Nfa, budget = newBudget()): Product | undefined {
  const subsets: (readonly number[])[] = [[0]];
  const subsetIds = new Map<string, number>([['0', 0]]);
  const ids = new Map<string, number>();
  const left = [0];
  const right = [0];
  const sets: CharSet[] = [NONE];
  const next: number[][] = [];
  const needed = neededOf(b);
  const subsetId = (subset: readonly number[]): number => {
    const key = subset.join();
    let id = subsetIds.get(key);
    if (id === undefined) {
      id = subsets.length;
      subsets.push(subset);
      subsetIds.set(key, id);
    }
    return id;
  };
  for (let state = 0; state < left.length; state++) {
    const targets: number[] = [];
    const bTargets = [...new Set(subsets[right[state]!]!.flatMap((q) => b.next[q]!))].sort((x, y) => x - y);
    budget.steps -= bTargets.length;
    for (const p of a.next[left[state]!]!) {
      for (const atom of atoms(
        a.sets[p]!,
        bTargets.map((q) => b.sets[q]!),
      )) {
        budget.steps -= atom.members.length + STEPS_OF_ATOM;
        if (budget.steps < 0) return undefined;
        const subset = subsetId(needed(atom.members.map((i) => bTargets[i]!)));
        const key = `${p}/${subset}/${atom.set.join()}`;
        let id = ids.get(key);
        if (id === undefined) {
          if (left.length >= budget.states) return undefined;
          id = left.length;
          ids.set(key, id);
          left.push(p);
          right.push(subset);
          sets.push(atom.set);
        }
        targets.push(id);
      }
    }
    next.push(targets);
  }
  const accepting = left.map((p, i) => a.accepting[p]! && !subsets[right[i]!]!.some((q) => b.accepting[q]!));
  return trim(sets, next, accepting, left, right, a.tags);
}

/** What one more set of states costs, however small it is. */
const STEPS_OF_ATOM = 8;

/**
 * Which of several states, in order, have to be followed: in each row those from its last star on. What is in `*a*b` behind its
 * second star is so whatever may still become of the first.
 */
function neededOf({ rows, sets, next }: Nfa): (states: readonly number[]) => readonly number[] {
  if (!rows) return (states) => states;
  const isStar = sets.map((set, state) => isAny(set) && next[state]!.includes(state));
  return (states) => {
    if (!states.some((state) => isStar[state])) return states;
    const kept: number[] = [];
    let covered = -1;
    for (let i = states.length - 1; i >= 0; i--) {
      const state = states[i]!;
      if (rows[state] === covered) continue;
      kept.push(state);
      if (isStar[state]) covered = rows[state]!;
    }
    return kept.reverse();
  };
}

interface Atom {
  readonly set: CharSet;
  /** Which of the sets hold all of it; the others hold none. */
  readonly members: readonly number[];
}

/** A set cut into pieces, none of which lies across the border of another set. */
export function atoms(set: CharSet, others: readonly CharSet[]): Atom[] {
  return others.every((other) => isAny(other) || isSingle(other)) ? plainAtoms(set, others) : cutAtoms(set, others);
}

/** Where each of the others is one character or all there are, as in most values. */
function plainAtoms(set: CharSet, others: readonly CharSet[]): Atom[] {
  const always: number[] = [];
  const byUnit = new Map<number, number[]>();
  others.forEach((other, i) => {
    if (isAny(other)) always.push(i);
    else if (has(set, other[0]!)) byUnit.set(other[0]!, [...(byUnit.get(other[0]!) ?? []), i]);
  });
  const units = [...byUnit.keys()].sort((x, y) => x - y);
  let rest = set;
  for (const unit of units) rest = without(rest, single(unit));
  const pieces = units.map((unit): Atom => ({ set: single(unit), members: merged(always, byUnit.get(unit)!) }));
  if (!isEmptySet(rest)) pieces.push({ set: rest, members: always });
  return pieces.sort((x, y) => x.set[0]! - y.set[0]!);
}

function merged(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.length === 0 ? b : [...a, ...b].sort((x, y) => x - y);
}

function cutAtoms(set: CharSet, others: readonly CharSet[]): Atom[] {
  const cuts = new Set<number>();
  for (const other of others) {
    for (let i = 0; i < other.length; i += 2) cuts.add(other[i]!).add(other[i + 1]! + 1);
  }
  const sorted = [...cuts].sort((x, y) => x - y);
  const pieces = new Map<string, { set: number[]; members: number[] }>();
  for (let c = -1; c < sorted.length; c++) {
    const from = c < 0 ? 0 : sorted[c]!;
    const to = (sorted[c + 1] ?? LAST_UNIT + 1) - 1;
    if (to < from) continue;
    const piece = common(set, [from, to]);
    if (isEmptySet(piece)) continue;
    const members = others.flatMap((other, i) => (common(other, [from, from]).length > 0 ? [i] : []));
    const key = members.join();
    const known = pieces.get(key);
    if (known) append(known.set, piece);
    else pieces.set(key, { set: [...piece], members });
  }
  return [...pieces.values()];
}

function append(ranges: number[], more: CharSet): void {
  for (let i = 0; i < more.length; i += 2) {
    if (ranges.at(-1) === more[i]! - 1) ranges[ranges.length - 1] = more[i + 1]!;
    else ranges.push(more[i]!, more[i + 1]!);
  }
}

/** Leaves the start and the states from which an end can be reached. */
function trim(
  sets: readonly CharSet[],
  next: readonly (readonly number[])[],
  accepting: readonly boolean[],
  left: readonly number[],
  right: readonly number[],
  tags: readonly number[],
): Product {
  const productive = reaching(next, accepting);
  if (!productive.includes(0)) {
    return { sets, next, accepting, tags: left.map((p) => tags[p]!), left, right };
  }
  const renamed = new Int32Array(sets.length).fill(-1);
  const kept: number[] = [];
  for (let state = 0; state < sets.length; state++) {
    if (state !== 0 && !productive[state]) continue;
    renamed[state] = kept.length;
    kept.push(state);
  }
  return {
    sets: kept.map((state) => sets[state]!),
    next: kept.map((state) => next[state]!.map((target) => renamed[target]!).filter((target) => target >= 0)),
    accepting: kept.map((state) => accepting[state]!),
    tags: kept.map((state) => (state === 0 ? UNTAGGED : tags[left[state]!]!)),
    left: kept.map((state) => left[state]!),
    right: kept.map((state) => right[state]!),
  };
}

/** From which states a marked one can be reached, the marked ones included. */
export function reaching(next: readonly (readonly number[])[], marked: ArrayLike<boolean | number>): Uint8Array {
  // The reversed edges in one row: those into state `s` lie from `start[s]` to `start[s + 1]`.
  const start = new Int32Array(next.length + 2);
  for (const targets of next) for (const target of targets) start[target + 2]!++;
  for (let state = 2; state < start.length; state++) start[state]! += start[state - 1]!;
  const sources = new Int32Array(start[next.length + 1]!);
  for (let state = 0; state < next.length; state++) {
    for (const target of next[state]!) sources[start[target + 1]!++] = state;
  }
  const found = new Uint8Array(next.length);
  const queue: number[] = [];
  for (let state = 0; state < next.length; state++) {
    if (!marked[state]) continue;
    found[state] = 1;
    queue.push(state);
  }
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (let edge = start[state]!; edge < start[state + 1]!; edge++) {
      const source = sources[edge]!;
      if (found[source]) continue;
      found[source] = 1;
      queue.push(source);
    }
  }
  return found;
}
