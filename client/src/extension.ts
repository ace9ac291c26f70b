import * as vscode from 'vscode';
import { registerAwsCommands } from './commands/awsCommands.ts';
import { registerCheckThumbprints } from './commands/checkThumbprints.ts';
import { registerExplainToken } from './commands/explainToken.ts';
import { registerFetchThumbprint } from './commands/fetchThumbprint.ts';
import { IssuerLookup } from './commands/issuerLookup.ts';
import { registerProbeIssuer } from './commands/probeIssuer.ts';
import { registerEverywhere } from './everywhere.ts';
import { ServerControl } from './serverControl.ts';
import { createProcessClient } from './serverProcess.ts';

let server: ServerControl | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('OIDC Trust', { log: true });
  server = new ServerControl(context, log, createProcessClient);
  const lookup = new IssuerLookup(log);
  context.subscriptions.push(
    registerEverywhere(context, server, log),
    registerAwsCommands(server, log),
    registerCheckThumbprints(server, lookup),
    registerExplainToken(server, lookup),
    registerFetchThumbprint(server, lookup),
    registerProbeIssuer(server, lookup),
  );
  server.startWhenNeeded();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
