/** Which files changed since a git revision. The only place that starts another program. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { FileId } from '../core/text/range.ts';
import { type Io, UsageError } from './io.ts';

/** Names of a very large change; more than this is no list of files any more. */
const MAX_OUTPUT = 256 * 1024 * 1024;

type World = Pick<Io, 'cwd' | 'env'>;

/** Files, however they are reached. */
export interface ChangedFiles {
  has(file: FileId): boolean;
}

/**
 * The files of the repository around the working directory that differ from the revision, in the index or on disk, and those that git does
 * not know yet and does not ignore.
 * @throws UsageError when there is no git, no repository or no such revision.
 */
export function changedSince(revision: string, { cwd, env }: World): ChangedFiles {
  // Nothing that begins with a dash may reach git, where it would be an option.
  if (revision === '' || revision.startsWith('-')) {
    throw new UsageError(`--changed-since needs a revision of git, and "${revision}" cannot be one`);
  }
  const root = git({ cwd, env }, ['rev-parse', '--show-toplevel']);
  if (!root.ok) throw new UsageError(`--changed-since needs a git repository, and here is none: ${root.reason}`);
  const top = fs.realpathSync(root.output.replace(/\r?\n$/, ''));
  const repository = { cwd: top, env };
  const commit = git(repository, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (!commit.ok) {
    throw new UsageError(
      `there is no revision "${revision}" in this repository; if it was cloned in part, fetch its history first`,
    );
  }
  const names = [
    ...namesOf(repository, ['diff', '--name-only', '--no-ext-diff', '-z', commit.output.trim(), '--']),
    ...namesOf(repository, ['ls-files', '--others', '--exclude-standard', '-z', '--']),
  ];
  const changed = new Set(names.map((name) => path.join(top, name)));
  return { has: (file) => changed.has(realPath(file)) || changed.has(inRealDirectory(file)) };
}

function namesOf(repository: World, args: readonly string[]): string[] {
  const result = git(repository, args);
  if (!result.ok) throw new UsageError(`git could not say what changed: ${result.reason}`);
  return result.output.split('\0').filter((name) => name !== '');
}

function git(world: World, args: readonly string[]): { ok: true; output: string } | { ok: false; reason: string } {
  // Without a shell: no argument is ever read as anything else. Reading must not take git's locks.
  const env = { ...world.env, GIT_OPTIONAL_LOCKS: '0' };
  const options = { cwd: world.cwd, env, encoding: 'utf8', maxBuffer: MAX_OUTPUT, windowsHide: true } as const;
  const ran = spawnSync('git', args, options);
  if (ran.error) return { ok: false, reason: `git could not be started (${ran.error.message})` };
  if (ran.status !== 0) return { ok: false, reason: ran.stderr.trim().split('\n')[0] ?? '' };
  return { ok: true, output: ran.stdout };
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
