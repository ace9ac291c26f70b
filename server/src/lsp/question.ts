import type { Report } from '../core/analysis/report.ts';
import type { WorkspaceQuestion } from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';

/** What there is to say of the files that a question is about. */
export function reportsOf({ workspace }: ServerContext, { textDocument, files }: WorkspaceQuestion): Report[] {
  const wanted = [...new Set([...(textDocument ? [textDocument.uri] : []), ...files])]
    .map(fileIdOf)
    .filter((file) => workspace.kindOf(file) !== 'none' && workspace.text(file) !== undefined);
  // Who calls a module is found out when the caller is looked at.
  for (const file of wanted) if (workspace.kindOf(file) === 'member') workspace.report(file);
  return wanted.map((file) => workspace.report(file));
}
