/** What the language client is told, whatever the server runs in. */
import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CodeLensRequest,
  InlayHintRequest,
  type LanguageClientOptions,
} from 'vscode-languageclient';
import { type InitializationOptions, OFFERED_COMMANDS } from '../../server/src/protocol.ts';
import { SELECTOR } from './selector.ts';
import { editorUri, serverUri } from './uris.ts';

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
    learnedNotifications: true,
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
      provideCodeLenses: (document, token, next) =>
        isWanted('accessLens', document, true) ? next(document, token) : [],
      provideInlayHints: (document, range, token, next) =>
        isWanted('inlayHints', document, false) ? next(document, range, token) : [],
    },
  };
}

function isWanted(setting: 'accessLens' | 'inlayHints', { uri }: vscode.TextDocument, byDefault: boolean): boolean {
  return vscode.workspace.getConfiguration('oidcTrust', uri).get(setting, byDefault);
}

/** Has the editor ask anew for lenses and inlay hints when they are switched on or off. */
export function followDisplaySettings(client: BaseLanguageClient): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const isLens = event.affectsConfiguration('oidcTrust.accessLens');
    const isHint = event.affectsConfiguration('oidcTrust.inlayHints');
    for (const document of isLens || isHint ? vscode.workspace.textDocuments : []) {
      if (isLens) client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
      if (isHint) client.getFeature(InlayHintRequest.method).getProvider(document)?.onDidChangeInlayHints.fire();
    }
  });
}
