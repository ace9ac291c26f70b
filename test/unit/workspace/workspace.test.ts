import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FileSystem, FileText, Listing } from '../../../server/src/workspace/fileSystem.ts';
import { MAX_MODULE_FILES, Workspace } from '../../../server/src/workspace/workspace.ts';
import { FAULTY_TF, operatorTf, ROLE_TF, RULE, TRUST_JSON } from '../../lsp/samples.ts';

/** Files in memory, and what was asked of them. */
class MemoryFiles implements FileSystem {
  realPath(file: string): string | undefined {
    return this.exists(file) ? file : undefined;
  }

  readonly asked: string[] = [];
  readonly files = new Map<string, string | { readonly reason: string }>();
  listingFails = false;

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [file, text] of Object.entries(files)) this.files.set(file, text);
  }

  read(file: string): FileText {
    this.asked.push(`read ${file}`);
    const found = this.files.get(file) ?? { reason: 'it does not exist' };
    return typeof found === 'string' ? { ok: true, text: found } : { ok: false, reason: found.reason };
  }

  exists(file: string): boolean {
    return this.files.has(file);
  }

  list(directory: string): Listing {
    this.asked.push(`list ${directory}`);
    if (this.listingFails) return { ok: false, reason: 'this user may not read it' };
    const names = [...this.files.keys()].filter((file) => path.dirname(file) === directory);
    return { ok: true, entries: names.sort().map((file) => ({ name: path.basename(file), kind: 'file' })) };
  }
}

const MODULE = {
  '/m/role.tf': ROLE_TF,
  '/m/locals.tf': operatorTf('StringEquals'),
  '/m/notes.md': '',
  '/m/sub/x.tf': '',
};

function rules(workspace: Workspace, file: string): string[] {
  return workspace.report(file).findings.map(({ rule }) => rule);
}

describe('the workspace', () => {
  it('reads nothing before the first question, and each file of the module once', () => {
    const disk = new MemoryFiles(MODULE);
    const workspace = new Workspace(disk);
    workspace.open('/m/role.tf', { languageId: 'terraform', text: ROLE_TF });
    expect(disk.asked).toEqual([]);
    expect(rules(workspace, '/m/role.tf')).toEqual([RULE]);
    expect(rules(workspace, '/m/locals.tf')).toEqual([]);
    expect(disk.asked).toEqual(['list /m', 'read /m/locals.tf']);
  });

  it('answers again without work until something in the directory changes', () => {
    const disk = new MemoryFiles(MODULE);
    const workspace = new Workspace(disk);
    const first = workspace.moduleReport('/m');
    workspace.changedOnDisk('/other/a.tf');
    workspace.changedOnDisk('/m/notes.md');
    workspace.changedOnDisk('/m/sub/x.tf');
    expect(workspace.moduleReport('/m')).toBe(first);
    disk.files.set('/m/locals.tf', operatorTf('StringLike'));
    expect(rules(workspace, '/m/role.tf')).toEqual([RULE]);
    workspace.changedOnDisk('/m/locals.tf');
    expect(rules(workspace, '/m/role.tf')).toEqual([]);
  });

  it('does not look at the disk for a keystroke', () => {
    const disk = new MemoryFiles(MODULE);
    const workspace = new Workspace(disk);
    workspace.open('/m/role.tf', { languageId: 'terraform', text: ROLE_TF });
    workspace.report('/m/role.tf');
    disk.asked.length = 0;
    workspace.change('/m/role.tf', ROLE_TF.replace('ref:v*', 'ref:v1'));
    expect(rules(workspace, '/m/role.tf')).not.toContain(RULE);
    expect(disk.asked).toEqual([]);
  });

  it('ignores word of the disk about an open document', () => {
    const disk = new MemoryFiles(MODULE);
    const workspace = new Workspace(disk);
    workspace.open('/m/locals.tf', { languageId: 'terraform', text: operatorTf('StringLike') });
    const before = workspace.moduleReport('/m');
    workspace.changedOnDisk('/m/locals.tf');
    expect(workspace.moduleReport('/m')).toBe(before);
    expect(rules(workspace, '/m/role.tf')).toEqual([]);
    workspace.close('/m/locals.tf');
    expect(rules(workspace, '/m/role.tf')).toEqual([RULE]);
  });

  it('reads a directory anew when one of its documents opens, for nobody may have watched it', () => {
    const disk = new MemoryFiles(MODULE);
    const workspace = new Workspace(disk);
    workspace.report('/m/role.tf');
    disk.files.set('/m/locals.tf', operatorTf('StringLike'));
    workspace.open('/m/role.tf', { languageId: 'terraform', text: ROLE_TF });
    expect(rules(workspace, '/m/role.tf')).toEqual([]);
  });

  it('knows which open documents a change may concern', () => {
    const workspace = new Workspace(new MemoryFiles());
    for (const file of ['/m/a.tf', '/m/b.tofu', '/m/c.json', '/n/d.tf', 'untitled:e.tf']) {
      workspace.open(file, { languageId: 'terraform', text: '' });
    }
    expect(workspace.filesAffectedBy('/m/a.tf')).toEqual(['/m/b.tofu']);
    expect(workspace.filesAffectedBy('/m/never-opened.tf')).toEqual(['/m/a.tf', '/m/b.tofu']);
    expect(workspace.filesAffectedBy('/m/c.json')).toEqual([]);
    expect(workspace.filesAffectedBy('untitled:e.tf')).toEqual([]);
  });

  it('judges JSON and untitled documents alone, and other languages not at all', () => {
    const disk = new MemoryFiles(MODULE);
    const workspace = new Workspace(disk);
    workspace.open('/m/trust.json', { languageId: 'json', text: TRUST_JSON });
    workspace.open('untitled:1', { languageId: 'terraform', text: FAULTY_TF });
    workspace.open('/m/a.md', { languageId: 'markdown', text: FAULTY_TF });
    expect(rules(workspace, 'untitled:1')).toEqual([RULE]);
    expect(rules(workspace, '/m/a.md')).toEqual([]);
    expect(disk.asked).toEqual([]);
    // A module near it might read this file: that is looked up.
    expect(rules(workspace, '/m/trust.json')).toEqual([RULE]);
  });

  it('names a file that cannot be read, and concludes nothing from what it might hold', () => {
    const disk = new MemoryFiles(MODULE);
    disk.files.set('/m/locals.tf', { reason: 'it is not UTF-8 text' });
    const workspace = new Workspace(disk);
    expect(workspace.moduleReport('/m').problems).toEqual([
      { file: '/m/locals.tf', message: 'locals.tf could not be read: it is not UTF-8 text.' },
    ]);
    expect(rules(workspace, '/m/role.tf')).toEqual([]);
  });

  it('still answers for open documents when their directory cannot be listed', () => {
    const disk = new MemoryFiles(MODULE);
    disk.listingFails = true;
    const workspace = new Workspace(disk);
    workspace.open('/m/role.tf', { languageId: 'terraform', text: FAULTY_TF });
    expect(rules(workspace, '/m/role.tf')).toEqual([RULE]);
    expect(workspace.moduleReport('/m').problems[0]?.message).toBe('m could not be read: this user may not read it.');
  });

  it('stops reading at a bound, and says so of each file behind it', () => {
    const disk = new MemoryFiles();
    for (let i = 0; i < MAX_MODULE_FILES + 2; i++) disk.files.set(`/m/${String(i).padStart(4, '0')}.tf`, '');
    const report = new Workspace(disk).moduleReport('/m');
    expect(report.problems.map(({ file }) => file)).toEqual(['/m/0500.tf', '/m/0501.tf']);
    expect(report.problems[0]?.message).toContain('more than 500 Terraform files');
    expect(disk.asked.length).toBe(1 + MAX_MODULE_FILES);
  });
});
