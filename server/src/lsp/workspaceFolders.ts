import type { ServerContext } from './context.ts';
import { pathsOf } from './indexing.ts';
import { refreshSettings } from './settings.ts';

/** A module's callers are looked for in all folders; what was read of one that came or went is not watched any more. */
export function listenToWorkspaceFolders(context: ServerContext): void {
  const { connection, workspace, earlier, settings, guard } = context;
  connection.workspace.onDidChangeWorkspaceFolders(
    guard.notification('workspace/didChangeWorkspaceFolders', ({ added, removed }) => {
      for (const folder of pathsOf(removed)) workspace.removeFolder(folder);
      for (const folder of pathsOf(added)) workspace.addFolder(folder);
      settings.removeFolders(pathsOf(removed));
      settings.addFolders(pathsOf(added));
      refreshSettings(context);
      earlier.forget();
      context.delivery.diskChanged();
    }),
  );
}
