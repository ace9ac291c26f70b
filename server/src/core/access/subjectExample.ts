/** Subjects for people to read: a path through an automaton, with names that somebody could have chosen. */

import type { Level } from '../oidc/provider.ts';
import { USUAL_NAMES } from '../oidc/usualNames.ts';
import { has, isSingleLetter, pick } from './language/charset.ts';
import type { Product } from './language/product.ts';
import { type CompiledForm, isOfIssuer } from './subjectGrammar.ts';

/** Names by level: of whom the example is meant to be. */
export type Cast = Readonly<Record<Level, readonly string[]>>;

/** Somebody who was not meant. */
export const STRANGER: Cast = {
  tenant: ['someone-else', 'stranger', '999999'],
  resource: ['x', 'app', '1'],
  context: ['main', 'production', 'x', '1'],
};

/** The reader. */
export const READER: Cast = {
  tenant: ['acme', '1'],
  resource: ['api', '1'],
  context: ['main', 'production', 'x', '1'],
};

/** What may stand behind or before text that the pattern gives, in a part that it leaves open. */
const AFFIXES = ['-labs', 'labs-', '-x', 'x', '9'];
const AFFIXES_AT_BREAK = ['labs', 'x', '9'];

/**
 * Spells a path of `admitted`, with readable names where the pattern leaves the choice.
 * @param cast whose names to use
 * @param isOpen whether the character read on entering the state is left open by the pattern
 * @param avoid states that the text must not need
 */
export function readableText(
  compiled: CompiledForm,
  admitted: Product,
  path: readonly number[],
  cast: Cast,
  isOpen: (state: number) => boolean,
  avoid?: (state: number) => boolean,
): string {
  const units = path.map((state) => String.fromCharCode(pick(admitted.sets[state]!)));
  const isGood = (text: string): boolean => isAccepted(admitted, text, avoid);
  for (let end = path.length; end > 0; ) {
    const tag = admitted.tags[path[end - 1]!]!;
    let start = end - 1;
    while (start > 0 && admitted.tags[path[start - 1]!] === tag) start--;
    const tagged = compiled.parts[tag]!;
    if (tagged.kind === 'part') {
      const open = path.slice(start, end).map((state) => isOpen(state) && !isSingleLetter(admitted.sets[state]!));
      const first = open.indexOf(true);
      const last = open.lastIndexOf(true);
      if (first >= 0) {
        const isWhole = first === 0 && last === open.length - 1;
        const { part, level } = tagged.part;
        // Nobody else is a tenant of the reader's own issuer.
        const ofLevel = isOfIssuer(tagged.part, compiled.realm) ? READER[level] : cast[level];
        const before = units.slice(0, start + first).join('');
        const affixes = /[-_./]$/.test(before) ? AFFIXES_AT_BREAK : AFFIXES;
        const names = isWhole ? [...(USUAL_NAMES[part] ?? []), ...ofLevel] : affixes;
        const after = units.slice(start + last + 1).join('');
        const name = names.find((candidate) => isGood(before + candidate + after));
        if (name !== undefined) units.splice(start + first, last - first + 1, name);
      }
    }
    end = start;
  }
  return units.join('');
}

function isAccepted(nfa: Product, text: string, avoid?: (state: number) => boolean): boolean {
  let current = new Set([0]);
  for (let i = 0; i < text.length; i++) {
    const after = new Set<number>();
    const unit = text.charCodeAt(i);
    for (const state of current) {
      for (const target of nfa.next[state]!) {
        if (has(nfa.sets[target]!, unit) && !avoid?.(target)) after.add(target);
      }
    }
    if (after.size === 0) return false;
    current = after;
  }
  return [...current].some((state) => nfa.accepting[state]);
}
