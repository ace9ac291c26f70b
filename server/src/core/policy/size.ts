/** How long a policy is at least, as IAM counts it: characters without white space, in the shortest JSON. */
import { spell } from '../value/text.ts';
import { type Entry, knownString, type ObjectValue, textOf, type Value } from '../value/value.ts';
import type { Condition, Listing, Presence, Principal, Statement, TrustPolicy } from './model.ts';

/** Eight times what IAM takes at most, with every quota raised. */
const MOST_READ = 65_536;

/** The policy itself, or, where it is far too long for IAM, one of which nothing but that is known: no value of it matters. */
export function withinReach(policy: TrustPolicy): TrustPolicy {
  const size = leastSize(policy);
  if (size <= MOST_READ) return policy;
  const { at } = policy.statements;
  return { ...policy, unreadSize: size, statements: { items: [], open: true, at }, misfits: [], duplicates: [] };
}

/** What is not known counts as nothing. */
export function leastSize(policy: TrustPolicy): number {
  if (policy.unreadSize !== undefined) return policy.unreadSize;
  if (policy.written) return sizeOf(policy.written);
  const parts = [
    ...element('Version', policy.version, sizeOf),
    ...element('Id', policy.id, sizeOf),
    '"Statement":'.length + bracketed(policy.statements.items.map(sizeOfStatement)),
  ];
  return bracketed(parts);
}

function sizeOfStatement({ site, sid, effect, actions, notActions, principals, conditions }: Statement): number {
  if (site.kind === 'object') return sizeOf(site.object);
  return bracketed([
    ...element('Sid', sid, sizeOf),
    ...element('Effect', effect, sizeOf),
    ...element('Action', actions, sizeOfList),
    ...element('NotAction', notActions, sizeOfList),
    ...element('Principal', principals, sizeOfPrincipals),
    ...(conditions.items.length > 0 ? ['"Condition":'.length + sizeOfConditions(conditions)] : []),
  ]);
}

function element<T>(name: string, presence: Presence<T>, size: (value: T) => number): number[] {
  return presence.is === 'present' ? [name.length + '"":'.length + size(presence.value)] : [];
}

/** One value stands without brackets. */
function sizeOfList({ items }: Pick<Listing<Value>, 'items'>): number {
  const [only] = items;
  return only && items.length === 1 ? sizeOf(only) : bracketed(items.map(sizeOf));
}

function sizeOfPrincipals({ items }: Listing<Principal>): number {
  return bracketed(
    byName(items, ({ type }) => type).map(
      ([type, those]) => sizeOf(type) + ':'.length + sizeOfList({ items: those.map(({ id }) => id) }),
    ),
  );
}

function sizeOfConditions({ items }: Listing<Condition>): number {
  return bracketed(
    byName(items, ({ operator }) => operator).map(
      ([operator, those]) =>
        sizeOf(operator) +
        ':'.length +
        bracketed(those.map(({ key, values }) => sizeOf(key) + ':'.length + sizeOfList(values))),
    ),
  );
}

/** The items that stand under one name. */
function byName<T>(items: readonly T[], nameOf: (item: T) => Value): [Value, T[]][] {
  const found = new Map<string, [Value, T[]]>();
  for (const item of items) {
    const name = nameOf(item);
    const key = knownString(name) ?? spell(textOf(name) ?? []);
    const group = found.get(key);
    if (group) group[1].push(item);
    else found.set(key, [name, [item]]);
  }
  return [...found.values()];
}

function sizeOf(value: Value): number {
  switch (value.kind) {
    case 'list':
      return bracketed(value.items.map(sizeOf));
    case 'object':
      return sizeOfObject(value);
    case 'string':
    case 'reference':
      return '""'.length + visible(value);
    case 'number':
    case 'bool':
      return visible(value);
    case 'null':
      return 'null'.length;
    case 'encoded':
    case 'one-of':
    case 'unknown':
      return 0;
  }
}

function sizeOfObject({ entries }: ObjectValue): number {
  return bracketed(entries.map(({ key, value }: Entry) => sizeOf(key) + ':'.length + sizeOf(value)));
}

function bracketed(sizes: readonly number[]): number {
  return '[]'.length + Math.max(0, sizes.length - 1) + sizes.reduce((sum, size) => sum + size, 0);
}

function visible(value: Value): number {
  let count = 0;
  for (const part of textOf(value) ?? []) {
    if (typeof part === 'string') count += /\s/.test(part) ? part.replaceAll(/\s/g, '').length : part.length;
  }
  return count;
}
