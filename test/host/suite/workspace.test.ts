import assert from 'node:assert/strict';
// Straight to the disk, past the editor: only its file watcher can tell.
import { cp, rename, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { finding, findings, noFinding, rangeOf, replace, revertAll, show, until, uriOf } from './support.ts';

const RULE = 'condition/wildcard-literal';
const ROLE = 'workspace/module/role.tf';
const operator = (name: string) => `locals {\n  operator = "${name}"\n}\n`;

describe('files of a module', () => {
  const inModule = (name: string) => uriOf(`workspace/module/${name}`).fsPath;

  beforeEach(async () => {
    const { document } = await show(ROLE);
    await noFinding(document.uri, RULE);
  });

  afterEach(async () => {
    await revertAll();
    for (const name of ['locals.tf', 'locals.txt', 'operators.tf']) {
      await rm(inModule(name), { force: true });
    }
  });

  it('a file that appears on disk counts', async () => {
    await writeFile(inModule('locals.tf'), operator('StringEquals'));
    const found = await finding(uriOf(ROLE), RULE);
    const document = await vscode.workspace.openTextDocument(uriOf(ROLE));
    assert.deepEqual(found.range, rangeOf(document, '"project_path:acme/api:*"'));
  });

  it('a file that changes on disk counts', async () => {
    await writeFile(inModule('locals.tf'), operator('StringEquals'));
    await finding(uriOf(ROLE), RULE);
    await writeFile(inModule('locals.tf'), operator('StringLike'));
    await noFinding(uriOf(ROLE), RULE);
  });

  it('a deleted file counts no more', async () => {
    await writeFile(inModule('locals.tf'), operator('StringEquals'));
    await finding(uriOf(ROLE), RULE);
    await rm(inModule('locals.tf'));
    await noFinding(uriOf(ROLE), RULE);
  });

  it('a renamed file counts by its new name', async () => {
    await writeFile(inModule('locals.tf'), operator('StringEquals'));
    await finding(uriOf(ROLE), RULE);
    await rename(inModule('locals.tf'), inModule('locals.txt'));
    await noFinding(uriOf(ROLE), RULE);
    await rename(inModule('locals.txt'), inModule('operators.tf'));
    await finding(uriOf(ROLE), RULE);
  });

  it('an unsaved edit in one file changes the findings of another', async () => {
    await writeFile(inModule('locals.tf'), operator('StringEquals'));
    await finding(uriOf(ROLE), RULE);
    const { document } = await show('workspace/module/locals.tf');
    await replace(document, 'StringEquals', 'StringLike');
    await show(ROLE);
    await noFinding(uriOf(ROLE), RULE);
    assert.ok(document.isDirty);
  });
});

describe('several workspace folders', () => {
  it('are all checked, also one that is added while the editor runs', async () => {
    const folders = vscode.workspace.workspaceFolders ?? [];
    assert.equal(folders.length, 2);

    const added = vscode.Uri.joinPath(uriOf('workspace'), '..', 'added');
    await cp(uriOf('examples/eks-irsa/files').fsPath, vscode.Uri.joinPath(added, 'files').fsPath, { recursive: true });
    assert.ok(vscode.workspace.updateWorkspaceFolders(folders.length, 0, { uri: added, name: 'added' }));
    await until('the third folder', () => vscode.workspace.workspaceFolders?.length === 3);

    const { document } = await show('added/files/velero-trust.json');
    await finding(document.uri, RULE);
    const example = await show('examples/github-actions/github-deploy.tf');
    await finding(example.document.uri, RULE);
    assert.ok(findings(document.uri).length > 0);
  });
});
