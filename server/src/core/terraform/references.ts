/** What the text of a block or of a local value depends on, found without evaluating anything. */
import type { Attribute, Block, Expression } from '../hcl/nodes.ts';
import { expressionsOf, partsOf } from '../hcl/visit.ts';
import { pathOf } from './traversal.ts';

export interface References {
  /** What it names: `local.a`, `var.b`, `module.c`, `aws_iam_role.d`, `data.aws_iam_policy_document.e`. */
  readonly names: readonly string[];
  /** An expression may read other files. */
  readonly readsFiles: boolean;
}

const READERS: ReadonlySet<string> = new Set(['file', 'fileexists', 'templatefile']);

export function referencesOf(item: Attribute | Block): References {
  const names = new Set<string>();
  let readsFiles = false;
  const waiting: Expression[] = [...expressionsOf(item)];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const path = next.kind === 'get' || next.kind === 'index' ? pathOf(next) : undefined;
    if (!path) {
      if (next.kind === 'call') readsFiles ||= READERS.has(next.name);
      waiting.push(...partsOf(next));
      continue;
    }
    const [first, second] = path.steps;
    if (first?.kind === 'get') {
      if (path.root.name !== 'data') names.add(`${path.root.name}.${first.name}`);
      else if (second?.kind === 'get') names.add(`data.${first.name}.${second.name}`);
    }
    for (const step of path.steps) if (step.kind === 'index') waiting.push(step.key);
  }
  return { names: [...names], readsFiles };
}
