import type { FileId } from '../core/text/range.ts';

/** A larger file is not configuration that a person wrote; reading it would only delay every answer. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

export type FileText =
  | { readonly ok: true; readonly text: string }
  /** `reason` completes "main.tf could not be read: ...". */
  | { readonly ok: false; readonly reason: string };

/** A symbolic link to a file is a `linked-file`; one to a directory is a `link`, so that a walk cannot run in circles. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'linked-file' | 'directory' | 'link';
}

export type Listing =
  | { readonly ok: true; readonly entries: readonly DirectoryEntry[] }
  | { readonly ok: false; readonly reason: string };

/** What the workspace may ask of the disk. Synchronous: an answer is computed in one go, from one state. */
export interface FileSystem {
  read(file: FileId): FileText;
  /** Entries in the order of their names. A directory that does not exist has none. */
  list(directory: string): Listing;
  /** Whether anything of this name is there: a file or a directory. */
  exists(file: string): boolean;
  /** The path with every symbolic link followed; undefined when nothing is there. */
  realPath(file: string): string | undefined;
}

/** Why a file of this size is not read, if it is too large. */
export function tooLarge(bytes: number): string | undefined {
  if (bytes <= MAX_FILE_BYTES) return undefined;
  return `it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`;
}

/** The text of a file's bytes; a byte order mark is dropped, as editors do. */
export function decodeText(bytes: Uint8Array): FileText {
  const reason = tooLarge(bytes.length);
  if (reason) return { ok: false, reason };
  if (bytes.includes(0)) return { ok: false, reason: 'it is a binary file, not text' };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, reason: 'it is not UTF-8 text' };
  }
}
