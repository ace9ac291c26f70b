/** The command behind a lens: why whom a role lets in, in a peek above the source, with the fixes that change it. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import {
  ACCESS,
  type AccessParams,
  type AccessResult,
  type LspPosition,
  SHOW_ACCESS_COMMAND,
} from '../../../server/src/protocol.ts';
import type { ServerControl } from '../serverControl.ts';
import { editorUri, serverUri } from '../uris.ts';
import { ReadOnlyDocuments } from './readOnlyDocuments.ts';

const SCHEME = 'oidc-trust-access';
const APPLY_FIX = 'oidcTrust.applyAccessFix';

type Fix = AccessResult['fixes'][number];

/** What is shown, and what belongs to it, by the address of its document. */
class Reasons implements vscode.CodeLensProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #documents = new ReadOnlyDocuments(SCHEME);
  readonly #found = new Map<string, AccessResult>();
  readonly #registration = vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider({ scheme: SCHEME }, this),
    vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, this),
  );

  put(found: AccessResult, about: string): vscode.Uri {
    const name = vscode.l10n.t('{0}: who can assume it', found.title.replaceAll(/[/\\]/g, '_'));
    const uri = this.#documents.put(name, found.text, about);
    this.#found.set(uri.toString(), found);
    return uri;
  }

  /** Above the first line, so that they are seen whatever the length of the text. */
  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const top = new vscode.Range(0, 0, 0, 0);
    const fixes = this.#found.get(uri.toString())?.fixes ?? [];
    return fixes.map((fix) => new vscode.CodeLens(top, { title: fix.title, command: APPLY_FIX, arguments: [fix] }));
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const places = this.#found.get(document.uri.toString())?.places ?? [];
    const text = document.getText();
    return places.flatMap(({ name, uri, position: { line, character } }) => {
      const target = editorUri(uri).with({ fragment: `L${line + 1},${character + 1}` });
      return [...text.matchAll(new RegExp(`(?<=^ +)${escaped(name)}(?![^ \\n])`, 'gm'))].map(({ index }) => {
        const range = new vscode.Range(document.positionAt(index), document.positionAt(index + name.length));
        return new vscode.DocumentLink(range, target);
      });
    });
  }

  dispose(): void {
    this.#documents.dispose();
    this.#registration.dispose();
  }
}

export function registerShowAccess(server: ServerControl): vscode.Disposable {
  const reasons = new Reasons();
  return vscode.Disposable.from(
    reasons,
    vscode.commands.registerCommand(SHOW_ACCESS_COMMAND, (uri?: string, position?: LspPosition) =>
      showAccess(server, reasons, uri, position),
    ),
    vscode.commands.registerCommand(APPLY_FIX, (fix: Fix) => applyFix(server, fix)),
  );
}

/** By a lens above its place, or from the palette where the cursor is. */
async function showAccess(
  server: ServerControl,
  reasons: Reasons,
  lensUri?: string,
  lensPosition?: LspPosition,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const uri = lensUri ?? (editor && serverUri(editor.document.uri));
  const position = lensPosition ?? editor?.selection.active;
  const client = uri === undefined || !position ? undefined : await server.running();
  if (uri === undefined || !position || !client) return;
  const { line, character } = position;
  const params: AccessParams = { textDocument: { uri }, position: { line, character } };
  const found = await client.sendRequest<AccessResult | null>(ACCESS, params);
  if (!found) {
    await vscode.window.showInformationMessage(
      vscode.l10n.t('Put the cursor into an aws_iam_role, an aws_iam_policy_document or a JSON trust policy.'),
    );
    return;
  }
  const location = new vscode.Location(reasons.put(found, uri), new vscode.Position(0, 0));
  const source = client.protocol2CodeConverter.asUri(uri);
  const at = new vscode.Position(line, character);
  await vscode.commands.executeCommand('editor.action.peekLocations', source, at, [location], 'peek');
}

/** Worked out from the text as it is now; a fix that does not fit it any more changes nothing. */
async function applyFix(server: ServerControl, fix: Fix): Promise<void> {
  const client = await server.running();
  if (!client) return;
  type ProtocolEdit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
  const { edit } = await client.sendRequest<{ edit?: ProtocolEdit }>('codeAction/resolve', fix);
  const converted = edit && (await client.protocol2CodeConverter.asWorkspaceEdit(edit));
  if (!converted || !(await vscode.workspace.applyEdit(converted))) {
    await vscode.window.showWarningMessage(vscode.l10n.t('The text has changed since: open the reasons again.'));
    return;
  }
  await vscode.commands.executeCommand('closeReferenceSearch');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
