/** Asks git. The only place that starts another program. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { type Io, UsageError } from './io.ts';

/** Names of a very large change; more than this is no list of files any more. */
const MAX_OUTPUT = 256 * 1024 * 1024;

type World = Pick<Io, 'cwd' | 'env'>;

export type Answer = { readonly ok: true; readonly output: Buffer } | { readonly ok: false; readonly reason: string };

/** The repository around a directory, and one commit of it. */
export class Repository {
  /** Its directory, links followed. */
  readonly top: string;
  readonly commit: string;
  readonly #world: World;

  /**
   * `option` is what the user gave the revision with.
   * @throws UsageError when there is no git, no repository or no such revision.
   */
  constructor(revision: string, option: string, { cwd, env }: World) {
    // Nothing that begins with a dash may reach git, where it would be an option.
    if (revision === '' || revision.startsWith('-')) {
      throw new UsageError(`${option} needs a revision of git, and "${revision}" cannot be one`);
    }
    const root = git({ cwd, env }, ['rev-parse', '--show-toplevel']);
    if (!root.ok) throw new UsageError(`${option} needs a git repository, and here is none: ${root.reason}`);
    this.top = fs.realpathSync(root.output.toString().replace(/\r?\n$/, ''));
    this.#world = { cwd: this.top, env };
    const commit = this.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
    if (!commit.ok) {
      throw new UsageError(
        `there is no revision "${revision}" in this repository; if it was cloned in part, fetch its history first`,
      );
    }
    this.commit = commit.output.toString().trim();
  }

  ask(args: readonly string[], maxBytes = MAX_OUTPUT): Answer {
    return git(this.#world, args, maxBytes);
  }

  /**
   * What git answers with `-z`.
   * @throws UsageError where it does not.
   */
  list(args: readonly string[]): string[] {
    const result = this.ask(args);
    if (!result.ok) throw new UsageError(`git could not say what changed: ${result.reason}`);
    return result.output
      .toString()
      .split('\0')
      .filter((part) => part !== '');
  }

  /** Files that git does not know yet and does not ignore; relative to the top. */
  unknownFiles(): string[] {
    return this.list(['ls-files', '--others', '--exclude-standard', '-z', '--']);
  }
}

function git(world: World, args: readonly string[], maxBuffer = MAX_OUTPUT): Answer {
  // Without a shell: no argument is ever read as anything else. Reading must not take git's locks, nor fetch what a partial clone
  // left out.
  const env = { ...world.env, GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' };
  const ran = spawnSync('git', args, { cwd: world.cwd, env, maxBuffer, windowsHide: true });
  if (ran.error) return { ok: false, reason: `git could not be started (${ran.error.message})` };
  if (ran.status !== 0) return { ok: false, reason: ran.stderr.toString().trim().split('\n')[0] ?? '' };
  return { ok: true, output: ran.stdout };
}
