import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { OFFERED_COMMANDS } from '../../server/src/protocol.ts';
import { FAULT, FAULTY_TF, PROVIDER_TF, ROLE_TF, RULE, TRUST_JSON } from './samples.ts';
import { Folder, MODERN, rangeOf, TestClient } from './support.ts';

const WITHOUT_VERSION = TRUST_JSON.replace('  "Version": "2012-10-17",\n', '');

let folder: Folder;
let client: TestClient;
const uri = () => folder.uri('trust.json');

beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start();
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

function actions(
  text: string,
  part: string,
  context: { only?: string[]; diagnostics?: readonly Diagnostic[] } = {},
  document = uri(),
): Promise<CodeAction[]> {
  return client.request('textDocument/codeAction', {
    textDocument: { uri: document },
    range: rangeOf(text, part),
    context: { diagnostics: [], ...context },
  });
}

function resolve(action: CodeAction | undefined): Promise<CodeAction> {
  return client.request('codeAction/resolve', action);
}

function apply(text: string, edit: WorkspaceEdit | undefined, document = uri()): string {
  const [change] = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  expect(change?.textDocument.uri).toBe(document);
  return TextDocument.applyEdits(TextDocument.create(document, '', 0, text), (change?.edits ?? []) as TextEdit[]);
}

describe('quick fixes', () => {
  it('are offered at the finding, name it, and repair it when resolved', async () => {
    await client.open(uri(), TRUST_JSON, 'json', 3);
    const [action] = await actions(TRUST_JSON, FAULT, { only: ['quickfix'] });
    expect(action).toMatchObject({ kind: 'quickfix', diagnostics: [{ code: RULE }] });
    expect(action?.edit).toBeUndefined();
    const { edit } = await resolve(action);
    expect(edit?.documentChanges?.[0]).toMatchObject({ textDocument: { uri: uri(), version: 3 } });
    await client.notify('textDocument/didChange', {
      textDocument: { uri: uri(), version: 4 },
      contentChanges: [{ text: apply(TRUST_JSON, edit) }],
    });
    expect(await client.rules(uri())).not.toContain(RULE);
  });

  it('are not offered elsewhere, or for other kinds', async () => {
    await client.open(uri(), TRUST_JSON, 'json');
    expect(await actions(TRUST_JSON, '"Version"', { only: ['quickfix'] })).toEqual([]);
    expect(await actions(TRUST_JSON, FAULT, { only: ['refactor'] })).toEqual([]);
    expect((await actions(TRUST_JSON, FAULT)).map(({ kind }) => kind)).toContain('quickfix');
  });

  it('are offered for the diagnostics that the client names, and only for ours', async () => {
    await client.open(uri(), TRUST_JSON, 'json');
    const diagnostics = await client.items(uri());
    const only = ['quickfix'];
    expect((await actions(TRUST_JSON, '"Version"', { only, diagnostics })).length).toBeGreaterThan(0);
    const foreign = diagnostics.map((diagnostic) => ({ ...diagnostic, source: 'other' }));
    expect(await actions(TRUST_JSON, '"Version"', { only, diagnostics: foreign })).toEqual([]);
  });

  it('are computed from the text at the time of resolving', async () => {
    await client.open(uri(), TRUST_JSON, 'json');
    const [action] = await actions(TRUST_JSON, FAULT, { only: ['quickfix'] });
    const moved = await client.replace(uri(), TRUST_JSON, '{', '\n\n{', 2);
    const { edit } = await resolve(action);
    expect(edit?.documentChanges?.[0]).toMatchObject({ textDocument: { version: 2 } });
    expect(apply(moved, edit)).toContain('StringLike');
  });

  it('stay preferred when something else in the file is edited', async () => {
    const document = folder.uri('provider.tf');
    const text = `${PROVIDER_TF.replace('https:', 'http:')}\n${ROLE_TF}\nlocals {\n  a = 1\n}\n`;
    const preferred = async () => {
      const diagnostics = await client.items(document);
      const all = await actions(text, '"http://gitlab.com"', { only: ['quickfix'], diagnostics }, document);
      return all.filter(({ isPreferred }) => isPreferred);
    };
    await client.open(document, text);
    const before = await preferred();
    expect(before).toHaveLength(1);
    await client.replace(document, text, 'a = 1', 'a = 2', 2);
    expect(await preferred()).toEqual(before);
  });

  it('write the line ends of the file', async () => {
    const text = WITHOUT_VERSION.replaceAll('\n', '\r\n');
    await client.open(uri(), text, 'json');
    const all = await actions(text, text, { only: ['quickfix', 'source.fixAll'] });
    const edited = await Promise.all(all.map(async (action) => apply(text, (await resolve(action)).edit)));
    expect(edited.filter((each) => each.includes('"Version": "2012-10-17",'))).toHaveLength(2);
    for (const each of edited) expect(each).not.toMatch(/[^\r]\n/);
  });

  it('are looked for up to the end of a line, whatever the column', async () => {
    const text = TRUST_JSON.replace(FAULT, `\n${FAULT}`);
    await client.open(uri(), text, 'json');
    const line = rangeOf(text, FAULT).start.line - 1;
    const params = { textDocument: { uri: uri() }, context: { diagnostics: [], only: ['quickfix'] } };
    const range = { start: { line, character: 0 }, end: { line, character: 9999 } };
    expect(await client.request('textDocument/codeAction', { ...params, range })).toEqual([]);
  });

  it('do nothing when the finding is gone or the document is', async () => {
    await client.open(uri(), TRUST_JSON, 'json');
    const [action] = await actions(TRUST_JSON, FAULT, { only: ['quickfix'] });
    await client.replace(uri(), TRUST_JSON, 'api:*', 'api:ref_type:branch:ref:main', 2);
    expect((await resolve(action)).edit).toBeUndefined();
    await client.close(uri());
    expect((await resolve(action)).edit).toBeUndefined();
  });

  it('carry their edit at once for clients that cannot resolve', async () => {
    await client.stop();
    const { resolveSupport: _, ...codeAction } = MODERN.textDocument!.codeAction!;
    client = await TestClient.start({ capabilities: { textDocument: { ...MODERN.textDocument, codeAction } } });
    await client.open(uri(), TRUST_JSON, 'json');
    const [action] = await actions(TRUST_JSON, FAULT, { only: ['quickfix'] });
    expect(Object.keys(action?.edit?.changes ?? {})).toEqual([uri()]);
  });

  it('are not sent to clients that take nothing but commands', async () => {
    await client.stop();
    const { codeAction: _, ...textDocument } = MODERN.textDocument ?? {};
    client = await TestClient.start({ capabilities: { textDocument } });
    expect(client.initializeResult.capabilities.codeActionProvider).toBeUndefined();
    await client.open(uri(), TRUST_JSON, 'json');
    expect(await actions(TRUST_JSON, FAULT)).toEqual([]);
  });
});

describe('source.fixAll.oidcTrust', () => {
  it('is offered where it is asked for, also by its parents', async () => {
    await client.open(uri(), TRUST_JSON, 'json');
    const quick = await actions(TRUST_JSON, FAULT, { only: ['quickfix'] });
    const isSafe = quick.some(({ isPreferred }) => isPreferred);
    for (const only of [['source.fixAll.oidcTrust'], ['source.fixAll'], ['source']]) {
      const kinds = (await actions(TRUST_JSON, '"Version"', { only })).map(({ kind }) => kind);
      expect(kinds).toEqual(isSafe ? ['source.fixAll.oidcTrust'] : []);
    }
    expect(await actions(TRUST_JSON, FAULT, { only: ['source.organizeImports'] })).toEqual([]);
  });

  it('leaves a file without safe fixes alone', async () => {
    await client.open(folder.uri('p.tf'), PROVIDER_TF);
    expect(await actions(PROVIDER_TF, 'url', { only: ['source.fixAll'] }, folder.uri('p.tf'))).toEqual([]);
  });
});

describe('commands of the editor', () => {
  const document = () => folder.uri('provider.tf');

  it('are offered on a provider block to a client that has them', async () => {
    await client.stop();
    client = await TestClient.start({ initializationOptions: { commands: OFFERED_COMMANDS } });
    const text = `${PROVIDER_TF}\nlocals {}\n${FAULTY_TF}`;
    await client.open(document(), text);
    const [action] = await actions(text, 'client_id_list', { only: ['refactor'] }, document());
    expect(action).toMatchObject({ title: 'Fetch issuer thumbprint', kind: 'refactor.rewrite' });
    expect(action?.command?.arguments).toEqual([document(), rangeOf(text, 'client_id_list').start]);
    expect(await offered(text, 'client_id_list')).toEqual([
      'Fetch issuer thumbprint',
      'Probe issuer',
      'Compare with AWS',
    ]);
    expect(await offered(text, 'locals')).toEqual([]);
  });

  it('are offered on a role', async () => {
    await client.stop();
    client = await TestClient.start({ initializationOptions: { commands: OFFERED_COMMANDS } });
    const text = `${PROVIDER_TF}\n${ROLE_TF}`;
    await client.open(document(), text);
    expect(await offered(text, 'assume_role_policy')).toEqual(['Explain a token', 'Compare with AWS']);
  });

  it('are offered to others as far as they have them', async () => {
    await client.open(document(), PROVIDER_TF);
    expect(await offered(PROVIDER_TF, 'url')).toEqual([]);
    await client.stop();
    client = await TestClient.start({ initializationOptions: { commands: ['oidcTrust.probeIssuer', 7] } });
    await client.open(document(), PROVIDER_TF);
    expect(await offered(PROVIDER_TF, 'url')).toEqual(['Probe issuer']);
  });

  async function offered(text: string, place: string): Promise<string[]> {
    const all = await actions(text, place, {}, document());
    return all.flatMap(({ command }) => (command ? [command.title] : []));
  }
});
