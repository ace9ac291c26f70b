/** The files that expressions name: `file("${path.module}/trust.json")`. */
import path from 'node:path';
import type { FileAccess } from '../core/analysis/analyze.ts';
import type { FileId } from '../core/text/range.ts';
import { isOnDisk, isWithin } from './fileId.ts';
import type { FileStore } from './fileStore.ts';

/** A policy or a template is far smaller; anything larger is no text that a person wrote. */
const MAX_CHARACTERS = 256 * 1024;

/**
 * Reads the files that expressions of a module and of those that it calls name, from its directory and inside its repository only. Links are followed before
 * that is judged, so that none leads out of it. `noteRead` hears of every file that an answer depends on, also of a missing one.
 */
export function namedFiles(files: FileStore, directory: string, noteRead: (file: FileId) => void): FileAccess {
  return {
    read(named) {
      if (!isOnDisk(directory) || named.includes('\0') || path.isAbsolute(named)) return undefined;
      const file = path.resolve(directory, named);
      noteRead(file);
      const root = files.repositoryOf(directory);
      if (!isWithin(file, root)) return undefined;
      const [target, realRoot] = [files.realPath(file), files.realPath(root)];
      const isInside = target !== undefined && realRoot !== undefined && isWithin(target, realRoot);
      if (!isInside && !files.opened(file)) return undefined;
      const read = files.read(file);
      return read.ok && read.text.length <= MAX_CHARACTERS ? { id: file, text: read.text } : undefined;
    },
  };
}
