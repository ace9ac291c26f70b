/** Sets of texts as conditions make them: alternatives, what several have in common, what is left of one without another. */
import { ANY_CHAR, isAny, isSingleLetter, NONE } from './charset.ts';
import { globLanguage } from './glob.ts';
import { type Nfa, UNTAGGED } from './nfa.ts';
import { type Budget, type Cost, intersect, minus, newBudget } from './product.ts';
import { isEmpty } from './words.ts';

/** A set of texts. Every state lies on a way to an end, unless there is no text at all. */
export type Language = Nfa;

/** Thrown where the budget of a question is used up; whoever asks the question catches it and answers "unknown". */
export class BudgetSpent extends Error {}

/** Takes the steps of something that is remembered, once a question. */
export function pay(budget: Budget, cost: Cost | undefined): void {
  if (!cost || budget.paid.has(cost)) return;
  budget.paid.add(cost);
  budget.steps -= cost.steps;
  if (budget.steps < 0) throw new BudgetSpent();
}

/** Every text. */
export const EVERYTHING: Language = {
  sets: [NONE, ANY_CHAR],
  next: [[1], [1]],
  accepting: [true, true],
  tags: [UNTAGGED, UNTAGGED],
  rows: [0, 0],
};

/** No text, not even the empty one. */
export const NOTHING: Language = { sets: [NONE], next: [[]], accepting: [false], tags: [UNTAGGED] };

/** The texts that are listed. */
export function texts(list: readonly string[]): Language {
  return union(list.map((text) => globLanguage(text, { wildcards: false, ignoresCase: false })));
}

/** What is in any of them. */
export function union(languages: readonly Language[]): Language {
  const [only] = languages;
  if (only && languages.length === 1) return only;
  const sets = [NONE];
  const next: number[][] = [[]];
  const accepting = [false];
  const rows = [0];
  let isRows = true;
  for (const language of languages) {
    const shift = sets.length - 1;
    const firstRow = rows.at(-1)! + 1;
    isRows &&= language.rows !== undefined;
    for (const target of language.next[0]!) next[0]!.push(target + shift);
    if (language.accepting[0]) accepting[0] = true;
    for (let state = 1; state < language.sets.length; state++) {
      sets.push(language.sets[state]!);
      next.push(language.next[state]!.map((target) => target + shift));
      accepting.push(language.accepting[state]!);
      rows.push(firstRow + (language.rows?.[state] ?? 0));
    }
  }
  return { sets, next, accepting, tags: sets.map(() => UNTAGGED), ...(isRows ? { rows } : {}) };
}

/** What is in both. */
export function both(a: Language, b: Language, budget: Budget): Language {
  if (a === EVERYTHING || a === b) return b;
  if (b === EVERYTHING) return a;
  return affordable(intersect(a, b, budget));
}

/** What is in the first and not in the second. */
export function without(a: Language, b: Language, budget: Budget): Language {
  if (b === EVERYTHING || a === b) return NOTHING;
  if (b === NOTHING) return a;
  return affordable(minus(a, b, budget));
}

function affordable(result: Language | undefined): Language {
  if (!result) throw new BudgetSpent();
  return isNothing(result) ? NOTHING : result;
}

/** Whether it holds no text: where a state is an end, there is a way to it. */
export function isNothing({ accepting }: Language): boolean {
  return !accepting.includes(true);
}

/** Whether it plainly holds every text, as `*` does. */
export function isEverything(language: Language): boolean {
  return language.accepting[0]! && language.next[0]!.some((state) => isStar(language, state));
}

/** Whether the state takes any text there is. */
export function isStar({ accepting, sets, next }: Language, state: number): boolean {
  return accepting[state]! && isAny(sets[state]!) && next[state]!.includes(state);
}

/** Whether all of the first is in the second; false where that would take too long to tell. */
export function isWithin(a: Language, b: Language, budget = newBudget()): boolean {
  const rest = minus(a, b, budget);
  return rest !== undefined && isEmpty(rest);
}

/** Whether no text is in both; false where that would take too long to tell. */
export function isDisjoint(a: Language, b: Language): boolean {
  const common = intersect(a, b);
  return common !== undefined && isEmpty(common);
}

/** Whether it holds single texts only, the case of letters aside. */
export function isFew(language: Language): boolean {
  return language.sets.every((_, state) => state === 0 || isSpelled(language, state)) && !hasLoop(language.next);
}

/** Whether the character read on entering the state is one, the case of letters aside, and not whatever a wildcard takes. */
export function isSpelled(language: Language, state: number): boolean {
  return isSingleLetter(language.sets[state]!);
}

/** Whether a state can be reached from itself: something remains when states without predecessors are taken away again and again. */
export function hasLoop(next: readonly (readonly number[])[]): boolean {
  const incoming = new Int32Array(next.length);
  for (const targets of next) for (const target of targets) incoming[target]!++;
  const queue: number[] = [];
  incoming.forEach((edges, state) => {
    if (edges === 0) queue.push(state);
  });
  let removed = 0;
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    removed++;
    for (const target of next[state]!) if (--incoming[target]! === 0) queue.push(target);
  }
  return removed < next.length;
}
