import fs from 'node:fs';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import {
  type DirectoryEntry,
  decodeText,
  type FileSystem,
  type FileText,
  type Listing,
  tooLarge,
} from './fileSystem.ts';

/** The disk of this machine. */
export class DiskFileSystem implements FileSystem {
  read(file: FileId): FileText {
    try {
      // Not blocking: opening a named pipe would otherwise wait for its writer.
      const handle = fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
      try {
        return readOpened(handle);
      } finally {
        fs.closeSync(handle);
      }
    } catch (error) {
      return { ok: false, reason: describe(error) };
    }
  }

  list(directory: string): Listing {
    try {
      const entries = fs.readdirSync(directory, { withFileTypes: true });
      return { ok: true, entries: entries.flatMap((entry) => classify(directory, entry)).sort(byName) };
    } catch (error) {
      if (isMissing(error)) return { ok: true, entries: [] };
      return { ok: false, reason: describe(error) };
    }
  }

  exists(file: string): boolean {
    return fs.existsSync(file);
  }

  realPath(file: string): string | undefined {
    try {
      return fs.realpathSync(file);
    } catch {
      return undefined;
    }
  }
}

/** Judges and reads the same open file, so that it cannot be exchanged in between. */
function readOpened(handle: number): FileText {
  const status = fs.fstatSync(handle);
  if (!status.isFile()) return { ok: false, reason: 'it is not a regular file' };
  const reason = tooLarge(status.size);
  if (reason) return { ok: false, reason };
  const bytes = Buffer.alloc(status.size + 1);
  let length = 0;
  for (;;) {
    const read = fs.readSync(handle, bytes, length, bytes.length - length, length);
    length += read;
    // A file that grew meanwhile is cut: the change will be announced, and then it is read again.
    if (read === 0 || length === bytes.length) return decodeText(bytes.subarray(0, Math.min(length, status.size)));
  }
}

function classify(directory: string, entry: fs.Dirent): DirectoryEntry[] {
  const name = entry.name;
  if (entry.isFile()) return [{ name, kind: 'file' }];
  if (entry.isDirectory()) return [{ name, kind: 'directory' }];
  if (!entry.isSymbolicLink()) return [];
  const target = targetOf(path.join(directory, name));
  if (target?.isFile()) return [{ name, kind: 'linked-file' }];
  return target?.isDirectory() ? [{ name, kind: 'link' }] : [];
}

function targetOf(link: string): fs.Stats | undefined {
  try {
    return fs.statSync(link);
  } catch {
    return undefined; // it dangles, runs in a circle, or leads where this user may not look
  }
}

function byName(a: DirectoryEntry, b: DirectoryEntry): number {
  return a.name < b.name ? -1 : 1;
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

function describe(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not read it';
    case 'EISDIR':
      return 'it is a directory';
    case 'ELOOP':
      return 'its symbolic links lead in a circle';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
