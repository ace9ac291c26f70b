import * as vscode from 'vscode';
import {
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
    opensDiscovery: true,
  };
  const clientOptions: LanguageClientOptions = {
    documentSelector: SELECTOR,
    initializationOptions,
    outputChannel: log,
    // Also for tabs that were restored and not looked at yet: their findings belong into the list of problems.
    diagnosticPullOptions: { onChange: true, onTabs: true },
  };
  return new LanguageClient('oidcTrust', 'OIDC Trust', serverOptions, clientOptions);
}
