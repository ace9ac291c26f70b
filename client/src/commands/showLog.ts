import * as vscode from 'vscode';

export const SHOW_LOG = 'oidcTrust.showLog';

export function registerShowLog(log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.commands.registerCommand(SHOW_LOG, () => log.show());
}
