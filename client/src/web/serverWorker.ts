/** The server in a web worker. It has no disk: the files that may count are read here and sent to it. */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { CLIENT_ID, CLIENT_NAME, type CreateClient, clientOptions } from '../client.ts';
import { FileSender } from './fileSender.ts';

/** Of the browser; the other types of its library would be wrong in the rest of the client. */
declare class Worker {
  constructor(url: string);
}

export const createWorkerClient: CreateClient = (context, log) => {
  const worker = new Worker(vscode.Uri.joinPath(context.extensionUri, 'dist', 'web', 'server.js').toString(true));
  return new WorkerClient(context, log, worker);
};

class WorkerClient extends LanguageClient {
  readonly #files = new FileSender(this);

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, worker: Worker) {
    super(CLIENT_ID, CLIENT_NAME, clientOptions(context, log, { canConnect: false }), worker);
  }

  override async start(): Promise<void> {
    await super.start();
    await this.#files.start();
  }

  override async dispose(timeout?: number): Promise<void> {
    this.#files.dispose();
    await super.dispose(timeout);
  }
}
