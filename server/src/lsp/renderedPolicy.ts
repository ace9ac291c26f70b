import path from 'node:path';
import { renderedPolicyAt } from '../features/renderedPolicy.ts';
import { RENDERED_POLICY, type RenderedPolicyParams, type RenderedPolicyResult } from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset } from './convert.ts';

export function registerRenderedPolicy(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    RENDERED_POLICY,
    guard.request<RenderedPolicyParams, RenderedPolicyResult | null>(RENDERED_POLICY, null, (params) =>
      render(context, params),
    ),
  );
}

function render(context: ServerContext, { textDocument, position }: RenderedPolicyParams): RenderedPolicyResult | null {
  const { workspace, documents } = context;
  const file = fileIdOf(textDocument.uri);
  if (workspace.text(file) === undefined || workspace.kindOf(file) === 'none') return null;
  const offset = toOffset(documents.lines(file), position);
  const found = renderedPolicyAt(workspace.report(file), workspace.tree(file), offset);
  return found ? { title: found.address ?? path.basename(file), text: found.text } : null;
}
