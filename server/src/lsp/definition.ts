import type { DefinitionLink, DefinitionParams, Location } from 'vscode-languageserver';
import { definitionAt } from '../features/definition.ts';
import type { ServerContext } from './context.ts';
import { offsetIn, scopeOf, toLocation } from './navigation.ts';

export function registerDefinition(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onDefinition(
    guard.request<DefinitionParams, Location[] | DefinitionLink[] | null>('textDocument/definition', null, (params) =>
      define(context, params),
    ),
  );
}

function define(context: ServerContext, params: DefinitionParams): Location[] | DefinitionLink[] | null {
  const scope = scopeOf(context, params.textDocument);
  const found = scope && definitionAt(scope, offsetIn(context, params));
  if (!found) return null;
  const targets = found.targets.map((target) => toLocation(context, target));
  if (!context.client.definitionLinks) return targets;
  const originSelectionRange = toLocation(context, found.origin).range;
  return targets.map(({ uri, range }) => ({
    originSelectionRange,
    targetUri: uri,
    targetRange: range,
    targetSelectionRange: range,
  }));
}
