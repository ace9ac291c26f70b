/** The server in a web worker. It has no disk: the files that may count are read here and sent to it. */
import * as vscode from 'vscode';
import { State } from 'vscode-languageclient';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, type CreateClient, clientOptions } from '../client.ts';
import { FileSender } from './fileSender.ts';

/** Of the browser; the other types of its library would be wrong in the rest of the client. */
declare class Worker {
  constructor(url: string);
  terminate(): void;
}

export const createWorkerClient: CreateClient = (context, log) => {
  const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'server.js').toString(true));
  const options = clientOptions(context, log, { canConnect: false });
  const client = new LanguageClient(CLIENT_ID, CLIENT_NAME, worker, options);
  const files = new FileSender(client, log);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Running) files.start();
    if (newState !== State.Stopped) return;
    files.dispose();
    worker.terminate();
  });
  return client;
};
