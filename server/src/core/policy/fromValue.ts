/** Reads a trust policy that was written as an object: JSON of any kind, or the argument of `jsonencode`. */
import type { SourceRange } from '../text/range.ts';
import { identityOf, known, show } from '../value/text.ts';
import { type Entry, entryOf, isOpaque, lacks, type ObjectValue, optionsOf, type Value } from '../value/value.ts';
import type { PolicyEditor } from './editor.ts';
import { isMeantAs, POLICY_ELEMENTS } from './elements.ts';
import { misfitsOfPolicy, misfitsOfStatement } from './misfits.ts';
import {
  type Condition,
  type ConditionChoice,
  type DuplicateKey,
  type Element,
  type Listing,
  listingOf,
  type PolicyProblem,
  type Presence,
  type Principal,
  present,
  type RoleUse,
  type Statement,
  type Surface,
  type TrustPolicy,
} from './model.ts';

/** What a surface knows about a policy beside its object. */
export interface Reading {
  readonly surface: Surface;
  readonly editor: PolicyEditor;
  readonly users: readonly RoleUse[];
  readonly problems: readonly PolicyProblem[];
  readonly call?: RoleUse;
  readonly leadingSpace?: SourceRange;
}

const OWN: ReadonlySet<string> = new Set(POLICY_ELEMENTS);
/** What a statement of a trust policy may have. */
const STATEMENT_OWN: ReadonlySet<string> = new Set(['Sid', 'Effect', 'Principal', 'Action', 'NotAction', 'Condition']);

/** The policy that an object is. */
export function policyFromObject(object: ObjectValue, reading: Reading): TrustPolicy {
  const list = entryMeantAs(object, 'Statement');
  return {
    ...reading,
    at: object.at,
    head: headOf(object),
    version: presence(object, 'Version', (value) => value),
    id: presence(object, 'Id', (value) => value),
    written: object,
    statements: list ? statementsOf(list.value) : { items: [], open: !lacks(object, 'Statement'), at: object.at },
    others: othersOf(object, OWN),
    misfits: misfitsOfPolicy(object),
    duplicates: duplicatesOf(object),
  };
}

/** A policy of which nothing but its faults could be read. */
export function unreadPolicy(at: TrustPolicy['at'], reading: Reading): TrustPolicy {
  const nothing = { version: { is: 'maybe' }, id: { is: 'maybe' }, written: undefined } as const;
  const faults = { others: [], misfits: [], duplicates: [] };
  return { ...reading, ...nothing, ...faults, at, head: at, statements: { items: [], open: true, at } };
}

function statementsOf(value: Value): Listing<Statement> {
  const listing = listingOf(value);
  const objects = listing.items.filter((item) => item.kind === 'object');
  return { ...listing, open: listing.open || objects.length < listing.items.length, items: objects.map(statementFrom) };
}

function statementFrom(object: ObjectValue): Statement {
  const condition = entryMeantAs(object, 'Condition');
  return {
    at: object.at,
    head: headOf(object),
    sid: presence(object, 'Sid', (value) => value),
    effect: presence(object, 'Effect', (value) => value),
    principals: presence(object, 'Principal', principalsFrom),
    actions: presence(object, 'Action', listingOf),
    notActions: presence(object, 'NotAction', listingOf),
    ...(condition
      ? conditionsFrom(condition.value)
      : { conditions: { items: [], open: !lacks(object, 'Condition'), at: object.at }, choices: [] }),
    emptyConditions: condition ? emptyPartsOf(object, condition) : [],
    repeatedConditions: [],
    others: othersOf(object, STATEMENT_OWN),
    misfits: misfitsOfStatement(object),
    site: { kind: 'object', object },
  };
}

function presence<T>(object: ObjectValue, name: string, read: (value: Value) => T): Presence<T> {
  const entry = entryMeantAs(object, name);
  if (entry) return present(read(entry.value), entry.key.at, entry.at);
  return lacks(object, name) ? { is: 'absent' } : { is: 'maybe' };
}

/** A misspelled element is a fault of its own; what is meant by it is clear all the same. */
function entryMeantAs(object: ObjectValue, name: string): Entry | undefined {
  return entryOf(object, name) ?? object.entries.find(({ key }) => isMeantAs(known(key.text) ?? '', name));
}

function othersOf(container: ObjectValue, own: ReadonlySet<string>): Element[] {
  return container.entries.flatMap((entry) => {
    const name = known(entry.key.text);
    return name === undefined || own.has(name) ? [] : [elementOf(container, entry, name)];
  });
}

function elementOf(container: ObjectValue, entry: Entry, name: string): Element {
  return { name, keyAt: entry.key.at, at: entry.at, value: entry.value, site: { kind: 'object', container, entry } };
}

function headOf({ at }: ObjectValue): SourceRange {
  return { ...at, end: at.start + 1 };
}

function principalsFrom(value: Value): Listing<Principal> {
  if (value.kind === 'string') return { items: [{ type: value, id: value }], open: false, at: value.at };
  if (value.kind !== 'object') return { items: [], open: true, at: value.at };
  let open = value.open;
  const items: Principal[] = [];
  for (const entry of value.entries) {
    const ids = listingOf(entry.value);
    open ||= ids.open;
    items.push(...ids.items.map((id) => ({ type: entry.key, id })));
    // Each alternative may be the principal: it can be wrong by itself, but is not certain to be there.
    if (entry.value.kind === 'one-of')
      items.push(
        ...optionsOf(entry.value).flatMap((option) => listingOf(option).items.map((id) => ({ type: entry.key, id }))),
      );
  }
  return { items, open, at: value.at };
}

type Conditions = Pick<Statement, 'conditions' | 'choices'>;

function conditionsFrom(value: Value): Conditions {
  const { at } = value;
  if (value.kind === 'one-of') {
    const options = value.options.map(conditionsFrom);
    const isSeen = options.every(({ conditions }) => !conditions.open);
    return {
      conditions: { items: [], open: true, at },
      choices: isSeen ? [options.map(({ conditions }) => conditions.items)] : [],
    };
  }
  if (value.kind !== 'object') return { conditions: { items: [], open: value.kind !== 'null', at }, choices: [] };
  const items: Condition[] = [];
  const choices: ConditionChoice[] = [];
  let open = value.open;
  let unseen = value.open && !value.choices;
  for (const operatorEntry of value.entries) {
    const under = underOperator(value, operatorEntry);
    items.push(...under.conditions.items);
    choices.push(...under.choices);
    open ||= under.conditions.open;
    unseen ||= under.conditions.open && under.choices.length === 0;
  }
  for (const choice of value.choices ?? []) {
    const options = choice.map((entries) => entries.map((entry) => underOperator(value, entry).conditions));
    unseen ||= options.flat().some((conditions) => conditions.open);
    choices.push(options.map((option) => option.flatMap((conditions) => conditions.items)));
  }
  return { conditions: { items, open, at }, choices: unseen ? [] : choices };
}

/** The conditions that stand under one operator. */
function underOperator(condition: ObjectValue, operatorEntry: Entry): Conditions {
  const operatorObject = operatorEntry.value;
  const { at } = operatorObject;
  const read = (object: ObjectValue, entries: readonly Entry[]): Condition[] =>
    entries.map((entry) => ({
      at: entry.at,
      operator: operatorEntry.key,
      key: entry.key,
      values: listingOf(entry.value),
      site: { kind: 'object', condition, operatorEntry, operatorObject: object, entry },
    }));
  if (operatorObject.kind !== 'object') {
    const options = optionsOf(operatorObject).flatMap((option) =>
      option.kind === 'object' && !option.open ? [read(option, option.entries)] : [],
    );
    const isSeen = operatorObject.kind === 'one-of' && options.length === optionsOf(operatorObject).length;
    return { conditions: { items: [], open: isOpaque(operatorObject), at }, choices: isSeen ? [options] : [] };
  }
  return {
    conditions: { items: read(operatorObject, operatorObject.entries), open: operatorObject.open, at },
    choices: (operatorObject.choices ?? []).map((choice) => choice.map((entries) => read(operatorObject, entries))),
  };
}

/** The Condition itself, or the operators in it, that hold nothing. */
function emptyPartsOf(statement: ObjectValue, condition: Entry): Element[] {
  const { value } = condition;
  if (value.kind !== 'object') return [];
  if (value.entries.length === 0 && !value.open) return [elementOf(statement, condition, 'Condition')];
  return value.entries.flatMap((entry) => {
    const name = known(entry.key.text);
    const isEmpty = entry.value.kind === 'object' && entry.value.entries.length === 0 && !entry.value.open;
    return isEmpty && name !== undefined ? [elementOf(value, entry, name)] : [];
  });
}

/** Keys that stand twice in one object, at any depth. */
function duplicatesOf(value: Value, depth = 0): DuplicateKey[] {
  if (depth > 20) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => duplicatesOf(item, depth + 1));
  if (value.kind !== 'object') return [];
  const seen = new Map<string, Entry>();
  const found: DuplicateKey[] = [];
  for (const later of value.entries) {
    const name = identityOf(later.key.text);
    const first = name === undefined ? undefined : seen.get(name);
    if (first) found.push({ name: show(later.key.text), first, later, container: value });
    else if (name !== undefined) seen.set(name, later);
    found.push(...duplicatesOf(later.value, depth + 1));
  }
  return found;
}
