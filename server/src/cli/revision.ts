/** The files of a repository as they were in a git revision, without a checkout. */
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { decodeText, type FileText, MAX_FILE_BYTES, tooLarge } from '../workspace/fileSystem.ts';
import type { OtherText } from '../workspace/overlayFileSystem.ts';
import { Repository } from './git.ts';
import type { Io } from './io.ts';

export interface Revision {
  /** The directory of the repository, links followed. */
  readonly top: string;
  /** What is on disk otherwise than it was; what git ignores counts as unchanged. */
  readonly others: ReadonlyMap<FileId, OtherText>;
}

/** `:100644 100644 <object before> <object now> M`, as `git diff --raw` prints it in front of a name. */
const RAW = /^:(\d{6}) \d{6} ([0-9a-f]+) [0-9a-f]+ [A-Z]/;
const NOT_THERE = '000000';

/**
 * What differs from the revision in the repository around the working directory.
 * @throws UsageError when there is no git, no repository or no such revision.
 */
export function readRevision(revision: string, world: Pick<Io, 'cwd' | 'env'>): Revision {
  const repository = new Repository(revision, '--git', world);
  const others = new Map<FileId, OtherText>();
  for (const name of repository.unknownFiles()) others.set(path.join(repository.top, name), null);
  const options = ['--raw', '--no-abbrev', '--no-renames', '--no-ext-diff', '-z'];
  const parts = repository.list(['diff', ...options, repository.commit, '--']);
  for (let i = 0; i + 1 < parts.length; i += 2) {
    const [, mode, object] = RAW.exec(parts[i]!) ?? [];
    const file = path.join(repository.top, parts[i + 1]!);
    if (mode === undefined || object === undefined) continue;
    // A conflict is listed twice, once without its past.
    if (mode !== NOT_THERE) others.set(file, () => contentOf(object, mode, repository));
    else if (!others.has(file)) others.set(file, null);
  }
  return { top: repository.top, others };
}

function contentOf(object: string, mode: string, repository: Repository): FileText {
  if (!mode.startsWith('100')) return { ok: false, reason: 'it was no regular file in this revision' };
  const size = repository.ask(['cat-file', '-s', object]);
  if (!size.ok) return { ok: false, reason: `git could not give it (${size.reason})` };
  const reason = tooLarge(Number(size.output.toString()));
  if (reason) return { ok: false, reason };
  const content = repository.ask(['cat-file', 'blob', object], 2 * MAX_FILE_BYTES);
  return content.ok ? decodeText(content.output) : { ok: false, reason: `git could not give it (${content.reason})` };
}
