/** Files that the client reads for a server that has no disk. */
import { SENT_FILES, type SentFilesParams } from '../protocol.ts';
import { fileIdOf } from '../workspace/fileId.ts';
import type { MemoryFileSystem } from '../workspace/memoryFileSystem.ts';
import type { ServerContext } from './context.ts';

export function registerSentFiles(context: ServerContext, files: MemoryFileSystem): void {
  const { connection, guard, workspace } = context;
  connection.onNotification(
    SENT_FILES,
    guard.notification<SentFilesParams>(SENT_FILES, (params) => {
      for (const { uri, text } of params.files) {
        const file = fileIdOf(uri);
        if (text === null) files.remove(file);
        else files.put(file, text);
        workspace.changedOnDisk(file);
      }
      context.earlier.forget();
      context.delivery.diskChanged();
    }),
  );
}
