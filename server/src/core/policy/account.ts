/** The AWS account in which Terraform makes something. */
import type { Block, Expression } from '../hcl/nodes.ts';
import type { Resting } from '../terraform/defaults.ts';
import type { Evaluator } from '../terraform/evaluate.ts';
import { attributeOf, blocksOf, type Declaration, type ModuleFile } from '../terraform/module.ts';
import { inFile } from '../text/range.ts';
import { knownString, type Value } from '../value/value.ts';
import type { Account } from './model.ts';

/** The account of an IAM ARN. */
export function accountInArn(arn: string): string | undefined {
  return /^arn:[^:]+:iam::(\d{12}):/.exec(arn)?.[1];
}

/** One block `provider "aws"`, and the variables whose defaults it rests on. */
type Configuration = Resting<{
  /** Empty for the one that holds where none is named; undefined where it is not known. */
  readonly alias: string | undefined;
  readonly account: Account | undefined;
}> & {
  /** As the block is named among the units of its module. */
  readonly address: string;
};

/** The configurations of every use of a module, by its path. */
export type Configurations = ReadonlyMap<string, readonly Configuration[]>;

interface Written {
  readonly block: Block;
  readonly file: ModuleFile;
}

/** The configurations of the AWS provider that one use of a module has of its own. */
export function configurationsOf(evaluator: Evaluator): Configuration[] {
  return evaluator.module.files.flatMap((file) =>
    file.tree.body.items.flatMap((item) => {
      if (item.kind !== 'block' || item.type !== 'provider') return [];
      if (item.labels.length !== 1 || item.labels[0]!.text !== 'aws') return [];
      const written = { block: item, file };
      const read = evaluator.defaults.during(() => ({
        alias: attributeOf(item, 'alias') ? knownString(argument(evaluator, written, item, 'alias')) : '',
        account: accountIn(evaluator, written),
      }));
      return [{ ...read, address: `${evaluator.path}provider.aws` }];
    }),
  );
}

/**
 * The account that a resource is made in, where the configuration of its provider allows exactly one, or assumes a role of one.
 * A called module without such a configuration has that of its caller.
 */
export function accountOf(
  evaluator: Evaluator,
  declaration: Declaration,
  configurations: Configurations,
): Account | undefined {
  const wanted = attributeOf(declaration.block, 'provider')?.value;
  const alias = wanted ? aliasIn(wanted) : '';
  const configuration = alias === undefined ? undefined : configurationFor(evaluator, alias, configurations);
  if (!configuration) return undefined;
  evaluator.defaults.note(configuration);
  return configuration.result.account;
}

/** `aws` or `aws.other`. */
function aliasIn(wanted: Expression): string | undefined {
  if (isAws(wanted)) return '';
  return wanted.kind === 'get' && isAws(wanted.target) ? wanted.name : undefined;
}

function isAws(expression: Expression): boolean {
  return expression.kind === 'variable' && expression.name === 'aws';
}

function configurationFor(
  evaluator: Evaluator,
  alias: string,
  configurations: Configurations,
): Configuration | undefined {
  const own = (configurations.get(evaluator.path) ?? []).filter(({ result }) => result.alias === alias);
  if (own.length > 0) return own.length === 1 ? own[0] : undefined;
  const call = evaluator.call?.declaration;
  if (alias !== '' || !call || attributeOf(call.block, 'providers')) return undefined;
  const caller = evaluator.instances.get(evaluator.path.slice(0, -`${call.address}.`.length));
  return caller && configurationFor(caller, '', configurations);
}

function accountIn(evaluator: Evaluator, configuration: Written): Account | undefined {
  const { block, file } = configuration;
  const at = inFile(file.id, block.header);
  const ids = [allowed(evaluator, configuration), ...assumed(evaluator, configuration)].filter(
    (id) => id !== undefined,
  );
  return new Set(ids).size === 1 ? { id: ids[0]!, at } : undefined;
}

function allowed(evaluator: Evaluator, configuration: Written): string | undefined {
  const list = argument(evaluator, configuration, configuration.block, 'allowed_account_ids');
  if (list.kind !== 'list' || list.open || list.items.length !== 1) return undefined;
  const id = knownString(list.items[0]!);
  return id !== undefined && /^\d{12}$/.test(id) ? id : undefined;
}

function assumed(evaluator: Evaluator, configuration: Written): (string | undefined)[] {
  const [role, ...more] = blocksOf(configuration.block, 'assume_role');
  if (!role || more.length > 0) return [];
  return [accountInArn(knownString(argument(evaluator, configuration, role, 'role_arn')) ?? '')];
}

function argument(evaluator: Evaluator, { file }: Written, block: Block, name: string): Value {
  const attribute = attributeOf(block, name);
  if (!attribute) return { kind: 'null', at: inFile(file.id, block) };
  return evaluator.evaluate(attribute.value, evaluator.scope(file));
}
