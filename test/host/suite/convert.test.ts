import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { action, apply, finding, rangeOf, revertAll, show, until } from './support.ts';

describe('conversions', () => {
  afterEach(revertAll);

  it('a policy becomes a document', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    await finding(document.uri, 'condition/wildcard-literal');
    const place = rangeOf(document, '"docs-publish"');
    const inside = new vscode.Range(place.start.translate(3), place.start.translate(3));
    await apply(await action(document.uri, inside, vscode.CodeActionKind.RefactorRewrite, /aws_iam_policy_document/));
    assert.match(document.getText(), /= data\.aws_iam_policy_document\.docs_assume_role\.json/);
  });

  it('a policy from the clipboard becomes a document between blocks', async () => {
    const editor = await show('examples/github-actions/github-deploy.tf');
    await finding(editor.document.uri, 'condition/wildcard-literal');
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    editor.selection = new vscode.Selection(end, end);
    const statement = '{ "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }';
    await vscode.env.clipboard.writeText(`{ "Version": "2012-10-17", "Statement": ${statement} }`);
    await vscode.commands.executeCommand('oidcTrust.pastePolicy');
    await until('the document', () => editor.document.getText().includes('data "aws_iam_policy_document" "pasted"'));
  });
});
