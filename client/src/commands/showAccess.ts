/** The command behind a lens: why whom a role lets in, in a peek above the source, with the fixes that change it. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  ACCESS,
  type AccessParams,
  type AccessResult,
  type LspPosition,
  SHOW_ACCESS_COMMAND,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const SCHEME = 'oidc-trust-access';
const APPLY_FIX = 'oidcTrust.applyAccessFix';

type Fix = AccessResult['fixes'][number];

export function registerShowAccess(server: ServerControl): vscode.Disposable {
  const documents = new ReadOnlyDocuments(SCHEME);
  const fixes = new Map<string, readonly Fix[]>();
  return vscode.Disposable.from(
    documents,
    vscode.commands.registerCommand(SHOW_ACCESS_COMMAND, (uri?: string, position?: LspPosition) =>
      showAccess(server, documents, fixes, uri, position),
    ),
    vscode.commands.registerCommand(APPLY_FIX, (fix: Fix) => applyFix(server, fix)),
    vscode.languages.registerCodeLensProvider(
      { scheme: SCHEME },
      { provideCodeLenses: ({ uri, lineCount }) => fixLenses(fixes.get(uri.toString()) ?? [], lineCount) },
    ),
  );
}

async function showAccess(
  server: ServerControl,
  documents: ReadOnlyDocuments,
  fixes: Map<string, readonly Fix[]>,
  documentUri?: string,
  lensPosition?: LspPosition,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = documentUri ?? editor?.document.uri.toString();
  const position = lensPosition ?? editor?.selection.active;
  const client = uri === undefined || !position ? undefined : await server.running();
  if (uri === undefined || !position || !client) return;
  const { line, character } = position;
  const params: AccessParams = { textDocument: { uri }, position: { line, character } };
  const found = await client.sendRequest<AccessResult | null>(ACCESS, params);
  if (!found) {
    await vscode.window.showInformationMessage(
      'Put the cursor into an aws_iam_role, an aws_iam_policy_document or a JSON trust policy.',
    );
    return;
  }
  const text = found.fixes.length > 0 ? `${found.text}\nWhat can be changed:\n` : found.text;
  const shown = documents.put(`${found.title.replaceAll(/[/\\]/g, '_')}: who can assume it`, text, uri);
  fixes.set(shown.toString(), found.fixes);
  await peek(client, uri, position, shown, found);
}

/** The reasons first, then each statement where it is written. */
async function peek(
  client: LanguageClient,
  uri: string,
  { line, character }: LspPosition,
  shown: vscode.Uri,
  { statements }: AccessResult,
): Promise<void> {
  const { protocol2CodeConverter: convert } = client;
  const locations = [
    new vscode.Location(shown, new vscode.Position(0, 0)),
    ...statements.map((one) => new vscode.Location(convert.asUri(one.uri), convert.asRange(one.range))),
  ];
  const at = new vscode.Position(line, character);
  await vscode.commands.executeCommand('editor.action.peekLocations', convert.asUri(uri), at, locations, 'peek');
}

function fixLenses(fixes: readonly Fix[], lineCount: number): vscode.CodeLens[] {
  const end = new vscode.Range(lineCount - 1, 0, lineCount - 1, 0);
  return fixes.map((fix) => new vscode.CodeLens(end, { title: fix.title, command: APPLY_FIX, arguments: [fix] }));
}

/** Worked out from the text as it is now; a fix that does not fit it any more changes nothing. */
async function applyFix(server: ServerControl, fix: Fix): Promise<void> {
  const client = await server.running();
  if (!client) return;
  type ProtocolEdit = Parameters<LanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
  const { edit } = await client.sendRequest<{ edit?: ProtocolEdit }>('codeAction/resolve', fix);
  const converted = edit && (await client.protocol2CodeConverter.asWorkspaceEdit(edit));
  if (!converted || !(await vscode.workspace.applyEdit(converted))) {
    await vscode.window.showWarningMessage('The text has changed since: open the reasons again.');
    return;
  }
  await vscode.commands.executeCommand('closeReferenceSearch');
}
