import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from '../protocol.ts';

/** What the editor said it can do, as far as it changes our answers. */
export interface ClientAbilities {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly relatedInformation: boolean;
  /** Others take nothing but commands that the server runs, of which there are none. */
  readonly codeActions: boolean;
  readonly resolvesCodeActionEdits: boolean;
  readonly versionedEdits: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly snippets: boolean;
  readonly watchesFiles: boolean;
  readonly workspaceFolders: boolean;
  readonly configuration: boolean;
  readonly registersConfiguration: boolean;
  readonly docsRoot: string | undefined;
  /** Of the editor, that code actions may name. */
  readonly commands: readonly string[];
  readonly problemNotifications: boolean;
  readonly learnedNotifications: boolean;
  readonly showAccess: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly refreshesInlayHints: boolean;
  readonly opensDiscovery: boolean;
  readonly definitionLinks: boolean;
  readonly symbolTrees: boolean;
  readonly preparesRename: boolean;
}

export function clientAbilities(params: InitializeParams): ClientAbilities {
  const { workspace, textDocument } = params.capabilities ?? {};
  const completionItem = textDocument?.completion?.completionItem;
  const options = optionsOf(params.initializationOptions);
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    relatedInformation: (textDocument?.diagnostic ?? textDocument?.publishDiagnostics)?.relatedInformation === true,
    codeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    resolvesCodeActionEdits: textDocument?.codeAction?.resolveSupport?.properties?.includes('edit') === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    markdownCompletion: completionItem?.documentationFormat?.includes('markdown') === true,
    snippets: completionItem?.snippetSupport === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    docsRoot: typeof options.docsRoot === 'string' ? options.docsRoot.replace(/\/$/, '') : undefined,
    commands: Array.isArray(options.commands) ? options.commands.filter((name) => typeof name === 'string') : [],
    showAccess: options.showAccess === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    refreshesInlayHints: workspace?.inlayHint?.refreshSupport === true,
    problemNotifications: options.problemNotifications === true,
    learnedNotifications: options.learnedNotifications === true,
    opensDiscovery: options.opensDiscovery === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    symbolTrees: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
  };
}

/** Before `initialize` nothing is known of the editor. */
export const UNKNOWN_CLIENT: ClientAbilities = clientAbilities({ processId: null, rootUri: null, capabilities: {} });

function optionsOf(value: unknown): InitializationOptions {
  return typeof value === 'object' && value !== null ? value : {};
}
