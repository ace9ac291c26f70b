/** What the extension does on a machine and in a browser alike: whatever needs no network. */
import * as vscode from 'vscode';
import { AccessStatus } from './accessStatus.ts';
import { registerAssistantTools } from './assistantTools.ts';
import { registerCreateTrust } from './commands/createTrust.ts';
import { registerExplainError } from './commands/explainError.ts';
import { registerOpenDiscovery } from './commands/openDiscovery.ts';
import { registerPastePolicy } from './commands/pastePolicy.ts';
import { registerReportProblem } from './commands/reportProblem.ts';
import { registerRestartServer } from './commands/restartServer.ts';
import { registerShowAccess } from './commands/showAccess.ts';
import { registerShowLog } from './commands/showLog.ts';
import { registerShowRenderedPolicy } from './commands/showRenderedPolicy.ts';
import { registerDifferenceLenses } from './differenceLenses.ts';
import { PreviousTexts } from './previousTexts.ts';
import type { ServerControl } from './serverControl.ts';
import { registerTrustMap } from './views/trustMap.ts';

export function registerEverywhere(
  context: vscode.ExtensionContext,
  server: ServerControl,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const previous = new PreviousTexts();
  return vscode.Disposable.from(
    log,
    server,
    previous,
    new AccessStatus(server),
    registerAssistantTools(server, previous),
    registerCreateTrust(server),
    registerDifferenceLenses(server, previous),
    registerExplainError(server),
    registerOpenDiscovery(),
    registerPastePolicy(server),
    registerReportProblem(context),
    registerRestartServer(server),
    registerShowAccess(server),
    registerShowLog(log),
    registerShowRenderedPolicy(server),
    registerTrustMap(context, server, log),
  );
}
