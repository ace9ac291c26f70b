import * as vscode from 'vscode';
import {
  CodeLensRequest,
  LanguageClient,
  type LanguageClientOptions,
  type ServerOptions,
  TransportKind,
} from 'vscode-languageclient/node';
import type { InitializationOptions } from '../../server/src/protocol.ts';
import { SELECTOR } from './selector.ts';

/** A client of our server, not started yet. The server is a process of its own, so it can neither block nor crash the editor. */
export function createClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const server = { module, transport: TransportKind.ipc };
  const serverOptions: ServerOptions = { run: server, debug: { ...server, options: { execArgv: ['--nolazy'] } } };
  const initializationOptions: InitializationOptions = {
    docsRoot: vscode.Uri.joinPath(context.extensionUri, 'docs', 'rules').toString(),
    fetchThumbprint: true,
    problemNotifications: true,
    showAccess: true,
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: SELECTOR,
    initializationOptions,
    outputChannel: log,
    // Also for tabs that were restored and not looked at yet: their findings belong into the list of problems.
    diagnosticPullOptions: { onChange: true, onTabs: true },
    middleware: {
      provideCodeLenses: (document, token, next) => (isAccessLensWanted(document) ? next(document, token) : []),
    },
  };
  return new LanguageClient('oidcTrust', 'OIDC Trust', serverOptions, clientOptions);
}

const ACCESS_LENS = 'oidcTrust.accessLens';

function isAccessLensWanted(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('oidcTrust', document.uri).get('accessLens', true);
}

/** Has the editor ask for the lenses anew when they are switched on or off. */
export function followLensSetting(client: LanguageClient): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(ACCESS_LENS)) return;
    for (const document of vscode.workspace.textDocuments)
      client.getFeature(CodeLensRequest.method).getProvider(document)?.onDidChangeCodeLensEmitter.fire();
  });
}
