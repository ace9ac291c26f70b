import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { lenses, rangeOf, replace, revertAll, show, until } from './support.ts';

/** Git is switched off here: files are compared with what is saved. */
describe('the lens above a changed role', () => {
  const FILE = 'examples/github-actions/github-deploy.tf';

  afterEach(revertAll);

  async function titles(uri: vscode.Uri): Promise<{ line: number; title: string }[]> {
    const all = (await lenses(uri)).map(({ range, command }) => ({
      line: range.start.line,
      title: command?.title ?? '',
    }));
    return all.filter(({ title }) => title.includes('(against '));
  }

  it('says who gets in that did not, until that is undone', async () => {
    const { document } = await show(FILE);
    assert.deepEqual(await titles(document.uri), []);
    await replace(document, 'shop:ref:refs/head/main', 'shop:ref:refs/heads/main');
    const role = rangeOf(document, 'resource "aws_iam_role" "release"').start.line;
    const [lens, ...more] = await until('a lens', async () => {
      const found = await titles(document.uri);
      return found.length > 0 && found;
    });
    assert.deepEqual(more, []);
    assert.equal(lens!.line, role);
    assert.match(
      lens!.title,
      /^widens: repo:\S+\/shop:ref:refs\/heads\/main \(.*\) gets in \(against the saved file\)$/,
    );
    await revertAll();
    await until('no lens', async () => (await titles(document.uri)).length === 0);
  });

  it('is not there where the setting is off', async () => {
    const { document } = await show(FILE);
    await replace(document, 'shop:ref:refs/head/main', 'shop:ref:refs/heads/main');
    await until('a lens', async () => (await titles(document.uri)).length > 0);
    const settings = vscode.workspace.getConfiguration('oidcTrust');
    await settings.update('differenceLens', false, vscode.ConfigurationTarget.Workspace);
    try {
      await until('no lens', async () => (await titles(document.uri)).length === 0);
    } finally {
      await settings.update('differenceLens', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });
});
