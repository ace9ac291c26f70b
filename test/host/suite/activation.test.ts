import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { finding, findings, show, until } from './support.ts';

describe('the extension', () => {
  it('starts where there is Terraform', async () => {
    const extension = vscode.extensions.getExtension('oidc-trust.oidc-trust');
    assert.ok(extension);
    await until('activation', () => extension.isActive);
  });

  it('leaves the language of a .tf file to others', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    // No Terraform extension is installed here: whoever named a language would be us.
    assert.equal(document.languageId, 'plaintext');
    await finding(document.uri, 'condition/wildcard-literal');
  });

  it('checks OpenTofu files too', async () => {
    const { document } = await show('examples/self-hosted-k8s/oidc.tofu');
    await until('a finding', () => findings(document.uri).length > 0);
  });

  it('has its commands', async () => {
    const commands = await vscode.commands.getCommands(true);
    const own = [
      'oidcTrust.checkThumbprints',
      'oidcTrust.compareWithAws',
      'oidcTrust.explainError',
      'oidcTrust.explainToken',
      'oidcTrust.fetchThumbprint',
      'oidcTrust.importProvider',
      'oidcTrust.importRole',
      'oidcTrust.probeIssuer',
      'oidcTrust.reportProblem',
      'oidcTrust.restartServer',
      'oidcTrust.showAccess',
      'oidcTrust.showLog',
      'oidcTrust.pastePolicy',
      'oidcTrust.copyPolicyJson',
      'oidcTrust.createTrust',
      'oidcTrust.showRenderedPolicy',
      'oidcTrust.validateWithAws',
    ];
    assert.deepEqual(
      own.filter((command) => !commands.includes(command)),
      [],
    );
  });

  it('gathers a report of a problem without a word of what the files say', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    await finding(document.uri, 'condition/wildcard-literal');
    await vscode.commands.executeCommand('oidcTrust.reportProblem');
    const report = await until('the report', () =>
      vscode.workspace.textDocuments.find((one) => one.getText().startsWith('# Problem with OIDC Trust')),
    );
    assert.match(report.getText(), /- condition\/wildcard-literal: [1-9]/);
    const texts = document.getText().match(/(?<=")[^"\n]{6,}(?=")/g) ?? [];
    assert.ok(texts.length > 20);
    assert.deepEqual(
      texts.filter((text) => report.getText().includes(text)),
      [],
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('falls silent when it is switched off', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    await finding(document.uri, 'condition/wildcard-literal');
    const settings = vscode.workspace.getConfiguration('oidcTrust');
    await settings.update('enable', false, vscode.ConfigurationTarget.Workspace);
    try {
      await until('silence', () => findings(document.uri).length === 0);
    } finally {
      await settings.update('enable', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await finding(document.uri, 'condition/wildcard-literal');
  });

  it('finds the same again after a restart of the server', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    const before = (await finding(document.uri, 'condition/wildcard-literal')).range;
    await vscode.commands.executeCommand('oidcTrust.restartServer');
    assert.deepEqual((await finding(document.uri, 'condition/wildcard-literal')).range, before);
  });
});
