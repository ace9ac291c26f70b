/** The command that shows a trust policy as AWS gets it, in a read-only document beside its source. */
import * as vscode from 'vscode';
import { RENDERED_POLICY, type RenderedPolicyParams, type RenderedPolicyResult } from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { serverUri } from '../uris.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const SHOW_RENDERED_POLICY = 'oidcTrust.showRenderedPolicy';

export function registerShowRenderedPolicy(server: ServerControl): vscode.Disposable {
  const documents = new ReadOnlyDocuments('oidc-trust-policy');
  return vscode.Disposable.from(
    documents,
    vscode.commands.registerCommand(SHOW_RENDERED_POLICY, () => showRenderedPolicy(server, documents)),
  );
}

async function showRenderedPolicy(server: ServerControl, documents: ReadOnlyDocuments): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const client = editor && (await server.running());
  if (!client) return;
  const { line, character } = editor.selection.active;
  const uri = serverUri(editor.document.uri);
  const params: RenderedPolicyParams = { textDocument: { uri }, position: { line, character } };
  const found = await client.sendRequest<RenderedPolicyResult | null>(RENDERED_POLICY, params);
  if (found) {
    // One document for each role; the source tells equal addresses of two modules apart.
    const name = vscode.l10n.t('{0} rendered', found.title.replaceAll(/[/\\]/g, '_'));
    await documents.show(`${name}.jsonc`, found.text, uri);
  } else {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Put the cursor into an aws_iam_role, an aws_iam_policy_document or a JSON trust policy.'),
    );
  }
}
