/** Whether two policies mean the same, as the product itself reads them: whatever they are written in, wherever they stand. */
import type { Condition, Listing, Presence, Statement, TrustPolicy } from '../policy/model.ts';
import { show } from '../value/text.ts';
import { optionsOf, textOf, type Value } from '../value/value.ts';

export function meanSame(a: TrustPolicy, b: TrustPolicy): boolean {
  return meaningOf(a) === meaningOf(b);
}

/** Equal for policies that mean the same. Holes are shown by name. */
function meaningOf(policy: TrustPolicy): string {
  return JSON.stringify({
    version: presence(policy.version, text),
    id: presence(policy.id, text),
    statements: policy.statements.items.map(statement),
    open: policy.statements.open,
    others: others(policy.others),
    problems: policy.problems.length,
    duplicates: policy.duplicates.length,
    misfits: policy.misfits.length,
  });
}

function statement(one: Statement): unknown {
  const { principals } = one;
  return {
    sid: presence(one.sid, text),
    effect: presence(one.effect, text),
    principals: presence(principals, ({ items, open }) => ({
      items: distinct(items.map(({ type, id }) => `${text(type)} ${text(id)}`)),
      open,
    })),
    actions: presence(one.actions, listing),
    notActions: presence(one.notActions, listing),
    conditions: { items: conditions(one.conditions.items), open: one.conditions.open },
    choices: one.choices.map((choice) => choice.map(conditions)),
    empty: one.emptyConditions.length,
    misfits: one.misfits.length,
    others: others(one.others),
  };
}

function conditions(items: readonly Condition[]): string[] {
  return distinct(
    items.map(({ operator, key, values }) => JSON.stringify([text(operator), text(key), listing(values)])),
  );
}

/** No text is as good as none. */
function presence<T>(found: Presence<T>, read: (value: T) => unknown): unknown {
  if (found.is !== 'present') return found.is;
  const value = read(found.value);
  return value === '' ? 'absent' : { value };
}

/** The names of a document's arguments for the elements. */
const ELEMENTS: Readonly<Record<string, string>> = {
  resources: 'Resource',
  not_resources: 'NotResource',
  not_principals: 'NotPrincipal',
};

function others(elements: readonly { readonly name: string; readonly value: Value }[]): string[] {
  return distinct(
    elements.map(({ name, value }) => {
      const element = ELEMENTS[name] ?? name;
      const isStar = element === 'NotPrincipal' && text(value) === '*';
      return `${element} ${isStar ? JSON.stringify({ '*': ['*'] }) : whole(value)}`;
    }),
  );
}

/** One value is a list of it. */
function whole(value: Value): string {
  if (value.kind !== 'object')
    return JSON.stringify(distinct((value.kind === 'list' ? value.items : [value]).map(text)));
  const entries = value.entries.map(({ key, value: item }) => `${JSON.stringify(text(key))}:${whole(item)}`);
  return `{${distinct(entries).join(',')}}`;
}

function listing({ items, open }: Listing<Value>): unknown {
  return { items: distinct(items.map(text)), open };
}

function text(value: Value): string {
  const options = optionsOf(value).map((option) => {
    const parts = textOf(option);
    return parts ? show(parts) : option.kind;
  });
  return distinct(options).join(' or ');
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
