/** The server as a process of its own, so that it can neither block nor crash the editor. */
import * as vscode from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';
import { CLIENT_ID, CLIENT_NAME, type CreateClient, clientOptions } from './client.ts';

export const createProcessClient: CreateClient = (context, log) => {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  const server = { module, transport: TransportKind.ipc };
  const options: ServerOptions = { run: server, debug: { ...server, options: { execArgv: ['--nolazy'] } } };
  return new LanguageClient(CLIENT_ID, CLIENT_NAME, options, clientOptions(context, log, { canConnect: true }));
};
