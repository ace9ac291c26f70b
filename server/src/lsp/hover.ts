import type { Hover, HoverParams } from 'vscode-languageserver';
import { hoverAt } from '../features/hover.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange } from './convert.ts';
import { filesOf } from './files.ts';
import { toMarkup } from './markup.ts';

export function registerHover(context: ServerContext): void {
  context.connection.onHover(
    context.guard.request<HoverParams, Hover | null>('textDocument/hover', null, (params) => hover(context, params)),
  );
}

function hover(context: ServerContext, { textDocument, position }: HoverParams): Hover | null {
  const { workspace, documents, client } = context;
  const file = fileIdOf(textDocument.uri);
  const text = workspace.text(file);
  if (text === undefined) return null;
  const { models } = workspace.report(file);
  if (workspace.kindOf(file) === 'none' && models.length === 0) return null;
  const lines = documents.lines(file);
  const source = {
    file,
    text,
    tree: workspace.tree(file),
    models,
    project: workspace.projectOf(file),
    files: filesOf(context),
  };
  const found = hoverAt(source, toOffset(lines, position));
  if (!found) return null;
  return { contents: toMarkup(found.markdown, client.markdownHover), range: toRange(lines, found.span) };
}
