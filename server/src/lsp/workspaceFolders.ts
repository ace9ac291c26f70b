import { fileIdOf, isOnDisk } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';

/** A module's callers are looked for in all folders; what was read of one that came or went is not watched any more. */
export function listenToWorkspaceFolders(context: ServerContext): void {
  const { connection, workspace, guard } = context;
  connection.workspace.onDidChangeWorkspaceFolders(
    guard.notification('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
      const ids = (folders: typeof added): string[] => folders.map(({ uri }) => fileIdOf(uri)).filter(isOnDisk);
      for (const folder of ids(removed)) workspace.removeFolder(folder);
      for (const folder of ids(added)) workspace.addFolder(folder);
      context.delivery.diskChanged();
    }),
  );
}
