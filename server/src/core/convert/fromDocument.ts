/** Reads an `aws_iam_policy_document` block as the policy that it renders. */
import type { Attribute, Block, Expression } from '../hcl/nodes.ts';
import { STATEMENT_ELEMENTS } from '../policy/elements.ts';
import type { HclReader } from './fromHcl.ts';
import {
  entryNamed,
  indexOfKey,
  literalOf,
  NO_NOTES,
  type Notes,
  refuse,
  textNode,
  type Written,
  type WrittenEntry,
  type WrittenItem,
} from './written.ts';

/** Arguments that say nothing about the policy itself. */
const META: ReadonlySet<string> = new Set(['count', 'for_each', 'provider']);

const ELEMENTS: Readonly<Record<string, string>> = {
  sid: 'Sid',
  effect: 'Effect',
  actions: 'Action',
  not_actions: 'NotAction',
  resources: 'Resource',
  not_resources: 'NotResource',
};

export function fromDocument(reader: HclReader, block: Block): Written {
  return new DocumentReader(reader).policy(block);
}

class DocumentReader {
  readonly #reader: HclReader;
  /** In the old version `&{...}` is no notation for a policy variable. */
  #variables = true;

  constructor(reader: HclReader) {
    this.#reader = reader;
  }

  policy(block: Block): Written {
    const { items, rest } = this.#items(block);
    let version: WrittenEntry | undefined;
    let id: WrittenEntry | undefined;
    const statements: Block[] = [];
    const statementNotes: Notes[] = [];
    for (const [item, notes] of items) {
      if (item.kind === 'block' && item.type === 'statement') {
        statements.push(item);
        statementNotes.push(notes);
      } else if (item.kind === 'block') refuse(`it has a ${item.type} block`);
      else if (item.name === 'version') version = entry('Version', this.#reader.read(item.value), notes);
      else if (item.name === 'policy_id') id = this.#nonempty('Id', item.value, notes);
      else if (!META.has(item.name)) refuse(`it has ${item.name}`);
      else if (notes.before.length > 0 || notes.after !== undefined) refuse('a comment has no place there');
    }
    if (statements.length === 0) refuse('it has no statement');
    this.#variables = !version || literalOf(version.value) !== '2008-10-17';
    const read = statements.map((one, i): WrittenItem => ({ value: this.#statement(one), notes: statementNotes[i]! }));
    const statement = entry('Statement', { kind: 'list', items: read, rest }, NO_NOTES);
    return {
      kind: 'object',
      entries: [version ?? entry('Version', textNode('2012-10-17'), NO_NOTES), ...(id ? [id] : []), statement],
      rest: [],
    };
  }

  /** What a block holds, each with its comments. */
  #items(block: Block): { items: (readonly [Attribute | Block, Notes])[]; rest: readonly string[] } {
    if (!block.body.complete) refuse('it is not written to its end');
    const inside = { start: block.header.end, end: block.end };
    const { notes, rest } = this.#reader.notes(inside, block.body.items);
    return { items: block.body.items.map((item, i) => [item, notes[i]!] as const), rest };
  }

  #statement(block: Block): Written {
    const { items, rest } = this.#items(block);
    const entries: WrittenEntry[] = [];
    const conditions: WrittenEntry[] = [];
    for (const [item, notes] of items) {
      if (item.kind === 'attribute') entries.push(...this.#element(item, notes));
      else if (item.type === 'principals') this.#addPrincipal(entries, 'Principal', item, notes);
      else if (item.type === 'not_principals') this.#addPrincipal(entries, 'NotPrincipal', item, notes);
      else if (item.type === 'condition') this.#addCondition(conditions, item, notes);
      else refuse(`it has a ${item.type} block`);
    }
    if (conditions.length > 0)
      entries.push(entry('Condition', { kind: 'object', entries: conditions, rest: [] }, NO_NOTES));
    if (!entries.some(({ key }) => literalOf(key) === 'Effect'))
      entries.push(entry('Effect', textNode('Allow'), NO_NOTES));
    const place = ({ key }: WrittenEntry): number => (STATEMENT_ELEMENTS as readonly string[]).indexOf(literalOf(key)!);
    entries.sort((a, b) => place(a) - place(b));
    return { kind: 'object', entries: entries.map(withBareStar), rest };
  }

  /** An empty set, and an empty text, render nothing. */
  #element({ name, value }: Attribute, notes: Notes): WrittenEntry[] {
    const element = ELEMENTS[name] ?? refuse(`it has ${name}`);
    if (name === 'sid' || name === 'effect') {
      const read = this.#nonempty(element, value, notes);
      return read ? [read] : [];
    }
    const read = this.#values(this.#reader.read(value), name.endsWith('resources'));
    return read ? [entry(element, read, notes)] : [];
  }

  #nonempty(element: string, value: Expression, notes: Notes): WrittenEntry | undefined {
    const read = this.#reader.read(value);
    return literalOf(read) === '' ? undefined : entry(element, read, notes);
  }

  #addPrincipal(entries: WrittenEntry[], element: string, block: Block, outer: Notes): void {
    const { args, notes } = this.#arguments(block, ['type', 'identifiers'], outer);
    const [type, identifiers] = args;
    const ids = this.#values(identifiers!, true) ?? refuse('a list of principals is empty');
    const index = entries.findIndex(({ key }) => literalOf(key) === element);
    const before = entries[index]?.value;
    const types = before?.kind === 'object' ? before.entries : [];
    const added = entry(
      element,
      { kind: 'object', entries: joined(types, keyOf(type!), ids, notes), rest: [] },
      NO_NOTES,
    );
    if (index < 0) entries.push(added);
    else entries[index] = added;
  }

  #addCondition(operators: WrittenEntry[], block: Block, outer: Notes): void {
    const { args, notes } = this.#arguments(block, ['test', 'variable', 'values'], outer);
    const [test, variable, list] = args;
    const values = this.#values(list!, true) ?? refuse('a condition has no value');
    const operator = keyOf(test!);
    const index = indexOfKey(
      operators.map(({ key }) => key),
      operator,
    );
    const existing = operators[index]?.value;
    const entries = joined(existing?.kind === 'object' ? existing.entries : [], keyOf(variable!), values, notes);
    const added: WrittenEntry = { key: operator, value: { kind: 'object', entries, rest: [] }, notes: NO_NOTES };
    if (index < 0) operators.push(added);
    else operators[index] = added;
  }

  /** All of these arguments, and the comments of the block in one. */
  #arguments(block: Block, names: readonly string[], outer: Notes): { args: Written[]; notes: Notes } {
    const { items, rest } = this.#items(block);
    const args = new Map<string, Written>();
    const before = [...outer.before];
    for (const [item, notes] of items) {
      if (item.kind !== 'attribute' || !names.includes(item.name))
        return refuse(`it has ${item.kind === 'attribute' ? item.name : item.type}`);
      args.set(item.name, this.#reader.read(item.value));
      before.push(...notes.before, ...(notes.after === undefined ? [] : [notes.after]));
    }
    before.push(...rest, ...(outer.after === undefined ? [] : [outer.after]));
    return {
      args: names.map((name) => args.get(name) ?? refuse(`${name} is missing`)),
      notes: { before, after: undefined },
    };
  }

  /** A set of strings: one of them stands alone. `variables`: policy variables are written with an ampersand. */
  #values(value: Written, variables: boolean): Written | undefined {
    if (value.kind === 'expression') return value;
    if (value.kind !== 'list') return refuse('a list is expected there');
    const items = value.items.map((item) => ({ ...item, value: this.#string(item.value, variables) }));
    const [only] = items;
    if (!only) return value.rest.length === 0 ? undefined : refuse('a comment has no place there');
    const isBare = items.length === 1 && value.rest.length === 0 && only.notes.before.length === 0 && !only.notes.after;
    return isBare ? only.value : { ...value, items };
  }

  #string(value: Written, variables: boolean): Written {
    if (value.kind === 'raw') return value.text === 'null' ? refuse('a value is null') : textNode(value.text);
    if (value.kind === 'expression') return { kind: 'text', parts: [value.computed] };
    if (value.kind !== 'text') return refuse('a list holds something other than strings');
    if (!variables || !this.#variables) return value;
    return {
      kind: 'text',
      parts: value.parts.map((part) => (typeof part === 'string' ? part.replaceAll('&{', '${') : part)),
    };
  }
}

function entry(name: string, value: Written, notes: Notes): WrittenEntry {
  return { key: textNode(name), value, notes };
}

function keyOf(name: Written): WrittenEntry['key'] {
  return name.kind === 'text' || name.kind === 'expression' ? name : refuse('a name is no string');
}

/** The provider puts the values of two blocks with the same name together. */
function joined(
  entries: readonly WrittenEntry[],
  key: WrittenEntry['key'],
  value: Written,
  notes: Notes,
): WrittenEntry[] {
  const index = indexOfKey(
    entries.map((one) => one.key),
    key,
  );
  const first = entries[index];
  if (!first) return [...entries, { key, value, notes }];
  const items = [first.value, value].flatMap((one): readonly WrittenItem[] => {
    if (one.kind === 'expression') return refuse('two blocks with the same name have computed values');
    return one.kind === 'list' ? one.items : [{ value: one, notes: NO_NOTES }];
  });
  const before = [...first.notes.before, ...notes.before];
  return entries.with(index, {
    ...first,
    value: { kind: 'list', items, rest: [] },
    notes: { before, after: undefined },
  });
}

/** The type `*` is only a name for everyone. */
function withBareStar(one: WrittenEntry): WrittenEntry {
  if (one.value.kind !== 'object' || !/Principal$/.test(literalOf(one.key) ?? '')) return one;
  const star = entryNamed(one.value, '*');
  if (!star) return one;
  if (one.value.entries.length > 1 || literalOf(star.value) !== '*') refuse('everyone stands beside other principals');
  return { ...one, value: star.value, notes: star.notes };
}
