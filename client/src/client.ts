/** What the language client is told, whatever the server runs in. */
import * as vscode from 'vscode';
import { type BaseLanguageClient, CodeLensRequest, type LanguageClientOptions } from 'vscode-languageclient';
import { type InitializationOptions, OFFERED_COMMANDS } from '../../server/src/protocol.ts';
import { SELECTOR } from './selector.ts';
import { editorUri, serverUri } from './uris.ts';

const ACCESS_LENS = 'oidcTrust.accessLens';

/** A client of our server, not started yet. */
export type CreateClient = (context: vscode.ExtensionContext, log: vscode.LogOutputChannel) => BaseLanguageClient;

export const CLIENT_ID = 'oidcTrust';
export const CLIENT_NAME = 'OIDC Trust';

/** `canConnect`: whether the commands that look something up in the network are there. */
export function clientOptions(
  { extensionUri }: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  { canConnect }: { canConnect: boolean },
): LanguageClientOptions {
  const initializationOptions: InitializationOptions = {
    docsRoot: vscode.Uri.joinPath(extensionUri, 'docs', 'rules').toString(),
    commands: canConnect ? OFFERED_COMMANDS : [],
    problemNotifications: true,
    showAccess: true,
    opensDiscovery: true,
  };
  return {
    documentSelector: SELECTOR,
    initializationOptions,
    outputChannel: log,
    uriConverters: { code2Protocol: serverUri, protocol2Code: editorUri },
    // Also for tabs that were restored and not looked at yet: their findings belong into the list of problems.
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware: {
      provideCodeLenses: (document, token, next) => (isAccessLensWanted(document) ? next(document, token) : []),
    },
  };
}

function isAccessLensWanted(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('oidcTrust', document.uri).get('accessLens', true);
}

/** Has the editor ask for the lenses anew when they are switched on or off. */
export function followLensSetting(client: BaseLanguageClient): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(ACCESS_LENS)) return;
    for (const document of vscode.workspace.textDocuments)
      client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  });
}
