/**
 * The instances of a role or a policy document: one for each element of its `for_each` or `count`, and of those of the calls that
 * lead to it.
 */
import type { Attribute, Block, Expression } from '../hcl/nodes.ts';
import { partsOf } from '../hcl/visit.ts';
import type { Resting } from '../terraform/defaults.ts';
import { Evaluator, type Repetition, type Scope } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf } from '../terraform/module.ts';
import { eachOf, MAX_REPETITIONS } from '../terraform/names.ts';
import { wholeNumber } from '../terraform/numbers.ts';
import { pathOf, type Step } from '../terraform/traversal.ts';
import { knownString, type Value } from '../value/value.ts';
import { ModelSource, subjectOf } from './build.ts';
import { DOCUMENT_ARGUMENTS } from './fromDocument.ts';
import type { PolicyModel } from './model.ts';

export interface Instance {
  /** With the key of each repeated block: `module.a["x"].aws_iam_role.b[0]`. */
  readonly address: string;
  /** Nothing but the role with its policies, or the policy of the document. */
  readonly model: PolicyModel;
}

/** The instances of what a module declares. */
export interface Instances {
  /** Every instance by itself; none of what is made once, undefined where it is not known which instances there are. */
  of(address: string): readonly Instance[] | undefined;
  /**
   * The instances of a role or a policy document that may have another policy than what the model makes of all of them together;
   * one for a role that is made once and has the policy of one instance of a document. None where it is all the same, and where it
   * is not known which instances there are.
   */
  differing(address: string): readonly Instance[];
}

export const NO_INSTANCES: Instances = { of: () => [], differing: () => [] };

/** The instances in one state of a module, those of each address found out once. */
export class ModuleInstances implements Instances {
  readonly #evaluator: Evaluator;
  readonly #found = new Map<string, Resting<readonly Instance[] | undefined>>();

  /** @param evaluator the root module's, by which its model was made */
  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  of(address: string): readonly Instance[] | undefined {
    const blocks = blocksOf(address, this.#evaluator);
    return blocks?.some(({ declaration }) => isRepeated(declaration)) === false ? [] : this.#all(address, blocks);
  }

  differing(address: string): readonly Instance[] {
    const blocks = blocksOf(address, this.#evaluator);
    return blocks?.some(mayDiffer) ? (this.#all(address, blocks) ?? []) : [];
  }

  #all(address: string, blocks: readonly Placed[] | undefined): readonly Instance[] | undefined {
    const { defaults } = this.#evaluator;
    let found = this.#found.get(address);
    if (found) defaults.note(found);
    else {
      found = defaults.during(() => blocks && instancesOf(address, blocks, this.#evaluator));
      this.#found.set(address, found);
    }
    return found.result;
  }
}

type Bindings = ReadonlyMap<string, Repetition>;

/** One instance of a block: what stands behind its address, and what `each` or `count` is in it. */
interface Element {
  readonly suffix: string;
  readonly repetition: Repetition;
}

function instancesOf(
  address: string,
  blocks: readonly Placed[],
  evaluator: Evaluator,
): readonly Instance[] | undefined {
  let found: readonly { address: string; bindings: Bindings }[] = [{ address: '', bindings: new Map() }];
  for (const block of blocks) {
    const elements = elementsOf(block);
    if (!elements || found.length * elements.length > MAX_REPETITIONS) return undefined;
    const name = block.declaration.address;
    found = found.flatMap((outer) =>
      elements.map(({ suffix, repetition }) => ({
        address: `${outer.address}${outer.address === '' ? '' : '.'}${name}${suffix}`,
        bindings: new Map(outer.bindings).set(`${block.evaluator.path}${name}`, repetition),
      })),
    );
  }
  const instances = found.flatMap((one) => instanceOf(address, one, evaluator));
  return instances.length === found.length ? instances : undefined;
}

/** A block, and the use of a module that it belongs to. */
interface Placed {
  readonly evaluator: Evaluator;
  readonly declaration: Declaration;
}

/** The calls that lead to a role or a document, and itself, from the outside in. */
function blocksOf(address: string, root: Evaluator): readonly Placed[] | undefined {
  const names = address.match(/module\.[^.]+|(?:aws_iam_role|data\.aws_iam_policy_document)\.[^.]+$/g) ?? [];
  const blocks: Placed[] = [];
  let path = '';
  for (const name of names) {
    const evaluator = root.instances.get(path);
    const declaration = evaluator?.module.find(name);
    if (!evaluator || !declaration) return undefined;
    blocks.push({ evaluator, declaration });
    path = `${path}${name}.`;
  }
  return blocks;
}

function isRepeated({ block }: Declaration): boolean {
  return attributeOf(block, 'count') !== undefined || attributeOf(block, 'for_each') !== undefined;
}

/** A cheap look: whether a policy may be another in the next instance, or comes from one instance of a document. */
function mayDiffer(block: Placed): boolean {
  const { declaration, evaluator } = block;
  if (declaration.type === 'module') return isPerInstance(declaration, declaration.block.body.items);
  const sources = policyArguments(declaration);
  const own = declaration.type === 'aws_iam_role' ? sources : declaration.block.body.items;
  return isPerInstance(declaration, own) || sources.some((item) => namesInstance(textOf(declaration, item), evaluator));
}

function namesInstance(text: string, { module }: Evaluator): boolean {
  return [...text.matchAll(/\bdata\.aws_iam_policy_document\.[\w-]+(?=\s*\[)/g)].some(([name]) => {
    const document = module.find(name);
    return document !== undefined && isPerInstance(document, document.block.body.items);
  });
}

/** The arguments by which a role or a document has the policies of documents. */
function policyArguments({ type, block }: Declaration): readonly Attribute[] {
  const names = type === 'aws_iam_role' ? ['assume_role_policy'] : DOCUMENT_ARGUMENTS;
  return names.map((name) => attributeOf(block, name)).filter((attribute) => attribute !== undefined);
}

/** Whether a block is repeated, and these parts of it say what is in one instance only. */
function isPerInstance(declaration: Declaration, items: readonly (Attribute | Block)[]): boolean {
  const isRepetition = (item: Attribute | Block): boolean =>
    item.kind === 'attribute' && (item.name === 'for_each' || item.name === 'count');
  const names = /\b(?:each|count)\s*[.[]/;
  return isRepeated(declaration) && items.some((item) => !isRepetition(item) && names.test(textOf(declaration, item)));
}

function textOf(declaration: Declaration, item: Attribute | Block): string {
  return fileOf(declaration, item).text.slice(item.start, item.end);
}

function elementsOf({ evaluator, declaration }: Placed): readonly Element[] | undefined {
  if (!isRepeated(declaration)) return [{ suffix: '', repetition: {} }];
  const each = evaluator.attribute(declaration, 'for_each');
  if (each) return elementsOfEach(each);
  const count = evaluator.attribute(declaration, 'count');
  const number = count?.kind === 'number' ? wholeNumber(count.text) : undefined;
  if (!count || number === undefined || number < 0 || number > MAX_REPETITIONS) return undefined;
  return Array.from({ length: number }, (_, i) => ({
    suffix: `[${i}]`,
    repetition: { index: { kind: 'number', text: String(i), at: count.at } },
  }));
}

function elementsOfEach(each: Value): readonly Element[] | undefined {
  const all = eachOf(each);
  const elements = all?.flatMap((repetition): Element[] => {
    const name = knownString(repetition.key);
    return name === undefined ? [] : [{ suffix: `[${JSON.stringify(name)}]`, repetition }];
  });
  return elements?.length === all?.length ? elements : undefined;
}

/** The role or document as it is in one instance: in a model of its own, in which `each` and `count` are known. */
function instanceOf(
  subject: string,
  { address, bindings }: { address: string; bindings: Bindings },
  { module, options, defaults }: Evaluator,
): Instance[] {
  const repetitions = new Map(bindings);
  const evaluator = new Evaluator(module, { ...options, repetitions });
  const { result, ...rests } = evaluator.defaults.during(() => {
    const source = new ModelSource(evaluator);
    const block = blocksOf(subject, evaluator)?.at(-1);
    if (block) new DocumentBinding(repetitions).bind(block);
    return source.model((one) => one === subjectOf(subject));
  });
  defaults.note(rests);
  const roles = result.roles.filter((role) => role.address === subject);
  const documents = result.policies.filter((policy) => policy.document === subject);
  const policies = roles.length > 0 ? roles.flatMap((role) => role.policies) : documents;
  if (roles.length + documents.length === 0) return [];
  const { providers, clusters } = result;
  return [
    { address, model: { policies, providers, clusters, roles, declared: [], identityConfigs: [], permissions: [] } },
  ];
}

/** `data.aws_iam_policy_document.x[each.key]`: in the instance that is named, `each` is known as well. */
class DocumentBinding {
  readonly #known: Map<string, Repetition>;
  /** By the address of a document, the key of its instance; undefined where several are named, or one that is not known. */
  readonly #named = new Map<string, string | undefined>();
  readonly #seen = new Set<Expression>();

  /** @param known what `each` and `count` are in other blocks */
  constructor(known: Map<string, Repetition>) {
    this.#known = known;
  }

  /** Notes which instances of documents a block names. None where it names two of one document: which is meant hangs on where. */
  bind(block: Placed): void {
    this.#read(block);
    if (![...this.#named.values()].includes(undefined)) return;
    for (const document of this.#named.keys()) this.#known.delete(document);
  }

  #read({ evaluator, declaration }: Placed): void {
    for (const attribute of policyArguments(declaration))
      this.#walk(attribute.value, evaluator, evaluator.scope(fileOf(declaration, attribute), declaration.address));
  }

  #walk(expression: Expression, evaluator: Evaluator, scope: Scope): void {
    if (this.#seen.has(expression)) return;
    this.#seen.add(expression);
    const path = expression.kind === 'get' || expression.kind === 'index' ? pathOf(expression) : undefined;
    const [first, second, third] = path?.steps ?? [];
    if (path?.root.name === 'data' && first?.kind === 'get' && second?.kind === 'get') {
      this.#name(`data.${first.name}.${second.name}`, third, evaluator, scope);
      return;
    }
    const local = path?.root.name === 'local' && first?.kind === 'get' ? evaluator.module.local(first.name) : undefined;
    if (local) this.#walk(local.attribute.value, evaluator, evaluator.scope(local.file));
    for (const part of partsOf(expression)) this.#walk(part, evaluator, scope);
  }

  #name(name: string, index: Step | undefined, evaluator: Evaluator, scope: Scope): void {
    const declaration = evaluator.module.find(name);
    if (declaration?.type !== 'aws_iam_policy_document') return;
    if (isRepeated(declaration)) {
      const address = `${evaluator.path}${name}`;
      const key = index?.kind === 'index' ? evaluator.evaluate(index.key, scope) : undefined;
      const suffix = key && `[${key.kind === 'number' ? key.text : JSON.stringify(knownString(key))}]`;
      const element = elementsOf({ evaluator, declaration })?.find((one) => one.suffix === suffix);
      const isSame = !this.#named.has(address) || this.#named.get(address) === suffix;
      this.#named.set(address, element && isSame ? suffix : undefined);
      if (element) this.#known.set(address, element.repetition);
    }
    this.#read({ evaluator, declaration });
  }
}
