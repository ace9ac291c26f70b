/** Where a policy stands that may be written another way: the whole value of an argument. */
import { cookTemplate } from '../hcl/cook.ts';
import type { Attribute, Block, Body, Expression, Template } from '../hcl/nodes.ts';
import { isJsonSyntax } from '../terraform/jsonSyntax.ts';
import { addressOfBlock, type Module, type ModuleFile } from '../terraform/module.ts';
import { referencesOf } from '../terraform/references.ts';
import { pathOf } from '../terraform/traversal.ts';
import { contains, type FileId, touches } from '../text/range.ts';

export type Form =
  | { readonly kind: 'jsonencode'; readonly argument: Expression }
  | { readonly kind: 'heredoc' | 'string'; readonly template: Template }
  /** `file("NAME")`. */
  | { readonly kind: 'file' }
  | DocumentForm;

/** `data.aws_iam_policy_document.NAME.json`. */
export interface DocumentForm {
  readonly kind: 'policy-document';
  readonly address: string;
  /** As it is written, without brackets. */
  readonly index: string | undefined;
}

export interface Site {
  readonly file: ModuleFile;
  /** The block at the top level of the file. */
  readonly block: Block;
  /** What holds the argument: the block's own, or that of a block in it. */
  readonly body: Body;
  readonly attribute: Attribute;
  readonly form: Form;
}

/** The policy in which a place lies: in the argument that holds it, or in the document that a single argument refers to. */
export function siteAt(module: Module, fileId: FileId, offset: number): Site | undefined {
  const file = module.files.find(({ id }) => id === fileId);
  const block = file?.tree.body.items.find((item): item is Block => item.kind === 'block' && touches(item, offset));
  if (!file || !block || isJsonSyntax(fileId)) return undefined;
  const address = addressOfBlock(block);
  if (block.type === 'data' && address?.startsWith('data.aws_iam_policy_document.')) {
    const [only, ...more] = sitesOf(module).filter(
      ({ form }) => form.kind === 'policy-document' && form.address === address,
    );
    return more.length === 0 ? only : undefined;
  }
  return sitesIn(file, block).find(({ attribute }) => touches(attribute, offset));
}

/** Every policy of a module. */
export function sitesOf({ files }: Module): Site[] {
  return files
    .filter(({ id }) => !isJsonSyntax(id))
    .flatMap((file) => file.tree.body.items.flatMap((item) => (item.kind === 'block' ? sitesIn(file, item) : [])));
}

function sitesIn(file: ModuleFile, block: Block): Site[] {
  return argumentsOf(block.body).flatMap(({ body, attribute }) => {
    const form = formOf(file, attribute);
    return form ? [{ file, block, body, attribute, form }] : [];
  });
}

/** The arguments of a block and of the blocks in it. */
function argumentsOf(body: Body): { body: Body; attribute: Attribute }[] {
  return body.items.flatMap((item) =>
    // The names that a dynamic block binds mean nothing elsewhere.
    item.kind === 'attribute' ? [{ body, attribute: item }] : item.type === 'dynamic' ? [] : argumentsOf(item.body),
  );
}

/** What an argument of this name reads from a file is a policy. */
const POLICY_ARGUMENT = /(?:^|_)policy$/;

function formOf(file: ModuleFile, { name, value }: Attribute): Form | undefined {
  if (value.kind === 'call' && value.name === 'file')
    return value.complete && POLICY_ARGUMENT.test(name) ? { kind: 'file' } : undefined;
  if (value.kind === 'call' && value.name === 'jsonencode') {
    const [argument, ...more] = value.args;
    const isPolicy = argument?.kind === 'object' && argument.entries.some(({ key }) => isStatement(file, key));
    return isPolicy && more.length === 0 && value.complete ? { kind: 'jsonencode', argument } : undefined;
  }
  if (value.kind === 'template') {
    if (!file.text.slice(value.start, value.end).includes('Statement')) return undefined;
    const texts = [...cookTemplate(file.text, value).values()].map(({ text }) => text);
    if (!/^\s*\{/.test(texts[0] ?? '') || !texts.some((text) => text.includes('"Statement"'))) return undefined;
    return { kind: value.form === 'quoted' ? 'string' : 'heredoc', template: value };
  }
  return documentForm(file, value);
}

function isStatement(file: ModuleFile, key: Expression): boolean {
  return /^"?Statement"?$/.test(file.text.slice(key.start, key.end));
}

function documentForm(file: ModuleFile, value: Expression): DocumentForm | undefined {
  const path = pathOf(value);
  const [type, name, ...rest] = path?.steps ?? [];
  if (path?.root.name !== 'data' || type?.kind !== 'get' || type.name !== 'aws_iam_policy_document') return undefined;
  const [index, last] = rest.length === 2 ? rest : [undefined, rest[0]];
  if (name?.kind !== 'get' || rest.length > 2 || last?.kind !== 'get' || !/^(?:minified_)?json$/.test(last.name))
    return undefined;
  if (index?.kind === 'get') return undefined;
  return {
    kind: 'policy-document',
    address: `data.aws_iam_policy_document.${name.name}`,
    index: index && file.text.slice(index.key.start, index.key.end),
  };
}

/** Whether anything of the module but the argument itself, and the document, names the document. */
export function isNamedElsewhere({ files }: Module, site: Site, address: string): boolean {
  // What could not be read may name it.
  if (files.some(({ tree }) => !tree.body.complete)) return true;
  return files.some(({ tree }) =>
    tree.body.items.some((item) => {
      if (item.kind === 'block' && addressOfBlock(item) === address && item.type === 'data') return false;
      if (!contains(item, site.attribute) || item.kind === 'attribute' || item !== site.block)
        return referencesOf(item).names.includes(address);
      return argumentsIncludingDynamic(item.body).some(
        (attribute) => attribute !== site.attribute && referencesOf(attribute).names.includes(address),
      );
    }),
  );
}

function argumentsIncludingDynamic(body: Body): Attribute[] {
  return body.items.flatMap((item) => (item.kind === 'attribute' ? [item] : argumentsIncludingDynamic(item.body)));
}
