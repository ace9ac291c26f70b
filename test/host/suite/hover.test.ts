import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rangeOf, show, until } from './support.ts';

const GITLAB = 'examples/github-actions/gitlab.tf';

/** What all extensions say at a place, as soon as it holds what is expected. */
function hover(uri: vscode.Uri, position: vscode.Position, expected: RegExp): Promise<string> {
  return until(`a hover with ${expected}`, async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
    const parts = hovers.flatMap(({ contents }) => contents);
    const text = parts.map((part) => (typeof part === 'string' ? part : part.value)).join('\n');
    return expected.test(text) && text;
  });
}

describe('hovers', () => {
  it('name the parts of a subject', async () => {
    const { document } = await show(GITLAB);
    const value = rangeOf(document, '"project_path:acme/mirror:ref_type:branch:ref:*"');
    const text = await hover(document.uri, value.start.translate(0, 3), /subject of GitLab/);
    assert.match(text, /`mirror`: project/);
    assert.match(text, /`\*` stands for any branch or tag/);
    assert.match(text, /\]\(https:\/\/docs\.gitlab\.com\//);
  });

  it('say what an expression comes to', async () => {
    const { document } = await show('examples/github-actions/github-deploy.tf');
    const value = rangeOf(document, '"repo:${var.github_org}/docs:ref:refs/heads/*"');
    const text = await hover(document.uri, value.start.translate(0, 3), /subject of GitHub Actions/);
    assert.match(text, /`var\.github_org` = `acme`/);
  });

  it('explain a key whose issuer stands in another file', async () => {
    const { document } = await show(GITLAB);
    const key = rangeOf(document, '"${local.gitlab}:sub"');
    const text = await hover(document.uri, key.end.translate(0, -2), /GitLab/);
    assert.match(text, /locals\.tf:3/);
  });
});
