/** The commands that bring a JSON policy from the clipboard into Terraform, and one from Terraform into the clipboard. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  PASTE_POLICY,
  type PastePolicyParams,
  type PastePolicyResult,
  POLICY_JSON,
  type PolicyJsonParams,
  type PolicyJsonResult,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { serverUri } from '../uris.ts';

const PASTE = 'oidcTrust.pastePolicy';
const COPY = 'oidcTrust.copyPolicyJson';

const LABELS = {
  jsonencode: { label: 'jsonencode', description: vscode.l10n.t('the policy as an expression') },
  'policy-document': {
    label: 'aws_iam_policy_document',
    description: vscode.l10n.t('a data source, or its statements'),
  },
} as const;

export function registerPastePolicy(server: ServerControl): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(PASTE, () => pastePolicy(server)),
    vscode.commands.registerCommand(COPY, () => copyPolicy(server)),
  );
}

async function pastePolicy(server: ServerControl): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = editor && (await server.running());
  if (!client) return;
  const range = client.code2ProtocolConverter.asRange(editor.selection);
  const json = await vscode.env.clipboard.readText();
  const params: PastePolicyParams = { textDocument: { uri: serverUri(editor.document.uri) }, range, json };
  const result = await client.sendRequest<PastePolicyResult | null>(PASTE_POLICY, params);
  if (!result) return;
  if ('problem' in result) {
    await vscode.window.showWarningMessage(result.problem);
    return;
  }
  const chosen = await choose(result.choices);
  if (chosen) await apply(client, chosen.edit);
}

async function choose<T extends { as: keyof typeof LABELS }>(choices: readonly T[]): Promise<T | undefined> {
  if (choices.length < 2) return choices[0];
  const items = choices.map((choice) => ({ ...LABELS[choice.as], choice }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Paste the policy as') }))?.choice;
}

/** The document may have changed while the person was choosing. */
async function apply(client: BaseLanguageClient, edit: unknown): Promise<void> {
  type Edit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit as Edit);
  if (converted && (await vscode.workspace.applyEdit(converted))) return;
  await vscode.window.showWarningMessage(
    vscode.l10n.t('The file changed meanwhile, so nothing was pasted. Run the command again.'),
  );
}

async function copyPolicy(server: ServerControl): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = editor && (await server.running());
  if (!client) return;
  const { line, character } = editor.selection.active;
  const uri = serverUri(editor.document.uri);
  const params: PolicyJsonParams = { textDocument: { uri }, position: { line, character } };
  const found = await client.sendRequest<PolicyJsonResult | null>(POLICY_JSON, params);
  if (found) await vscode.env.clipboard.writeText(found.json);
  const message = found
    ? vscode.l10n.t('The policy is in the clipboard.')
    : vscode.l10n.t(
        'Put the cursor into a policy that holds no Terraform expression: only such a one can be written as JSON by itself.',
      );
  await vscode.window.showInformationMessage(message);
}
