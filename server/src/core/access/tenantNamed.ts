/** A quick look at a pattern of a subject: whether what it spells out first already says whose subjects it admits. */
import type { Provider } from '../oidc/provider.ts';
import { knownStart } from '../value/text.ts';
import { has } from './language/charset.ts';
import { type CompiledForm, compileSubjects, type Identity } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';

/** Whether every subject that matches certainly belongs to one tenant. `false` says nothing: the whole verdict may still say so. */
export function namesTenant(provider: Provider, { text, wildcards, ignoresCase }: SubjectPattern): boolean {
  if (ignoresCase) return false;
  const start = knownStart(text);
  const spelled = wildcards ? start.slice(0, firstWildcard(start)) : start;
  const { complete, forms } = compileSubjects(provider);
  return complete && forms.every((form) => form.tenant.every((identity) => isNamed(form, identity, spelled)));
}

function firstWildcard(text: string): number {
  const at = text.search(/[*?]/);
  return at < 0 ? text.length : at;
}

/** Whether on every way along the form the text holds a whole stretch that identifies the tenant, or there is no way. */
function isNamed({ nfa }: CompiledForm, identity: Identity, text: string): boolean {
  // Only the states matter in which the tenant is not named yet.
  let open = [0];
  for (let i = 0; i < text.length && open.length > 0; i++) {
    const unit = text.charCodeAt(i);
    const after: number[] = [];
    for (const state of open) {
      const inside = identity.tags.has(nfa.tags[state]!);
      for (const target of nfa.next[state]!) {
        const leaves = inside && nfa.tags[target] !== nfa.tags[state];
        if (!leaves && has(nfa.sets[target]!, unit) && !after.includes(target)) after.push(target);
      }
    }
    open = after;
  }
  return open.length === 0;
}
