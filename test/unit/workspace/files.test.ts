import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { kindOf } from '../../../server/src/workspace/documentKind.ts';
import { fileIdOf, isWithin, uriOf } from '../../../server/src/workspace/fileId.ts';
import { decodeText, MAX_FILE_BYTES } from '../../../server/src/workspace/fileSystem.ts';
import { isReplaced, moduleMembers } from '../../../server/src/workspace/moduleMembers.ts';

describe('the id of a document', () => {
  it('is a path for files, escapes resolved, and leads back', () => {
    expect(fileIdOf('file:///tmp/a%20b/main.tf')).toBe('/tmp/a b/main.tf');
    expect(fileIdOf('file:///tmp/%C3%BC%3A.tf')).toBe('/tmp/ü:.tf');
    expect(fileIdOf(uriOf('/tmp/a b#c?/100%.tf'))).toBe('/tmp/a b#c?/100%.tf');
  });

  it('is the URI for everything else', () => {
    for (const uri of [
      'untitled:Untitled-1',
      'vscode-vfs://github/acme/x/main.tf',
      'file://host/share/main.tf',
      'file:%',
    ]) {
      expect(fileIdOf(uri)).toBe(uri);
      expect(uriOf(uri)).toBe(uri);
    }
  });

  it('lies within a directory by whole names', () => {
    expect(isWithin('/a/b/c.tf', '/a/b')).toBe(true);
    expect(isWithin('/a/b', '/a/b')).toBe(true);
    expect(isWithin('/a/bc/d.tf', '/a/b')).toBe(false);
    expect(isWithin('/a', '/')).toBe(true);
  });
});

describe('the kind of a document', () => {
  it.each([
    ['/m/main.tf', undefined, 'member'],
    ['/m/main.tofu', 'plaintext', 'member'],
    ['/m/.hidden.tf', 'terraform', 'hcl-alone'],
    ['untitled:Untitled-1', 'terraform', 'hcl-alone'],
    ['vscode-vfs://github/acme/x/main.tf', 'terraform', 'hcl-alone'],
    ['/m/terragrunt.hcl', 'hcl', 'hcl-alone'],
    ['/m/terragrunt.hcl', undefined, 'none'],
    ['/m/prod.tfvars', 'terraform', 'none'],
    ['/m/trust.json', undefined, 'json-alone'],
    ['untitled:Untitled-2', 'jsonc', 'json-alone'],
    ['/m/README.md', 'markdown', 'none'],
  ])('%s in language %s is %s', (file, language, kind) => {
    expect(kindOf(file, language)).toBe(kind);
  });
});

describe('the members of a module', () => {
  const names = ['z.tf', 'main.tf', 'main.tofu', 'extra.tofu', '.hidden.tf', 'README.md', 'main.tf.json'];

  it('are what OpenTofu reads: a .tofu file replaces its namesake', () => {
    expect(moduleMembers(names, 'opentofu')).toEqual(['extra.tofu', 'main.tf.json', 'main.tofu', 'z.tf']);
    expect(isReplaced('main.tf', names)).toBe(true);
    expect(isReplaced('z.tf', names)).toBe(false);
  });

  it('are the .tf and .tf.json files for Terraform', () => {
    expect(moduleMembers(names, 'terraform')).toEqual(['main.tf', 'main.tf.json', 'z.tf']);
  });
});

describe('the text of bytes', () => {
  it('is decoded strictly, without its byte order mark', () => {
    expect(decodeText(Buffer.from('\ufeffa = "ü"'))).toEqual({ ok: true, text: 'a = "ü"' });
    expect(decodeText(Buffer.from([0x61, 0xff]))).toEqual({ ok: false, reason: 'it is not UTF-8 text' });
    expect(decodeText(Buffer.from('a\0b'))).toEqual({ ok: false, reason: 'it is a binary file, not text' });
    expect(decodeText(new Uint8Array(MAX_FILE_BYTES + 1))).toMatchObject({
      ok: false,
      reason: 'it is larger than 5 MiB',
    });
  });
});

describe('the disk', () => {
  const disk = new DiskFileSystem();
  let folder: string;
  const at = (name: string) => path.join(folder, name);

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-disk-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('gives text, or says why not', () => {
    fs.writeFileSync(at('a.tf'), 'a = 1\n');
    fs.writeFileSync(at('empty.tf'), '');
    fs.writeFileSync(at('large.tf'), Buffer.alloc(MAX_FILE_BYTES + 1, ' '));
    expect(disk.read(at('a.tf'))).toEqual({ ok: true, text: 'a = 1\n' });
    expect(disk.read(at('empty.tf'))).toEqual({ ok: true, text: '' });
    expect(disk.read(at('large.tf'))).toMatchObject({ ok: false, reason: expect.stringContaining('larger than') });
    expect(disk.read(at('missing.tf'))).toEqual({ ok: false, reason: 'it does not exist' });
    expect(disk.read(folder)).toEqual({ ok: false, reason: 'it is not a regular file' });
  });

  it('lists entries by name and follows links, but not into directories', () => {
    fs.mkdirSync(at('sub'));
    fs.writeFileSync(at('b.tf'), '');
    fs.symlinkSync(at('b.tf'), at('a.tf'));
    fs.symlinkSync(folder, at('loop'));
    fs.symlinkSync(at('nowhere'), at('dangling.tf'));
    expect(disk.list(folder)).toEqual({
      ok: true,
      entries: [
        { name: 'a.tf', kind: 'linked-file' },
        { name: 'b.tf', kind: 'file' },
        { name: 'loop', kind: 'link' },
        { name: 'sub', kind: 'directory' },
      ],
    });
    expect(disk.list(at('missing'))).toEqual({ ok: true, entries: [] });
  });
});
