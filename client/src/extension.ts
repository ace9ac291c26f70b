import * as vscode from 'vscode';
import { registerAwsCommands } from './commands/awsCommands.ts';
import { registerCheckThumbprints } from './commands/checkThumbprints.ts';
import { registerExplainError } from './commands/explainError.ts';
import { registerExplainToken } from './commands/explainToken.ts';
import { registerFetchThumbprint } from './commands/fetchThumbprint.ts';
import { IssuerLookup } from './commands/issuerLookup.ts';
import { registerPastePolicy } from './commands/pastePolicy.ts';
import { registerProbeIssuer } from './commands/probeIssuer.ts';
import { registerRestartServer } from './commands/restartServer.ts';
import { registerShowLog } from './commands/showLog.ts';
import { registerShowRenderedPolicy } from './commands/showRenderedPolicy.ts';
import { registerDifferenceLenses } from './differenceLenses.ts';
import { ServerControl } from './serverControl.ts';
import { registerTrustMap } from './views/trustMap.ts';

let server: ServerControl | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('OIDC Trust', { log: true });
  server = new ServerControl(context, log);
  const lookup = new IssuerLookup(log);
  context.subscriptions.push(
    log,
    server,
    registerFetchThumbprint(server, lookup),
    registerCheckThumbprints(server, lookup),
    registerProbeIssuer(server, lookup),
    registerExplainToken(server, lookup),
    registerExplainError(server),
    registerAwsCommands(server, log),
    registerPastePolicy(server),
    registerRestartServer(server),
    registerShowLog(log),
    registerShowRenderedPolicy(server),
    registerDifferenceLenses(server),
    registerTrustMap(context, server, log),
  );
  server.startWhenNeeded();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
