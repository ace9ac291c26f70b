/** The command that asks what a new trust is for, shows who would get in, and only then writes provider, policy and role. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  NEW_TRUST,
  type NewTrustParams,
  type NewTrustPlace,
  type NewTrustResult,
  TRUST_CHOICES,
  TRUST_ISSUERS,
  type TrustChoicesParams,
  type TrustChoicesResult,
  type TrustIssuersResult,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { serverUri } from '../uris.ts';
import { ask } from './steps.ts';
import { type Answers, nextQuestion, questionsLeft, type TrustPreview, type TrustServer } from './trustQuestions.ts';

const CREATE_TRUST = 'oidcTrust.createTrust';

/** The directories to choose from come from as many files. */
const MAX_FILES = 1_000;

export function registerCreateTrust(server: ServerControl): vscode.Disposable {
  return vscode.commands.registerCommand(CREATE_TRUST, () => createTrust(server));
}

async function createTrust(server: ServerControl): Promise<void> {
  const place = await askPlace();
  const client = place && (await server.running());
  if (!client) return;
  const asked: TrustServer = {
    issuers: await client.sendRequest<TrustIssuersResult>(TRUST_ISSUERS, place),
    choices: (issuer) =>
      client.sendRequest<TrustChoicesResult | null>(TRUST_CHOICES, { ...place, issuer } satisfies TrustChoicesParams),
    judge: (answers) =>
      client.sendRequest<NewTrustResult>(NEW_TRUST, { ...place, ...answers } satisfies NewTrustParams),
  };
  const title = vscode.l10n.t('Create a Trust');
  const answers = await ask<Answers>({}, (state, step) =>
    nextQuestion(state, asked, { title, step, totalSteps: step - 1 + questionsLeft(state) }),
  );
  if (answers?.confirmed) await write(client, asked, answers.confirmed);
}

/** The module of the document that somebody works at, else one of the workspace. */
async function askPlace(): Promise<NewTrustPlace | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document && document.uri.scheme !== 'untitled' && /\.(?:tf|tofu)$/.test(document.uri.path)) {
    const directory = serverUri(vscode.Uri.joinPath(document.uri, '..'));
    return { directory, textDocument: { uri: serverUri(document.uri) } };
  }
  const directories = await moduleDirectories();
  const [only, second] = directories;
  if (!only) {
    await vscode.window.showWarningMessage(vscode.l10n.t('Open a folder first: the trust is written into its files.'));
    return undefined;
  }
  if (!second) return { directory: serverUri(only) };
  const items = directories.map((uri) => ({ label: nameOf(uri), uri }));
  const title = vscode.l10n.t('Create a Trust');
  const chosen = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('Into which directory?'),
  });
  return chosen && { directory: serverUri(chosen.uri) };
}

/** The path in the workspace; a folder of the workspace has none, but a name. */
function nameOf(directory: vscode.Uri): string {
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.toString() === directory.toString());
  return folder?.name ?? vscode.workspace.asRelativePath(directory);
}

/** Those with Terraform files, and the folders of the workspace. */
async function moduleDirectories(): Promise<readonly vscode.Uri[]> {
  const files = await vscode.workspace.findFiles('**/*.{tf,tofu}', '**/{.terraform,node_modules}/**', MAX_FILES);
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const all = [...files.map((file) => vscode.Uri.joinPath(file, '..')), ...folders];
  return [...new Map(all.map((uri) => [uri.toString(), uri])).values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What is written is what was shown: where files have changed since, nothing is. */
async function write(
  client: BaseLanguageClient,
  server: TrustServer,
  { answers, preview }: NonNullable<Answers['confirmed']>,
): Promise<void> {
  const isSame = JSON.stringify(await server.judge(answers)) === JSON.stringify(preview);
  type Edit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
  const edit = isSame && (await client.protocol2CodeConverter.asWorkspaceEdit(preview.edit as Edit));
  if (!edit || !(await vscode.workspace.applyEdit(edit))) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('The files changed meanwhile, so nothing was written. Run the command again.'),
    );
    return;
  }
  await showRole(client, preview, answers.role);
}

/** The documents stay unsaved, as after any other change of several files. */
async function showRole(client: BaseLanguageClient, { files }: TrustPreview, role: string): Promise<void> {
  const file = files.find(({ added }) => added.includes(`aws_iam_role.${role}`));
  if (!file) return;
  const document = await vscode.workspace.openTextDocument(client.protocol2CodeConverter.asUri(file.uri));
  const start = document.positionAt(document.getText().indexOf(`resource "aws_iam_role" "${role}"`));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
}
