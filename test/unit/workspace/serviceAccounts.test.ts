import { afterEach, beforeEach, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { serviceAccountsIn } from '../../../server/src/workspace/serviceAccounts.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { Folder } from '../../lsp/support.ts';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.dispose());

const ACCOUNT = `resource "kubernetes_service_account_v1" "cart" {
  metadata {
    name      = "cart"
    namespace = "shop"
  }
}
`;

it('those of subjects and resources', () => {
  expect(serviceAccountsIn(ACCOUNT)).toEqual([{ namespace: 'shop', name: 'cart' }]);
  expect(serviceAccountsIn(ACCOUNT.replace(/ *namespace.*\n/, ''))).toEqual([{ namespace: 'default', name: 'cart' }]);
  const namespace = 'resource "kubernetes_namespace" "ops" {\n  metadata {\n    name = "ops"\n  }\n}\n';
  expect(serviceAccountsIn(namespace)).toEqual([{ namespace: 'ops' }]);
  expect(serviceAccountsIn('values = ["system:serviceaccount:kube-system:aws-node"]')).toEqual([
    { namespace: 'kube-system', name: 'aws-node' },
  ]);
});

it('not what is computed, nor a pattern', () => {
  expect(
    serviceAccountsIn(
      '["system:serviceaccount:ns:*", "system:serviceaccount:${var.ns}:x", "system:serviceaccount:a:${x}"]',
    ),
  ).toEqual([]);
  expect(serviceAccountsIn(ACCOUNT.replace('"cart"\n', 'var.name\n'))).toEqual([{ namespace: 'shop' }]);
});

it('in several resources, each for itself', () => {
  const namespace = 'resource "kubernetes_namespace" "ops" {\r\n  metadata {\r\n    name = "ops"\r\n  }\r\n}\r\n';
  expect(serviceAccountsIn(`${namespace}\r\n${ACCOUNT}resource "kubernetes_namespace" "x"\n`)).toEqual([
    { namespace: 'ops' },
    { namespace: 'shop', name: 'cart' },
  ]);
});

// With each line looked through to the end of the text, these would take hours.
it.each([
  ['headers without a brace', 'resource "kubernetes_namespace" \n'],
  ['headers on one line', 'resource "kubernetes_namespace" "x" '],
  ['resources that are not closed', 'resource "kubernetes_namespace" "x" {\n'],
  ['resources that are closed elsewhere', 'resource "kubernetes_namespace" "x" {\n  }\n'],
])('of a text of %s, none', (_, line) => {
  expect(serviceAccountsIn(line.repeat(150_000))).toEqual([]);
});

it('of every file of the folders, as they are in the editor', () => {
  folder.write('a/main.tf', ACCOUNT);
  const workspace = new Workspace(new DiskFileSystem());
  workspace.addFolder(folder.root);
  expect(workspace.serviceAccounts()).toEqual([]);
  while (workspace.indexNext());
  expect(workspace.serviceAccounts()).toEqual([{ namespace: 'shop', name: 'cart' }]);
  workspace.open(folder.path('a/main.tf'), { languageId: 'terraform', text: ACCOUNT.replace('"shop"', '"store"') });
  expect(workspace.serviceAccounts()).toEqual([{ namespace: 'store', name: 'cart' }]);
});
