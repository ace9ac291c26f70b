import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { isOnDisk, isWithin } from './fileId.ts';
import { type DirectoryEntry, type FileSystem, type FileText, type Listing, tooLarge } from './fileSystem.ts';
import { type GitRemote, gitRemoteOf } from './gitRemote.ts';

/** A document that an editor holds; its text wins over the disk's. */
export interface OpenDocument {
  readonly languageId: string;
  readonly text: string;
}

/** The names of the files in a directory; `reason` says why they may not be all. */
export interface FileNames {
  readonly names: readonly string[];
  readonly reason?: string;
}

/** Open documents over the disk. What was read is kept until word comes that it changed. */
export class FileStore {
  readonly #fileSystem: FileSystem;
  readonly #open = new Map<FileId, OpenDocument>();
  readonly #texts = new Map<FileId, FileText>();
  readonly #listings = new Map<string, Listing>();
  /** What listings and open documents say together. */
  readonly #names = new Map<string, FileNames>();
  readonly #repositories = new Map<string, string>();
  readonly #remotes = new Map<string, GitRemote | undefined>();
  readonly #folders = new Set<string>();

  constructor(fileSystem: FileSystem) {
    this.#fileSystem = fileSystem;
  }

  put(file: FileId, document: OpenDocument): void {
    if (!this.#open.has(file)) this.#names.clear();
    this.#open.set(file, document);
  }

  remove(file: FileId): void {
    this.#names.clear();
    this.#open.delete(file);
  }

  opened(file: FileId): OpenDocument | undefined {
    return this.#open.get(file);
  }

  openFiles(): readonly FileId[] {
    return [...this.#open.keys()];
  }

  read(file: FileId): FileText {
    const document = this.#open.get(file);
    if (document) return textOf(document);
    let text = this.#texts.get(file);
    if (!text) {
      text = isOnDisk(file) ? this.#fileSystem.read(file) : { ok: false, reason: 'it is not open' };
      this.#texts.set(file, text);
    }
    return text;
  }

  /** The text, if it can be read; what is read for this alone is not kept. */
  glance(file: FileId): string | undefined {
    const known = this.#open.has(file) ? this.read(file) : this.#texts.get(file);
    const text = known ?? this.#fileSystem.read(file);
    return text.ok ? text.text : undefined;
  }

  /** What is on disk in a directory, as far as it can be listed; what is listed for this alone is not kept. */
  entries(directory: string): readonly DirectoryEntry[] {
    const listing = this.#listings.get(directory) ?? this.#fileSystem.list(directory);
    return listing.ok ? listing.entries : [];
  }

  realPath(file: string): string | undefined {
    return this.#fileSystem.realPath(file);
  }

  exists(file: string): boolean {
    return this.#open.has(file) || this.#fileSystem.exists(file);
  }

  /** The files in a directory, those included that exist only in the editor. */
  names(directory: string): FileNames {
    let names = this.#names.get(directory);
    if (!names) {
      names = this.#namesIn(directory);
      this.#names.set(directory, names);
    }
    return names;
  }

  #namesIn(directory: string): FileNames {
    const listing = this.#listings.get(directory) ?? this.#fileSystem.list(directory);
    this.#listings.set(directory, listing);
    const names = new Set(this.#openNames(directory));
    if (!listing.ok) return { names: [...names], reason: listing.reason };
    for (const entry of listing.entries)
      if (entry.kind === 'file' || entry.kind === 'linked-file') names.add(entry.name);
    return { names: [...names] };
  }

  /** What lies in this folder belongs together where no repository says so. */
  addFolder(folder: string): void {
    this.#folders.add(folder);
    this.#forgetRepositories();
  }

  removeFolder(folder: string): void {
    this.#folders.delete(folder);
    this.#forgetRepositories();
  }

  /**
   * The nearest directory, from this one upwards, that holds a repository; where there is none the folder that it lies in, or
   * the directory itself.
   */
  repositoryOf(directory: string): string {
    let found = this.#repositories.get(directory);
    if (found === undefined) {
      found = this.#findRepository(directory);
      this.#repositories.set(directory, found);
    }
    return found;
  }

  /** Where the repository of a directory is hosted; nothing is read outside of the folders. */
  gitRemote(directory: string): GitRemote | undefined {
    const repository = this.repositoryOf(directory);
    if (!this.#remotes.has(repository)) {
      this.#remotes.set(repository, gitRemoteOf(this.#fileSystem, repository, [...this.#folders]));
    }
    return this.#remotes.get(repository);
  }

  /** Forgets what was read of the disk at this path and beneath it. */
  forget(changed: string): void {
    this.#forgetRepositories();
    this.#names.clear();
    this.#listings.delete(path.dirname(changed));
    for (const directory of this.#listings.keys()) if (isWithin(directory, changed)) this.#listings.delete(directory);
    for (const file of this.#texts.keys()) if (isWithin(file, changed)) this.#texts.delete(file);
  }

  #forgetRepositories(): void {
    this.#repositories.clear();
    this.#remotes.clear();
  }

  #findRepository(directory: string): string {
    for (let at = directory; ; at = path.dirname(at)) {
      if (this.exists(path.join(at, '.git'))) return at;
      if (path.dirname(at) === at) return this.#folderOf(directory) ?? directory;
    }
  }

  /** The outermost one. */
  #folderOf(directory: string): string | undefined {
    const folders = [...this.#folders].filter((folder) => isWithin(directory, folder));
    return folders.sort((a, b) => a.length - b.length)[0];
  }

  #openNames(directory: string): string[] {
    return this.openFiles()
      .filter((file) => isOnDisk(file) && path.dirname(file) === directory)
      .map((file) => path.basename(file));
  }
}

function textOf(document: OpenDocument): FileText {
  const reason = tooLarge(document.text.length);
  return reason ? { ok: false, reason } : { ok: true, text: document.text };
}
