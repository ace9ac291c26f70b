/** Subjects for people to read: a path through an automaton, with names that somebody could have chosen. */
import { has, isSingleLetter, pick } from './language/charset.ts';
import type { Product } from './language/product.ts';
import type { CompiledForm } from './subjectGrammar.ts';

/** Names that are likely for a part; the first that fits is taken. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  branch: ['main'],
  ref: ['main', 'refs/heads/main'],
  'branch or tag': ['main'],
  tag: ['v1.0.0', 'v1'],
  'pull request ref': ['1/merge'],
  environment: ['production', 'prod'],
  namespace: ['default'],
  'service account': ['app'],
  phase: ['apply'],
  stack: ['prod'],
  workspace: ['prod'],
};

const BY_LEVEL = {
  tenant: ['someone-else', 'stranger', '999999'],
  resource: ['x', 'app', '1'],
  context: ['main', 'production', 'x', '1'],
} as const;

/** What may stand behind or before text that the pattern gives, in a part that it leaves open. */
const AFFIXES = ['-labs', 'labs-', '-x', 'x', '9'];

/**
 * Spells a path of `admitted`, with readable names where the pattern leaves the choice.
 * @param isOpen whether the character read on entering the state is left open by the pattern
 * @param avoid states that the text must not need
 */
export function readableText(
  compiled: CompiledForm,
  admitted: Product,
  path: readonly number[],
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
        const names = isWhole ? [...(USUAL[part] ?? []), ...BY_LEVEL[level]] : AFFIXES;
        const before = units.slice(0, start + first).join('');
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
