import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';

/** Folders decide nothing, a module is a directory; but what was read of one that came or went is not watched any more. */
export function listenToWorkspaceFolders(context: ServerContext): void {
  const { connection, workspace, earlier, guard } = context;
  connection.workspace.onDidChangeWorkspaceFolders(
    guard.notification('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
      for (const { uri } of [...added, ...removed]) workspace.changedOnDisk(fileIdOf(uri));
      earlier.forget();
      context.delivery.diskChanged();
    }),
  );
}
