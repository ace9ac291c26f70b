/** The blocks of one type inside another, `dynamic` ones written out: one block for each element that is known. */
import type { Attribute, Block } from '../hcl/nodes.ts';
import type { Evaluator, Scope } from '../terraform/evaluate.ts';
import { elementsOf } from '../terraform/loops.ts';
import { attributeOf, blocksOf, type ModuleFile } from '../terraform/module.ts';
import { inFile, type SourceRange, type Span } from '../text/range.ts';
import { optionsOf, stringAt, unknownAt, type Value } from '../value/value.ts';

/** A block and what the names in it mean. */
export interface ScopedBlock {
  readonly block: Block;
  /** What names it: of a `dynamic` block's content, the header of the `dynamic` block. */
  readonly header: SourceRange;
  readonly scope: Scope;
  /** Written once for several. */
  readonly generated: boolean;
}

export interface Expansion {
  readonly blocks: readonly ScopedBlock[];
  /** There may be more blocks than are seen. */
  readonly open: boolean;
  /** `dynamic` blocks of which it is not known what they make: one of these each. Empty where there may be still others. */
  readonly choices: readonly (readonly (readonly ScopedBlock[])[])[];
}

/** More elements than any policy may have. */
const MAX_ELEMENTS = 1000;

/** The blocks of a type, in the order in which Terraform makes them. `fileOf`: where an item stands, if files are merged. */
export function expandBlocks(
  evaluator: Evaluator,
  outer: ScopedBlock,
  type: string,
  fileOf?: (item: Block) => ModuleFile,
): Expansion {
  const { body } = outer.block;
  const blocks: ScopedBlock[] = [];
  const choices: (readonly (readonly ScopedBlock[])[])[] = [];
  let open = !body.complete;
  let unseen = open;
  for (const item of body.items) {
    if (item.kind !== 'block') continue;
    const parent = fileOf ? { ...outer, scope: { ...outer.scope, file: fileOf(item) } } : outer;
    if (item.type === type) blocks.push({ ...parent, block: item, header: placeOf(parent, item.header) });
    if (item.type !== 'dynamic' || item.labels[0]?.text !== type) continue;
    const expanded = expandDynamic(evaluator, parent, item, type);
    blocks.push(...expanded.blocks);
    choices.push(...expanded.choices);
    open ||= expanded.open;
    unseen ||= expanded.open && expanded.choices.length === 0;
  }
  return { blocks, open, choices: unseen ? [] : choices };
}

/** An argument's value; undefined when the block does not set it, or sets it to null, which is the same. */
export function argumentOf(
  evaluator: Evaluator,
  scoped: ScopedBlock,
  name: string,
): { readonly attribute: Attribute; readonly value: Value } | undefined {
  const attribute = attributeOf(scoped.block, name);
  if (!attribute) return undefined;
  const value = evaluator.evaluate(attribute.value, scoped.scope);
  if (value.kind === 'null') return undefined;
  return { attribute, value: scoped.generated ? shared(value) : value };
}

/** A span of the block's own file. */
export function placeOf({ scope }: ScopedBlock, span: Span): SourceRange {
  return inFile(scope.file.id, span);
}

function expandDynamic(evaluator: Evaluator, parent: ScopedBlock, dynamic: Block, type: string): Expansion {
  const [content] = blocksOf(dynamic, 'content');
  const forEach = attributeOf(dynamic, 'for_each');
  const unseen: Expansion = { blocks: [], open: true, choices: [] };
  if (!content || !forEach || !dynamic.body.complete) return unseen;
  const iterator = attributeOf(dynamic, 'iterator')?.value;
  const name = iterator?.kind === 'variable' ? iterator.name : type;
  const header = placeOf(parent, dynamic.header);
  const blockFor = (key: Value, value: Value): ScopedBlock => {
    const names = new Map(parent.scope.names).set(name, iteration(key, value));
    return { block: content, header, scope: { ...parent.scope, names }, generated: true };
  };
  const wanted = evaluator.evaluate(forEach.value, parent.scope);
  const elements = elementsOf(wanted);
  if (elements === 'fails') return unseen;
  if (!elements) {
    const unknown = unknownAt('which elements there are is not known', wanted.at);
    const options = optionsOf(wanted).map((option): readonly ScopedBlock[][] => {
      const seen = elementsOf(option);
      if (!seen || seen === 'fails' || seen.open || seen.pairs.length > MAX_ELEMENTS)
        return [[blockFor(unknown, unknown)], []];
      return [seen.pairs.map(([key, value]) => blockFor(key, value))];
    });
    return { ...unseen, choices: [options.flat()] };
  }
  if (elements.pairs.length > MAX_ELEMENTS) return unseen;
  return { blocks: elements.pairs.map(([key, value]) => blockFor(key, value)), open: elements.open, choices: [] };
}

/** What an iterator's name means: an object with `key` and `value`. */
function iteration(key: Value, value: Value): Value {
  const { at } = value;
  const entry = (name: string, is: Value) => ({ key: stringAt(name, at), value: is, at });
  return { kind: 'object', entries: [entry('key', key), entry('value', value)], open: false, at };
}

/** The same value, not to be edited: its text serves every element. */
function shared(value: Value): Value {
  if (value.kind === 'string') {
    const { dialect: _, template: __, ...rest } = value;
    return rest;
  }
  if (value.kind === 'list') return { ...value, items: value.items.map(shared) };
  return value.kind === 'one-of' ? { ...value, options: value.options.map(shared) } : value;
}
