import type { InitializeParams } from 'vscode-languageserver';
import { fileIdOf, isOnDisk } from '../workspace/fileId.ts';
import type { ServerContext } from './context.ts';

/** So little at a time that no answer has to wait for it noticeably. */
const SLICE_MS = 5;

/**
 * Looks through the workspace folders for callers and readers, after the first answer and in small slices between the
 * others. At the end open documents are looked at again, because their modules may be called from where nobody looked.
 */
export class Indexing {
  readonly #context: ServerContext;
  #slice: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Goes on if there is something to do. */
  resume(): void {
    if (this.#stopped || this.#slice || !this.#context.workspace.hasToIndex) return;
    const work = this.#context.guard.notification<void>('indexing', () => this.#work());
    this.#slice = setImmediate(() => work());
  }

  stop(): void {
    this.#stopped = true;
    if (this.#slice) clearImmediate(this.#slice);
  }

  #work(): void {
    this.#slice = undefined;
    const { workspace, delivery } = this.#context;
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      if (!workspace.indexNext()) return delivery.diskChanged();
    }
    this.resume();
  }
}

/** The folders that the editor starts with. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris.map(fileIdOf).filter(isOnDisk);
}
