import type { TextDocumentPositionParams, WorkspaceEdit } from 'vscode-languageserver';
import { inFile } from '../core/text/range.ts';
import { providerAt, thumbprintEdits } from '../features/provider.ts';
import { PROVIDER_AT, type ProviderAtResult, THUMBPRINT_EDIT, type ThumbprintEditParams } from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange, toWorkspaceEdit } from './convert.ts';
import { deployableAt, thumbprintsOf } from './deployed.ts';

/** A SHA-1 fingerprint as AWS takes it. Whatever else arrives is not written into a file. */
const THUMBPRINT = /^[0-9a-f]{40}$/i;

export function registerProviderRequests(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    PROVIDER_AT,
    guard.request<TextDocumentPositionParams, ProviderAtResult | null>(PROVIDER_AT, null, (params) => {
      return findProvider(context, params);
    }),
  );
  connection.onRequest(
    THUMBPRINT_EDIT,
    guard.request<ThumbprintEditParams, WorkspaceEdit | null>(THUMBPRINT_EDIT, null, (params) => {
      return editThumbprints(context, params);
    }),
  );
}

function findProvider(context: ServerContext, { textDocument, position }: TextDocumentPositionParams) {
  const file = fileIdOf(textDocument.uri);
  const tree = context.workspace.tree(file);
  const text = context.workspace.text(file);
  if (!tree || text === undefined) return null;
  const lines = context.documents.lines(file);
  const provider = providerAt(text, tree, toOffset(lines, position));
  if (!provider) return null;
  const { block, issuer, thumbprintList } = provider;
  const found = deployableAt(context, { textDocument, position });
  const thumbprints = found && 'provider' in found ? thumbprintsOf(found.provider) : undefined;
  return {
    range: toRange(lines, block),
    ...(issuer === undefined ? {} : { issuer }),
    ...(thumbprintList ? { thumbprintListRange: toRange(lines, thumbprintList.value) } : {}),
    ...(thumbprints === undefined ? {} : { thumbprints }),
  };
}

function editThumbprints(context: ServerContext, params: ThumbprintEditParams): WorkspaceEdit | null {
  const file = fileIdOf(params.textDocument.uri);
  const tree = context.workspace.tree(file);
  const text = context.workspace.text(file);
  const valid = params.thumbprints.every((thumbprint) => THUMBPRINT.test(thumbprint));
  if (!tree || text === undefined || !valid) return null;
  const offset = toOffset(context.documents.lines(file), params.position);
  const edits = thumbprintEdits(text, tree, offset, params.thumbprints);
  if (!edits || edits.length === 0) return null;
  return toWorkspaceEdit(
    context,
    edits.map(({ span, newText }) => ({ range: inFile(file, span), newText })),
  );
}
