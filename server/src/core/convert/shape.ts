/** Whether an expression gives one value or a list of them. */
import type { Expression } from '../hcl/nodes.ts';
import { attributeOf, type Module } from '../terraform/module.ts';
import { pathOf } from '../terraform/traversal.ts';
import { optionsOf, type Value } from '../value/value.ts';
import type { Shape } from './written.ts';

/** Attributes of resources and outputs of modules that are single strings, by their names. */
const SINGLE = /(?:^|_)(?:arn|id|name|url|issuer|host|partition|region)$/;

export function shapeOf(expression: Expression, value: Value, module: Module): Shape {
  if (expression.kind === 'template') return 'text';
  const path = pathOf(expression);
  const [first, ...rest] = path?.steps ?? [];
  if (path?.root.name === 'var' && first?.kind === 'get' && rest.length === 0) return variableShape(first.name, module);
  const [kind, ...others] = new Set(optionsOf(value).map(kindOf));
  if (kind && others.length === 0 && kind !== 'unknown') return kind;
  const last = rest.at(-1) ?? first;
  if (value.kind !== 'reference' || last?.kind !== 'get') return 'unknown';
  if (path?.root.name === 'each') return last.name === 'key' ? 'text' : 'unknown';
  return rest.length > 0 && path?.root.name !== 'local' && SINGLE.test(last.name) ? 'text' : 'unknown';
}

/** By its declared type, or what it is meant to be by its default. */
function variableShape(name: string, module: Module): Shape {
  const declaration = module.find(`var.${name}`);
  const type = declaration && attributeOf(declaration.block, 'type')?.value;
  if (type?.kind === 'variable') return TYPES.get(type.name) ?? 'unknown';
  if (type?.kind === 'call') return type.name === 'list' || type.name === 'set' ? 'list' : 'unknown';
  const fallback = declaration && attributeOf(declaration.block, 'default')?.value;
  return fallback?.kind === 'template' ? 'text' : fallback?.kind === 'tuple' ? 'list' : 'unknown';
}

const TYPES = new Map<string, Shape>([
  ['string', 'text'],
  ['number', 'scalar'],
  ['bool', 'scalar'],
  ['list', 'list'],
]);

function kindOf(value: Value): Shape {
  switch (value.kind) {
    case 'string':
    case 'encoded':
      return 'text';
    case 'number':
    case 'bool':
      return 'scalar';
    case 'list':
      return 'list';
    case 'reference':
      return value.text ? 'text' : 'unknown';
    case 'object':
    case 'null':
    case 'one-of':
    case 'unknown':
      return 'unknown';
  }
}
