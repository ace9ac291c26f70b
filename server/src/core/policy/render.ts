/**
 * The JSON that a trust policy becomes. A policy document is rendered as the AWS provider renders it; any other policy keeps
 * its own order. What is not known has a placeholder, and is named.
 */
import { type Hole, show, withoutMarks } from '../value/text.ts';
import { type Entry, entryOf, type ObjectValue, textOf, type Value } from '../value/value.ts';
import type { Condition, Listing, Presence, Principal, Statement, TrustPolicy } from './model.ts';
import { type JsonItem, printJson } from './printJson.ts';

export interface RenderedPolicy {
  /** Undefined where nothing of it could be read. */
  readonly text: string | undefined;
  /** What is not known, by name or reason; empty where the text is exact. */
  readonly unknown: readonly string[];
}

/** Stands for what is not known and has no name. */
const SOMETHING = '<not known>';
const MORE = '<more, not known>';

/** What only AWS knows before anything is made, and what stands for it: the account is that of AWS's own examples. */
const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/^account of |(?:^|\.)data\.aws_caller_identity\.[\w-]+\.(?:account_id|id)$/, '111122223333'],
  [/^partition of |(?:^|\.)data\.aws_partition\.[\w-]+\.(?:partition|id)$/, 'aws'],
];

export function renderPolicy(policy: TrustPolicy): RenderedPolicy {
  return new Renderer(() => undefined).policy(policy);
}

/** With an example for an account or a partition that is not known, for a judge to whom it makes no difference which. */
export function renderExample(policy: TrustPolicy): RenderedPolicy {
  return new Renderer((name) => EXAMPLES.find(([pattern]) => pattern.test(name))?.[1]).policy(policy);
}

class Renderer {
  readonly #unknown = new Set<string>();
  readonly #exampleOf: (name: string) => string | undefined;

  constructor(exampleOf: (name: string) => string | undefined) {
    this.#exampleOf = exampleOf;
  }

  policy(policy: TrustPolicy): RenderedPolicy {
    const { surface, written, problems } = policy;
    for (const problem of problems) this.#unknown.add(problem.message);
    if (surface !== 'policy-document') {
      if (!written) return { text: undefined, unknown: [...this.#unknown, 'the policy could not be read'].slice(0, 1) };
      return this.#result(this.#value(written), 'plain');
    }
    const statements = policy.statements.items.map((statement) => this.#statement(statement));
    if (policy.statements.open) statements.push(this.#missing(MORE, 'more statements'));
    const entries = [
      ...this.#presence('Version', policy.version),
      // A document that is not seen could bring one; that the statements are open says enough.
      ...(policy.id.is === 'maybe' ? [] : this.#presence('Id', policy.id)),
      ...(statements.length > 0 ? [['Statement', statements] as const] : []),
    ];
    return this.#result(new Map(entries), 'escaped');
  }

  /** A text with placeholders is for people, whatever its style would be. */
  #result(item: JsonItem, style: 'plain' | 'escaped'): RenderedPolicy {
    return { text: printJson(item, this.#unknown.size > 0 ? 'plain' : style), unknown: [...this.#unknown] };
  }

  /** The provider's order of elements. */
  #statement(statement: Statement): JsonItem {
    const written = statement.site.kind === 'object' ? statement.site.object : undefined;
    return new Map<string, JsonItem>([
      ...this.#presence('Sid', statement.sid),
      ...this.#presence('Effect', statement.effect),
      ...this.#strings('Action', statement.actions, written),
      ...this.#strings('NotAction', statement.notActions, written),
      ...this.#other('Resource', 'resources', statement, written),
      ...this.#other('NotResource', 'not_resources', statement, written),
      ...this.#principal(statement.principals, written),
      ...this.#notPrincipal(statement, written),
      ...this.#condition(statement.conditions),
    ]);
  }

  /** An empty text is no element. */
  #presence(name: string, presence: Presence<Value>): [string, JsonItem][] {
    if (presence.is === 'absent') return [];
    const item = presence.is === 'maybe' ? this.#missing(SOMETHING, name) : this.#value(presence.value);
    return item === '' ? [] : [[name, item]];
  }

  /** Sets of a block are sorted backwards and one item stands alone; the lists of a merged document stay as they are. */
  #strings(name: string, presence: Presence<Listing<Value>>, written: ObjectValue | undefined): [string, JsonItem][] {
    const entry = written && entryOf(written, name);
    if (entry) return [[name, this.#value(entry.value)]];
    if (presence.is === 'absent') return [];
    return [[name, presence.is === 'maybe' ? this.#missing(SOMETHING, name) : this.#set(presence.value)]];
  }

  #other(name: string, argument: string, statement: Statement, written: ObjectValue | undefined): [string, JsonItem][] {
    const element = statement.others.find((other) => other.name === (written ? name : argument));
    if (!element) return [];
    const { value } = element;
    return [[name, written || value.kind !== 'list' ? this.#value(value) : this.#set(value)]];
  }

  #principal(presence: Presence<Listing<Principal>>, written: ObjectValue | undefined): [string, JsonItem][] {
    const entry = written && entryOf(written, 'Principal');
    if (entry) return [['Principal', this.#writtenPrincipal(entry.value)]];
    if (presence.is === 'absent') return [];
    if (presence.is === 'maybe') return [['Principal', this.#missing(SOMETHING, 'Principal')]];
    const types = new Map<string, Value[]>();
    for (const { type, id } of presence.value.items) {
      const name = this.#text(type);
      types.set(name, [...(types.get(name) ?? []), id]);
    }
    const groups = [...types].map(([name, items]) => [name, this.#set({ items, open: false })] as const);
    return [['Principal', this.#types(groups, presence.value.open)]];
  }

  #notPrincipal(statement: Statement, written: ObjectValue | undefined): [string, JsonItem][] {
    const element = statement.others.find((other) => other.name === (written ? 'NotPrincipal' : 'not_principals'));
    if (!element) return [];
    if (written) return [['NotPrincipal', this.#writtenPrincipal(element.value)]];
    const { value } = element;
    const entries = value.kind === 'object' ? value.entries : [];
    const groups = entries.map(({ key, value: ids }) => [this.#text(key), this.#set(ids)] as const);
    return [['NotPrincipal', this.#types(groups, value.kind !== 'object' || value.open)]];
  }

  /** Only `{"*": "*"}` becomes the bare star, which IAM does not take for `{"AWS": "*"}`. */
  #types(groups: readonly (readonly [string, JsonItem])[], open: boolean): JsonItem {
    const [first] = groups;
    if (groups.length === 1 && !open && first?.[0] === '*' && first[1] === '*') return '*';
    const types = sortedMap(groups);
    if (open) types.set(MORE, this.#missing(MORE, 'more principals'));
    return types;
  }

  #writtenPrincipal(value: Value): JsonItem {
    if (value.kind !== 'object') return this.#value(value);
    const groups = value.entries.map(({ key, value: ids }) => {
      const item = this.#value(ids);
      return [this.#text(key), isList(item) ? backwards(item) : item] as const;
    });
    return this.#types(groups, value.open);
  }

  #condition({ items, open }: Listing<Condition>): [string, JsonItem][] {
    const operators = new Map<string, Map<string, JsonItem>>();
    for (const { operator, key, values } of items) {
      const name = this.#text(operator);
      const listed = values.items.map((value) => this.#text(value));
      if (values.open) listed.push(this.#missing(MORE, 'more values'));
      const keys = operators.get(name) ?? new Map<string, JsonItem>();
      operators.set(name, keys.set(this.#text(key), single(listed)));
    }
    const conditions = sortedMap([...operators].map(([name, keys]) => [name, sortedMap([...keys])] as const));
    if (open) conditions.set(MORE, this.#missing(MORE, 'more conditions'));
    return conditions.size > 0 ? [['Condition', conditions]] : [];
  }

  #set(values: Value | Pick<Listing<Value>, 'items' | 'open'>): JsonItem {
    if (!('items' in values)) return this.#value(values);
    const items = backwards([...new Set(values.items.map((value) => this.#text(value)))]);
    return single(values.open ? [...items, this.#missing(MORE, 'more values')] : items);
  }

  /** A value as it is written. */
  #value(value: Value): JsonItem {
    switch (value.kind) {
      case 'object':
        return this.#object(value);
      case 'list': {
        const items = value.items.map((item) => this.#value(item));
        return value.open ? [...items, this.#missing(MORE, 'more values')] : items;
      }
      case 'number':
      case 'bool':
      case 'null':
        return { raw: value.kind === 'null' ? 'null' : (textOf(value) as string[]).join('') };
      default:
        return this.#text(value);
    }
  }

  #object({ entries, open }: ObjectValue): JsonItem {
    const object = new Map(entries.map(({ key, value }: Entry) => [this.#text(key), this.#value(value)]));
    if (open) object.set(MORE, this.#missing(MORE, 'more entries'));
    return object;
  }

  #text(value: Value): string {
    if (value.kind === 'unknown') return this.#missing(SOMETHING, value.why);
    if (value.kind === 'one-of') {
      const options = value.options.map((option) => this.#text(option));
      return this.#missing(`<${options.join(' or ')}>`, 'a choice between values');
    }
    if (value.kind === 'reference' && !value.text) {
      const name = withoutMarks(value.address);
      return this.#exampleOf(name) ?? this.#missing(`\${${name}}`, name);
    }
    const text = textOf(value);
    if (!text) return this.#missing(SOMETHING, `a ${value.kind} where text belongs`);
    return show(text.map((part) => (typeof part === 'string' ? part : this.#hole(part.key))));
  }

  #hole(key: string | undefined): string | Hole {
    const name = key && withoutMarks(key);
    const example = name && this.#exampleOf(name);
    if (!example) this.#unknown.add(name ?? 'a part of a text');
    return example ?? { key: name };
  }

  #missing(placeholder: string, why: string): string {
    this.#unknown.add(why);
    return placeholder;
  }
}

function single(items: readonly string[]): JsonItem {
  return items.length === 1 ? items[0]! : items;
}

function isList(item: JsonItem): item is readonly JsonItem[] {
  return Array.isArray(item);
}

function backwards<T extends JsonItem>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
}

function sortedMap<T extends JsonItem>(entries: readonly (readonly [string, T])[]): Map<string, JsonItem> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
