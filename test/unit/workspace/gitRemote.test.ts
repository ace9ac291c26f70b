import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { gitRemoteOf, parseRemoteUrl, remoteIn } from '../../../server/src/workspace/gitRemote.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { Folder } from '../../lsp/support.ts';

describe('a remote URL', () => {
  it.each([
    ['https://github.com/acme/api.git', 'github.com', 'acme/api'],
    ['https://user:secret@GitHub.com/acme/api/', 'github.com', 'acme/api'],
    ['git@github.com:acme/api.git', 'github.com', 'acme/api'],
    ['ssh://git@gitlab.example.com:2222/group/sub/project.git', 'gitlab.example.com', 'group/sub/project'],
    ['git://example.com/a/b', 'example.com', 'a/b'],
  ])('%s', (url, host, path) => {
    expect(parseRemoteUrl(url)).toEqual({ host, path });
  });

  it.each([
    '../api',
    '/srv/git/api.git',
    'C:\\repos\\api',
    'file:///srv/api.git',
    'https://github.com/',
    'git@host:one',
    '',
  ])('none: %s', (url) => {
    expect(parseRemoteUrl(url)).toBeUndefined();
  });
});

describe('a configuration', () => {
  const remote = (name: string, url: string) => `[remote "${name}"]\n\turl = ${url}\n\tfetch = +refs/heads/*:x\n`;

  it('origin counts, or the only one', () => {
    const both = remote('fork', 'git@github.com:me/api.git') + remote('origin', 'git@github.com:acme/api.git');
    expect(remoteIn(`[core]\n\tbare = false\n${both}`)?.path).toBe('acme/api');
    expect(remoteIn(remote('upstream', 'git@github.com:acme/api.git'))?.path).toBe('acme/api');
    expect(remoteIn(both.replace('origin', 'other'))).toBeUndefined();
  });

  it('an URL of another section is none', () => {
    expect(remoteIn('[submodule "x"]\n\turl = git@github.com:a/b.git\n')).toBeUndefined();
    expect(remoteIn('')).toBeUndefined();
  });
});

describe('on disk', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
  });
  afterEach(() => folder.dispose());
  const CONFIG = '[remote "origin"]\n\turl = https://github.com/acme/api.git\n';
  const read = (repository: string, folders: readonly string[] = [folder.root]) =>
    gitRemoteOf(new DiskFileSystem(), repository, folders);

  it('of a repository', () => {
    folder.write('.git/config', CONFIG);
    expect(read(folder.root)).toEqual({ host: 'github.com', path: 'acme/api' });
  });

  it('of a worktree, whose repository lies in the folder', () => {
    folder.write('main/.git/config', CONFIG);
    folder.write('main/.git/worktrees/w/commondir', '../..\n');
    folder.write('w/.git', `gitdir: ${folder.path('main/.git/worktrees/w')}\n`);
    expect(read(folder.path('w'))?.path).toBe('acme/api');
    expect(read(folder.path('w'), [folder.path('w')])).toBeUndefined();
  });

  it('none is read outside of the folders', () => {
    folder.write('.git/config', CONFIG);
    expect(read(folder.root, [folder.path('inside')])).toBeUndefined();
    expect(read(folder.root, [])).toBeUndefined();
  });

  it('a workspace reads it anew when it has changed', () => {
    folder.write('.git/config', CONFIG);
    const workspace = new Workspace(new DiskFileSystem());
    workspace.addFolder(folder.root);
    expect(workspace.gitRemote(folder.path('infra/main.tf'))?.path).toBe('acme/api');
    folder.write('.git/config', CONFIG.replace('acme/api', 'acme/web'));
    workspace.changedOnDisk(folder.path('.git/config'));
    expect(workspace.gitRemote(folder.path('infra/main.tf'))?.path).toBe('acme/web');
  });
});
