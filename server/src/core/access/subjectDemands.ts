/** The subjects of a form whose parts have certain texts. */
import { intersect, isEmptySet } from './language/charset.ts';
import type { Language } from './language/language.ts';
import { type Nfa, UNTAGGED } from './language/nfa.ts';
import { shortestPath } from './language/words.ts';
import type { CompiledForm } from './subjectGrammar.ts';

/** What is demanded of the part with a tag. */
export interface Demand {
  /** Missing for all that it can have. */
  readonly texts?: Language | undefined;
  /** Whether every subject has to have the part. */
  readonly isInAll: boolean;
}

/** A place on the way through the form. */
interface Head {
  readonly state: number;
  /** In the texts of the part that the state lies in. */
  readonly inTexts: number;
  /** The parts, as bits, that were entered of those that a subject could do without and must have. */
  readonly entered: number;
}

/** @param demands by tag */
export function subjectsWith({ nfa }: CompiledForm, demands: readonly Demand[]): Nfa {
  const needed = demands.flatMap(({ isInAll }, tag) => (isInAll && isOptional(nfa, tag) ? [tag] : []));
  const textsOf = (state: number): Language | undefined => demands[nfa.tags[state]!]?.texts;
  const mayEnd = ({ state, inTexts }: Head): boolean => textsOf(state)?.accepting[inTexts] ?? true;
  const heads: Head[] = [{ state: 0, inTexts: 0, entered: 0 }];
  const places = new Map([[keyOf(heads[0]!), 0]]);
  const sets = [nfa.sets[0]!];
  const next: number[][] = [];
  for (let at = 0; at < heads.length; at++) {
    const head = heads[at]!;
    const targets: number[] = [];
    for (const state of nfa.next[head.state]!) {
      const tag = nfa.tags[state]!;
      const isSamePart = tag === nfa.tags[head.state];
      if (!isSamePart && !mayEnd(head)) continue;
      const texts = textsOf(state);
      const entered = needed.includes(tag) ? head.entered | (1 << needed.indexOf(tag)) : head.entered;
      for (const inTexts of texts ? texts.next[isSamePart ? head.inTexts : 0]! : [0]) {
        const set = texts ? intersect(nfa.sets[state]!, texts.sets[inTexts]!) : nfa.sets[state]!;
        if (isEmptySet(set)) continue;
        const target = { state, inTexts, entered };
        const key = keyOf(target);
        let place = places.get(key);
        if (place === undefined) {
          place = heads.length;
          places.set(key, place);
          heads.push(target);
          sets.push(set);
        }
        targets.push(place);
      }
    }
    next.push(targets);
  }
  const all = (1 << needed.length) - 1;
  const accepting = heads.map((head) => nfa.accepting[head.state]! && mayEnd(head) && head.entered === all);
  return { sets, next, accepting, tags: sets.map(() => UNTAGGED) };
}

function keyOf({ state, inTexts, entered }: Head): string {
  return `${state}.${inTexts}.${entered}`;
}

/** Whether a subject of the form can do without the part. */
function isOptional(nfa: Nfa, tag: number): boolean {
  return shortestPath(nfa, { avoid: (state) => nfa.tags[state] === tag }) !== undefined;
}
