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
  // What names a tenant does so with more behind it, too: while a repository's name is typed, its owner has been looked at.
  return isNaming(provider, spelled.slice(0, 1 + lastSeparator(spelled))) || isNaming(provider, spelled);
}

/** More beginnings than anybody types. */
const MOST = 1_000;
const known = new Map<string, boolean>();

function isNaming(provider: Provider, text: string): boolean {
  const key = `${provider.id} ${text}`;
  let naming = known.get(key);
  if (naming === undefined) {
    const { complete, forms } = compileSubjects(provider);
    naming = complete && forms.every((form) => form.tenant.every((identity) => isNamed(form, identity, text)));
    if (known.size >= MOST) known.clear();
    known.set(key, naming);
  }
  return naming;
}

function lastSeparator(text: string): number {
  return Math.max(text.lastIndexOf('/'), text.lastIndexOf(':'));
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
