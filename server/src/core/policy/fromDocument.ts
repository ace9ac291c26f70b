/** Reads a trust policy from an `aws_iam_policy_document` data source. */
import type { Attribute, Block } from '../hcl/nodes.ts';
import type { Evaluator, Scope } from '../terraform/evaluate.ts';
import {
  attributeOf,
  blocksOf,
  type Declaration,
  dynamicBlocksOf,
  fileOf,
  headerOf,
  type ModuleFile,
} from '../terraform/module.ts';
import { inFile } from '../text/range.ts';
import { stringAt, type Value } from '../value/value.ts';
import type { PolicyEditor } from './editor.ts';
import {
  type BlockSite,
  type Condition,
  type Element,
  type Listing,
  listingOf,
  type Presence,
  type Principal,
  present,
  type RoleUse,
  type Statement,
  type TrustPolicy,
} from './model.ts';

/** Arguments whose documents are merged with the statements that are seen here. */
const MERGED = ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json', 'policy_id'];

/** The policy that a document renders, as far as its own blocks say. */
export function policyFromDocument(
  evaluator: Evaluator,
  declaration: Declaration,
  editor: PolicyEditor,
  users: readonly RoleUse[],
): TrustPolicy {
  const { block, file } = declaration;
  const readerOf = (item: Attribute | Block): DocumentReader =>
    new DocumentReader(evaluator, declaration, fileOf(declaration, item));
  const statements = blocksOf(block, 'statement').map((statement) => readerOf(statement).statement(statement));
  const version = attributeOf(block, 'version');
  const merged = MERGED.slice(0, 4).some((name) => attributeOf(block, name));
  const open = merged || dynamicBlocksOf(block, 'statement').length > 0 || !block.body.complete;
  const at = headerOf(declaration);
  return {
    surface: 'policy-document',
    at,
    // The provider writes 2012-10-17 where the document says nothing.
    version: version ? readerOf(version).version(version) : present(stringAt('2012-10-17', at), at, at),
    statements: { items: statements, open, at: inFile(file.id, block) },
    duplicates: [],
    problems: [],
    users,
    editor,
  };
}

/** Reads what stands in one file: an override file may give the document other statements. */
class DocumentReader {
  readonly #evaluator: Evaluator;
  readonly #file: ModuleFile;
  readonly #scope: Scope;

  constructor(evaluator: Evaluator, declaration: Declaration, file: ModuleFile) {
    this.#evaluator = evaluator;
    this.#file = file;
    this.#scope = evaluator.scope(file, declaration.address);
  }

  version(attribute: Attribute): Presence<Value> {
    return this.#presence(attribute, (value) => value);
  }

  statement(block: Block): Statement {
    const at = this.#range(block);
    const effect = attributeOf(block, 'effect');
    const header = this.#range(block.header);
    return {
      at,
      effect: effect ? this.#presence(effect, (value) => value) : present(stringAt('Allow', header), header, header),
      principals: this.#principals(block),
      actions: this.#list(block, 'actions'),
      notActions: this.#list(block, 'not_actions'),
      conditions: this.#conditions(block),
      others: ['resources', 'not_resources'].flatMap((name) => this.#element(block, name)),
      site: this.#site(block),
    };
  }

  #list(block: Block, name: string): Presence<Listing<Value>> {
    const attribute = attributeOf(block, name);
    if (attribute) return this.#presence(attribute, listingOf);
    return block.body.complete ? { is: 'absent' } : { is: 'maybe' };
  }

  #element(block: Block, name: string): Element[] {
    const attribute = attributeOf(block, name);
    if (!attribute) return [];
    const at = this.#range(attribute);
    const value = this.#evaluator.evaluate(attribute.value, this.#scope);
    // An empty list renders no Resource at all.
    if (value.kind === 'null' || (value.kind === 'list' && value.items.length === 0)) return [];
    const renders = value.kind === 'list' && value.items.length > 0;
    return renders ? [{ name, keyAt: this.#range(attribute.nameSpan), at, value, site: this.#site(block) }] : [];
  }

  #principals(block: Block): Presence<Listing<Principal>> {
    const blocks = blocksOf(block, 'principals');
    const open = dynamicBlocksOf(block, 'principals').length > 0 || !block.body.complete;
    if (blocks.length === 0) return open ? { is: 'maybe' } : { is: 'absent' };
    const items: Principal[] = [];
    let more = open;
    for (const one of blocks) {
      const [type, ids] = [attributeOf(one, 'type'), attributeOf(one, 'identifiers')];
      if (!type || !ids) {
        more = true;
        continue;
      }
      const typeValue = this.#evaluator.evaluate(type.value, this.#scope);
      const listing = listingOf(this.#evaluator.evaluate(ids.value, this.#scope));
      more ||= listing.open;
      items.push(...listing.items.map((id) => ({ type: typeValue, id })));
    }
    const at = this.#range(blocks[0]!);
    return present({ items, open: more, at }, this.#range(blocks[0]!.header), at);
  }

  #conditions(block: Block): Listing<Condition> {
    let open = dynamicBlocksOf(block, 'condition').length > 0 || !block.body.complete;
    const items: Condition[] = [];
    for (const one of blocksOf(block, 'condition')) {
      const [test, variable, values] = ['test', 'variable', 'values'].map((name) => attributeOf(one, name));
      if (!test || !variable || !values) {
        open = true;
        continue;
      }
      items.push({
        at: this.#range(one),
        operator: this.#evaluator.evaluate(test.value, this.#scope),
        key: this.#evaluator.evaluate(variable.value, this.#scope),
        values: listingOf(this.#evaluator.evaluate(values.value, this.#scope)),
        site: this.#site(one),
      });
    }
    return { items, open, at: this.#range(block) };
  }

  #presence<T>(attribute: Attribute, read: (value: Value) => T): Presence<T> {
    const value = this.#evaluator.evaluate(attribute.value, this.#scope);
    return present(read(value), this.#range(attribute.nameSpan), this.#range(attribute));
  }

  #site(block: Block): BlockSite {
    return { kind: 'block', at: this.#range(block), closeBrace: block.end - 1 };
  }

  #range(span: { start: number; end: number }): TrustPolicy['at'] {
    return inFile(this.#file.id, span);
  }
}
