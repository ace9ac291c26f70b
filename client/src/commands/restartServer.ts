import * as vscode from 'vscode';
import type { ServerControl } from '../serverControl.ts';

export const RESTART_SERVER = 'oidcTrust.restartServer';

export function registerRestartServer(server: ServerControl): vscode.Disposable {
  return vscode.commands.registerCommand(RESTART_SERVER, () => server.restart());
}
