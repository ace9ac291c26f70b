import type { Expression, HclFile } from '../core/hcl/nodes.ts';
import { expressionsOf, partsOf } from '../core/hcl/visit.ts';
import { holds } from './policyPlace.ts';

/** Whether a name such as `local.x` or `data.a.b.json` is at an offset: where it leads every Terraform editor knows. */
export function isReferenceAt(tree: HclFile | undefined, offset: number): boolean {
  const item = tree?.body.items.find((each) => holds(each, offset));
  return item !== undefined && [...expressionsOf(item)].some((each) => hasReferenceAt(each, offset));
}

function hasReferenceAt(expression: Expression, offset: number): boolean {
  if (!holds(expression, offset)) return false;
  switch (expression.kind) {
    case 'variable':
    case 'get':
    case 'splat':
      return true;
    default:
      return partsOf(expression).some((part) => hasReferenceAt(part, offset));
  }
}
