/** Override files: what they declare is merged into what the module's other files declare, as Terraform does it. */
import type { Attribute, Block, Body } from '../hcl/nodes.ts';
import type { FileId } from '../text/range.ts';
import type { Declaration, ModuleFile } from './module.ts';

/** `override.tf`, `prod_override.tf`, also `.tofu` and JSON. */
export function isOverride(file: FileId): boolean {
  return /(?:^|[/\\_])override\.(?:tf|tofu)(?:\.json)?$/.test(file);
}

/**
 * A declaration with the arguments of another one over its own: attributes are replaced one by one, nested blocks all of a
 * type together, `dynamic` ones among them. What is taken over keeps its place in its own file.
 */
export function overridden(declaration: Declaration, by: Declaration): Declaration {
  const { block, file } = declaration;
  const { kind, type, typeSpan, labels, header, start, end } = block;
  const names = new Set(by.block.body.items.map(nameOf));
  const kept = block.body.items.filter((item) => !names.has(nameOf(item)));
  const body: Body = {
    ...block.body,
    items: [...kept, ...by.block.body.items],
    complete: block.body.complete && by.block.body.complete,
  };
  const sources = new Map<Attribute | Block, ModuleFile>(declaration.sources);
  for (const item of by.block.body.items) if (by.file !== file) sources.set(item, by.file);
  return { ...declaration, block: { kind, type, typeSpan, labels, header, start, end, body }, sources };
}

/** What an item replaces: a name's attribute, or a type's blocks. */
function nameOf(item: Attribute | Block): string {
  if (item.kind === 'attribute') return `= ${item.name}`;
  const [label] = item.labels;
  return item.type === 'dynamic' && label ? label.text : item.type;
}
