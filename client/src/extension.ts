import * as vscode from 'vscode';
import { registerFetchThumbprint } from './commands/fetchThumbprint.ts';
import { registerPastePolicy } from './commands/pastePolicy.ts';
import { registerRestartServer } from './commands/restartServer.ts';
import { registerShowLog } from './commands/showLog.ts';
import { registerShowRenderedPolicy } from './commands/showRenderedPolicy.ts';
import { registerDifferenceLenses } from './differenceLenses.ts';
import { ServerControl } from './serverControl.ts';

let server: ServerControl | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('OIDC Trust', { log: true });
  server = new ServerControl(context, log);
  context.subscriptions.push(
    log,
    server,
    registerFetchThumbprint(server, log),
    registerPastePolicy(server),
    registerRestartServer(server),
    registerShowLog(log),
    registerShowRenderedPolicy(server),
    registerDifferenceLenses(server),
  );
  server.startWhenNeeded();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
