/** The policies that IAM Access Analyzer is to be asked about, and where its findings stand. The client asks AWS. */
import path from 'node:path';
import type { RenderedTrust } from '../core/analysis/report.ts';
import { placeFindings, trustPoliciesAt, whyNotSent } from '../features/analyzerFindings.ts';
import {
  ANALYZER_PLACES,
  type AnalyzerPlacesParams,
  type AnalyzerPlacesResult,
  POLICIES_AT,
  type PoliciesAtParams,
  type PoliciesAtResult,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange } from './convert.ts';

export function registerAnalyzer(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    POLICIES_AT,
    guard.request<PoliciesAtParams, PoliciesAtResult | null>(POLICIES_AT, null, (params) => describe(context, params)),
  );
  connection.onRequest(
    ANALYZER_PLACES,
    guard.request<AnalyzerPlacesParams, AnalyzerPlacesResult | null>(ANALYZER_PLACES, null, (params) =>
      places(context, params),
    ),
  );
}

function describe(context: ServerContext, params: PoliciesAtParams): PoliciesAtResult | null {
  const found = policiesAt(context, params);
  const [first] = found;
  if (!first) return null;
  const title = first.address ?? path.basename(fileIdOf(params.textDocument.uri));
  const problem = found.map(whyNotSent).find((why) => why !== undefined);
  const texts = [...new Set(found.flatMap(({ example }) => example.text ?? []))];
  return { title, texts, ...(problem === undefined ? {} : { problem }) };
}

function places(context: ServerContext, params: AnalyzerPlacesParams): AnalyzerPlacesResult | null {
  const found = policiesAt(context, params);
  const placed = params.answers.map(({ text, findings }) => {
    const policy = found.find((one) => one.example.text === text);
    return policy && placeFindings(policy, findings);
  });
  if (placed.some((each) => each === undefined)) return null;
  return placed
    .flatMap((each) => each ?? [])
    .map(({ finding: { type, code, details, link }, range, rule }) => ({
      uri: context.documents.uri(range.file),
      range: toRange(context.documents.lines(range.file), range),
      type,
      code,
      details,
      link,
      ...(rule === undefined ? {} : { rule }),
    }));
}

function policiesAt(
  { workspace, documents }: ServerContext,
  { textDocument, position }: PoliciesAtParams,
): readonly RenderedTrust[] {
  const file = fileIdOf(textDocument.uri);
  if (workspace.text(file) === undefined || workspace.kindOf(file) === 'none') return [];
  const offset = toOffset(documents.lines(file), position);
  return trustPoliciesAt(workspace.report(file), workspace.tree(file), offset);
}
