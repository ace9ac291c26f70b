/** Sends the server what the workspace holds, and what becomes of it. */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { SENT_FILES, type SentFilesParams } from '../../../server/src/protocol.ts';
import { mayMatter } from '../selector.ts';
import { serverUri } from '../uris.ts';

/** Of larger workspaces a part is sent: each file is a request to whoever holds it. */
const MOST_FILES = 2_000;
/** Files at a time. */
const BATCH = 50;
const PATTERN = '**/*.{tf,tofu,json,jsonc,tftpl,tpl,tmpl,tfvars}';
const OTHERS = '**/{.terraform,node_modules}/**';

export class FileSender implements vscode.Disposable {
  readonly #client: BaseLanguageClient;
  readonly #log: vscode.LogOutputChannel;
  readonly #watcher = vscode.workspace.createFileSystemWatcher('**/*');

  constructor(client: BaseLanguageClient, log: vscode.LogOutputChannel) {
    this.#client = client;
    this.#log = log;
  }

  /** Once the server runs. */
  start(): void {
    const send = (uri: vscode.Uri) => {
      if (mayMatter(uri)) this.#inBackground(this.#send([uri]));
    };
    this.#watcher.onDidCreate(send);
    this.#watcher.onDidChange(send);
    // Of a folder only its own name is told.
    this.#watcher.onDidDelete((uri) => this.#inBackground(this.#notify([{ uri: serverUri(uri), text: null }])));
    this.#inBackground(this.#sendAll());
  }

  dispose(): void {
    this.#watcher.dispose();
  }

  async #sendAll(): Promise<void> {
    const found = await vscode.workspace.findFiles(PATTERN, OTHERS, MOST_FILES);
    for (let first = 0; first < found.length; first += BATCH) await this.#send(found.slice(first, first + BATCH));
  }

  async #send(uris: readonly vscode.Uri[]): Promise<void> {
    await this.#notify(await Promise.all(uris.map(async (uri) => ({ uri: serverUri(uri), text: await textOf(uri) }))));
  }

  /** A server that is stopping needs no files. */
  async #notify(files: SentFilesParams['files']): Promise<void> {
    if (this.#client.isRunning()) await this.#client.sendNotification(SENT_FILES, { files } satisfies SentFilesParams);
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#log.error(error instanceof Error ? error : String(error)));
  }
}

async function textOf(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
