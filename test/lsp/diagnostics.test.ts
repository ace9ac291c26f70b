import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { FAULT, FAULTY_TF, operatorTf, ROLE_TF, RULE, TRUST_JSON } from './samples.ts';
import { Folder, MODERN, rangeOf, TestClient } from './support.ts';

const REFRESH = 'workspace/diagnostic/refresh';
const PUBLISH = 'textDocument/publishDiagnostics';

let folder: Folder;
let client: TestClient;

beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start();
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

describe('pulled diagnostics', () => {
  it('carry place, rule, source and severity', async () => {
    await client.open(folder.uri('trust.json'), TRUST_JSON, 'json');
    const [found, ...others] = await client.items(folder.uri('trust.json'));
    expect(others).toEqual([]);
    expect(found).toMatchObject({ code: RULE, source: 'oidc-trust', severity: 1, range: rangeOf(TRUST_JSON, FAULT) });
    expect(found?.codeDescription).toBeUndefined();
  });

  it('link to the shipped page of the rule, when the client says where it is', async () => {
    await client.stop();
    client = await TestClient.start({ initializationOptions: { docsRoot: 'file:///opt/ext/docs/rules/' } });
    await client.open(folder.uri('trust.json'), TRUST_JSON, 'json');
    const [found] = await client.items(folder.uri('trust.json'));
    expect(found?.codeDescription?.href).toBe(`file:///opt/ext/docs/rules/${RULE}.md`);
  });

  it('are unchanged while the findings and their places are', async () => {
    const uri = folder.uri('main.tf');
    await client.open(uri, FAULTY_TF);
    const first = await client.pull(uri);
    expect(first.resultId).toBeDefined();
    const longer = await client.replace(uri, FAULTY_TF, '.json\n}', '.json\n}\n# a comment at the end', 2);
    expect(await client.pull(uri, first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    await client.replace(uri, longer, 'data', '\ndata', 3);
    const moved = await client.pull(uri, first.resultId);
    expect(moved.kind).toBe('full');
    expect(moved.resultId).not.toBe(first.resultId);
  });

  it('follow incremental edits, also across wide characters and CRLF', async () => {
    const uri = folder.uri('main.tf');
    const text = `# ä 😀 comment\r\n${FAULTY_TF.replaceAll('\n', '\r\n')}`;
    await client.open(uri, text);
    const fixed = await client.replace(uri, text, 'api:*', 'api:ref_type:branch:ref:main', 2);
    expect(await client.rules(uri)).toEqual([]);
    await client.replace(uri, fixed, '😀', '😀😀', 3);
    const faulty = await client.replace(uri, fixed.replace('😀', '😀😀'), 'api:ref_type:branch:ref:main', 'api:*', 4);
    expect((await client.items(uri))[0]?.range).toEqual(rangeOf(faulty, FAULT));
  });

  it('come from unsaved text rather than from the disk', async () => {
    folder.write('main.tf', FAULTY_TF);
    const uri = folder.uri('main.tf');
    await client.open(uri, FAULTY_TF);
    await client.replace(uri, FAULTY_TF, 'api:*', 'api', 2);
    await client.changedOnDisk(uri);
    expect(await client.rules(uri)).not.toContain(RULE);
    await client.close(uri);
    expect(await client.rules(uri)).toEqual([RULE]);
  });

  it('never concern JSON that is no trust policy, nor languages of others', async () => {
    await client.open(folder.uri('package.json'), '{ "name": "x", "Statement": 3 }', 'json');
    await client.open(folder.uri('broken.json'), '{ "a": [1, ', 'json');
    await client.open(folder.uri('notes.md'), FAULTY_TF, 'markdown');
    for (const name of ['package.json', 'broken.json', 'notes.md'])
      expect(await client.items(folder.uri(name))).toEqual([]);
  });

  it('judge untitled documents and odd .hcl files alone', async () => {
    folder.write('locals.tf', operatorTf('StringEquals'));
    await client.open('untitled:Untitled-1', FAULTY_TF);
    await client.open(folder.uri('x.hcl'), ROLE_TF, 'hcl');
    await client.open(folder.uri('y.hcl'), FAULTY_TF, 'hcl');
    expect(await client.rules('untitled:Untitled-1')).toEqual([RULE]);
    expect(await client.rules(folder.uri('x.hcl'))).toEqual([]);
    expect(await client.rules(folder.uri('y.hcl'))).toEqual([RULE]);
  });

  it('say where the text is no Terraform', async () => {
    const uri = folder.uri('main.tf');
    await client.open(uri, 'resource "a" "b" {\n  x = = 1\n}\n');
    const items = await client.items(uri);
    expect(items.length).toBeGreaterThan(0);
    expect(items[0]).toMatchObject({ source: 'oidc-trust', severity: 1, range: { start: { line: 1 } } });
  });
});

describe('the other files of a module', () => {
  const role = () => folder.uri('role.tf');
  const locals = () => folder.uri('locals.tf');

  it('make the client pull again when an edit elsewhere changes the findings', async () => {
    await client.open(role(), ROLE_TF);
    await client.open(locals(), operatorTf('StringLike'));
    expect(await client.rules(role())).toEqual([]);
    await client.pull(locals());
    const faulty = await client.replace(locals(), operatorTf('StringLike'), 'StringLike', 'StringEquals', 2);
    await client.pull(locals());
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([RULE]);
    await client.replace(locals(), faulty, 'locals {', 'locals { # the operator', 3);
    await client.pull(locals());
    await client.pull(locals());
    expect(client.count(REFRESH)).toBe(0);
  });

  it('count when they appear, change, are renamed or deleted on disk', async () => {
    await client.open(role(), ROLE_TF);
    expect(await client.rules(role())).toEqual([]);

    folder.write('locals.tf', operatorTf('StringEquals'));
    await client.changedOnDisk(locals());
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([RULE]);

    folder.rename('locals.tf', 'operators.tf');
    await client.changedOnDisk(locals(), folder.uri('operators.tf'));
    expect(await client.rules(role())).toEqual([RULE]);

    folder.rename('operators.tf', 'operators.txt');
    await client.changedOnDisk(folder.uri('operators.tf'));
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([]);

    folder.rename('operators.txt', 'operators.tofu');
    await client.changedOnDisk(folder.uri('operators.tofu'));
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([RULE]);

    folder.delete('operators.tofu');
    await client.changedOnDisk(folder.uri('operators.tofu'));
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([]);
  });

  it('count again as they are on disk when their unsaved document closes', async () => {
    folder.write('locals.tf', operatorTf('StringLike'));
    await client.open(role(), ROLE_TF);
    await client.open(locals(), operatorTf('StringEquals'));
    expect(await client.rules(role())).toEqual([RULE]);
    await client.close(locals());
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([]);
  });

  it('disappear with their folder, of which only the folder itself is announced', async () => {
    const uri = folder.uri('module/role.tf');
    folder.write('module/locals.tf', operatorTf('StringEquals'));
    await client.open(uri, ROLE_TF);
    expect(await client.rules(uri)).toEqual([RULE]);
    folder.delete('module');
    await client.changedOnDisk(folder.uri('module'));
    await client.next(REFRESH);
    expect(await client.rules(uri)).toEqual([]);
  });

  it('are not those of another directory, whatever folder the editor shows', async () => {
    folder.write('one/locals.tf', operatorTf('StringEquals'));
    folder.write('two/locals.tf', operatorTf('StringLike'));
    await client.open(folder.uri('one/role.tf'), ROLE_TF);
    await client.open(folder.uri('two/role.tf'), ROLE_TF);
    expect(await client.rules(folder.uri('one/role.tf'))).toEqual([RULE]);
    expect(await client.rules(folder.uri('two/role.tf'))).toEqual([]);
  });

  it('stay right when workspace folders come and go', async () => {
    const two = { uri: folder.uri('two'), name: 'two' };
    folder.write('two/locals.tf', operatorTf('StringLike'));
    await client.open(folder.uri('two/role.tf'), ROLE_TF);
    expect(await client.rules(folder.uri('two/role.tf'))).toEqual([]);
    folder.write('two/locals.tf', operatorTf('StringEquals'));
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [two], removed: [] } });
    await client.next(REFRESH);
    expect(await client.rules(folder.uri('two/role.tf'))).toEqual([RULE]);
    folder.write('two/locals.tf', operatorTf('StringLike'));
    await client.notify('workspace/didChangeWorkspaceFolders', { event: { added: [], removed: [two] } });
    await client.next(REFRESH);
    expect(await client.rules(folder.uri('two/role.tf'))).toEqual([]);
  });

  it('that cannot be read are named, and nothing is concluded from their absence', async () => {
    folder.write('locals.tf', 'locals {\0}');
    await client.open(role(), ROLE_TF);
    expect(await client.rules(role())).toEqual([]);
    const [problem] = await client.items(locals());
    expect(problem).toMatchObject({
      severity: 2,
      message: 'locals.tf could not be read: it is a binary file, not text.',
    });
  });
});

describe('a module that is called from elsewhere in the workspace folder', () => {
  const MODULE_TF = `variable "operator" {}\n${ROLE_TF.replace('local.operator', 'var.operator')}`;
  const call = (operator: string) =>
    `module "role" {\n  source   = "../../modules/role"\n  operator = "${operator}"\n}\n`;
  const role = () => folder.uri('modules/role/main.tf');
  const prod = () => folder.uri('envs/prod/main.tf');

  beforeEach(() => {
    folder.write('modules/role/main.tf', MODULE_TF);
    folder.write('envs/prod/main.tf', call('StringEquals'));
  });

  it('is judged by itself at first, and soon with the values of the call', async () => {
    await client.stop();
    client = await TestClient.start({ folders: [folder.uri('')] });
    await client.open(role(), MODULE_TF);
    expect(await client.rules(role())).toEqual([]);
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([RULE]);

    await client.open(prod(), call('StringEquals'));
    await client.replace(prod(), call('StringEquals'), 'StringEquals', 'StringLike', 2);
    await client.pull(prod());
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([]);
    await client.close(prod());
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([RULE]);

    folder.delete('envs');
    await client.changedOnDisk(folder.uri('envs'));
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([]);
    folder.write('live/prod/main.tf', call('StringEquals'));
    await client.changedOnDisk(folder.uri('live/prod/main.tf'));
    await client.next(REFRESH);
    expect(await client.rules(role())).toEqual([RULE]);
  });

  it('is told to a client that cannot pull, too', async () => {
    await client.stop();
    const capabilities = { textDocument: { publishDiagnostics: {} } };
    client = await TestClient.start({ capabilities, folders: [folder.uri('')] });
    await client.open(role(), MODULE_TF);
    expect(await client.next(PUBLISH)).toMatchObject({ uri: role(), diagnostics: [] });
    expect(await client.next(PUBLISH)).toMatchObject({ uri: role(), diagnostics: [{ code: RULE }] });
  });

  it('is judged by itself where the folder is not the workspace', async () => {
    await client.open(role(), MODULE_TF);
    expect(await client.rules(role())).toEqual([]);
    await client.open(prod(), call('StringEquals'));
    await client.pull(prod());
    expect(await client.rules(role())).toEqual([]);
  });
});

describe('the configuration file', () => {
  const config = () => folder.uri('.oidc-trust.json');
  const setting = (value: string) => `{ "rules": { "${RULE}": "${value}" } }`;

  it('counts for its directory and below, on disk and while it is edited', async () => {
    folder.write('.git/HEAD', '');
    folder.write('.oidc-trust.json', setting('hint'));
    const uri = folder.uri('module/main.tf');
    await client.open(uri, FAULTY_TF);
    expect((await client.items(uri))[0]).toMatchObject({ code: RULE, severity: 4 });

    await client.open(config(), setting('hint'), 'json');
    expect(await client.items(config())).toEqual([]);
    const off = await client.replace(config(), setting('hint'), 'hint', 'off', 2);
    await client.pull(config());
    await client.next(REFRESH);
    expect(await client.rules(uri)).toEqual([]);

    await client.replace(config(), off, '"off"', '"loud"', 3);
    const [problem] = await client.items(config());
    expect(problem).toMatchObject({ severity: 1, range: rangeOf(off.replace('off', 'loud'), '"loud"') });
    await client.next(REFRESH);
    expect((await client.items(uri))[0]).toMatchObject({ code: RULE, severity: 1 });

    folder.delete('.oidc-trust.json');
    await client.close(config());
    expect((await client.items(uri))[0]).toMatchObject({ code: RULE, severity: 1 });
  });

  it('counts as soon as it appears, and not beyond the root of the repository', async () => {
    folder.write('inner/.git/HEAD', '');
    await client.open(folder.uri('main.tf'), FAULTY_TF);
    await client.open(folder.uri('inner/main.tf'), FAULTY_TF);
    expect(await client.rules(folder.uri('main.tf'))).toEqual([RULE]);
    folder.write('.oidc-trust.json', setting('off'));
    await client.changedOnDisk(config());
    await client.next(REFRESH);
    expect(await client.rules(folder.uri('main.tf'))).toEqual([]);
    expect(await client.rules(folder.uri('inner/main.tf'))).toEqual([RULE]);
  });
});

describe('a .tf file that a .tofu file replaces', () => {
  it('is judged as Terraform reads it, and the .tofu file as OpenTofu does', async () => {
    folder.write('locals.tf', operatorTf('StringEquals'));
    folder.write('locals.tofu', operatorTf('StringLike'));
    folder.write('role.tofu', ROLE_TF);
    await client.open(folder.uri('role.tf'), ROLE_TF);
    expect(await client.rules(folder.uri('role.tf'))).toEqual([RULE]);
    await client.open(folder.uri('role.tofu'), ROLE_TF);
    expect(await client.rules(folder.uri('role.tofu'))).toEqual([]);
  });
});

describe('a client that cannot pull', () => {
  const published = async (): Promise<PublishDiagnosticsParams> => client.next(PUBLISH);
  const codes = (items: readonly Diagnostic[]) => items.map(({ code }) => code);

  beforeEach(async () => {
    await client.stop();
    client = await TestClient.start({ capabilities: { textDocument: { publishDiagnostics: {} } } });
  });

  it('is pushed diagnostics with their version, also those of other files that changed', async () => {
    expect(client.initializeResult.capabilities.diagnosticProvider).toBeUndefined();
    const [role, locals] = [folder.uri('role.tf'), folder.uri('locals.tf')];
    await client.open(role, ROLE_TF);
    expect(await published()).toEqual({ uri: role, version: 1, diagnostics: [] });
    await client.open(locals, operatorTf('StringEquals'), 'terraform', 7);
    const both = [await published(), await published()];
    expect(both.find(({ uri }) => uri === locals)).toEqual({ uri: locals, version: 7, diagnostics: [] });
    const ofRole = both.find(({ uri }) => uri === role);
    expect([ofRole?.version, codes(ofRole?.diagnostics ?? [])]).toEqual([1, [RULE]]);
  });

  it('is told that a closed document has none', async () => {
    await client.open(folder.uri('main.tf'), FAULTY_TF);
    expect(codes((await published()).diagnostics)).toEqual([RULE]);
    await client.close(folder.uri('main.tf'));
    expect(await published()).toEqual({ uri: folder.uri('main.tf'), diagnostics: [] });
  });
});

describe('a client that pulls', () => {
  it('is never pushed to, and not asked to refresh what it does not support', async () => {
    await client.stop();
    const capabilities = { ...MODERN, workspace: { ...MODERN.workspace, diagnostics: {} } };
    client = await TestClient.start({ capabilities });
    expect(client.initializeResult.capabilities.diagnosticProvider).toEqual({
      identifier: 'oidc-trust',
      interFileDependencies: true,
      workspaceDiagnostics: false,
    });
    await client.open(folder.uri('role.tf'), ROLE_TF);
    await client.pull(folder.uri('role.tf'));
    folder.write('locals.tf', operatorTf('StringEquals'));
    await client.changedOnDisk(folder.uri('locals.tf'));
    expect(await client.rules(folder.uri('role.tf'))).toEqual([RULE]);
    expect([client.count(PUBLISH), client.count(REFRESH)]).toEqual([0, 0]);
  });
});
