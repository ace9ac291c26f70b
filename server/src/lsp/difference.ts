import { differenceLenses } from '../features/differenceLens.ts';
import { DIFFERENCE, type DifferenceParams, type DifferenceResult } from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { OverlayFileSystem } from '../workspace/overlayFileSystem.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { ServerContext } from './context.ts';
import { toRange } from './convert.ts';

/** `fileSystem`: the disk beneath the documents that are given as they were. */
export function registerDifference(context: ServerContext, fileSystem: FileSystem): void {
  const { connection, guard } = context;
  connection.onRequest(
    DIFFERENCE,
    guard.request<DifferenceParams, DifferenceResult>(DIFFERENCE, [], (params) =>
      differences(context, fileSystem, params),
    ),
  );
}

function differences(
  { workspace, documents }: ServerContext,
  fileSystem: FileSystem,
  params: DifferenceParams,
): DifferenceResult {
  const file = fileIdOf(params.textDocument.uri);
  if (params.before.length === 0 || workspace.text(file) === undefined || workspace.kindOf(file) === 'none') return [];
  const texts = new Map(params.before.map(({ uri, text }) => [fileIdOf(uri), text]));
  const lines = documents.lines(file);
  return differenceLenses(file, earlier(workspace, fileSystem, texts), workspace).map(({ span, text }) => ({
    range: toRange(lines, span),
    text,
  }));
}

/** What the editor shows and what is on disk, but for some files that were otherwise, or were not there. */
function earlier(now: Workspace, fileSystem: FileSystem, texts: ReadonlyMap<string, string | null>): Workspace {
  const others = [...texts].map(
    ([file, text]) => [file, text === null ? null : () => ({ ok: true as const, text })] as const,
  );
  const before = new Workspace(new OverlayFileSystem(fileSystem, new Map(others)));
  for (const file of now.openFiles()) {
    const text = texts.has(file) ? texts.get(file) : now.text(file);
    if (typeof text === 'string') before.open(file, { languageId: now.languageOf(file), text });
  }
  return before;
}
