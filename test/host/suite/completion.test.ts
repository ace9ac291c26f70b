import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rangeOf, revertAll, show, until } from './support.ts';

/** The list at a place, once this item is in it. */
function offered(uri: vscode.Uri, at: vscode.Position, label: string): Promise<readonly vscode.CompletionItem[]> {
  return until(`${label} in the list`, async () => {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      at,
    );
    return list.items.some((item) => labelOf(item) === label) && list.items;
  });
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

describe('completion', () => {
  afterEach(revertAll);

  it("offers the keys of the statement's issuer in Terraform", async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    const key = rangeOf(document, '"${local.github}:sub" = "repo:${var.github_org}/shop:ref:refs/head/main"');
    const items = await offered(
      document.uri,
      key.start.translate(0, 1),
      'token.actions.githubusercontent.com:repository_id',
    );
    assert.ok(items.every((item) => !labelOf(item).startsWith('gitlab.com:')));
  });

  it('offers a whole trust at the top of a file, as a snippet', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.insert(document.uri, end, '\noidc');
    assert.ok(await vscode.workspace.applyEdit(edit));
    const items = await offered(document.uri, document.lineAt(document.lineCount - 1).range.end, 'oidc-gitlab-com');
    const item = items.find((each) => labelOf(each) === 'oidc-gitlab-com')!;
    assert.ok(item.insertText instanceof vscode.SnippetString);
    assert.match(item.insertText.value, /resource "aws_iam_role"/);
  });
});
