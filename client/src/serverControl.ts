import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { LEARNED, PROBLEM, type ProblemParams } from '../../server/src/protocol.ts';
import { type CreateClient, followDisplaySettings } from './client.ts';
import { isCandidate } from './selector.ts';
import { ServerStatus } from './status.ts';

/** Starts and stops the server: at the first document it has something to say about, and as `oidcTrust.enable` says. */
export class ServerControl implements vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #log: vscode.LogOutputChannel;
  readonly #createClient: CreateClient;
  readonly #status = new ServerStatus();
  readonly #learned = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[] = [this.#status, this.#learned];
  #client: BaseLanguageClient | undefined;
  #displaySettings: vscode.Disposable | undefined;
  /** Starts and stops happen one after another. */
  #last: Promise<void> = Promise.resolve();

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, createClient: CreateClient) {
    this.#context = context;
    this.#log = log;
    this.#createClient = createClient;
  }

  /** What the server says of other files than those that are edited may be different now. */
  get onLearned(): vscode.Event<void> {
    return this.#learned.event;
  }

  /** Looks at the documents that are open and at each that opens until the server runs. */
  startWhenNeeded(): void {
    const consider = (document: vscode.TextDocument) => {
      if (!this.#client && isEnabled() && isCandidate(document)) this.#inBackground(this.start());
    };
    this.#subscriptions.push(
      vscode.workspace.onDidOpenTextDocument(consider),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('oidcTrust.enable')) this.#inBackground(this.#followSetting());
      }),
    );
    vscode.workspace.textDocuments.forEach(consider);
  }

  /** The running server's client; starts it when it does not run. Nothing when the extension is switched off. */
  async running(): Promise<BaseLanguageClient | undefined> {
    if (!isEnabled()) return undefined;
    await this.start();
    return this.#client;
  }

  start(): Promise<void> {
    return this.#next(async () => {
      if (this.#client) return;
      const client = this.#createClient(this.#context, this.#log);
      this.#client = client;
      this.#status.follow(client);
      this.#displaySettings = followDisplaySettings(client);
      client.onNotification(LEARNED, () => this.#learned.fire());
      client.onNotification(PROBLEM, (problem: ProblemParams) => this.#status.showProblem(problem));
      try {
        await client.start();
      } catch (error) {
        this.#client = undefined;
        this.#status.showFailure(error);
        throw error;
      }
    });
  }

  stop(): Promise<void> {
    return this.#next(async () => {
      const client = this.#client;
      this.#client = undefined;
      this.#displaySettings?.dispose();
      await client?.dispose();
    });
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #followSetting(): Promise<void> {
    if (!isEnabled()) return this.stop();
    if (vscode.workspace.textDocuments.some(isCandidate)) await this.start();
  }

  #next(step: () => Promise<void>): Promise<void> {
    const result = this.#last.then(step);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Nobody waits for the result, so a failure goes to the log; the status item shows it already. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#log.error(error instanceof Error ? error : String(error)));
  }
}

function isEnabled(): boolean {
  return vscode.workspace.getConfiguration('oidcTrust').get('enable', true);
}
