/** The arguments of a resource or data source. */
import type { Evaluator } from '../terraform/evaluate.ts';
import { attributeOf, type Declaration, fileOf } from '../terraform/module.ts';
import { inFile } from '../text/range.ts';
import type { Value } from '../value/value.ts';
import { type Presence, present } from './model.ts';

/** An argument, read; null is as good as none. */
export function argumentFrom<T>(
  evaluator: Evaluator,
  declaration: Declaration,
  name: string,
  read: (value: Value) => T,
): Presence<T> {
  const attribute = attributeOf(declaration.block, name);
  const value = evaluator.attribute(declaration, name);
  if (!attribute || !value) return declaration.block.body.complete ? { is: 'absent' } : { is: 'maybe' };
  if (value.kind === 'null') return { is: 'absent' };
  const file = fileOf(declaration, attribute).id;
  return present(read(value), inFile(file, attribute.nameSpan), inFile(file, attribute));
}
