import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  DefinitionLink,
  DocumentLink,
  DocumentSymbol,
  Location,
  Range,
  SymbolInformation,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { FAULTY_TF, PROVIDER_TF, TRUST_JSON } from './samples.ts';
import { Folder, MODERN, positionOf, rangeOf, TestClient } from './support.ts';

/** As VS Code does it. */
const TREES = {
  ...MODERN,
  textDocument: {
    ...MODERN.textDocument,
    definition: { linkSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    rename: { prepareSupport: true },
  },
};

const KEY = '"gitlab.com:sub"';
const HEADER = '"aws_iam_openid_connect_provider" "gitlab"';
const headerOf = (text: string): Range => rangeOf(text, `resource ${HEADER}`);

let folder: Folder;
let client: TestClient;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function start(capabilities = TREES, initializationOptions: object = {}): Promise<void> {
  client = await TestClient.start({ capabilities, initializationOptions, folders: [folder.uri('')] });
}

function ask<T>(method: string, name: string, text: string, part: string, more: object = {}): Promise<T> {
  const params = { textDocument: { uri: folder.uri(name) }, position: positionOf(text, part, 3), ...more };
  return client.request<T>(`textDocument/${method}`, params);
}

describe('an editor that knows trees and links', () => {
  beforeEach(async () => {
    await start(TREES, { opensDiscovery: true });
    folder.write('provider.tf', PROVIDER_TF);
    await client.open(folder.uri('main.tf'), FAULTY_TF);
  });

  it('is led from a key to the provider in another file', async () => {
    const found = await ask<DefinitionLink[]>('definition', 'main.tf', FAULTY_TF, KEY);
    expect(found).toEqual([
      {
        originSelectionRange: rangeOf(FAULTY_TF, KEY),
        targetUri: folder.uri('provider.tf'),
        targetRange: headerOf(PROVIDER_TF),
        targetSelectionRange: headerOf(PROVIDER_TF),
      },
    ]);
    expect(await ask('definition', 'main.tf', FAULTY_TF, 'sts:AssumeRole')).toBeNull();
  });

  it('is led from the provider to all that uses it', async () => {
    const context = { includeDeclaration: false };
    const found = await ask<Location[]>('references', 'provider.tf', PROVIDER_TF, HEADER, { context });
    const uri = folder.uri('main.tf');
    const arn = '"arn:aws:iam::111122223333:oidc-provider/gitlab.com"';
    expect(found).toContainEqual({ uri, range: rangeOf(FAULTY_TF, KEY) });
    expect(found).toContainEqual({ uri, range: rangeOf(FAULTY_TF, arn) });
    expect(found).toContainEqual({ uri, range: rangeOf(FAULTY_TF, 'resource "aws_iam_role" "deploy"') });
    expect(found).toHaveLength(5);
  });

  it('gets an outline with statements, and none for a file without policies', async () => {
    const symbols = (name: string) =>
      client.request<DocumentSymbol[] | null>('textDocument/documentSymbol', {
        textDocument: { uri: folder.uri(name) },
      });
    expect(await symbols('main.tf')).toMatchObject([
      {
        name: 'data.aws_iam_policy_document.trust',
        detail: 'aws_iam_role.deploy',
        children: [{ name: 'Allow sts:AssumeRoleWithWebIdentity for GitLab.com CI/CD' }],
      },
      { name: 'aws_iam_role.deploy', children: [] },
    ]);
    folder.write('variables.tf', 'variable "x" {}\n');
    expect(await symbols('variables.tf')).toBeNull();
    expect(await symbols('nothing.tf')).toBeNull();
  });

  it('gets links that ask before they lead to an issuer', async () => {
    const links = await client.request<DocumentLink[]>('textDocument/documentLink', {
      textDocument: { uri: folder.uri('provider.tf') },
    });
    const url = 'https://gitlab.com/.well-known/openid-configuration';
    expect(links).toEqual([
      {
        range: { start: positionOf(PROVIDER_TF, 'gitlab.com'), end: positionOf(PROVIDER_TF, 'gitlab.com', 10) },
        target: `command:oidcTrust.openDiscovery?${encodeURIComponent(JSON.stringify([url]))}`,
        tooltip: `Open ${url}`,
      },
    ]);
  });

  it('renames an issuer in all files, and refuses in a sentence', async () => {
    const range = { start: positionOf(FAULTY_TF, KEY, 1), end: positionOf(FAULTY_TF, KEY, 11) };
    expect(await ask('prepareRename', 'main.tf', FAULTY_TF, KEY)).toEqual(range);
    expect(await ask('prepareRename', 'main.tf', FAULTY_TF, 'sts:AssumeRole')).toBeNull();
    const { documentChanges } = await ask<WorkspaceEdit>('rename', 'main.tf', FAULTY_TF, KEY, {
      newName: 'git.acme.example',
    });
    const changes = documentChanges as { textDocument: { uri: string; version: number | null }; edits: unknown[] }[];
    expect(changes.map(({ textDocument, edits }) => [textDocument, edits.length])).toEqual([
      [{ uri: folder.uri('provider.tf'), version: null }, 1],
      [{ uri: folder.uri('main.tf'), version: 1 }, 4],
    ]);
    await expect(ask('rename', 'main.tf', FAULTY_TF, KEY, { newName: 'a b' })).rejects.toThrow(
      '"a b" is no issuer: write its host and path, without colons and white space.',
    );
    const computed = FAULTY_TF.replace(KEY, '"${lower("GitLab.com")}:sub"');
    await client.replace(folder.uri('main.tf'), FAULTY_TF, KEY, '"${lower("GitLab.com")}:sub"', 2);
    await expect(
      ask('rename', 'main.tf', computed, '"gitlab.com:aud"', { newName: 'git.acme.example' }),
    ).rejects.toThrow(/comes from an expression\. Change it where it is written\./);
    expect(client.count('oidcTrust/problem')).toBe(0);
  });

  it('renames an issuer that is written with a scheme that AWS refuses', async () => {
    const text = PROVIDER_TF.replace('"https:', '"http:');
    const uri = folder.uri('other/main.tf');
    await client.open(uri, text);
    const range = rangeOf(text, 'gitlab.com');
    expect(await ask('prepareRename', 'other/main.tf', text, 'gitlab.com')).toEqual(range);
    const edits = async (newName: string) => {
      const found = await ask<WorkspaceEdit>('rename', 'other/main.tf', text, 'gitlab.com', { newName });
      return (found.documentChanges as { edits: unknown[] }[]).flatMap((change) => change.edits);
    };
    expect(await edits('git.acme.example')).toEqual([{ range, newText: 'git.acme.example' }]);
    expect(await edits('https://git.acme.example')).toEqual([
      { range: rangeOf(text, 'http://gitlab.com'), newText: 'https://git.acme.example' },
    ]);
  });

  it('is led through a call into the module, and back', async () => {
    const module = FAULTY_TF.replaceAll('"gitlab.com:', '"${var.issuer}:');
    folder.write('modules/ci/main.tf', `variable "issuer" {}\n${module}`);
    const call = `${PROVIDER_TF}\nmodule "ci" {\n  source = "./modules/ci"\n  issuer = aws_iam_openid_connect_provider.gitlab.url\n}\n`;
    folder.delete('provider.tf');
    await client.replace(folder.uri('main.tf'), FAULTY_TF, FAULTY_TF, call, 2);
    const text = `variable "issuer" {}\n${module}`;
    const [found] = await ask<DefinitionLink[]>('definition', 'modules/ci/main.tf', text, ':sub"');
    expect(found).toMatchObject({ targetUri: folder.uri('main.tf'), targetRange: headerOf(call) });
    const context = { includeDeclaration: true };
    const back = await ask<Location[]>('references', 'main.tf', call, HEADER, { context });
    expect(back.filter(({ uri }) => uri === folder.uri('modules/ci/main.tf'))).toHaveLength(5);
  });

  it('is led from the name of a file to the policy in it, and from there to the role', async () => {
    folder.write('trust.json', TRUST_JSON);
    const text = 'resource "aws_iam_role" "ci" {\n  assume_role_policy = file("${path.module}/trust.json")\n}\n';
    await client.replace(folder.uri('main.tf'), FAULTY_TF, FAULTY_TF, text, 2);
    const [found] = await ask<DefinitionLink[]>('definition', 'main.tf', text, '/trust.json');
    expect(found?.targetUri).toBe(folder.uri('trust.json'));
    const params = { textDocument: { uri: folder.uri('trust.json') }, position: { line: 0, character: 0 } };
    const roles = await client.request('textDocument/references', { ...params, context: { includeDeclaration: true } });
    expect(roles).toEqual([{ uri: folder.uri('main.tf'), range: rangeOf(text, 'resource "aws_iam_role" "ci"') }]);
  });
});

describe('an editor that knows less', () => {
  beforeEach(async () => {
    await start(MODERN as typeof TREES);
    folder.write('provider.tf', PROVIDER_TF);
    await client.open(folder.uri('main.tf'), FAULTY_TF);
  });

  it('gets plain places, a flat outline, and pages of AWS', async () => {
    expect(client.initializeResult.capabilities.renameProvider).toBe(true);
    expect(await ask<Location[]>('definition', 'main.tf', FAULTY_TF, KEY)).toEqual([
      { uri: folder.uri('provider.tf'), range: headerOf(PROVIDER_TF) },
    ]);
    const textDocument = { uri: folder.uri('main.tf') };
    const flat = await client.request<SymbolInformation[]>('textDocument/documentSymbol', { textDocument });
    expect(flat.map(({ name, containerName }) => [containerName, name])).toEqual([
      [undefined, 'data.aws_iam_policy_document.trust'],
      ['data.aws_iam_policy_document.trust', 'Allow sts:AssumeRoleWithWebIdentity for GitLab.com CI/CD'],
      [undefined, 'aws_iam_role.deploy'],
    ]);
    const links = await client.request<DocumentLink[]>('textDocument/documentLink', { textDocument });
    expect(links.map(({ target }) => new URL(target!).host)).toEqual(['docs.aws.amazon.com', 'docs.aws.amazon.com']);
  });
});
