import type { Location, TextDocumentIdentifier, TextDocumentPositionParams } from 'vscode-languageserver';
import type { SourceRange } from '../core/text/range.ts';
import type { Scope } from '../features/scope.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange } from './convert.ts';

/** What navigation looks at; undefined for a document that means nothing. */
export function scopeOf({ workspace }: ServerContext, { uri }: TextDocumentIdentifier): Scope | undefined {
  const file = fileIdOf(uri);
  if (workspace.text(file) === undefined) return undefined;
  const { models } = workspace.report(file);
  return models.length === 0
    ? undefined
    : { file, tree: workspace.tree(file), models, project: workspace.projectOf(file) };
}

export function offsetIn({ documents }: ServerContext, { textDocument, position }: TextDocumentPositionParams): number {
  return toOffset(documents.lines(fileIdOf(textDocument.uri)), position);
}

export function toLocation({ documents }: ServerContext, range: SourceRange): Location {
  return { uri: documents.uri(range.file), range: toRange(documents.lines(range.file), range) };
}
