import type { SourceRange } from '../core/text/range.ts';
import { trustMap } from '../features/trustMap.ts';
import { TRUST_MAP, type TrustMapPlace, type TrustMapResult, type WorkspaceQuestion } from '../protocol.ts';
import type { ServerContext } from './context.ts';
import { toRange } from './convert.ts';
import { reportsOf } from './question.ts';

const NOTHING: TrustMapResult = { issuers: [], subjects: [], roles: [], edges: [], notFederated: 0 };

export function registerTrustMap(context: ServerContext): void {
  context.connection.onRequest(
    TRUST_MAP,
    context.guard.request<WorkspaceQuestion, TrustMapResult>(TRUST_MAP, NOTHING, (params) => draw(context, params)),
  );
}

function draw(context: ServerContext, params: WorkspaceQuestion): TrustMapResult {
  const { documents, indexing } = context;
  const placed = <Node extends { readonly at: SourceRange }>({
    at,
    ...node
  }: Node): Omit<Node, 'at'> & TrustMapPlace => ({
    ...node,
    uri: documents.uri(at.file),
    range: toRange(documents.lines(at.file), at),
  });
  const { issuers, subjects, roles, edges, notFederated } = trustMap(reportsOf(context, params));
  // No document may be open that asks for it.
  indexing.resume();
  return {
    issuers: issuers.map(placed),
    subjects: subjects.map(placed),
    roles: roles.map(placed),
    edges,
    notFederated,
  };
}
