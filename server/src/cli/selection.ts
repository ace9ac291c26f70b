/** Which files a check is about: the files that are named, and what is found beneath the directories that are named. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { isWithin } from '../workspace/fileId.ts';
import { decodeText } from '../workspace/fileSystem.ts';
import { isConfiguration } from '../workspace/moduleMembers.ts';

/** Copies of other people's code, and what tools keep. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.terraform', 'node_modules']);

/** A path that cannot be read; `message` is a whole sentence. */
export interface Unreadable {
  readonly file: FileId;
  readonly message: string;
}

export interface SelectedFile {
  /** Not found in a directory. */
  readonly named: boolean;
  /** What counts instead of the text on disk. */
  readonly text?: string;
}

export interface Selection {
  /** By absolute path. */
  readonly files: ReadonlyMap<FileId, SelectedFile>;
  /** Read as context only: what calls and values in them say about the others counts, and nothing of theirs is reported. */
  readonly context: readonly FileId[];
  /** The directories that are named, and those of the files that are. */
  readonly directories: readonly string[];
  /** The directories that are named, and looked through with everything beneath them. */
  readonly walked: readonly string[];
  /** Of what modules read beside the selected files, only this is reported. */
  readonly isWanted: (file: FileId) => boolean;
  /** Named paths that are missing or unreadable. */
  readonly unusable: readonly Unreadable[];
  /** Directories beneath a named one that cannot be listed. */
  readonly unreadable: readonly Unreadable[];
}

/** Follows a symbolic link only where it is named itself. */
export function select(paths: readonly string[], cwd: string): Selection {
  const files = new Map<FileId, SelectedFile>();
  const directories = new Set<string>();
  const walked: string[] = [];
  const unusable: Unreadable[] = [];
  const unreadable: Unreadable[] = [];
  for (const name of paths) {
    const absolute = path.resolve(cwd, name);
    try {
      // Not the working directory.
      const status = fs.statSync(name === '' ? name : absolute);
      if (status.isDirectory()) {
        directories.add(absolute);
        walked.push(absolute);
        const listing = walk(absolute);
        for (const file of listing.files) if (!files.has(file)) files.set(file, { named: false });
        for (const { file, message } of listing.unreadable) {
          if (file === absolute) unusable.push({ file, message: `${name}: ${message}` });
          else unreadable.push({ file, message });
        }
      } else if (status.isFile()) {
        fs.accessSync(absolute, fs.constants.R_OK);
        files.set(absolute, { named: true });
        directories.add(path.dirname(absolute));
      } else {
        const message = `${name}: it is no regular file and was not read; "check - --stdin-filename PATH" reads a pipe`;
        unusable.push({ file: absolute, message });
      }
    } catch (error) {
      unusable.push({ file: absolute, message: `${name || '""'}: ${reasonOf(error)}` });
    }
  }
  return { files, context: [], directories: [...directories], walked, isWanted: () => true, unusable, unreadable };
}

/** One file, whose content stands for that of `file` and what may be on disk there. */
export function selectText(file: FileId, content: Uint8Array): Selection {
  const decoded = decodeText(content);
  const directories = [path.dirname(file)];
  const empty = { files: new Map(), context: [], directories, walked: [], unusable: [], unreadable: [] };
  const nothing = { ...empty, isWanted: () => true };
  if (decoded.ok) return { ...nothing, files: new Map([[file, { named: true, text: decoded.text }]]) };
  return { ...nothing, unreadable: [{ file, message: `standard input could not be read: ${decoded.reason}` }] };
}

/** Of a selection only what `isWanted`; the rest stays as context. */
export function narrow(selection: Selection, isWanted: (file: FileId) => boolean): Selection {
  const all = [...selection.files];
  return {
    files: new Map(all.filter(([file]) => isWanted(file))),
    context: [...selection.context, ...all.flatMap(([file]) => (isWanted(file) ? [] : [file]))],
    directories: selection.directories,
    walked: selection.walked,
    isWanted,
    unusable: selection.unusable,
    unreadable: selection.unreadable.filter(({ file }) => isWanted(file)),
  };
}

/** Terraform, OpenTofu and JSON files beneath a directory, without recursion of calls: trees may be deep. */
function walk(root: string): { files: FileId[]; unreadable: Unreadable[] } {
  const files: FileId[] = [];
  const unreadable: Unreadable[] = [];
  const open = [root];
  for (let directory = open.pop(); directory !== undefined; directory = open.pop()) {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(directory, { withFileTypes: true });
    } catch (error) {
      unreadable.push({ file: directory, message: `the directory could not be read: ${reasonOf(error)}` });
      continue;
    }
    for (const entry of entries) {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) open.push(file);
      else if (entry.isFile() && isCandidate(entry.name)) files.push(file);
    }
  }
  return { files, unreadable };
}

/** Whether a file lies in one of the directories that are looked through, and no link leads to it. */
export function isWalked(file: FileId, { walked }: Selection): boolean {
  return walked.some((directory) => {
    const relative = path.relative(directory, file);
    if (!isWithin(file, directory) || isSkipped(relative)) return false;
    try {
      return fs.realpathSync(file) === path.join(fs.realpathSync(directory), relative);
    } catch {
      return false;
    }
  });
}

/** Whether a file would be found in a directory; `relative` is its path from there. */
export function isWanted(relative: string): boolean {
  return isCandidate(path.basename(relative)) && !isSkipped(relative);
}

function isSkipped(relative: string): boolean {
  return path
    .dirname(relative)
    .split(path.sep)
    .some((name) => SKIPPED.has(name));
}

function isCandidate(name: string): boolean {
  return isConfiguration(name) || name.toLowerCase().endsWith('.json');
}

/** Why the operating system refused, in words. */
export function reasonOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such file or directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
