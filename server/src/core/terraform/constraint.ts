/** Reads the type of a variable: `list(string)`, `object({ sub = string, branches = optional(list(string), []) })`. */
import type { Expression } from '../hcl/nodes.ts';
import type { Value } from '../value/value.ts';
import { ANY_TYPE, type Attribute, BOOL, NUMBER, STRING, type Type } from './types.ts';

/** The type that an expression names; what cannot be read is any type. `evaluate` gives the defaults of optional attributes. */
export function typeFrom(expression: Expression, evaluate: (expression: Expression) => Value, depth = 0): Type {
  if (depth > 20) return ANY_TYPE;
  if (expression.kind === 'variable') return PLAIN.get(expression.name) ?? ANY_TYPE;
  if (expression.kind !== 'call') return ANY_TYPE;
  const [first] = expression.args;
  if (!first) return ANY_TYPE;
  switch (expression.name) {
    case 'list':
    case 'set':
    case 'map':
      return { kind: expression.name, of: typeFrom(first, evaluate, depth + 1) };
    case 'tuple':
      return first.kind === 'tuple' && first.complete
        ? { kind: 'tuple', items: first.items.map((item) => typeFrom(item, evaluate, depth + 1)) }
        : ANY_TYPE;
    case 'object':
      return objectType(first, evaluate, depth + 1);
    default:
      return ANY_TYPE;
  }
}

const PLAIN = new Map<string, Type>([
  ['string', STRING],
  ['number', NUMBER],
  ['bool', BOOL],
  ['list', { kind: 'list', of: ANY_TYPE }],
  ['map', { kind: 'map', of: ANY_TYPE }],
]);

function objectType(expression: Expression, evaluate: (expression: Expression) => Value, depth: number): Type {
  if (expression.kind !== 'object' || !expression.complete) return ANY_TYPE;
  const attributes = new Map<string, Attribute>();
  for (const entry of expression.entries) {
    if (entry.key.kind !== 'variable') return ANY_TYPE;
    attributes.set(entry.key.name, attributeType(entry.value, evaluate, depth));
  }
  return { kind: 'object', attributes };
}

function attributeType(expression: Expression, evaluate: (expression: Expression) => Value, depth: number): Attribute {
  if (expression.kind !== 'call' || expression.name !== 'optional')
    return { type: typeFrom(expression, evaluate, depth) };
  const [type, fallback] = expression.args;
  return {
    type: type ? typeFrom(type, evaluate, depth) : ANY_TYPE,
    optional: fallback ? { fallback: evaluate(fallback) } : {},
  };
}
