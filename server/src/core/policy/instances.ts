/** The instances of a role: one for each element of its `for_each` or `count`, and of those of the calls that lead to it. */
import type { Expression } from '../hcl/nodes.ts';
import { partsOf } from '../hcl/visit.ts';
import { Evaluator, type Repetition } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf, type Module } from '../terraform/module.ts';
import { eachOf, MAX_REPETITIONS } from '../terraform/names.ts';
import { wholeNumber } from '../terraform/numbers.ts';
import { pathOf } from '../terraform/traversal.ts';
import { knownString, type Value } from '../value/value.ts';
import { ModelSource, subjectOf } from './build.ts';
import type { OidcProvider, Role } from './model.ts';

export interface RoleInstance {
  /** With the key of each repeated block: `module.a["x"].aws_iam_role.b[0]`. */
  readonly address: string;
  readonly role: Role;
  readonly providers: readonly OidcProvider[];
}

type Bindings = ReadonlyMap<string, Repetition>;

/** One instance of a block: what stands behind its address, and what `each` or `count` is in it. */
interface Element {
  readonly suffix: string;
  readonly repetition: Repetition;
}

/** Every instance by itself; none where the role is made once, undefined where it is not known which instances there are. */
export function instancesOf(
  address: string,
  evaluator: Evaluator,
  module: Module,
): readonly RoleInstance[] | undefined {
  const blocks = blocksOf(address, evaluator);
  if (!blocks) return undefined;
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
  if (blocks.every(({ declaration }) => !isRepeated(declaration))) return [];
  const instances = found.flatMap((one) => instanceOf(address, one, evaluator, module));
  return instances.length === found.length ? instances : undefined;
}

interface Block {
  readonly evaluator: Evaluator;
  readonly declaration: Declaration;
}

/** The calls that lead to a role, and the role, from the outside in. */
function blocksOf(address: string, root: Evaluator): readonly Block[] | undefined {
  const names = address.match(/module\.[^.]+|aws_iam_role\.[^.]+$/g) ?? [];
  const blocks: Block[] = [];
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

function elementsOf({ evaluator, declaration }: Block): readonly Element[] | undefined {
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

/** The role as it is in one instance: in a model of its own, in which `each` and `count` are known. */
function instanceOf(
  roleAddress: string,
  { address, bindings }: { address: string; bindings: Bindings },
  { options }: Evaluator,
  module: Module,
): RoleInstance[] {
  const repetitions = new Map(bindings);
  const evaluator = new Evaluator(module, { ...options, repetitions });
  const source = new ModelSource(evaluator);
  const blocks = blocksOf(roleAddress, evaluator);
  if (blocks) bindDocuments(blocks.at(-1)!, 'assume_role_policy', repetitions);
  const { roles, providers } = source.model((subject) => isOf(subject, roleAddress));
  return roles.filter((role) => role.address === roleAddress).map((role) => ({ address, role, providers }));
}

function isOf(subject: string, address: string): boolean {
  return subject === subjectOf(address) || subject.startsWith('data.aws_iam_policy_document.');
}

/** `data.aws_iam_policy_document.x[each.key]`: in the instance that is named, `each` is known as well. */
function bindDocuments({ evaluator, declaration }: Block, argument: string, known: Map<string, Repetition>): void {
  const attribute = attributeOf(declaration.block, argument);
  if (!attribute) return;
  const scope = evaluator.scope(fileOf(declaration, attribute), declaration.address);
  const waiting: Expression[] = [attribute.value];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const path = next.kind === 'get' || next.kind === 'index' ? pathOf(next) : undefined;
    const [type, name, index] = path?.steps ?? [];
    waiting.push(...partsOf(next));
    if (path?.root.name !== 'data' || type?.kind !== 'get' || name?.kind !== 'get' || index?.kind !== 'index') continue;
    const document = evaluator.module.find(`data.${type.name}.${name.name}`);
    const address = `${evaluator.path}data.${type.name}.${name.name}`;
    if (!document || known.has(address)) continue;
    const key = evaluator.evaluate(index.key, scope);
    const suffix = `[${key.kind === 'number' ? key.text : JSON.stringify(knownString(key))}]`;
    const element = elementsOf({ evaluator, declaration: document })?.find((one) => one.suffix === suffix);
    if (!element) continue;
    known.set(address, element.repetition);
    for (const source of ['source_policy_documents', 'override_policy_documents', 'source_json', 'override_json'])
      bindDocuments({ evaluator, declaration: document }, source, known);
  }
}
