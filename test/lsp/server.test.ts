import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { FAULTY_TF, PROVIDER_TF, RULE, TRUST_JSON } from './samples.ts';
import { Folder, positionOf, TestClient } from './support.ts';

const BUNDLE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../dist/server.js');

let folder: Folder;

beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.dispose());

describe('the server', () => {
  let client: TestClient;

  beforeEach(async () => {
    client = await TestClient.start();
  });
  afterEach(() => client.stop());

  it('says what it can do', () => {
    expect(client.initializeResult).toMatchObject({
      serverInfo: { name: 'oidc-trust' },
      capabilities: {
        positionEncoding: 'utf-16',
        textDocumentSync: { openClose: true, change: 2 },
        hoverProvider: true,
        codeActionProvider: { resolveProvider: true },
        workspace: { workspaceFolders: { supported: true } },
      },
    });
  });

  it('asks the client to watch Terraform and JSON files, what modules read beside them, workflows, and folders that go away', async () => {
    const { registrations } = await client.next<{ registrations: { method: string; registerOptions: unknown }[] }>(
      'client/registerCapability',
    );
    expect(registrations).toContainEqual(
      expect.objectContaining({
        method: 'workspace/didChangeWatchedFiles',
        registerOptions: {
          watchers: [
            { globPattern: '**/*.{tf,tofu,json,jsonc,tftpl,tpl,tmpl,tfvars}' },
            { globPattern: '**/.github/workflows/*.{yml,yaml}' },
            { globPattern: '**/*', kind: 4 },
          ],
        },
      }),
    );
  });

  it('survives messages that make no sense, and goes on answering', async () => {
    const uri = folder.uri('trust.json');
    await client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: 'x' }],
    });
    await client.notify('textDocument/didClose', { textDocument: { uri } });
    await client.notify('textDocument/didOpen', {});
    await client.notify('workspace/didChangeWatchedFiles', { changes: 3 });
    await client.notify('oidcTrust/unknown', {});
    await client.open(uri, TRUST_JSON, 'json');
    const far = { line: 1e9, character: -5 };
    const textDocument = { uri };
    expect(await client.request('textDocument/hover', { textDocument, position: far })).toBeNull();
    expect(await client.request('textDocument/hover', {})).toBeNull();
    expect(await client.request('textDocument/codeAction', { textDocument, range: null })).toEqual([]);
    expect(await client.request('oidcTrust/providerAt', { textDocument: { uri: 7 } })).toBeNull();
    expect(await client.request('oidcTrust/thumbprintEdit', { textDocument, position: far })).toBeNull();
    expect(await client.request('codeAction/resolve', { title: 'x', data: { uri: 3, fix: 1 } })).toMatchObject({
      title: 'x',
    });
    expect(await client.request('textDocument/definition', { textDocument, position: far })).toBeNull();
    expect(await client.request('textDocument/references', { textDocument, position: far, context: {} })).toEqual([]);
    expect(await client.request('textDocument/prepareRename', { textDocument, position: far })).toBeNull();
    await expect(client.request('textDocument/rename', { textDocument, position: far, newName: '' })).rejects.toThrow();
    expect(await client.request('textDocument/documentSymbol', { textDocument: { uri: folder.uri('no') } })).toBeNull();
    expect(await client.request('textDocument/documentLink', { textDocument: { uri: folder.uri('no') } })).toEqual([]);
    await expect(client.request('oidcTrust/nothing', {})).rejects.toThrow();
    expect(await client.items('not a uri')).toEqual([]);
    expect(await client.rules(uri)).toEqual([RULE]);
  });

  it('shows the first error and logs the others', async () => {
    await client.request('textDocument/hover', {});
    await client.request('textDocument/hover', {});
    const shown = await client.next<{ type: number; message: string }>('window/showMessage');
    expect(shown).toMatchObject({ type: 1, message: expect.stringContaining('textDocument/hover') });
    await client.next('window/logMessage');
    await client.next('window/logMessage');
    expect(client.count('window/showMessage')).toBe(0);
    expect(client.count('oidcTrust/problem')).toBe(0);
  });

  it('tells a client that understands it about each problem', async () => {
    const other = await TestClient.start({ initializationOptions: { problemNotifications: true } });
    await other.request('textDocument/hover', {});
    expect(await other.next('oidcTrust/problem')).toMatchObject({ method: 'textDocument/hover' });
    await other.stop();
  });

  it('finds a provider block, and writes thumbprints into it', async () => {
    const uri = folder.uri('provider.tf');
    await client.open(uri, PROVIDER_TF);
    const params = { textDocument: { uri }, position: positionOf(PROVIDER_TF, 'url') };
    const provider = await client.request('oidcTrust/providerAt', params);
    expect(provider).toEqual({
      range: { start: { line: 0, character: 0 }, end: { line: 3, character: 1 } },
      issuer: 'https://gitlab.com',
      thumbprints: [],
    });
    const edit = { ...params, thumbprints: ['a'.repeat(40)] };
    expect(await client.request('oidcTrust/thumbprintEdit', edit)).toMatchObject({
      documentChanges: [{ textDocument: { uri, version: 1 } }],
    });
    expect(await client.request('oidcTrust/thumbprintEdit', { ...edit, thumbprints: ['"]'] })).toBeNull();
    expect(await client.request('oidcTrust/thumbprintEdit', { ...edit, thumbprints: [] })).toBeNull();
  });

  it('says which thumbprints are configured, and takes them out', async () => {
    const uri = folder.uri('provider.tf');
    const list = `  thumbprint_list = ["${'A'.repeat(40)}"]\n`;
    const text = PROVIDER_TF.replace('}', `${list}}`);
    await client.open(uri, text);
    const params = { textDocument: { uri }, position: positionOf(text, 'url') };
    expect(await client.request('oidcTrust/providerAt', params)).toMatchObject({
      thumbprints: ['a'.repeat(40)],
      thumbprintListRange: expect.anything(),
    });
    const { documentChanges } = await client.request<{ documentChanges: [{ edits: { newText: string }[] }] }>(
      'oidcTrust/thumbprintEdit',
      { ...params, thumbprints: [] },
    );
    expect(documentChanges[0].edits.map(({ newText }) => newText)).toEqual(['']);
  });
});

describe('outside of its life', () => {
  const position = { textDocument: { uri: 'file:///tmp/main.tf' }, position: { line: 0, character: 0 } };
  const requests = ['textDocument/hover', 'codeAction/resolve', 'oidcTrust/renderedPolicy'];

  it('refuses requests before it is initialised, and hears of nothing', async () => {
    const client = TestClient.connect();
    const uri = folder.uri('trust.json');
    for (const method of [...requests, 'shutdown'])
      await expect(client.request(method, position), method).rejects.toMatchObject({ code: -32002 });
    await client.open(uri, TRUST_JSON, 'json');
    await client.initialize();
    expect(await client.rules(uri)).not.toContain(RULE);
    await client.stop();
  });

  it('is initialised once', async () => {
    const client = await TestClient.start();
    await expect(client.initialize()).rejects.toMatchObject({ code: -32600 });
    expect(await client.request('textDocument/hover', position)).toBeNull();
    await client.stop();
  });

  it('refuses requests after it was shut down', async () => {
    const client = await TestClient.start();
    await client.request('shutdown', undefined);
    await expect(client.initialize()).rejects.toMatchObject({ code: -32600 });
    for (const method of [...requests, 'shutdown'])
      await expect(client.request(method, position), method).rejects.toMatchObject({ code: -32600 });
    client.connection.dispose();
  });
});

describe.runIf(fs.existsSync(BUNDLE))('the bundled server', () => {
  it('ends quietly when nobody reads its answers', async () => {
    const server = spawn(process.execPath, [BUNDLE, '--stdio'], { stdio: 'pipe' });
    const ended = once(server, 'exit');
    let complaint = '';
    server.stderr.on('data', (data: Buffer) => {
      complaint += data.toString();
    });
    const client = new TestClient(
      createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin)),
    );
    await client.initialize();
    server.stdout.destroy();
    for (let i = 0; i < 3; i++) client.request('textDocument/hover', {}).catch(() => undefined);
    expect((await ended)[0]).toBe(1);
    expect(complaint.slice(0, 200)).toBe('');
  });

  it.each([[['--stdio']], [[]]])(
    'speaks over standard streams with arguments %j, and exits when told',
    async (args) => {
      const server = spawn(process.execPath, [BUNDLE, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
      const ended = once(server, 'exit');
      const client = new TestClient(
        createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin)),
      );
      await client.initialize();
      await client.open(folder.uri('main.tf'), FAULTY_TF);
      expect(await client.rules(folder.uri('main.tf'))).toEqual([RULE]);
      await client.connection.sendRequest('shutdown');
      await client.notify('exit', undefined);
      expect((await ended)[0]).toBe(0);
    },
  );
});
