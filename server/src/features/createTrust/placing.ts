/** Into which files of a module new blocks go: to those of their kind. */
import path from 'node:path';
import type { ModuleFile } from '../../core/terraform/module.ts';
import { isOverride } from '../../core/terraform/overrides.ts';
import { type TextEdit, withLineEnds } from '../../core/text/edit.ts';
import type { FileId } from '../../core/text/range.ts';
import type { TrustScene } from './scene.ts';

interface Homes {
  readonly provider: FileId;
  readonly document: FileId;
  readonly role: FileId;
}

const PROVIDER = 'aws_iam_openid_connect_provider';
const DOCUMENT = 'aws_iam_policy_document';
const ROLE = 'aws_iam_role';

/**
 * The provider goes to the providers, else to `oidc.tf`; the role to the open file if that holds roles, else to the roles, else to
 * the open file, else to the provider; the document to its role, unless the module keeps documents apart.
 * @param open the file that somebody is working at
 * @param existing the address of the provider, where there is one
 */
export function homesFor(scene: TrustScene, open: FileId | undefined, existing: string | undefined): Homes {
  const { module } = scene;
  const count = (file: ModuleFile, type: string): number =>
    module.declarations.filter((each) => each.file === file && each.type === type).length;
  const files = module.files.filter(isWritable);
  const fullest = (type: string): FileId | undefined => {
    const [first] = files.filter((file) => count(file, type) > 0).sort((a, b) => count(b, type) - count(a, type));
    return first?.id;
  };
  const opened = files.find(({ id }) => id === open);
  const at = existing === undefined ? undefined : module.find(existing)?.file;
  const provider = (at && isWritable(at) ? at.id : undefined) ?? fullest(PROVIDER) ?? ownFile(scene);
  const openWithRoles = opened && count(opened, ROLE) > 0 ? opened.id : undefined;
  const openForResources = opened && isForResources(opened) ? opened.id : undefined;
  const role = openWithRoles ?? fullest(ROLE) ?? openForResources ?? provider;
  const roleFile = files.find(({ id }) => id === role);
  const hasBoth = roleFile && (count(roleFile, DOCUMENT) > 0 || count(roleFile, ROLE) === 0);
  return { provider, role, document: hasBoth ? role : (fullest(DOCUMENT) ?? role) };
}

/** Behind the end of a file that is not understood to its end nothing is certain to be a block of its own. */
function isWritable({ id, tree }: ModuleFile): boolean {
  return /\.(?:tf|tofu)$/.test(id) && !isOverride(id) && tree.problems.length === 0 && tree.body.complete;
}

/** Not one that is kept for variables, outputs or settings. */
function isForResources({ tree }: ModuleFile): boolean {
  const blocks = tree.body.items.filter((item) => item.kind === 'block');
  return blocks.length === 0 || blocks.some(({ type }) => type === 'resource' || type === 'data');
}

/** `oidc.tf`, there or not; with a number where that one is of no use. Terraform does not read `.tofu`. */
function ownFile({ module, directory }: TrustScene): FileId {
  const extension =
    module.files.length > 0 && module.files.every(({ id }) => /\.tofu(?:\.json)?$/.test(id)) ? 'tofu' : 'tf';
  for (let i = 1; ; i++) {
    const base = path.join(directory, i === 1 ? 'oidc' : `oidc_${i}`);
    const there = module.files.find(({ id }) => id === `${base}.tf` || id === `${base}.tofu`);
    if (!there) return `${base}.${extension}`;
    if (isWritable(there)) return there.id;
  }
}

/** The edit that puts blocks at the end of a file, with an empty line between each two, and the line ends of the module. */
export function appended({ module }: TrustScene, file: FileId, blocks: readonly string[]): TextEdit {
  const text = module.files.find(({ id }) => id === file)?.text ?? '';
  const last = /\s*$/.exec(text)![0];
  const lineEnds = last.split('\n').length - 1;
  const gap = last === text ? '' : '\n'.repeat(Math.max(0, 2 - lineEnds));
  const edit = { range: { file, start: text.length, end: text.length }, newText: `${gap}${blocks.join('\n\n')}\n` };
  return withLineEnds(edit, text === '' ? (module.files[0]?.text ?? '') : text);
}
