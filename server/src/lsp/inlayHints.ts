import type { InlayHint, InlayHintParams } from 'vscode-languageserver';
import { inlayHints } from '../features/inlayHints.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toRange, toSpan } from './convert.ts';

export function registerInlayHints(context: ServerContext): void {
  context.connection.languages.inlayHint.on(
    context.guard.request<InlayHintParams, InlayHint[]>('textDocument/inlayHint', [], (params) =>
      hintsIn(context, params),
    ),
  );
}

function hintsIn({ workspace, documents }: ServerContext, { textDocument, range }: InlayHintParams): InlayHint[] {
  const file = fileIdOf(textDocument.uri);
  if (workspace.text(file) === undefined) return [];
  const { models } = workspace.report(file);
  const lines = documents.lines(file);
  const scope = { file, tree: workspace.tree(file), models, project: workspace.projectOf(file) };
  return inlayHints(scope, toSpan(lines, range)).map(({ offset, text }) => ({
    position: toRange(lines, { start: offset, end: offset }).end,
    label: text,
    paddingLeft: true,
  }));
}
