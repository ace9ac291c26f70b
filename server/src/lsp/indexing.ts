import path from 'node:path';
import type { InitializeParams } from 'vscode-languageserver';
import { fileIdOf, isOnDisk } from '../workspace/fileId.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Guard } from './guard.ts';

/** So little at a time that no answer has to wait for it noticeably. */
const SLICE_MS = 5;

/**
 * Looks through the workspace folders for callers and readers, after the first answer and in small slices between the
 * others. `done` hears of each end of it.
 */
export class Indexing {
  readonly #workspace: Workspace;
  readonly #guard: Guard;
  readonly #done: () => void;
  #slice: NodeJS.Immediate | undefined;
  #stopped = false;

  constructor(workspace: Workspace, guard: Guard, done: () => void) {
    this.#workspace = workspace;
    this.#guard = guard;
    this.#done = done;
  }

  /** Goes on if there is something to do. */
  resume(): void {
    if (this.#stopped || this.#slice || !this.#workspace.hasToIndex) return;
    const work = this.#guard.notification<void>('indexing', () => this.#work());
    this.#slice = setImmediate(() => work());
  }

  stop(): void {
    this.#stopped = true;
    if (this.#slice) clearImmediate(this.#slice);
  }

  #work(): void {
    this.#slice = undefined;
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end && this.#workspace.indexNext());
    if (this.#workspace.hasToIndex) this.resume();
    else this.#done();
  }
}

/** The paths of the folders that are on disk. */
export function pathsOf(folders: readonly { readonly uri: string }[]): string[] {
  return folders
    .map(({ uri }) => fileIdOf(uri))
    .filter(isOnDisk)
    .map((folder) => path.resolve(folder));
}

/** The folders that the editor starts with. */
export function foldersOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  return pathsOf(workspaceFolders ?? (rootUri ? [{ uri: rootUri }] : []));
}
