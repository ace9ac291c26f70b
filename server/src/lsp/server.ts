import {
  type Connection,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { rules } from '../core/rules/index.ts';
import { LEARNED } from '../protocol.ts';
import { Earlier } from '../workspace/earlier.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { Workspace } from '../workspace/workspace.ts';
import { registerAccess } from './access.ts';
import { registerAnalyzer } from './analyzer.ts';
import { clientAbilities, UNKNOWN_CLIENT } from './clientAbilities.ts';
import { CODE_ACTION_KINDS, registerCodeActions } from './codeAction.ts';
import { COMPLETION_TRIGGERS, registerCompletion } from './completion.ts';
import type { ServerContext } from './context.ts';
import { SOURCE } from './convert.ts';
import { registerCreateTrust } from './createTrust.ts';
import { registerDefinition } from './definition.ts';
import { Deliveries } from './delivery.ts';
import { registerDeployed } from './deployed.ts';
import { registerDifference } from './difference.ts';
import { Documents, registerDocuments } from './documents.ts';
import { registerExplanations } from './explain.ts';
import { registerFacts } from './facts.ts';
import { Guard } from './guard.ts';
import { registerHover } from './hover.ts';
import { foldersOf, Indexing } from './indexing.ts';
import { registerInlayHints } from './inlayHints.ts';
import { registerLinks } from './links.ts';
import { registerPastePolicy } from './pastePolicy.ts';
import { registerProviderRequests } from './provider.ts';
import { PullDelivery, registerPullDiagnostics } from './pullDiagnostics.ts';
import { PushDelivery } from './pushDiagnostics.ts';
import { registerReferences } from './references.ts';
import { registerRename } from './rename.ts';
import { registerRenderedPolicy } from './renderedPolicy.ts';
import { followSettings, Settings } from './settings.ts';
import { registerSymbols } from './symbols.ts';
import { registerTrustMap } from './trustMap.ts';
import { ViewRefresh } from './viewRefresh.ts';
import { registerWatchedFiles, watchFiles } from './watchedFiles.ts';
import { listenToWorkspaceFolders } from './workspaceFolders.ts';

/** Answers on this connection until it is shut down. */
export function startServer(connection: Connection, fileSystem: FileSystem): ServerContext {
  const settings = new Settings();
  const workspace = new Workspace(fileSystem, { rules, settings: settings.configs });
  const guard = new Guard(connection);
  const context: ServerContext = {
    connection,
    workspace,
    earlier: new Earlier(fileSystem, workspace),
    documents: new Documents(workspace),
    guard,
    // Open documents may turn out to be called from where nobody had looked.
    indexing: new Indexing(workspace, guard, () => learned(context)),
    settings,
    client: UNKNOWN_CLIENT,
    delivery: new Deliveries(),
    pull: undefined,
  };
  connection.onInitialize((params) => guard.initialize(() => initialize(context, params)));
  connection.onInitialized(guard.notification('initialized', () => initialized(context)));
  connection.onShutdown(() => {
    guard.shutdown();
    context.indexing.stop();
    context.delivery.stop();
  });
  registerDocuments(context);
  registerPullDiagnostics(context);
  registerCodeActions(context);
  registerHover(context);
  registerAccess(context);
  registerInlayHints(context);
  registerDefinition(context);
  registerReferences(context);
  registerSymbols(context);
  registerLinks(context);
  registerRename(context);
  registerCompletion(context);
  registerWatchedFiles(context);
  registerProviderRequests(context);
  registerRenderedPolicy(context);
  registerAnalyzer(context);
  registerDifference(context);
  registerPastePolicy(context);
  registerCreateTrust(context);
  registerExplanations(context);
  registerDeployed(context);
  registerFacts(context);
  registerTrustMap(context);
  connection.listen();
  return context;
}

function initialize(context: ServerContext, params: InitializeParams): InitializeResult {
  context.client = clientAbilities(params);
  context.guard.notifiesProblems = context.client.problemNotifications;
  const folders = foldersOf(params);
  for (const folder of folders) context.workspace.addFolder(folder);
  context.settings.addFolders(folders);
  const pulls = context.client.pullsDiagnostics;
  // Never both: editors keep the two apart, and would show each finding twice.
  if (pulls) context.pull = new PullDelivery(context);
  context.delivery.add(context.pull ?? new PushDelivery(context));
  const { refreshesCodeLenses, refreshesInlayHints } = context.client;
  if (refreshesCodeLenses || refreshesInlayHints) context.delivery.add(new ViewRefresh(context));
  const diagnosticProvider = { identifier: SOURCE, interFileDependencies: true, workspaceDiagnostics: false };
  const codeActionProvider = { codeActionKinds: [...CODE_ACTION_KINDS], resolveProvider: true };
  return {
    serverInfo: { name: SOURCE },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      ...(pulls ? { diagnosticProvider } : {}),
      ...(context.client.codeActions ? { codeActionProvider } : {}),
      hoverProvider: true,
      codeLensProvider: { resolveProvider: false },
      inlayHintProvider: true,
      definitionProvider: true,
      referencesProvider: true,
      documentSymbolProvider: { label: 'OIDC Trust' },
      documentLinkProvider: {},
      renameProvider: context.client.preparesRename ? { prepareProvider: true } : true,
      completionProvider: { triggerCharacters: [...COMPLETION_TRIGGERS], resolveProvider: true },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

function learned({ delivery, client, connection, guard }: ServerContext): void {
  delivery.diskChanged();
  if (!client.learnedNotifications) return;
  connection.sendNotification(LEARNED).catch((error: unknown) => guard.report(LEARNED, error));
}

/** What may only be asked of the editor once it has our answer to `initialize`. */
function initialized(context: ServerContext): void {
  watchFiles(context);
  followSettings(context);
  if (context.client.workspaceFolders) listenToWorkspaceFolders(context);
}
