/** Which files changed since a git revision. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { Repository } from './git.ts';
import type { Io } from './io.ts';

/** Files, however they are reached. */
export interface ChangedFiles {
  has(file: FileId): boolean;
}

/**
 * The files of the repository around the working directory that differ from the revision, in the index or on disk, and those that git does
 * not know yet and does not ignore.
 * @throws UsageError when there is no git, no repository or no such revision.
 */
export function changedSince(revision: string, world: Pick<Io, 'cwd' | 'env'>): ChangedFiles {
  const repository = new Repository(revision, '--changed-since', world);
  const names = [
    ...repository.list(['diff', '--name-only', '--no-ext-diff', '-z', repository.commit, '--']),
    ...repository.unknownFiles(),
  ];
  const changed = new Set(names.map((name) => path.join(repository.top, name)));
  return { has: (file) => changed.has(realPath(file)) || changed.has(inRealDirectory(file)) };
}

/** A link changes when it leads elsewhere, and what it leads to changes by itself: both count. */
function inRealDirectory(file: FileId): string {
  return path.join(realPath(path.dirname(file)), path.basename(file));
}

function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}
