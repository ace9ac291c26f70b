/** A new trust as edits of a module, and what the module then says of it. */

import type { Access, Finding } from '../../core/analysis/report.ts';
import { freeName } from '../../core/terraform/freeName.ts';
import { applyEdits, type TextEdit } from '../../core/text/edit.ts';
import { contains, type FileId } from '../../core/text/range.ts';
import { known } from '../../core/value/text.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { isReferable } from '../completion/context.ts';
import { type NewTrust, newTrust } from '../newTrust.ts';
import { appended, homesFor } from './placing.ts';
import { type ChosenIssuer, type IssuerInUse, issuerInUse, type TrustScene } from './scene.ts';

export interface TrustAnswers {
  readonly issuer: ChosenIssuer;
  readonly subject: string;
  readonly audience: string;
  readonly required: readonly { readonly name: string; readonly text: string }[];
  readonly surface: NewTrust['surface'];
  readonly role: string;
}

export interface WrittenTrust {
  readonly role: string;
  /** One for each file. */
  readonly edits: readonly TextEdit[];
  /** The addresses of the new blocks, by file. */
  readonly added: ReadonlyMap<FileId, readonly string[]>;
}

/** `problem` says in a sentence why there is none. */
export function writeTrust(
  scene: TrustScene,
  answers: TrustAnswers,
  open: FileId | undefined,
): WrittenTrust | { readonly problem: string } {
  const use = issuerInUse(scene, answers.issuer);
  if (!use) return { problem: 'The provider that was chosen is no longer there. Run the command again.' };
  const role = `aws_iam_role.${answers.role}`;
  const problem = clash(scene, use, role);
  if (problem !== undefined) return { problem };
  const isTaken = (address: string): boolean => scene.module.find(address) !== undefined;
  const provider = freeName(labelFrom(use.name), (name) => isTaken(`aws_iam_openid_connect_provider.${name}`));
  const document = freeName(`${answers.role}_trust`, (name) => isTaken(`data.aws_iam_policy_document.${name}`));
  const existing = use.declared?.address;
  const texts = newTrust({
    issuer: use.issuer,
    subject: answers.subject,
    audience: answers.audience,
    surface: answers.surface,
    names: { provider, role: answers.role, document },
    others: answers.required.map(({ name, text }) => ({ key: name, value: text })),
    ...(use.url === undefined ? {} : { url: use.url }),
    ...(existing === undefined ? {} : { existing }),
  });
  const homes = homesFor(scene, open, existing);
  const blocks = [
    { file: homes.provider, text: texts.provider, address: `aws_iam_openid_connect_provider.${provider}` },
    { file: homes.document, text: texts.document, address: `data.aws_iam_policy_document.${document}` },
    { file: homes.role, text: texts.role, address: role },
  ].flatMap(({ text, ...block }) => (text === undefined ? [] : [{ ...block, text }]));
  const files = [...new Set(blocks.map(({ file }) => file))];
  const of = (file: FileId) => blocks.filter((block) => block.file === file);
  return {
    role,
    edits: files.map((file) =>
      appended(
        scene,
        file,
        of(file).map(({ text }) => text),
      ),
    ),
    added: new Map(files.map((file) => [file, of(file).map(({ address }) => address)])),
  };
}

/** Why the blocks cannot be beside what is there. */
function clash({ module, providers }: TrustScene, { issuer, declared }: IssuerInUse, role: string): string | undefined {
  if (module.find(role)) return `The module has ${role} already. Choose another name.`;
  const other = declared ? undefined : providers.find((each) => known(each.issuer) === issuer && !isReferable(each));
  if (issuer === undefined || !other) return undefined;
  return `${other.address} is a provider of this issuer, and it is not certain how to name it from here. AWS takes one provider for each issuer: write the role by hand.`;
}

/** A host or an id as a label of Terraform. */
function labelFrom(name: string): string {
  const label = name.replaceAll(/[^A-Za-z0-9_]+/g, '_');
  return /^[A-Za-z_]/.test(label) ? label : `oidc_${label}`;
}

/** The files as they would be; a file that is to be made was empty. */
export function textsAfter({ module }: TrustScene, { edits }: WrittenTrust): ReadonlyMap<FileId, string> {
  return new Map(
    edits.map((edit) => {
      const { file } = edit.range;
      return [file, applyEdits(module.files.find(({ id }) => id === file)?.text ?? '', [edit])];
    }),
  );
}

interface JudgedTrust extends Pick<Access, 'verdict' | 'summary' | 'witness'> {
  /** Of the new text. */
  readonly findings: readonly Finding[];
}

/** Who could assume the new role. `after` is the workspace with it. */
export function judgeTrust(after: Workspace, directory: string, written: WrittenTrust): JudgedTrust | undefined {
  const role = after.moduleReport(directory).roles.find(({ address }) => address === written.role);
  if (!role) return undefined;
  const findings = written.edits.flatMap(({ range, newText }) => {
    const added = { start: range.start, end: range.start + newText.length };
    return after.report(range.file).findings.filter((finding) => contains(added, finding.range));
  });
  const { verdict, summary, witness } = role;
  return { verdict, summary, ...(witness ? { witness } : {}), findings };
}
