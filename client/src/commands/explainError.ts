/** The command that explains an error of AWS for the role at the cursor, or for all. */
import * as vscode from 'vscode';
import { EXPLAIN_ERROR, type ExplainErrorParams, type TextResult } from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { isTraced, workspaceQuestion } from './question.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const EXPLAIN_ERROR_COMMAND = 'oidcTrust.explainError';

export function registerExplainError(server: ServerControl): vscode.Disposable {
  const documents = new ReadOnlyDocuments('oidc-trust-error');
  const run = () => explainError(server, documents);
  return vscode.Disposable.from(documents, vscode.commands.registerCommand(EXPLAIN_ERROR_COMMAND, run));
}

/** Contacts nobody. */
async function explainError(server: ServerControl, documents: ReadOnlyDocuments): Promise<void> {
  if (await isTraced()) return;
  const question = await workspaceQuestion();
  const client = await server.running();
  if (!client) return;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('Explain AWS error'),
    prompt: vscode.l10n.t('The error of STS or IAM, with its code and message'),
    placeHolder: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    ignoreFocusOut: true,
  });
  if (!text) return;
  const params: ExplainErrorParams = { ...question, text };
  const result = await client.sendRequest<TextResult | null>(EXPLAIN_ERROR, params);
  if (result) await documents.show(`${vscode.l10n.t('AWS error')}.txt`, result.text);
  else
    await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'No error of STS or IAM is recognised in this text. Give all of it, with the code and the message.',
      ),
    );
}
