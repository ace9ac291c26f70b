/** Names, attributes and elements: the steps of `a.b[0]["c"]`. */
import type { Expression, Variable } from '../hcl/nodes.ts';
import type { SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { isOpaque, knownString, type ListValue, reachedVia, unknownAt, type Value } from '../value/value.ts';
import { failing, fails } from './certainty.ts';
import { entryNamed } from './functions/objects.ts';
import { canonicalNumber, wholeNumber } from './numbers.ts';
import { listKind } from './types.ts';

/** One step behind a traversal's first name. */
export type Step =
  | { readonly kind: 'get'; readonly name: string }
  | { readonly kind: 'index'; readonly key: Expression };

/** The first name of a traversal and what follows it; undefined when it does not begin with a name. */
export function pathOf(expression: Expression): { root: Variable; steps: Step[] } | undefined {
  const steps: Step[] = [];
  let node = expression;
  for (;;) {
    if (node.kind === 'variable') return { root: node, steps: steps.reverse() };
    if (node.kind === 'get') steps.push({ kind: 'get', name: node.name });
    else if (node.kind === 'index') steps.push({ kind: 'index', key: node.key });
    else return undefined;
    node = node.target;
  }
}

/** What a splat takes of each element, step by step; undefined where it does not begin with the element. */
export function stepsBehindItem(expression: Expression): Step[] | undefined {
  const steps: Step[] = [];
  let node = expression;
  while (node.kind === 'get' || node.kind === 'index') {
    steps.push(node.kind === 'get' ? { kind: 'get', name: node.name } : { kind: 'index', key: node.key });
    node = node.target;
  }
  return node.kind === 'splat-item' ? steps.reverse() : undefined;
}

/** A traversal as an address: `aws_eks_cluster.a[0].arn`. An index that is no literal is shown by its place, so that it equals only itself. */
export function addressOf(root: Variable, steps: readonly Step[]): string {
  let address = root.name;
  for (const step of steps) address += step.kind === 'get' ? `.${step.name}` : `[${indexText(step.key, address)}]`;
  return address;
}

function indexText(key: Expression, list: string): string {
  if (key.kind === 'number') return key.text;
  return isLastOf(key, list) ? 'last' : `@${key.start}`;
}

/** `length(LIST) - 1` */
function isLastOf(key: Expression, list: string): boolean {
  if (key.kind !== 'binary' || key.operator !== '-' || key.right.kind !== 'number' || key.right.text !== '1')
    return false;
  const { left } = key;
  const [of] = left.kind === 'call' && left.name === 'length' ? left.args : [];
  const path = of && pathOf(of);
  return path !== undefined && addressOf(path.root, path.steps) === list;
}

/** `value.name`. */
export function attributeStep(value: Value, name: string, at: SourceRange): Value {
  switch (value.kind) {
    case 'object': {
      const found = entryNamed(value, name);
      if (found === 'none') return failing(`there is no "${name}" here`, at);
      return found === 'unsure' ? unknownAt(`there is no "${name}" here`, at) : reachedVia(found.value, at);
    }
    case 'one-of':
      return { kind: 'one-of', options: value.options.map((option) => attributeStep(option, name, at)), at };
    case 'reference':
      return { kind: 'reference', address: `${value.address}.${name}`, at };
    case 'unknown':
      return fails(value) ? failing(value.why, at) : unknownAt(value.why, at);
    case 'list':
    case 'string':
    case 'number':
    case 'bool':
    case 'null':
    case 'encoded':
      return failing('this has no attributes', at);
  }
}

/** `value[key]`. */
export function indexStep(value: Value, key: Value, at: SourceRange): Value {
  if (fails(key) || key.kind === 'null' || key.kind === 'list' || key.kind === 'object')
    return failing('the index fails', at);
  switch (value.kind) {
    case 'object': {
      const name = key.kind === 'number' ? key.text : key.kind === 'bool' ? String(key.value) : knownString(key);
      return name === undefined ? unknownAt('the index is not known', at) : attributeStep(value, name, at);
    }
    case 'list':
      return elementStep(value, key, at);
    case 'one-of':
      return { kind: 'one-of', options: value.options.map((option) => indexStep(option, key, at)), at };
    case 'reference': {
      const number = key.kind === 'number' ? key.text : undefined;
      const name = number ?? knownString(key);
      if (name === undefined) return unknownAt('the index is not known', at);
      return { kind: 'reference', address: `${value.address}${number === undefined ? `.${name}` : `[${name}]`}`, at };
    }
    case 'unknown':
      return fails(value) ? failing(value.why, at) : unknownAt(value.why, at);
    case 'string':
    case 'number':
    case 'bool':
    case 'null':
    case 'encoded':
      return failing('this has no elements', at);
  }
}

function elementStep(value: ListValue, key: Value, at: SourceRange): Value {
  if (listKind(value) === 'set') return failing('a set has no elements by number', at);
  if (isOpaque(key)) return unknownAt('the index is not known', at);
  const written = key.kind === 'number' ? key.text : knownString(key);
  const text = written === undefined ? undefined : canonicalNumber(written);
  const index = text === undefined ? undefined : wholeNumber(text);
  if (index === undefined) {
    const unsure = key.kind === 'string' && known(key.text) === undefined;
    return unsure ? unknownAt('the index is not known', at) : failing('the index is no whole number', at);
  }
  const found = value.items[index];
  if (value.open)
    return index < 0
      ? failing(`there is no element ${index} here`, at)
      : unknownAt(`there is no element ${index} here`, at);
  return found ? reachedVia(found, at) : failing(`there is no element ${index} here`, at);
}
