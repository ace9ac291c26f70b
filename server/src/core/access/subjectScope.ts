/** How wide the subjects of one form are that a pattern admits. */
import { isSingleLetter } from './language/charset.ts';
import { hasLoop, isSpelled, isStar } from './language/language.ts';
import type { Nfa } from './language/nfa.ts';
import { atoms, type Budget, intersect, type Product } from './language/product.ts';
import { shortestPath } from './language/words.ts';
import type { CompiledForm, Identity } from './subjectGrammar.ts';
import type { Width } from './verdict.ts';

/** What a pattern admits of one form, and which of it is only one text. */
export interface Admission {
  readonly compiled: CompiledForm;
  /** The form and the pattern at once; `right` is the state of the pattern. */
  readonly admitted: Product;
  readonly pattern: Nfa;
  /** By state of `admitted`: whether it lies in a stretch that can only be one text. */
  readonly isFixed: Uint8Array;
}

export interface Scope extends Admission {
  readonly width: Width;
}

/** A subject from outside of what a pattern seems to name, as states of `admitted`, and what it does not fix. */
export interface Outside {
  readonly path: readonly number[];
  readonly identity: Identity;
}

/** Undefined: none is admitted. `'unknown'`: the budget is used up. */
export function admissionOf(compiled: CompiledForm, pattern: Nfa, budget: Budget): Admission | 'unknown' | undefined {
  const admitted = intersect(compiled.nfa, pattern, budget);
  if (!admitted) return 'unknown';
  if (!admitted.accepting.some(Boolean)) return undefined;
  return { compiled, admitted, pattern, isFixed: fixedStretches(admitted, compiled, pattern) };
}

/** What a set of subjects holds of one form. Undefined: none is admitted. `'unknown'`: the budget is used up. */
export function scopeOf(compiled: CompiledForm, pattern: Nfa, budget: Budget): Scope | 'unknown' | undefined {
  const base = admissionOf(compiled, pattern, budget);
  if (!base || base === 'unknown') return base;
  const { admitted } = base;
  const outside = outsideOf(base);
  if (outside) return { ...base, width: compiled.tenant.includes(outside.identity) ? 'anyone' : 'tenant' };
  const isFew = admitted.sets.every((set, state) => state === 0 || isSingleLetter(set)) && !hasLoop(admitted.next);
  if (isFew && isOneText(admitted)) return { ...base, width: 'exact' };
  const whole = compiled.form.kind !== 'custom' && admitsWhole(compiled, admitted, pattern, budget);
  if (whole === 'unknown') return 'unknown';
  if (whole) return { ...base, width: 'resource' };
  return { ...base, width: isFew ? 'exact' : 'context' };
}

/** Where strangers, or others of the same tenant, are admitted. */
export function outsideOf({ compiled, admitted, isFixed, pattern }: Admission): Outside | undefined {
  for (const identity of [...compiled.tenant, ...compiled.resource]) {
    const path = pathOutside(identity, admitted, isFixed, pattern);
    if (path) return { path, identity };
  }
  return undefined;
}

/** A shortest subject in which the identity is not fixed by the pattern; undefined if every subject has it fixed. */
function pathOutside(identity: Identity, admitted: Product, isFixed: Uint8Array, pattern: Nfa): number[] | undefined {
  const isMember = (state: number): boolean => identity.tags.has(admitted.tags[state]!);
  const avoid = (state: number): boolean => isFixed[state] === 1 && isMember(state);
  const through = (state: number): boolean =>
    isMember(state) && isFixed[state] === 0 && !isSpelled(pattern, admitted.right[state]!);
  if (identity.optional) return shortestPath(admitted, { avoid });
  for (let state = 1; state < admitted.sets.length; state++) {
    if (through(state)) return shortestPath(admitted, { avoid, through });
  }
  return undefined;
}

/**
 * By state: 1 in stretches of one named part that the pattern spells out, character by character. A stretch that begins,
 * goes on or ends in a wildcard is not fixed.
 */
export function fixedStretches({ next, tags, right }: Product, { parts }: CompiledForm, pattern: Nfa): Uint8Array {
  const isPart = parts.map(({ kind }) => kind === 'part');
  const isLetter = pattern.sets.map((_, state) => isSpelled(pattern, state));
  const count = tags.length;
  const spelled = new Uint8Array(count);
  const parent = new Int32Array(count);
  for (let state = 0; state < count; state++) {
    spelled[state] = isPart[tags[state]!] && isLetter[right[state]!] ? 1 : 0;
    parent[state] = state;
  }
  const find = (state: number): number => {
    // Each step leads past one state on the way, so that the next walk is shorter.
    let at = state;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  const loose = new Uint8Array(count);
  for (let state = 0; state < count; state++) {
    for (const target of next[state]!) {
      if (tags[state] !== tags[target]) continue;
      if (spelled[state] && spelled[target]) parent[find(target)] = find(state);
      else loose[spelled[target] ? target : state] = 1;
    }
  }
  const looseRoot = new Uint8Array(count);
  for (let state = 0; state < count; state++) if (loose[state]) looseRoot[find(state)] = 1;
  for (let state = 0; state < count; state++) if (spelled[state] && looseRoot[find(state)]) spelled[state] = 0;
  return spelled;
}

/** Whether a loopless automaton of single letters reads one text only, its cases aside. */
function isOneText(nfa: Nfa): boolean {
  let current = new Set([0]);
  for (;;) {
    const ends = [...current].some((state) => nfa.accepting[state]);
    const targets = new Set([...current].flatMap((state) => nfa.next[state]!));
    if (targets.size === 0) return true;
    if (ends) return false;
    const [first] = targets;
    if ([...targets].some((state) => nfa.sets[state]![0] !== nfa.sets[first!]![0])) return false;
    current = targets;
  }
}

/**
 * Whether, behind the tenant and resource that the pattern names, it admits every subject of the form. Up to there the
 * walk follows what is admitted; behind, it follows the form, and the pattern must keep up.
 */
function admitsWhole(
  { nfa, beforeIdentity }: CompiledForm,
  admitted: Product,
  pattern: Nfa,
  budget: Budget,
): boolean | 'unknown' {
  const width = pattern.sets.length;
  const takesAnything = (state: number): boolean =>
    pattern.accepting[state]! && pattern.next[state]!.some((target) => isStar(pattern, target));
  const isAdmitted = new Set(admitted.left.map((p, i) => p * width + admitted.right[i]!));
  const seen = new Set<string>();
  const stack: { state: number; subset: readonly number[] }[] = [{ state: 0, subset: [0] }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    const { state, subset } = top;
    const isNamed = beforeIdentity[state] === 0;
    if (isNamed && subset.some(takesAnything)) continue;
    if (isNamed && nfa.accepting[state] && !subset.some((q) => pattern.accepting[q])) return false;
    const targets = [...new Set(subset.flatMap((q) => pattern.next[q]!))];
    for (const p of nfa.next[state]!) {
      const followed = isNamed ? targets : targets.filter((q) => isAdmitted.has(p * width + q));
      for (const atom of atoms(
        nfa.sets[p]!,
        followed.map((q) => pattern.sets[q]!),
      )) {
        budget.steps -= followed.length + 1;
        if (budget.steps < 0) return 'unknown';
        if (atom.members.length === 0) {
          if (isNamed) return false;
          continue;
        }
        const after = atom.members.map((i) => followed[i]!).sort((x, y) => x - y);
        const key = `${p}/${after.join()}`;
        if (seen.has(key)) continue;
        seen.add(key);
        stack.push({ state: p, subset: after });
      }
    }
  }
  return true;
}
