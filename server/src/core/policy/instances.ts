/**
 * The instances of a role or a policy document: one for each element of its `for_each` or `count`, and of those of the calls that
 * lead to it.
 */
import type { Attribute, Block, Expression } from '../hcl/nodes.ts';
import { expressionsOf, partsOf } from '../hcl/visit.ts';
import type { Resting } from '../terraform/defaults.ts';
import { Evaluator, type Repetition, type Scope } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf } from '../terraform/module.ts';
import { eachOf, MAX_REPETITIONS } from '../terraform/names.ts';
import { wholeNumber } from '../terraform/numbers.ts';
import { pathOf, type Step } from '../terraform/traversal.ts';
import { knownString, type Value } from '../value/value.ts';
import { ModelSource, subjectOf } from './build.ts';
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
    return blocks?.some((block) => mayDiffer(block)) ? (this.#all(address, blocks) ?? []) : [];
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
  let evaluator: Evaluator | undefined = root;
  for (const name of names) {
    const declaration = evaluator?.module.find(name);
    if (!evaluator || !declaration) return undefined;
    blocks.push({ evaluator, declaration });
    if (declaration.type === 'module') evaluator = evaluator.child(declaration);
  }
  return blocks;
}

function isRepeated({ block }: Declaration): boolean {
  return attributeOf(block, 'count') !== undefined || attributeOf(block, 'for_each') !== undefined;
}

/** A cheap look: whether a policy may be another in the next instance, or is made with one instance of something. */
function mayDiffer({ declaration, evaluator }: Placed, seen = new Set<Declaration>()): boolean {
  if (seen.has(declaration)) return false;
  seen.add(declaration);
  const parts = policyParts(declaration);
  return (
    isPerInstance(declaration, parts) || parts.some((part) => namesInstance(textOf(declaration, part), evaluator, seen))
  );
}

/** Whether a text names one instance of what differs in each, or a document that may do so. */
function namesInstance(text: string, evaluator: Evaluator, seen: Set<Declaration>): boolean {
  return [...text.matchAll(NAMES_OF_REPEATED)].some(([name, index]) => {
    const declaration = evaluator.module.find(name.replace(/\s*\[$/, ''));
    if (!declaration) return false;
    if (index !== undefined && isPerInstance(declaration, declaration.block.body.items)) return true;
    return declaration.type === DOCUMENT && mayDiffer({ evaluator, declaration }, seen);
  });
}

const DOCUMENT = 'aws_iam_policy_document';
const PROVIDER = 'aws_iam_openid_connect_provider';
const NAMES_OF_REPEATED = new RegExp(
  String.raw`\b(?:data\.${DOCUMENT}|(?:data\.)?${PROVIDER}|module)\.[\w-]+(\s*\[)?`,
  'g',
);

/** What the policy of a role or a document is made of, and what a call gives to those behind it. */
function policyParts({ type, block }: Declaration): readonly (Attribute | Block)[] {
  const policy = attributeOf(block, 'assume_role_policy');
  if (type === 'aws_iam_role') return policy ? [policy] : [];
  return block.body.items.filter((item) => !isMeta(item));
}

/** What says how often and when a block is made, not what it holds. */
function isMeta(item: Attribute | Block): boolean {
  return item.kind === 'attribute' && (item.name === 'for_each' || item.name === 'count' || item.name === 'depends_on');
}

/** Whether a block is repeated, and these parts of it say what is in one instance only. */
function isPerInstance(declaration: Declaration, items: readonly (Attribute | Block)[]): boolean {
  const names = /\b(?:each|count)\s*[.[]/;
  return isRepeated(declaration) && items.some((item) => !isMeta(item) && names.test(textOf(declaration, item)));
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
  root: Evaluator,
): Instance[] {
  const bound = boundBy(subject, bindings, root);
  const result = runIn(root, bound, (evaluator) =>
    new ModelSource(evaluator).model((one) => one === subjectOf(subject)),
  );
  const roles = result.roles.filter((role) => role.address === subject);
  const documents = result.policies.filter((policy) => policy.document === subject);
  const policies = roles.length > 0 ? roles.flatMap((role) => role.policies) : documents;
  if (roles.length + documents.length === 0) return [];
  const { providers, clusters } = result;
  return [
    { address, model: { policies, providers, clusters, roles, declared: [], identityConfigs: [], permissions: [] } },
  ];
}

/** Runs something in the same module with certain instances. What it rests on, the module's own evaluator notes. */
function runIn<T>({ module, options, defaults }: Evaluator, repetitions: Bindings, run: (inner: Evaluator) => T): T {
  const evaluator = new Evaluator(module, { ...options, repetitions });
  const { result, ...rests } = evaluator.defaults.during(() => run(evaluator));
  defaults.note(rests);
  return result;
}

/** Also what `each` and `count` are in the instances of documents, providers and modules that an instance is made with. */
function boundBy(subject: string, bindings: Bindings, root: Evaluator): Bindings {
  const unclear = new Set<string>();
  for (;;) {
    const before = unclear.size;
    const known = new Map(bindings);
    runIn(root, known, (evaluator) => {
      const block = blocksOf(subject, evaluator)?.at(-1);
      if (block) new NamedInstances(evaluator, known, unclear).bind(block);
    });
    // What was named by an instance that is not the only one must not count.
    if (unclear.size === before) return known;
  }
}

/** `data.aws_iam_policy_document.x[each.key]`: in the instance that is named, `each` is known as well. */
class NamedInstances {
  readonly #root: Evaluator;
  readonly #known: Map<string, Repetition>;
  readonly #unclear: Set<string>;
  /** By the address of a block, which of its instances is named. */
  readonly #named = new Map<string, string | undefined>();
  readonly #seen = new Map<Evaluator, Set<Expression>>();

  /**
   * @param known what `each` and `count` are in other blocks
   * @param unclear blocks of which several instances are named, or one that is not known: which is meant hangs on where
   */
  constructor(root: Evaluator, known: Map<string, Repetition>, unclear: Set<string>) {
    this.#root = root;
    this.#known = known;
    this.#unclear = unclear;
  }

  /** Notes which instances of documents, providers and modules the policy of a block is made with. */
  bind({ evaluator, declaration }: Placed): void {
    for (const part of policyParts(declaration)) {
      const scope = evaluator.scope(fileOf(declaration, part), declaration.address);
      for (const expression of expressionsOf(part)) this.#walk(expression, evaluator, scope);
    }
  }

  #walk(expression: Expression, evaluator: Evaluator, scope: Scope): void {
    const seen = this.#seen.get(evaluator) ?? new Set();
    if (seen.has(expression)) return;
    this.#seen.set(evaluator, seen.add(expression));
    const path = expression.kind === 'get' || expression.kind === 'index' ? pathOf(expression) : undefined;
    if (path && this.#follow(path.root.name, path.steps, evaluator, scope)) return;
    for (const part of partsOf(expression)) this.#walk(part, evaluator, scope);
  }

  /** Whether a traversal names a block that may be repeated: its steps are then understood. */
  #follow(root: string, steps: readonly Step[], evaluator: Evaluator, scope: Scope): boolean {
    const [first, second] = steps;
    if (first?.kind !== 'get') return false;
    if (root === 'local') this.#walkLocal(first.name, evaluator);
    if (root === 'var') this.#walkArgument(first.name, evaluator);
    const isData = root === 'data';
    const name = isData && second?.kind === 'get' ? `data.${first.name}.${second.name}` : `${root}.${first.name}`;
    const declaration = evaluator.module.find(name);
    if (!declaration || !NAMED.has(declaration.type)) return false;
    const behind = steps.slice(isData ? 2 : 1);
    this.#name({ evaluator, declaration }, behind[0], scope);
    if (declaration.type === DOCUMENT) this.bind({ evaluator, declaration });
    if (declaration.type === 'module') this.#walkOutput(declaration, behind, evaluator);
    return true;
  }

  #walkLocal(name: string, evaluator: Evaluator): void {
    const local = evaluator.module.local(name);
    if (local) this.#walk(local.attribute.value, evaluator, evaluator.scope(local.file));
  }

  /** What the call of a module sets a variable to. */
  #walkArgument(name: string, { path, call }: Evaluator): void {
    const attribute = call && attributeOf(call.declaration.block, name);
    if (!attribute) return;
    const { declaration } = call;
    const caller = this.#root.instances.get(path.slice(0, -`${declaration.address}.`.length));
    if (caller) this.#walk(attribute.value, caller, caller.scope(fileOf(declaration, attribute), declaration.address));
  }

  #walkOutput(declaration: Declaration, steps: readonly Step[], evaluator: Evaluator): void {
    const name = steps.find((step) => step.kind === 'get')?.name;
    const child = evaluator.child(declaration);
    const output = child?.module.find(`output.${name}`);
    const value = output && attributeOf(output.block, 'value');
    if (child && value) this.#walk(value.value, child, child.scope(fileOf(output, value), output.address));
  }

  #name(block: Placed, index: Step | undefined, scope: Scope): void {
    if (!isRepeated(block.declaration)) return;
    const { evaluator, declaration } = block;
    const address = `${evaluator.path}${declaration.address}`;
    const key = index?.kind === 'index' ? evaluator.evaluate(index.key, scope) : undefined;
    const suffix = key && `[${key.kind === 'number' ? key.text : JSON.stringify(knownString(key))}]`;
    const element = elementsOf(block)?.find((one) => one.suffix === suffix);
    const isOther = this.#named.has(address) && this.#named.get(address) !== suffix;
    this.#named.set(address, suffix);
    if (!element || isOther) this.#unclear.add(address);
    else if (!this.#unclear.has(address)) this.#known.set(address, element.repetition);
  }
}

const NAMED: ReadonlySet<string> = new Set([DOCUMENT, PROVIDER, 'module']);
