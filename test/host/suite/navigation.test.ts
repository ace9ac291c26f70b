import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { rangeOf, revertAll, show, until, uriOf } from './support.ts';

const FOLDER = 'examples/github-actions';

/** The answer of the editor's own command, as soon as it is what is expected. */
function ask<T>(command: string, isExpected: (answer: T) => boolean, ...args: readonly unknown[]): Promise<T> {
  return until(command, async () => {
    const answer = await vscode.commands.executeCommand<T>(command, ...args);
    return answer && isExpected(answer) ? answer : undefined;
  });
}

describe('navigation', () => {
  afterEach(revertAll);

  it('leads from a condition key to its provider, and back', async () => {
    const { document } = await show(`${FOLDER}/github-deploy.tf`);
    const key = rangeOf(document, 'variable = "${local.github}:sub"').end.translate(0, -2);
    const [link] = await ask<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      (links) => links.length > 0,
      document.uri,
      key,
    );
    const provider = await vscode.workspace.openTextDocument(uriOf(`${FOLDER}/oidc.tf`));
    assert.equal(link!.targetUri.toString(), provider.uri.toString());
    const header = rangeOf(provider, 'resource "aws_iam_openid_connect_provider" "github"');
    assert.deepEqual(link!.targetRange, header);
    await ask<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      (places) => places.some(({ uri, range }) => uri.toString() === document.uri.toString() && range.contains(key)),
      provider.uri,
      header.end.translate(0, -2),
    );
  });

  it('shows statements in the outline of files that have some', async () => {
    const { document } = await show('examples/eks-irsa/files/etcd-backup-trust.json');
    const isOurs = ({ name }: vscode.DocumentSymbol): boolean => name === 'aws_iam_role.etcd_backup';
    const symbols = await ask<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      (all) => all.some(isOurs),
      document.uri,
    );
    assert.match(symbols.find(isOurs)!.children[0]!.name, /^Allow sts:AssumeRoleWithWebIdentity/);
  });

  it('links an issuer to a command that asks first', async () => {
    const { document } = await show(`${FOLDER}/oidc.tf`);
    const issuer = rangeOf(document, 'token.actions.githubusercontent.com');
    const links = await ask<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      (all) => all.some(({ range }) => range.isEqual(issuer)),
      document.uri,
    );
    const { target } = links.find(({ range, target: to }) => range.isEqual(issuer) && to?.scheme === 'command')!;
    assert.equal(target!.path, 'oidcTrust.openDiscovery');
    assert.ok((await vscode.commands.getCommands()).includes('oidcTrust.openDiscovery'));
  });

  it('renames an issuer wherever it is written out', async () => {
    const { document } = await show(`${FOLDER}/oidc.tf`);
    const issuer = rangeOf(document, 'token.actions.githubusercontent.com');
    const edit = await ask<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      ({ size }) => size > 1,
      document.uri,
      issuer.start.translate(0, 3),
      'ci.example.com',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(document.getText(), /url\s*= "https:\/\/ci\.example\.com"/);
    const locals = await vscode.workspace.openTextDocument(uriOf(`${FOLDER}/locals.tf`));
    assert.match(locals.getText(), /github = "ci\.example\.com"/);
  });
});
