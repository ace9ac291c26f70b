import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { action, apply, finding, findings, noFinding, revertAll, show, until } from './support.ts';

const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('oidcTrust');

describe('fixes', () => {
  afterEach(revertAll);

  it('a quick fix repairs Terraform in place', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    const { range } = await finding(document.uri, 'condition/wildcard-literal');
    await apply(await action(document.uri, range, vscode.CodeActionKind.QuickFix, /StringLike/));
    assert.match(document.getText(), /StringLike\s*=\s*{[\s\S]*docs:ref:refs\/heads\/\*"/);
    await noFinding(document.uri, 'condition/wildcard-literal');
  });

  it('fix-all repairs a whole file', async () => {
    const { document } = await show('examples/eks-irsa/files/etcd-backup-trust.json');
    await finding(document.uri, 'statement/resource');
    const everything = new vscode.Range(0, 0, document.lineCount, 0);
    await apply(await action(document.uri, everything, FIX_ALL, /fixes/));
    await until('a clean file', () => findings(document.uri).length === 0);
    assert.doesNotMatch(document.getText(), /"Resource"/);
  });

  it('fix-all runs on save for those who set it', async () => {
    const { document } = await show('examples/eks-irsa/files/etcd-backup-trust.json');
    await finding(document.uri, 'statement/resource');
    const settings = vscode.workspace.getConfiguration('editor', document.uri);
    await settings.update('codeActionsOnSave', { [FIX_ALL.value]: 'always' }, vscode.ConfigurationTarget.Global);
    try {
      const touch = new vscode.WorkspaceEdit();
      touch.insert(document.uri, document.lineAt(document.lineCount - 1).range.end, '\n');
      await vscode.workspace.applyEdit(touch);
      assert.ok(await document.save());
      assert.doesNotMatch(document.getText(), /"Resource"/);
    } finally {
      await settings.update('codeActionsOnSave', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
