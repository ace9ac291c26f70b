/**
 * Who may call a module and who may read a file, wherever in a folder they stand: of each Terraform file a tiny summary, found
 * by a look at its text without parsing it. It names directories that are worth analysing; whether they do call or read is for
 * the analysis to say.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { isWithin } from './fileId.ts';
import type { FileStore } from './fileStore.ts';
import { isConfiguration } from './moduleMembers.ts';
import { type ServiceAccount, serviceAccountsIn } from './serviceAccounts.ts';

/** Far above any repository that people write; what lies beyond is as if it were not indexed. */
export interface IndexLimits {
  readonly files: number;
  readonly directories: number;
  /** UTF-16 units of text, of all files together. */
  readonly characters: number;
}

const LIMITS: IndexLimits = { files: 50_000, directories: 50_000, characters: 500e6 };

/** Copies of other people's code, and what tools keep. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.terraform', 'node_modules']);

/** The source of a local call, in both of Terraform's syntaxes. What is computed is left to the analysis of the directories above. */
const CALL = /\bsource"?\s*[=:]\s*"(\.\.?\/[^"\\$%\n]*)"/g;
/**
 * A file that is named literally, save for the module's own directory before it, which may also be what another module is given to
 * read; in JSON the quotes are escaped.
 */
const READ = /(?:\b(?:template)?file\(\s*\\?"(?:\$\{path\.(?:root|cwd)\}\/)?|"\$\{path\.module\}\/)([^"\\$%\n]+)\\?"/g;

interface Summary {
  /** Equal for equal texts. */
  readonly fingerprint: string;
  readonly characters: number;
  /** The directories that it may call and the files that it may read, as absolute paths. */
  readonly uses: readonly string[];
  readonly serviceAccounts: readonly ServiceAccount[];
}

/** Follows no link and reads nothing outside of its folders. */
export class WorkspaceIndex {
  readonly #files: FileStore;
  readonly #limits: IndexLimits;
  readonly #folders = new Set<string>();
  /** What is still to be looked at, the next one last. */
  #pending: { readonly name: string; readonly kind: 'file' | 'directory' }[] = [];
  readonly #directories = new Map<string, Map<FileId, Summary>>();
  /** The files that name a directory or file. */
  readonly #users = new Map<string, Set<FileId>>();
  #count = 0;
  #characters = 0;

  constructor(files: FileStore, limits: IndexLimits = LIMITS) {
    this.#files = files;
    this.#limits = limits;
  }

  /** The folder will be looked at by calls of `next`. */
  add(folder: string): void {
    this.#folders.add(folder);
    this.#pending.push({ name: folder, kind: 'directory' });
  }

  remove(folder: string): void {
    this.#folders.delete(folder);
    this.#forget(folder);
  }

  get hasPending(): boolean {
    return this.#pending.length > 0;
  }

  /** Looks at one more file or directory; false when none is left. */
  next(): boolean {
    const next = this.#pending.pop();
    if (!next) return false;
    if (next.kind === 'directory') this.#list(next.name);
    else this.#put(next.name, this.#files.glance(next.name));
    return true;
  }

  /**
   * The directories whose files name this directory or file, and those that call them, nearest first. The values of a call may
   * come from far above.
   */
  usersOf(named: string): string[] {
    const found = new Set([named]);
    for (const each of found) {
      for (const file of [...(this.#users.get(each) ?? [])].sort()) found.add(path.dirname(file));
    }
    found.delete(named);
    return [...found];
  }

  /** What the files that were looked at so far name. */
  serviceAccounts(): ServiceAccount[] {
    return [...this.#directories.values()].flatMap((files) =>
      [...files.values()].flatMap(({ serviceAccounts }) => serviceAccounts),
    );
  }

  /** The editor shows this text. */
  opened(file: FileId, text: string): void {
    if (isConfiguration(path.basename(file)) && this.#isOwn(path.dirname(file))) this.#put(file, text);
  }

  /** The text of an open document is another one. */
  edited(file: FileId, text: string): void {
    if (this.#summary(file)) this.#put(file, text);
  }

  /** A file or directory was created, changed, renamed or deleted: it is to be looked at again. */
  changedOnDisk(changed: string): void {
    if (this.#folders.size === 0) return;
    const isOwn = this.#isOwn(changed);
    const isFile = isConfiguration(path.basename(changed));
    // What is known of a file stays until its text turns out to be another.
    if (!isOwn || !isFile) this.#forget(changed);
    if (isOwn) this.#pending.push({ name: changed, kind: isFile ? 'file' : 'directory' });
  }

  #list(directory: string): void {
    if (this.#directories.size >= this.#limits.directories) return;
    if (!this.#directories.has(directory)) this.#directories.set(directory, new Map());
    for (const { name, kind } of this.#files.entries(directory)) {
      const found = path.join(directory, name);
      if (kind === 'file' && isConfiguration(name)) this.#pending.push({ name: found, kind });
      if (kind === 'directory' && !SKIPPED.has(name)) this.#pending.push({ name: found, kind });
    }
  }

  /** Nothing stands for a file that cannot be read. */
  #put(file: FileId, text: string | undefined): void {
    const known = this.#summary(file);
    const fingerprint = text === undefined ? '' : fingerprintOf(text);
    if (known?.fingerprint === fingerprint) return;
    if (known) this.#drop(file, known);
    if (text === undefined || this.#count >= this.#limits.files) return;
    if (this.#characters + text.length > this.#limits.characters) return;
    const summary = {
      fingerprint,
      characters: text.length,
      uses: usesOf(path.dirname(file), text),
      serviceAccounts: serviceAccountsIn(text),
    };
    const directory = this.#directories.get(path.dirname(file)) ?? new Map<FileId, Summary>();
    this.#directories.set(path.dirname(file), directory.set(file, summary));
    this.#count++;
    this.#characters += text.length;
    for (const used of summary.uses) this.#users.set(used, (this.#users.get(used) ?? new Set()).add(file));
  }

  #drop(file: FileId, { uses, characters }: Summary): void {
    this.#directories.get(path.dirname(file))?.delete(file);
    this.#count--;
    this.#characters -= characters;
    for (const used of uses) {
      const users = this.#users.get(used);
      users?.delete(file);
      if (users?.size === 0) this.#users.delete(used);
    }
  }

  /** Forgets a file, or a directory with all beneath it. */
  #forget(gone: string): void {
    const summary = this.#summary(gone);
    if (summary) this.#drop(gone, summary);
    for (const [directory, files] of this.#directories) {
      if (!isWithin(directory, gone)) continue;
      for (const [file, each] of files) this.#drop(file, each);
      this.#directories.delete(directory);
    }
    this.#pending = this.#pending.filter(({ name }) => !isWithin(name, gone));
  }

  #summary(file: FileId): Summary | undefined {
    return this.#directories.get(path.dirname(file))?.get(file);
  }

  /** Whether a path lies in one of the folders, and no link leads to it. */
  #isOwn(file: string): boolean {
    const folder = [...this.#folders].find((each) => isWithin(file, each));
    if (folder === undefined) return false;
    const inside = path.relative(folder, file);
    if (inside.split(path.sep).some((name) => SKIPPED.has(name))) return false;
    const real = this.#files.realPath(folder);
    return real !== undefined && this.#files.realPath(file) === path.join(real, inside);
  }
}

function fingerprintOf(text: string): string {
  return createHash('sha1').update(text).digest('base64url');
}

const NOTHING: readonly string[] = [];

function usesOf(directory: string, text: string): readonly string[] {
  const names = [...text.matchAll(CALL), ...text.matchAll(READ)].map(([, name]) => path.resolve(directory, name!));
  return names.length === 0 ? NOTHING : [...new Set(names)];
}
