import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FileId } from '../core/text/range.ts';

/** The id of a document: an absolute path for `file:` URIs, the URI itself for all others. */
export function fileIdOf(uri: string): FileId {
  if (!uri.startsWith('file:')) return uri;
  try {
    return fileURLToPath(uri);
  } catch {
    return uri; // a host on a system without UNC paths, or a broken escape: a document without a place on disk
  }
}

/** The URI of an id. An open document's own spelling of its URI may differ in its escapes. */
export function uriOf(file: FileId): string {
  return isOnDisk(file) ? pathToFileURL(file).href : file;
}

/** Whether the id is a path, so that the file has neighbours in a directory. */
export function isOnDisk(file: FileId): boolean {
  return path.isAbsolute(file);
}

/** Whether `file` is `directory` itself or anything beneath it. */
export function isWithin(file: FileId, directory: string): boolean {
  if (file === directory) return true;
  return file.startsWith(directory.endsWith(path.sep) ? directory : directory + path.sep);
}
