/** Who gets in: lenses above roles, documents and policies, the reasons behind one, and the worst of a file. */
import path from 'node:path';
import type { CodeLens, CodeLensParams } from 'vscode-languageserver';
import type { Verdict } from '../core/analysis/report.ts';
import type { FileId } from '../core/text/range.ts';
import { type AccessLens, accessLenses, worstAccess } from '../features/accessLens.ts';
import { accessPeek } from '../features/accessPeek.ts';
import {
  ACCESS,
  type AccessParams,
  type AccessResult,
  FILE_ACCESS,
  type FileAccessParams,
  type FileAccessResult,
  SHOW_ACCESS_COMMAND,
} from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import { fixAction } from './codeAction.ts';
import type { ServerContext } from './context.ts';
import { toOffset, toRange } from './convert.ts';

/** VS Code's names of its icons. */
const ICONS: Readonly<Record<Verdict, string>> = {
  anyone: 'globe',
  tenant: 'organization',
  resource: 'repo',
  context: 'git-branch',
  exact: 'lock',
  nobody: 'circle-slash',
  'not-federated': 'circle-slash',
  unknown: 'question',
};

/** What fits above a line beside other lenses; the peek has the rest. */
const MOST_CHARACTERS = 120;

export function registerAccess(context: ServerContext): void {
  const { connection, guard } = context;
  connection.onCodeLens(
    guard.request<CodeLensParams, CodeLens[]>('textDocument/codeLens', [], ({ textDocument }) =>
      lensesOf(context, fileIdOf(textDocument.uri)).map((lens) => toCodeLens(context, textDocument.uri, lens)),
    ),
  );
  connection.onRequest(
    ACCESS,
    guard.request<AccessParams, AccessResult | null>(ACCESS, null, (params) => access(context, params)),
  );
  connection.onRequest(
    FILE_ACCESS,
    guard.request<FileAccessParams, FileAccessResult | null>(FILE_ACCESS, null, ({ textDocument }) => {
      return fileAccess(context, fileIdOf(textDocument.uri));
    }),
  );
}

function lensesOf({ workspace }: ServerContext, file: FileId): AccessLens[] {
  if (workspace.text(file) === undefined || workspace.kindOf(file) === 'none') return [];
  return accessLenses(workspace.report(file), file);
}

function fileAccess(context: ServerContext, file: FileId): FileAccessResult | null {
  const worst = worstAccess(lensesOf(context, file));
  if (!worst) return null;
  const { verdict, text, count, span } = worst;
  return { verdict, summary: text, count, position: toRange(context.documents.lines(file), span).start };
}

function toCodeLens({ client, documents }: ServerContext, uri: string, { span, verdict, text }: AccessLens): CodeLens {
  const range = toRange(documents.lines(fileIdOf(uri)), span);
  const title = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  if (!client.showAccess) return { range, command: { title, command: '' } };
  const command = { title: `$(${ICONS[verdict]}) ${title}`, command: SHOW_ACCESS_COMMAND };
  return { range, command: { ...command, arguments: [uri, range.start] } };
}

function access(context: ServerContext, { textDocument, position }: AccessParams): AccessResult | null {
  const { workspace, documents } = context;
  const file = fileIdOf(textDocument.uri);
  if (workspace.text(file) === undefined || workspace.kindOf(file) === 'none') return null;
  const places = new Map<string, AccessResult['places'][number]>();
  const found = accessPeek(file, toOffset(documents.lines(file), position), {
    reportOf: (one) => workspace.report(one),
    tree: workspace.tree(file),
    placeOf: (range) => {
      const { start } = toRange(documents.lines(range.file), range);
      const name = `${path.basename(range.file)}:${start.line + 1}:${start.character + 1}`;
      places.set(name, { name, uri: documents.uri(range.file), position: start });
      return name;
    },
  });
  if (!found) return null;
  return {
    title: found.title,
    text: found.text,
    places: [...places.values()],
    fixes: found.fixes.map((offer) => fixAction(context, offer)),
  };
}
