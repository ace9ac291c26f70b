import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lenses, rangeOf, replace, revertAll, show, until } from './support.ts';

describe('the lens that says who can assume a role', () => {
  const FILE = 'examples/github-actions/github-deploy.tf';

  afterEach(revertAll);

  /** The sentence above the line that holds this text, once it is one of these. */
  async function sentence(document: vscode.TextDocument, text: string, wanted: RegExp): Promise<vscode.CodeLens> {
    const { line } = rangeOf(document, text).start;
    return until(`${wanted} above ${text}`, async () => {
      const found = (await lenses(document.uri)).filter(({ range }) => range.start.line === line);
      return found.find(({ command }) => wanted.test(command?.title ?? ''));
    });
  }

  it('stands above a role, and follows what is typed', async () => {
    const { document } = await show(FILE);
    await sentence(document, 'resource "aws_iam_role" "release"', /^\$\(circle-slash\) GitHub Actions: no token/);
    await replace(document, 'shop:ref:refs/head/main', 'shop:ref:refs/heads/main');
    await sentence(document, 'resource "aws_iam_role" "release"', /^\$\(lock\) GitHub Actions: .*branch main/);
  });

  it('opens the reasons, which offer the fix', async () => {
    const { document } = await show(FILE);
    const lens = await sentence(document, 'resource "aws_iam_role" "release"', /no token/);
    const { command } = lens;
    assert.ok(command);
    await vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    const reasons = await until('the reasons', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'oidc-trust-access'),
    );
    assert.match(reasons.getText(), /^Nobody gets in: GitHub Actions: no token/);
    const [fix] = await until('a fix', async () => {
      const found = await lenses(reasons.uri);
      return found.length > 0 && found;
    });
    assert.ok(fix?.command);
    const before = document.getText();
    await vscode.commands.executeCommand(fix.command.command, ...(fix.command.arguments ?? []));
    await until('the edit', () => document.getText() !== before);
    await sentence(document, 'resource "aws_iam_role" "release"', /branch main/);
  });

  it('is not there where the setting is off', async () => {
    const { document } = await show(FILE);
    await sentence(document, 'resource "aws_iam_role" "release"', /no token/);
    const settings = vscode.workspace.getConfiguration('oidcTrust');
    await settings.update('accessLens', false, vscode.ConfigurationTarget.Workspace);
    try {
      await until('no lens', async () => (await lenses(document.uri)).length === 0);
    } finally {
      await settings.update('accessLens', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
