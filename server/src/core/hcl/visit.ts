/** Walks over the expressions of a tree. */
import type { Attribute, Block, Expression } from './nodes.ts';

/** Every expression that an item holds by itself: those of its attributes and of the blocks in it, not what is inside them. */
export function* expressionsOf(item: Attribute | Block): Generator<Expression> {
  if (item.kind === 'attribute') yield item.value;
  else for (const inner of item.body.items) yield* expressionsOf(inner);
}

/** The expressions right inside another one, in the order of the text. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'keyword':
    case 'variable':
    case 'splat-item':
    case 'missing':
      return [];
    case 'template':
      return expression.parts.flatMap((part) => (part.kind !== 'text' && part.value ? [part.value] : []));
    case 'call':
      return expression.args;
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'for':
      return [expression.collection, expression.key, expression.value, expression.condition].filter(
        (part) => part !== undefined,
      );
    case 'conditional':
      return [expression.condition, expression.yes, expression.no];
    case 'binary':
      return [expression.left, expression.right];
    case 'unary':
      return [expression.operand];
    case 'parentheses':
      return [expression.value];
    case 'get':
      return [expression.target];
    case 'index':
      return [expression.target, expression.key];
    case 'splat':
      return [expression.target, expression.each];
  }
}
