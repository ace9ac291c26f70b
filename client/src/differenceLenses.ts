/** Above each changed role: who gets in that did not, and who does no longer. */
import * as vscode from 'vscode';
import { DIFFERENCE, type DifferenceParams, type DifferenceResult } from '../../server/src/protocol.ts';
import type { PreviousTexts } from './previousTexts.ts';
import { SELECTOR } from './selector.ts';
import type { ServerControl } from './serverControl.ts';
import { serverUri } from './uris.ts';

const SETTING = 'oidcTrust.differenceLens';

export function registerDifferenceLenses(server: ServerControl, previous: PreviousTexts): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    previous.onDidChange(() => changed.fire()),
    vscode.workspace.onDidSaveTextDocument(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) changed.fire();
    }),
    // The editor asks for the documents that it shows, once nobody types.
    vscode.languages.registerCodeLensProvider(SELECTOR, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document, token) => lensesOf(document, token, server, previous),
    }),
  );
}

async function lensesOf(
  document: vscode.TextDocument,
  token: vscode.CancellationToken,
  server: ServerControl,
  previous: PreviousTexts,
): Promise<vscode.CodeLens[]> {
  const isWanted = vscode.workspace.getConfiguration('oidcTrust', document.uri).get('differenceLens', true);
  if (!isWanted) return [];
  const { name, texts } = await previous.of(document.uri);
  if (texts.length === 0 || token.isCancellationRequested) return [];
  const client = await server.running();
  if (!client || token.isCancellationRequested) return [];
  const params: DifferenceParams = { textDocument: { uri: serverUri(document.uri) }, before: texts };
  const found = await client.sendRequest<DifferenceResult>(DIFFERENCE, params, token);
  return found.map(({ range: { start, end }, text }) => {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    return new vscode.CodeLens(range, { title: vscode.l10n.t('{0} (against {1})', text, name), command: '' });
  });
}
