import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { finding, findings, rangeOf, replace, revertAll, show, until } from './support.ts';

const RULE = 'condition/wildcard-literal';

describe('findings', () => {
  afterEach(revertAll);

  it('stand at the exact place in Terraform', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    const found = await finding(document.uri, RULE);
    assert.deepEqual(found.range, rangeOf(document, '"repo:${var.github_org}/docs:ref:refs/heads/*"'));
    assert.equal(found.severity, vscode.DiagnosticSeverity.Error);
  });

  it('stand at the exact place in a JSON trust policy', async () => {
    const { document } = await show('examples/eks-irsa/files/velero-trust.json');
    const found = await finding(document.uri, RULE);
    assert.deepEqual(found.range, rangeOf(document, '"system:serviceaccount:velero:*"'));
  });

  it('link to the page of the rule', async () => {
    const { document } = await show('examples/eks-irsa/files/velero-trust.json');
    const { code } = await finding(document.uri, RULE);
    assert.ok(typeof code === 'object', 'the code is a link');
    const page = await vscode.workspace.openTextDocument(code.target);
    assert.match(page.getText(), new RegExp(RULE));
  });

  it('are explained by the hover', async () => {
    const { document } = await show('examples/eks-irsa/files/velero-trust.json');
    const key = rangeOf(document, ':sub');
    const text = await until('a hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        key.end,
      );
      const parts = hovers.flatMap(({ contents }) => contents);
      return parts.map((part) => (typeof part === 'string' ? part : part.value)).join('\n') || undefined;
    });
    assert.match(text, /service account/i);
  });

  it('follow what is typed, before it is saved', async () => {
    const { document } = await show('examples/eks-irsa/files/velero-trust.json');
    await finding(document.uri, RULE);
    await replace(document, 'velero:*', 'velero:server');
    await until('no finding', () => findings(document.uri).length === 0);
    assert.ok(document.isDirty);
    await replace(document, 'velero:server', 'velero:serv*');
    assert.deepEqual(
      (await finding(document.uri, RULE)).range,
      rangeOf(document, '"system:serviceaccount:velero:serv*"'),
    );
  });

  it('never concern JSON that is no trust policy', async () => {
    const other = await show('workspace/settings.json');
    // The answer for this file has come once the one for a later file has.
    const { document } = await show('examples/eks-irsa/files/velero-trust.json');
    await finding(document.uri, RULE);
    assert.deepEqual(findings(other.document.uri), []);
  });
});
