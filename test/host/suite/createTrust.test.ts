import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { finding, lenses, revertAll, show, until } from './support.ts';

/** The service accounts of this workspace are whole subjects: there is nothing to type. */
const FILE = 'examples/eks-irsa/roles-dns.tf';
const ACCEPT = 'workbench.action.acceptSelectedQuickOpenItem';
const GIVE_UP = 'workbench.action.closeQuickOpen';

describe('a new trust', () => {
  afterEach(revertAll);

  it('is written once every question is answered, here as proposed', async () => {
    const { document } = await show(FILE);
    await finding(document.uri, 'condition/key-format');
    const before = document.getText();
    let isOver = false;
    const wizard = Promise.resolve(vscode.commands.executeCommand('oidcTrust.createTrust')).then(() => {
      isOver = true;
    });
    // Where no question is shown yet, the key does nothing.
    await until('the end of the questions', async () => {
      await vscode.commands.executeCommand(ACCEPT);
      return isOver;
    });
    await wizard;
    assert.ok(document.getText().startsWith(before));
    const added = document.getText().slice(before.length);
    assert.match(added, /resource "aws_iam_role" "deploy(?:_2)?"/);
    assert.match(added, /aws_iam_openid_connect_provider\.cluster\.arn/);
    const last = await until('a lens above the role', async () => {
      const line = document.positionAt(document.getText().lastIndexOf('resource "aws_iam_role"')).line;
      return (await lenses(document.uri)).find(({ range }) => range.start.line === line);
    });
    assert.match(last.command?.title ?? '', /service account/);
  });

  it('is not written where the person gives up', async () => {
    const { document } = await show(FILE);
    const before = document.getText();
    let isOver = false;
    const wizard = Promise.resolve(vscode.commands.executeCommand('oidcTrust.createTrust')).then(() => {
      isOver = true;
    });
    await until('the end of the questions', async () => {
      await vscode.commands.executeCommand(GIVE_UP);
      return isOver;
    });
    await wizard;
    assert.equal(document.getText(), before);
  });
});
