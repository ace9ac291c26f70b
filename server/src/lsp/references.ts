import type { Location, ReferenceParams } from 'vscode-languageserver';
import { referencesAt } from '../features/references.ts';
import type { ServerContext } from './context.ts';
import { offsetIn, scopeOf, toLocation } from './navigation.ts';

export function registerReferences(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onReferences(
    guard.request<ReferenceParams, Location[]>('textDocument/references', [], (params) => {
      const scope = scopeOf(context, params.textDocument);
      if (!scope) return [];
      const found = referencesAt(scope, offsetIn(context, params), params.context.includeDeclaration);
      return found.map((range) => toLocation(context, range));
    }),
  );
}
