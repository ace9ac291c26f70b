import { DidChangeWatchedFilesNotification, type FileSystemWatcher, WatchKind } from 'vscode-languageserver';
import { fileIdOf } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';

/** A deleted or renamed folder is announced by its own name only, hence the second pattern. */
const WATCHERS: FileSystemWatcher[] = [
  { globPattern: '**/*.{tf,tofu,json,jsonc,tftpl,tpl,tmpl,tfvars}' },
  { globPattern: '**/.github/workflows/*.{yml,yaml}' },
  { globPattern: '**/*', kind: WatchKind.Delete },
];

export function registerWatchedFiles(context: ServerContext): void {
  context.connection.onDidChangeWatchedFiles(
    context.guard.notification('workspace/didChangeWatchedFiles', ({ changes }) => {
      for (const { uri } of changes) context.workspace.changedOnDisk(fileIdOf(uri));
      context.earlier.forget();
      context.delivery.diskChanged();
    }),
  );
}

/** Asks the editor to watch the disk; after `initialized`, if it can. */
export function watchFiles({ connection, client, guard }: ServerContext): void {
  if (!client.watchesFiles) return;
  connection.client
    .register(DidChangeWatchedFilesNotification.type, { watchers: WATCHERS })
    .catch((error: unknown) => guard.report('client/registerCapability', error));
}
