import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { isWithin } from './fileId.ts';
import { type DirectoryEntry, type FileSystem, type FileText, type Listing, tooLarge } from './fileSystem.ts';

/** Files that somebody else reads and hands over: where there is no disk, or none that can be read at once. */
export class MemoryFileSystem implements FileSystem {
  readonly #texts = new Map<FileId, string>();

  put(file: FileId, text: string): void {
    this.#texts.set(file, text);
  }

  /** A file, or all that a directory holds. */
  remove(file: string): void {
    for (const known of this.#texts.keys()) if (isWithin(known, file)) this.#texts.delete(known);
  }

  read(file: FileId): FileText {
    const text = this.#texts.get(file);
    if (text === undefined) return { ok: false, reason: 'it does not exist' };
    const reason = tooLarge(text.length);
    return reason ? { ok: false, reason } : { ok: true, text };
  }

  list(directory: string): Listing {
    const kinds = new Map<string, DirectoryEntry['kind']>();
    for (const file of this.#texts.keys()) {
      if (file === directory || !isWithin(file, directory)) continue;
      const [name, ...deeper] = path.relative(directory, file).split(path.sep);
      kinds.set(name!, deeper.length > 0 ? 'directory' : 'file');
    }
    const entries = [...kinds].map(([name, kind]) => ({ name, kind }));
    return { ok: true, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  exists(file: string): boolean {
    return [...this.#texts.keys()].some((known) => isWithin(known, file));
  }

  /** Nothing is linked here. */
  realPath(file: string): string | undefined {
    return this.exists(file) ? file : undefined;
  }
}
