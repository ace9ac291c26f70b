/** The extension in a browser: the same server in a worker, and no network. */
import * as vscode from 'vscode';
import { registerEverywhere } from '../everywhere.ts';
import { ServerControl } from '../serverControl.ts';
import { registerNotHere } from './notHere.ts';
import { createWorkerClient } from './serverWorker.ts';

let server: ServerControl | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('OIDC Trust', { log: true });
  server = new ServerControl(context, log, createWorkerClient);
  context.subscriptions.push(registerEverywhere(context, server, log), registerNotHere());
  server.startWhenNeeded();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
