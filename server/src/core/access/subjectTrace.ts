/** A row of elements laid along an automaton: which states each place can be reached in, and from which the rest fits. */
import { intersect, isEmptySet } from './language/charset.ts';
import type { GlobElement } from './language/glob.ts';
import { reaching } from './language/product.ts';
import type { CompiledForm } from './subjectGrammar.ts';

export interface Trace {
  readonly compiled: CompiledForm;
  readonly elements: readonly GlobElement[];
  /** By number of elements read: the states that the form can then be in. Ends where none is left. */
  readonly reached: readonly ReadonlySet<number>[];
  /** How many elements can be read at most. */
  readonly length: number;
}

/** Reads the elements along the form as far as possible. */
export function traceOf(compiled: CompiledForm, elements: readonly GlobElement[]): Trace {
  const { nfa } = compiled;
  const reached: Set<number>[] = [new Set([0])];
  for (const { set } of elements) {
    const before = reached.at(-1)!;
    const after = new Set<number>(set ? [] : before);
    if (set) {
      for (const state of before) {
        for (const target of nfa.next[state]!) {
          if (!after.has(target) && !isEmptySet(intersect(nfa.sets[target]!, set))) after.add(target);
        }
      }
    } else {
      // A set visits what is added while it is walked through.
      for (const state of after) for (const target of nfa.next[state]!) after.add(target);
    }
    if (after.size === 0) break;
    reached.push(after);
  }
  return { compiled, elements, reached, length: reached.length - 1 };
}

/** Whether the form has a subject of which the elements are all. */
export function isReadToEnd({ compiled, elements, reached, length }: Trace): boolean {
  return length === elements.length && [...reached[length]!].some((state) => compiled.nfa.accepting[state]);
}

/** By number of elements read: 1 for each state from which the remaining elements lead to an end. */
export function fitting({ compiled: { nfa }, elements }: Trace): readonly Uint8Array[] {
  const fits: Uint8Array[] = new Array(elements.length + 1);
  fits[elements.length] = Uint8Array.from(nfa.accepting, Number);
  for (let index = elements.length - 1; index >= 0; index--) {
    const after = fits[index + 1]!;
    const { set } = elements[index]!;
    if (set) {
      fits[index] = Uint8Array.from(nfa.next, (targets) =>
        Number(targets.some((t) => after[t] === 1 && !isEmptySet(intersect(nfa.sets[t]!, set)))),
      );
    } else {
      fits[index] = reaching(nfa.next, after);
    }
  }
  return fits;
}
