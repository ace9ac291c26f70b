/** What most deserves a look in the document that is edited, in the item behind `{}` in the status bar. */
import * as vscode from 'vscode';
import {
  FILE_ACCESS,
  type FileAccessParams,
  type FileAccessResult,
  SHOW_ACCESS_COMMAND,
} from '../../server/src/protocol.ts';
import { isCandidate, SELECTOR } from './selector.ts';
import type { ServerControl } from './serverControl.ts';
import { serverUri } from './uris.ts';

/** Milliseconds: nobody reads it while typing. */
const PAUSE = 400;

const WORDS: Readonly<Record<FileAccessResult['verdict'], string>> = {
  anyone: vscode.l10n.t('strangers get in'),
  nobody: vscode.l10n.t('a role that nobody can assume'),
  tenant: vscode.l10n.t('all of one owner get in'),
  resource: vscode.l10n.t('all of one repository or workload get in'),
  context: vscode.l10n.t('several situations of one workload get in'),
  exact: vscode.l10n.t('exact'),
  'not-federated': vscode.l10n.t('no web identity is trusted'),
  unknown: vscode.l10n.t('not certain who gets in'),
};

export class AccessStatus implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('oidcTrust.access', SELECTOR);
  readonly #server: ServerControl;
  readonly #subscriptions: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;

  constructor(server: ServerControl) {
    this.#server = server;
    this.#item.name = vscode.l10n.t('OIDC Trust: who gets in');
    this.#show(null);
    const soon = () => this.#soon();
    this.#subscriptions = [
      server.onLearned(soon),
      vscode.window.onDidChangeActiveTextEditor(soon),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) soon();
      }),
    ];
    soon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#item.dispose();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #soon(): void {
    clearTimeout(this.#timer);
    // A server that is stopping answers no more; the next change asks again.
    this.#timer = setTimeout(() => void this.#look().catch(() => this.#show(null)), PAUSE);
  }

  async #look(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || !isCandidate(document)) return;
    const client = await this.#server.running();
    const params: FileAccessParams = { textDocument: { uri: serverUri(document.uri) } };
    this.#show((await client?.sendRequest<FileAccessResult | null>(FILE_ACCESS, params)) ?? null, document.uri);
  }

  #show(found: FileAccessResult | null, uri?: vscode.Uri): void {
    this.#item.text = found ? WORDS[found.verdict] : vscode.l10n.t('no web identity is trusted here');
    this.#item.detail = found ? detailOf(found) : '';
    this.#item.severity = severityOf(found?.verdict);
    this.#item.command = found
      ? {
          title: vscode.l10n.t('Explain'),
          command: SHOW_ACCESS_COMMAND,
          arguments: [uri && serverUri(uri), found.position],
        }
      : undefined;
  }
}

function detailOf({ count, summary }: FileAccessResult): string {
  return count > 1 ? vscode.l10n.t('worst of {0}: {1}', count, summary) : summary;
}

function severityOf(verdict: FileAccessResult['verdict'] | undefined): vscode.LanguageStatusSeverity {
  if (verdict === 'anyone') return vscode.LanguageStatusSeverity.Error;
  return verdict === 'nobody' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
}
