/** The command that draws who can assume the roles of the workspace, and the panel that it opens. */
import * as vscode from 'vscode';
import {
  TRUST_MAP,
  type TrustMapPlace,
  type TrustMapResult,
  type WorkspaceQuestion,
} from '../../../server/src/protocol.ts';
import { workspaceQuestion } from '../commands/question.ts';
import { isCandidate, mayMatter } from '../selector.ts';
import type { ServerControl } from '../serverControl.ts';
import { editorUri, serverUri } from '../uris.ts';
import type { MapMessage, PageMessage } from './trustMapMessages.ts';
import { trustMapPage } from './trustMapPage.ts';

const SHOW_TRUST_MAP = 'oidcTrust.showTrustMap';
const VIEW = 'oidcTrust.trustMap';
/** Whoever types is not disturbed. */
const PAUSE_MS = 400;

export function registerTrustMap(
  context: vscode.ExtensionContext,
  server: ServerControl,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  let open: TrustMapPanel | undefined;
  const show = (panel: vscode.WebviewPanel): void => {
    open = new TrustMapPanel(panel, context.extensionUri, server, log);
    panel.onDidDispose(() => {
      open = undefined;
    });
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(SHOW_TRUST_MAP, () => {
      if (open) open.reveal();
      else show(vscode.window.createWebviewPanel(VIEW, vscode.l10n.t('Trust Map'), vscode.ViewColumn.Active));
    }),
    vscode.window.registerWebviewPanelSerializer(VIEW, {
      deserializeWebviewPanel: async (panel) => show(panel),
    }),
    { dispose: () => open?.dispose() },
  );
}

class TrustMapPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #server: ServerControl;
  readonly #log: vscode.LogOutputChannel;
  readonly #subscriptions: vscode.Disposable[];
  #map: TrustMapResult | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Answers may overtake each other: only that to the last question is shown. */
  #asked = 0;

  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, server: ServerControl, log: vscode.LogOutputChannel) {
    this.#panel = panel;
    this.#server = server;
    this.#log = log;
    const changed = () => this.#askSoon();
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const changedOnDisk = (uri: vscode.Uri) => {
      if (mayMatter(uri)) changed();
    };
    this.#subscriptions = [
      watcher,
      watcher.onDidCreate(changedOnDisk),
      watcher.onDidChange(changedOnDisk),
      // A folder is announced by its own name only.
      watcher.onDidDelete(changed),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isCandidate(document)) changed();
      }),
      server.onLearned(changed),
      vscode.workspace.onDidChangeWorkspaceFolders(changed),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('oidcTrust')) changed();
      }),
      panel.webview.onDidReceiveMessage((message: PageMessage) => this.#inBackground(this.#receive(message))),
      panel.onDidDispose(() => this.#end()),
    ];
    const folder = vscode.Uri.joinPath(extension, 'dist');
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [folder] };
    webview.html = trustMapPage({
      script: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'trustMap.js')).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(folder, 'trustMap.css')).toString(),
      styleSource: webview.cspSource,
      nonce: crypto.randomUUID(),
    });
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #end(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #receive(message: PageMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        return this.#ask();
      case 'open':
        return this.#open(message.id);
      case 'save':
        return this.#save(message);
    }
  }

  /** A hidden page is gone; it says that it is ready when it is there again. */
  #askSoon(): void {
    if (!this.#panel.visible) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#inBackground(this.#ask()), PAUSE_MS);
  }

  /** Nobody waits for the result, so a failure goes to the log. */
  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => this.#log.error(error instanceof Error ? error : String(error)));
  }

  async #ask(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const client = await this.#server.running();
    const map = await client?.sendRequest<TrustMapResult>(TRUST_MAP, await question());
    if (!map || asked !== this.#asked) return;
    this.#map = map;
    const message: MapMessage = { kind: 'map', map, files: filesOf(map) };
    await this.#panel.webview.postMessage(message);
  }

  async #open(id: string): Promise<void> {
    const { issuers = [], subjects = [], roles = [] } = this.#map ?? {};
    const place = [...issuers, ...subjects, ...roles].find((node) => node.id === id);
    if (place) await showPlace(place);
  }

  async #save(message: Extract<PageMessage, { kind: 'save' }>): Promise<void> {
    const content = this.#contentOf(message);
    const { format } = message;
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save the trust map'),
      filters: { [format.toUpperCase()]: [format] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `trust-map.${format}`) } : {}),
    });
    if (target) await write(target, content);
  }

  #contentOf(message: Extract<PageMessage, { kind: 'save' }>): Uint8Array {
    if (message.format === 'png') return Uint8Array.from(atob(message.base64), (character) => character.charCodeAt(0));
    return new TextEncoder().encode(
      message.format === 'svg' ? message.text : `${JSON.stringify(this.#map, undefined, 2)}\n`,
    );
  }
}

/** Who chose the place is told when nothing can be written there. */
async function write(target: vscode.Uri, content: Uint8Array): Promise<void> {
  try {
    await vscode.workspace.fs.writeFile(target, content);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    await vscode.window.showErrorMessage(vscode.l10n.t('The trust map was not saved: {0}', reason));
  }
}

/** All of the workspace, and what is open besides. */
async function question(): Promise<WorkspaceQuestion> {
  const { files } = await workspaceQuestion('**/*.json');
  const open = vscode.workspace.textDocuments.filter(isCandidate).map(({ uri }) => serverUri(uri));
  return { files: [...files, ...open] };
}

/** Beside the map, so that both are seen. */
async function showPlace({ uri, range: { start } }: TrustMapPlace): Promise<void> {
  await vscode.window.showTextDocument(editorUri(uri), {
    viewColumn: vscode.ViewColumn.Beside,
    preview: true,
    selection: new vscode.Range(start.line, start.character, start.line, start.character),
  });
}

function filesOf({ roles }: TrustMapResult): Record<string, string> {
  const uris = new Set(roles.map(({ uri }) => uri));
  return Object.fromEntries([...uris].map((uri) => [uri, vscode.workspace.asRelativePath(editorUri(uri))]));
}
