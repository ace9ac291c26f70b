import { pasteOffers, policyJsonAt } from '../features/conversions.ts';
import {
  PASTE_POLICY,
  type PastePolicyParams,
  type PastePolicyResult,
  POLICY_JSON,
  type PolicyJsonParams,
  type PolicyJsonResult,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toSpan, toWorkspaceEdit } from './convert.ts';

/** Policies into Terraform from the clipboard, and out of it. */
export function registerPastePolicy(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest<PastePolicyResult | null, void>(
    PASTE_POLICY,
    guard.request<PastePolicyParams, PastePolicyResult | null>(PASTE_POLICY, null, (params) => paste(context, params)),
  );
  connection.onRequest(
    POLICY_JSON,
    guard.request<PolicyJsonParams, PolicyJsonResult | null>(POLICY_JSON, null, (params) => json(context, params)),
  );
}

function paste(context: ServerContext, { textDocument, range, json }: PastePolicyParams): PastePolicyResult {
  const file = fileIdOf(textDocument.uri);
  const sources = context.workspace.sources(file);
  if (!sources) return { problem: 'Put the cursor into a Terraform file.' };
  const pasted = pasteOffers(sources, file, toSpan(context.documents.lines(file), range), json);
  if ('problem' in pasted) return pasted;
  return { choices: pasted.choices.map(({ as, edits }) => ({ as, edit: toWorkspaceEdit(context, edits) })) };
}

function json(context: ServerContext, { textDocument, position }: PolicyJsonParams): PolicyJsonResult | null {
  const file = fileIdOf(textDocument.uri);
  const sources = context.workspace.sources(file);
  const found = sources && policyJsonAt(sources, file, toOffset(context.documents.lines(file), position));
  return found === undefined ? null : { json: found };
}
