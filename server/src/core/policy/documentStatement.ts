/** Reads a `statement` block of a policy document. */
import type { Evaluator } from '../terraform/evaluate.ts';
import type { SourceRange } from '../text/range.ts';
import { ANY, identityOf, type Text } from '../value/text.ts';
import { type Entry, type ObjectValue, stringAt, textOf, type Value } from '../value/value.ts';
import { argumentOf, type Expansion, expandBlocks, placeOf, type ScopedBlock } from './blocks.ts';
import {
  type BlockSite,
  type Condition,
  type Element,
  type GeneratedSite,
  type Listing,
  listingOf,
  type Presence,
  type Principal,
  present,
  type RepeatedCondition,
  type Statement,
} from './model.ts';

/** `literalVariables`: the document has the old version, in which `&{...}` is no notation for a policy variable. */
export function statementFromBlock(evaluator: Evaluator, scoped: ScopedBlock, literalVariables: boolean): Statement {
  return new StatementReader(evaluator, scoped, literalVariables).read();
}

class StatementReader {
  readonly #evaluator: Evaluator;
  readonly #scoped: ScopedBlock;
  readonly #literalVariables: boolean;
  readonly #at: SourceRange;

  constructor(evaluator: Evaluator, scoped: ScopedBlock, literalVariables: boolean) {
    this.#evaluator = evaluator;
    this.#scoped = scoped;
    this.#literalVariables = literalVariables;
    this.#at = placeOf(scoped, scoped.block);
  }

  read(): Statement {
    const { header } = this.#scoped;
    const sid = this.#argument('sid', (value) => value);
    const effect = this.#argument('effect', (value) => value);
    return {
      at: this.#at,
      head: header,
      sid,
      effect: effect.is === 'absent' ? present(stringAt('Allow', header), header, header) : effect,
      principals: this.#principals(),
      actions: this.#strings('actions'),
      notActions: this.#strings('not_actions'),
      ...this.#conditions(),
      emptyConditions: [],
      others: [...this.#notPrincipals(), ...this.#element('resources'), ...this.#element('not_resources')],
      // Terraform converts what it is given, or refuses it itself.
      misfits: [],
      site: siteOf(this.#scoped),
    };
  }

  #argument<T>(name: string, read: (value: Value) => T): Presence<T> {
    const scoped = this.#scoped;
    const found = argumentOf(this.#evaluator, scoped, name);
    if (!found) return scoped.block.body.complete ? { is: 'absent' } : { is: 'maybe' };
    return present(read(found.value), placeOf(scoped, found.attribute.nameSpan), placeOf(scoped, found.attribute));
  }

  /** An empty set renders nothing. */
  #strings(name: string): Presence<Listing<Value>> {
    const listing = this.#argument(name, listingOf);
    if (listing.is !== 'present' || listing.value.items.length > 0) return listing;
    return { is: listing.value.open ? 'maybe' : 'absent' };
  }

  #element(name: string): Element[] {
    const scoped = this.#scoped;
    const found = argumentOf(this.#evaluator, scoped, name);
    if (found?.value.kind !== 'list' || found.value.items.length === 0) return [];
    const value = { ...found.value, items: found.value.items.map((item) => this.#withVariables(item)) };
    const { attribute } = found;
    const [keyAt, at] = [placeOf(scoped, attribute.nameSpan), placeOf(scoped, attribute)];
    return [{ name, keyAt, at, value, site: siteOf(scoped) }];
  }

  #principals(): Presence<Listing<Principal>> {
    const expansion = expandBlocks(this.#evaluator, this.#scoped, 'principals');
    const [first] = expansion.blocks;
    if (!first) return { is: expansion.open ? 'maybe' : 'absent' };
    const { groups, open } = this.#groups(expansion);
    const items = groups.flatMap(({ type, ids }) => ids.items.map((id): Principal => ({ type, id })));
    const at = placeOf(first, first.block);
    return present({ items, open, at }, first.header, at);
  }

  /** As the object that it renders to. */
  #notPrincipals(): Element[] {
    const expansion = expandBlocks(this.#evaluator, this.#scoped, 'not_principals');
    const [first] = expansion.blocks;
    if (!first) return [];
    const { groups, open } = this.#groups(expansion);
    const at = placeOf(first, first.block);
    const entries = groups.flatMap(({ type, ids }): Entry[] => {
      const text = textOf(type);
      const key = { kind: 'string' as const, text: text ?? [{ key: undefined }], at: type.at };
      return [{ key, value: { kind: 'list', ...ids }, at: ids.at }];
    });
    const value: ObjectValue = { kind: 'object', entries, open, at };
    const site = expansion.blocks.length === 1 ? siteOf(first) : ({ kind: 'generated' } as const);
    return [{ name: 'not_principals', keyAt: first.header, at, value, site }];
  }

  /** The principals of each block. */
  #groups({ blocks, open }: Expansion): { groups: { type: Value; ids: Listing<Value> }[]; open: boolean } {
    let more = open;
    const groups: { type: Value; ids: Listing<Value> }[] = [];
    for (const one of blocks) {
      const type = argumentOf(this.#evaluator, one, 'type');
      const identifiers = argumentOf(this.#evaluator, one, 'identifiers');
      more ||= !type || !identifiers;
      if (!type || !identifiers) continue;
      const ids = listingOf(identifiers.value);
      more ||= ids.open;
      groups.push({ type: type.value, ids: { ...ids, items: ids.items.map((id) => this.#withVariables(id)) } });
    }
    return { groups, open: more };
  }

  #conditions(): Pick<Statement, 'conditions' | 'choices' | 'repeatedConditions'> {
    const { blocks, open, choices } = expandBlocks(this.#evaluator, this.#scoped, 'condition');
    const read = (some: readonly ScopedBlock[]): Condition[] => some.flatMap((one) => this.#condition(one) ?? []);
    const written = read(blocks);
    return {
      conditions: { items: joined(written), open: open || written.length < blocks.length, at: this.#at },
      choices: choices.map((choice) => choice.map(read)),
      repeatedConditions: repeatsIn(written),
    };
  }

  #condition(one: ScopedBlock): Condition | undefined {
    const [test, variable, values] = ['test', 'variable', 'values'].map((name) =>
      argumentOf(this.#evaluator, one, name),
    );
    if (!test || !variable || !values) return undefined;
    const listing = listingOf(values.value);
    return {
      at: placeOf(one, one.block),
      operator: test.value,
      key: variable.value,
      values: { ...listing, items: listing.items.map((value) => this.#withVariables(value)) },
      site: siteOf(one),
    };
  }

  /** `&{aws:username}` is how a document writes `${aws:username}`. */
  #withVariables(value: Value): Value {
    if (value.kind === 'one-of') return { ...value, options: value.options.map((one) => this.#withVariables(one)) };
    if (value.kind !== 'string' || this.#literalVariables) return value;
    if (!value.text.some((part) => typeof part === 'string' && part.includes('&{'))) return value;
    const text: Text = value.text.map((part) => (typeof part === 'string' ? part.replaceAll('&{', '${') : part));
    return { ...value, text };
  }
}

function siteOf(scoped: ScopedBlock): BlockSite | GeneratedSite {
  if (scoped.generated) return { kind: 'generated' };
  return { kind: 'block', at: placeOf(scoped, scoped.block), closeBrace: scoped.block.end - 1 };
}

/** Blocks with the same test and variable become one entry that has the values of all. */
function joined(written: readonly Condition[]): Condition[] {
  return bySameTest(written).map(([first, ...others]) => {
    if (others.length === 0) return first;
    const all = [first, ...others].map(({ values }) => values);
    const values = { ...first.values, items: all.flatMap(({ items }) => items), open: all.some(({ open }) => open) };
    return { ...first, values, site: { kind: 'generated' } };
  });
}

/** Those that somebody wrote twice; what a `dynamic` block makes is meant to be many. */
function repeatsIn(written: readonly Condition[]): RepeatedCondition[] {
  const firsts = new Map(bySameTest(written).flatMap(([first, ...others]) => others.map((later) => [later, first])));
  return written.flatMap((later) => {
    const first = firsts.get(later);
    return first?.site.kind === 'block' && later.site.kind === 'block' ? [{ first, later }] : [];
  });
}

/** In the order of the first of each. */
function bySameTest(written: readonly Condition[]): (readonly [Condition, ...Condition[]])[] {
  const groups = new Map<string | Condition, [Condition, ...Condition[]]>();
  for (const condition of written) {
    const test = testOf(condition) ?? condition;
    const group = groups.get(test);
    if (group) group.push(condition);
    else groups.set(test, [condition]);
  }
  return [...groups.values()];
}

/** What is compared with what; undefined where it may be anything. */
function testOf({ operator, key }: Condition): string | undefined {
  const [test, variable] = [operator, key].map((value) => identityOf(textOf(value) ?? ANY));
  return test === undefined || variable === undefined ? undefined : `${test} ${variable}`;
}
