import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import type { ProblemParams } from '../../server/src/protocol.ts';
import { RESTART_SERVER } from './commands/restartServer.ts';
import { SHOW_LOG } from './commands/showLog.ts';
import { SELECTOR } from './selector.ts';

/** The item behind `{}` in the status bar: quiet while all is well, and the reason when it is not. */
export class ServerStatus implements vscode.Disposable {
  readonly #item = vscode.languages.createLanguageStatusItem('oidcTrust.server', SELECTOR);

  constructor() {
    this.#item.name = 'OIDC Trust';
    this.#item.text = 'OIDC Trust';
    this.#show(vscode.LanguageStatusSeverity.Information, vscode.l10n.t('starts with the first document'));
  }

  follow(client: BaseLanguageClient): void {
    client.onDidChangeState(({ newState }) => {
      this.#item.busy = newState === State.Starting;
      if (newState === State.Running) this.#show(vscode.LanguageStatusSeverity.Information, vscode.l10n.t('ready'));
      if (newState === State.Stopped)
        this.#show(vscode.LanguageStatusSeverity.Warning, vscode.l10n.t('the server is stopped'));
    });
  }

  /** The server runs but could not answer something. */
  showProblem({ method, message }: ProblemParams): void {
    this.#show(vscode.LanguageStatusSeverity.Warning, vscode.l10n.t('could not answer {0}: {1}', method, message));
  }

  showFailure(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#show(vscode.LanguageStatusSeverity.Error, vscode.l10n.t('the server does not start: {0}', reason));
  }

  dispose(): void {
    this.#item.dispose();
  }

  #show(severity: vscode.LanguageStatusSeverity, detail: string): void {
    this.#item.severity = severity;
    this.#item.detail = detail;
    const well = severity === vscode.LanguageStatusSeverity.Information;
    this.#item.command = well
      ? { title: vscode.l10n.t('Show log'), command: SHOW_LOG }
      : { title: vscode.l10n.t('Restart server'), command: RESTART_SERVER };
  }
}
