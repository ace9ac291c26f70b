/** Tokens and errors of AWS, explained for the roles of the workspace. Nothing of what is asked is kept or logged. */
import path from 'node:path';
import { findProvider } from '../core/oidc/catalogue.ts';
import { explainError, explainToken, roleAt, type Scene } from '../features/explain.ts';
import { blockAt } from '../features/writtenArguments.ts';
import {
  EXPLAIN_ERROR,
  EXPLAIN_TOKEN,
  type ExplainErrorParams,
  type ExplainTokenParams,
  type ExplainTokenResult,
  ISSUER_NAME,
  type IssuerNameParams,
  type TextResult,
  type WorkspaceQuestion,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange, toWorkspaceEdit } from './convert.ts';
import { reportsOf } from './question.ts';

export function registerExplanations(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onRequest(
    EXPLAIN_TOKEN,
    guard.request<ExplainTokenParams, ExplainTokenResult | null>(EXPLAIN_TOKEN, null, (params) =>
      token(context, params),
    ),
  );
  connection.onRequest(
    EXPLAIN_ERROR,
    guard.request<ExplainErrorParams, TextResult | null>(EXPLAIN_ERROR, null, (params) => {
      const text = explainError(sceneOf(context, params), params.text);
      return text === undefined ? null : { text };
    }),
  );
  connection.onRequest(
    ISSUER_NAME,
    guard.request<IssuerNameParams, string | null>(ISSUER_NAME, null, ({ issuer }) => {
      return findProvider(issuer.replace(/^https:\/\//, ''))?.name ?? null;
    }),
  );
}

function token(context: ServerContext, params: ExplainTokenParams): ExplainTokenResult {
  const { claims, now, signature, header } = params;
  const { text, fixes } = explainToken(sceneOf(context, params), header, { claims: new Map(claims), now, signature });
  const offered = fixes.flatMap(({ title, place, edits }) => {
    const edit = toWorkspaceEdit(context, edits);
    const range = toRange(context.documents.lines(place.file), place);
    return edit ? [{ title, uri: context.documents.uri(place.file), range, edit }] : [];
  });
  return { text, fixes: offered };
}

/** The reports of the files, and the role that the cursor is in. */
function sceneOf(context: ServerContext, question: WorkspaceQuestion): Scene {
  const { workspace, documents } = context;
  const { textDocument, position } = question;
  const placeOf: Scene['placeOf'] = ({ file, start }) => {
    const { line, column } = documents.lines(file).positionAt(start);
    return `${path.basename(path.dirname(file))}/${path.basename(file)}:${line + 1}:${column + 1}`;
  };
  const reports = reportsOf(context, question);
  if (!textDocument || !position) return { reports, role: undefined, placeOf };
  const file = fileIdOf(textDocument.uri);
  const tree = workspace.tree(file);
  const offset = toOffset(documents.lines(file), position);
  const role = roleAt(workspace.report(file), file, offset, ({ range }) => tree && blockAt(tree, range));
  return { reports, role, placeOf };
}
