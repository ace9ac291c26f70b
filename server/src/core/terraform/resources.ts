/**
 * What is certain about attributes that only exist after `apply`: enough to join a role to its provider, nothing more.
 * `aws_iam_openid_connect_provider.x.url` has no scheme, an EKS cluster's issuer has one (IAM API GetOpenIDConnectProvider; EKS API DescribeCluster).
 */
import type { Variable } from '../hcl/nodes.ts';
import type { SourceRange } from '../text/range.ts';
import { concat, type Hole, literal, replaceAll, splitFirst, type Text } from '../value/text.ts';
import { reachedVia, textOf, type Value } from '../value/value.ts';
import { addressOf, type Evaluator, type Step } from './evaluate.ts';
import type { Declaration } from './module.ts';

const PROVIDER = 'aws_iam_openid_connect_provider';

/** The value of a reference to a resource or data source, where its type is one we know; undefined otherwise. */
export function resolveResource(
  evaluator: Evaluator,
  root: Variable,
  steps: readonly Step[],
  at: SourceRange,
): Value | undefined {
  const named = nameOf(root, steps);
  if (!named) return undefined;
  const { type, base, attribute, rest } = named;
  const address = `${evaluator.path}${addressOf(root, steps)}`;
  if (type === PROVIDER) return providerAttribute(evaluator, base, attribute, address, at, rest.length === 0);
  if (type === 'aws_eks_cluster' && /\.identity(\[0\]|\.0)?\.?.*\.issuer$/.test(address)) {
    return {
      kind: 'reference',
      address,
      at,
      text: ['https://', { key: address, schemeless: true }],
    };
  }
  return undefined;
}

interface Named {
  readonly type: string;
  /** The address without index: what a declaration is called. */
  readonly base: string;
  readonly attribute: string;
  readonly rest: readonly Step[];
}

/** Takes a traversal apart: `data.TYPE.NAME[0].attribute...`. */
function nameOf(root: Variable, steps: readonly Step[]): Named | undefined {
  const names = [...steps];
  let type = root.name;
  let prefix = '';
  if (root.name === 'data') {
    const first = names.shift();
    if (first?.kind !== 'get') return undefined;
    type = first.name;
    prefix = 'data.';
  }
  const name = names.shift();
  if (name?.kind !== 'get') return undefined;
  if (names[0]?.kind === 'index') names.shift();
  const attribute = names.shift();
  if (attribute?.kind !== 'get') return undefined;
  return { type, base: `${prefix}${type}.${name.name}`, attribute: attribute.name, rest: names };
}

function providerAttribute(
  evaluator: Evaluator,
  base: string,
  attribute: string,
  address: string,
  at: SourceRange,
  whole: boolean,
): Value | undefined {
  const declaration = evaluator.module.find(base);
  if (!declaration) return undefined;
  if (attribute === 'client_id_list') {
    const value = evaluator.attribute(declaration, 'client_id_list');
    return value && whole ? reachedVia(value, at) : undefined;
  }
  if (!whole) return undefined;
  const url = providerUrl(evaluator, declaration);
  if (attribute === 'url') return { kind: 'reference', address, at, text: url };
  if (attribute === 'arn' || attribute === 'id') {
    const made = hasOtherScheme(url) ? unknownUrl(evaluator, declaration) : url;
    return { kind: 'reference', address, at, text: concat(arnStart(`${evaluator.path}${base}`), made) };
  }
  return undefined;
}

/** AWS refuses such a provider, so that it has no ARN. */
function hasOtherScheme([first]: Text): boolean {
  return typeof first === 'string' && /^(?!https:)[a-z][\w+.-]*:\/\//i.test(first);
}

function unknownUrl(evaluator: Evaluator, declaration: Declaration): Text {
  return [{ key: `${evaluator.path}${declaration.address}.url`, schemeless: true }];
}

function arnStart(base: string): Text {
  const hole = (name: string): Hole => ({ key: `${name} of ${base}` });
  return ['arn:', hole('partition'), ':iam::', hole('account'), ':oidc-provider/'];
}

/** The provider's URL without scheme, as AWS gives it back. */
export function providerUrl(evaluator: Evaluator, declaration: Declaration): Text {
  const arn = evaluator.attribute(declaration, 'arn');
  const fromArn = arn && textOf(arn) && splitFirst(textOf(arn)!, ':oidc-provider/');
  if (fromArn) return fromArn[1];
  const url = evaluator.attribute(declaration, 'url');
  const text = url && textOf(url);
  if (!text || url.kind === 'one-of' || url.kind === 'unknown') return unknownUrl(evaluator, declaration);
  return withoutScheme(text) ?? unknownUrl(evaluator, declaration);
}

/** A URL's text behind `https://`; undefined where it cannot be told apart. */
function withoutScheme(text: Text): Text | undefined {
  const [first] = text;
  if (typeof first === 'string')
    return first.startsWith('https://') ? concat(literal(first.slice(8)), text.slice(1)) : text;
  return replaceAll(text, 'https://', '');
}
