/** Where the code of a repository is hosted, read from git's own files; no program is started. */
import path from 'node:path';
import { isWithin } from './fileId.ts';
import type { FileSystem } from './fileSystem.ts';

export interface GitRemote {
  /** In lower case, without port and user. */
  readonly host: string;
  /** `owner/name`; GitLab's may have more steps. Without `.git`. */
  readonly path: string;
}

/** Git reads it without regard to case. */
const SECTION = /^\s*\[remote\s+"([^"]*)"\]/i;
const URL_SETTING = /^\s*url\s*=\s*(\S+)\s*$/i;

/**
 * The remote of the repository whose root this directory is: `origin`, or the only one that there is. Also in a worktree, as far
 * as its repository lies in one of the folders: nothing is read outside of them.
 */
export function gitRemoteOf(
  fileSystem: Pick<FileSystem, 'read'>,
  repository: string,
  folders: readonly string[],
): GitRemote | undefined {
  const read = (file: string): string | undefined => {
    const text = folders.some((folder) => isWithin(file, folder)) ? fileSystem.read(file) : undefined;
    return text?.ok ? text.text : undefined;
  };
  const dotGit = path.join(repository, '.git');
  const config = read(path.join(dotGit, 'config')) ?? worktreeConfig(dotGit, read);
  return config === undefined ? undefined : remoteIn(config);
}

/** The configuration that a `.git` file leads to. */
function worktreeConfig(dotGit: string, read: (file: string) => string | undefined): string | undefined {
  const named = /^gitdir:\s*(.+?)\s*$/m.exec(read(dotGit) ?? '')?.[1];
  if (named === undefined) return undefined;
  const own = path.resolve(path.dirname(dotGit), named);
  const common = read(path.join(own, 'commondir'))?.trim();
  return read(path.join(common === undefined ? own : path.resolve(own, common), 'config'));
}

/** The remote that a git configuration names. */
export function remoteIn(config: string): GitRemote | undefined {
  const urls = new Map<string, string>();
  let remote: string | undefined;
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) remote = SECTION.exec(line)?.[1];
    const url = remote === undefined ? undefined : URL_SETTING.exec(line)?.[1];
    if (remote !== undefined && url !== undefined && !urls.has(remote)) urls.set(remote, url);
  }
  const url = urls.get('origin') ?? (urls.size === 1 ? [...urls.values()][0] : undefined);
  return url === undefined ? undefined : parseRemoteUrl(url);
}

/** `https://`, `ssh://` and `git@host:path`; a path on disk is no remote. */
export function parseRemoteUrl(url: string): GitRemote | undefined {
  const match =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/i.exec(url) ??
    /^(?:[^@/:]+@)?([^/:@]{2,}):(?!\/\/)(.+)$/.exec(url);
  if (!match) return undefined;
  const steps = match[2]!.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return steps.includes('/') ? { host: match[1]!.toLowerCase(), path: steps } : undefined;
}
