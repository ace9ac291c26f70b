/** Regular expressions as trees: what automata are built from. */
import { type PatternNode, parsePattern } from '../../oidc/pattern.ts';
import { type CharSet, single } from './charset.ts';

export type Expression =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly items: readonly Expression[] }
  /** `max` is `Infinity` where there is no limit. */
  | { readonly kind: 'repeat'; readonly item: Expression; readonly min: number; readonly max: number }
  /** Every character read inside belongs to the tag. */
  | { readonly kind: 'tagged'; readonly item: Expression; readonly tag: number };

export function chars(set: CharSet): Expression {
  return { kind: 'chars', set };
}

export function literal(text: string): Expression {
  return sequence(Array.from({ length: text.length }, (_, i) => chars(single(text.charCodeAt(i)))));
}

export function sequence(items: readonly Expression[]): Expression {
  return { kind: 'sequence', items };
}

export function choice(items: readonly Expression[]): Expression {
  return { kind: 'choice', items };
}

export function repeat(item: Expression, min: number, max = Number.POSITIVE_INFINITY): Expression {
  return { kind: 'repeat', item, min, max };
}

function star(item: Expression): Expression {
  return repeat(item, 0);
}

export function tagged(item: Expression, tag: number): Expression {
  return { kind: 'tagged', item, tag };
}

/** One or more of the items with the separator between them. */
export function list(item: Expression, separator: Expression): Expression {
  return sequence([item, star(sequence([separator, item]))]);
}

const patterns = new Map<string, Expression>();

/** A pattern of the catalogue; each is read once. */
export function fromPattern(pattern: string): Expression {
  let expression = patterns.get(pattern);
  if (!expression) {
    expression = fromNode(parsePattern(pattern));
    patterns.set(pattern, expression);
  }
  return expression;
}

function fromNode(node: PatternNode): Expression {
  switch (node.kind) {
    case 'chars':
      return chars(node.ranges.flatMap(({ from, to }) => [from, to]));
    case 'sequence':
      return sequence(node.items.map(fromNode));
    case 'choice':
      return choice(node.items.map(fromNode));
    case 'repeat':
      return repeat(fromNode(node.item), node.min, node.max);
  }
}
