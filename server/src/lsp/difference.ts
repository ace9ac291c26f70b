import { differenceLenses } from '../features/differenceLens.ts';
import { DIFFERENCE, type DifferenceParams, type DifferenceResult } from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toRange } from './convert.ts';

export function registerDifference(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    DIFFERENCE,
    guard.request<DifferenceParams, DifferenceResult>(DIFFERENCE, [], (params) => differences(context, params)),
  );
}

function differences({ workspace, earlier, documents }: ServerContext, params: DifferenceParams): DifferenceResult {
  const file = fileIdOf(params.textDocument.uri);
  if (params.before.length === 0 || workspace.text(file) === undefined || workspace.kindOf(file) === 'none') return [];
  const before = earlier.with(new Map(params.before.map(({ uri, text }) => [fileIdOf(uri), text])));
  const lines = documents.lines(file);
  return differenceLenses(file, before, workspace).map(({ span, text }) => ({ range: toRange(lines, span), text }));
}
