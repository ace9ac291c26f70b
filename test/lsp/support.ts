/** The server in this process, behind real JSON-RPC over two streams, and a folder on disk for it to look at. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import {
  type ClientCapabilities,
  type ConfigurationParams,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  type MessageConnection,
  type Position,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { startServer } from '../../server/src/lsp/server.ts';
import { DiskFileSystem } from '../../server/src/workspace/diskFileSystem.ts';

/** What a current VS Code can do, as far as the server asks. */
export const MODERN: ClientCapabilities = {
  workspace: {
    workspaceFolders: true,
    configuration: true,
    didChangeConfiguration: { dynamicRegistration: true },
    workspaceEdit: { documentChanges: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    diagnostics: { refreshSupport: true },
  },
  textDocument: {
    diagnostic: { relatedInformation: true },
    hover: { contentFormat: ['markdown'] },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
      dataSupport: true,
      resolveSupport: { properties: ['edit'] },
    },
  },
};

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  readonly initializationOptions?: unknown;
  /** The URIs of the workspace folders. */
  readonly folders?: readonly string[];
  /** What is set under `oidcTrust`, for the URI of a folder or for none. */
  readonly settings?: Settings;
}

type Settings = (scope: string | undefined) => object;

/** A folder that goes away with the test. */
export class Folder {
  readonly root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-lsp-')));

  path(name: string): string {
    return path.join(this.root, name);
  }

  uri(name: string): string {
    return pathToFileURL(this.path(name)).href;
  }

  write(name: string, text: string): void {
    fs.mkdirSync(path.dirname(this.path(name)), { recursive: true });
    fs.writeFileSync(this.path(name), text);
  }

  rename(from: string, to: string): void {
    fs.renameSync(this.path(from), this.path(to));
  }

  delete(name: string): void {
    fs.rmSync(this.path(name), { recursive: true });
  }

  dispose(): void {
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

/** An editor, as far as the server can tell. */
export class TestClient {
  readonly connection: MessageConnection;
  readonly #waiting = new Map<string, ((params: unknown) => void)[]>();
  readonly #arrived = new Map<string, unknown[]>();
  #answer: InitializeResult | undefined;
  settings: Settings;

  constructor(connection: MessageConnection, settings: Settings = () => ({})) {
    this.connection = connection;
    this.settings = settings;
    connection.onNotification((method, params) => this.#note(method, params));
    connection.onRequest((method, params) => {
      this.#note(method, params);
      return method === 'workspace/configuration' ? this.#settingsFor(params as ConfigurationParams) : null;
    });
    connection.listen();
  }

  get initializeResult(): InitializeResult {
    if (!this.#answer) throw new Error('not initialized');
    return this.#answer;
  }

  static async start({ capabilities = MODERN, ...options }: ClientOptions = {}): Promise<TestClient> {
    const client = TestClient.connect(options.settings);
    await client.initialize(capabilities, options.initializationOptions, options.folders);
    return client;
  }

  /** To a server that has been told nothing yet. */
  static connect(settings?: Settings): TestClient {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    // Given as reader and writer, so that the library does not end this process with the stream.
    const server = createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient));
    startServer(server, new DiskFileSystem());
    return new TestClient(
      createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
      settings,
    );
  }

  async initialize(
    capabilities: ClientCapabilities = MODERN,
    initializationOptions?: unknown,
    folders: readonly string[] = [],
  ): Promise<void> {
    this.#answer = await this.connection.sendRequest<InitializeResult>('initialize', {
      processId: null,
      rootUri: null,
      workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
      capabilities,
      initializationOptions,
    });
    await this.notify('initialized', {});
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  open(uri: string, text: string, languageId = 'terraform', version = 1): Promise<void> {
    return this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  /** Replaces the first occurrence of a text, as one incremental change. */
  async replace(uri: string, text: string, old: string, by: string, version: number): Promise<string> {
    const at = text.indexOf(old);
    if (at < 0) throw new Error(`no ${old} in the text`);
    const range = { start: positionAt(text, at), end: positionAt(text, at + old.length) };
    const contentChanges = [{ range, text: by }];
    await this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    return text.replace(old, () => by);
  }

  close(uri: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  changedOnDisk(...uris: readonly string[]): Promise<void> {
    return this.notify('workspace/didChangeWatchedFiles', { changes: uris.map((uri) => ({ uri, type: 2 })) });
  }

  pull(uri: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
    return this.request('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
  }

  /** The pulled diagnostics' rule ids, in order. */
  async rules(uri: string): Promise<unknown[]> {
    return (await this.items(uri)).map(({ code }) => code);
  }

  async items(uri: string): Promise<readonly Diagnostic[]> {
    const report = await this.pull(uri);
    if (report.kind !== 'full') throw new Error('unchanged, though no result was known');
    return report.items;
  }

  /** The next message of this method that nobody has waited for yet. */
  next<T = unknown>(method: string): Promise<T> {
    const early = this.#arrived.get(method)?.shift();
    if (early !== undefined) return Promise.resolve(early as T);
    return new Promise((resolve) => {
      this.#waiting.set(method, [...(this.#waiting.get(method) ?? []), (params) => resolve(params as T)]);
    });
  }

  /** How many messages of this method came that nobody waited for. */
  count(method: string): number {
    return this.#arrived.get(method)?.length ?? 0;
  }

  /** Shuts the server down, which must answer, and leaves it to the garbage collector: `exit` would end this process. */
  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }

  #settingsFor({ items }: ConfigurationParams): (object | null)[] {
    return items.map(({ section, scopeUri }) => (section === 'oidcTrust' ? this.settings(scopeUri) : null));
  }

  #note(method: string, params: unknown): void {
    const waiting = this.#waiting.get(method)?.shift();
    if (waiting) waiting(params);
    else this.#arrived.set(method, [...(this.#arrived.get(method) ?? []), params ?? null]);
  }
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** The place of a text's first occurrence, `shift` characters into it. */
export function positionOf(text: string, part: string, shift = 0): Position {
  const at = text.indexOf(part);
  if (at < 0) throw new Error(`no ${part} in the text`);
  return positionAt(text, at + shift);
}

export function rangeOf(text: string, part: string): { start: Position; end: Position } {
  return { start: positionOf(text, part), end: positionOf(text, part, part.length) };
}
