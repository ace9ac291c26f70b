import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { isWithin } from './fileId.ts';
import type { FileSystem, FileText, Listing } from './fileSystem.ts';

/** How a file was, read when somebody asks; null where there was none. */
export type OtherText = (() => FileText) | null;

/** Another state of a disk: some files are as they are given here, all others as they are. */
export class OverlayFileSystem implements FileSystem {
  readonly #base: FileSystem;
  readonly #others: ReadonlyMap<FileId, OtherText>;

  constructor(base: FileSystem, others: ReadonlyMap<FileId, OtherText>) {
    this.#base = base;
    this.#others = others;
  }

  read(file: FileId): FileText {
    const other = this.#otherOf(file);
    if (other === undefined) return this.#base.read(file);
    return other ? other() : { ok: false, reason: 'it does not exist' };
  }

  list(directory: string): Listing {
    const listing = this.#base.list(directory);
    const own = [...this.#others].filter(([file]) => path.dirname(file) === directory);
    if (!listing.ok || own.length === 0) return listing;
    const replaced = new Set(own.map(([file]) => path.basename(file)));
    const there = own.flatMap(([file, other]) => (other ? [{ name: path.basename(file), kind: 'file' as const }] : []));
    const entries = [...listing.entries.filter(({ name }) => !replaced.has(name)), ...there];
    return { ok: true, entries: entries.sort((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  exists(file: string): boolean {
    const other = this.#others.get(file);
    if (other !== undefined) return other !== null;
    return this.#base.exists(file) || [...this.#others].some(([name, text]) => text && isWithin(name, file));
  }

  realPath(file: string): string | undefined {
    const other = this.#others.get(file);
    if (other === null) return undefined;
    return this.#base.realPath(file) ?? (other && file);
  }

  /** A link to a file that was otherwise was so too. */
  #otherOf(file: FileId): OtherText | undefined {
    const own = this.#others.get(file);
    if (own !== undefined) return own;
    const target = this.#base.realPath(file);
    return target === undefined ? undefined : this.#others.get(target);
  }
}
