import {
  LSPErrorCodes,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { rename, renamePlace } from '../features/rename.ts';
import type { ServerContext } from './context.ts';
import { toWorkspaceEdit } from './convert.ts';
import { filesOf } from './files.ts';
import { offsetIn, scopeOf, toLocation } from './navigation.ts';

type Refusal = ResponseError<void>;

export function registerRename(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onPrepareRename(
    guard.request<PrepareRenameParams, Range | Refusal | null>('textDocument/prepareRename', null, (params) => {
      const scope = scopeOf(context, params.textDocument);
      const found = scope && renamePlace(scope, filesOf(context), offsetIn(context, params));
      if (!found) return null;
      return 'problem' in found ? refusal(found.problem) : toLocation(context, found).range;
    }),
  );
  connection.onRenameRequest(
    guard.request<RenameParams, WorkspaceEdit | Refusal | null>('textDocument/rename', null, (params) => {
      const scope = scopeOf(context, params.textDocument);
      const found = scope && rename(scope, filesOf(context), offsetIn(context, params), params.newName);
      if (!found) return null;
      return 'problem' in found ? refusal(found.problem) : toWorkspaceEdit(context, found);
    }),
  );
}

/** The editor shows the sentence. */
function refusal(problem: string): Refusal {
  return new ResponseError(LSPErrorCodes.RequestFailed, problem);
}
