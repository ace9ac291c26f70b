/** Configuration files, settings and comments, as an editor sees them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { FAULT, RULE, TRUST_JSON } from './samples.ts';
import { Folder, rangeOf, TestClient } from './support.ts';

const CONFIG = '.oidc-trust.json';
const HCL = `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringEquals = {
        "gitlab.com:aud" = "https://gitlab.com"
        "gitlab.com:sub" = "project_path:acme/api:*"
      } }
    }]
  })
}
`;
const HEREDOC = `resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = <<-EOF
    ${TRUST_JSON.trimEnd().replaceAll('\n', '\n    ')}
  EOF
}
`;

let folder: Folder;
let client: TestClient;

beforeEach(() => {
  folder = new Folder();
  folder.write('.git/HEAD', '');
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

async function start(settings?: (scope: string | undefined) => object): Promise<void> {
  client = await TestClient.start({ folders: [folder.uri('')], ...(settings ? { settings } : {}) });
}

async function actionsAt(name: string, text: string, part: string): Promise<CodeAction[]> {
  const params = { textDocument: { uri: folder.uri(name) }, range: rangeOf(text, part), context: { diagnostics: [] } };
  return client.request<CodeAction[]>('textDocument/codeAction', params);
}

/** The text of a file after an action, resolved. */
async function changedBy(action: CodeAction | undefined, name: string, text: string): Promise<string> {
  const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
  const changes = (edit?.documentChanges ?? []) as TextDocumentEdit[];
  expect(changes.map(({ textDocument }) => textDocument.uri)).toEqual([folder.uri(name)]);
  return TextDocument.applyEdits(TextDocument.create('', '', 0, text), changes[0]!.edits as TextEdit[]);
}

describe('a configuration file', () => {
  it('counts as it is typed, and its mistakes stand where they are made', async () => {
    await start();
    await client.open(folder.uri('trust.json'), TRUST_JSON, 'json');
    expect(await client.rules(folder.uri('trust.json'))).toContain(RULE);
    const wrong = `{ "rules": { "condition/wildcard": "off" } }`;
    await client.open(folder.uri(CONFIG), wrong, 'json');
    expect(await client.items(folder.uri(CONFIG))).toMatchObject([
      { message: expect.stringContaining('there is no rule') as string, range: rangeOf(wrong, '"condition/wildcard"') },
    ]);
    await client.replace(folder.uri(CONFIG), wrong, 'condition/wildcard', RULE, 2);
    expect(await client.items(folder.uri(CONFIG))).toEqual([]);
    expect(await client.rules(folder.uri('trust.json'))).not.toContain(RULE);
  });

  it('says which of its entries give no reason', async () => {
    await start();
    const text = `{ "ignores": [{ "files": ["*.json"], "rule": "${RULE}" }] }`;
    await client.open(folder.uri(CONFIG), text, 'json');
    expect(await client.rules(folder.uri(CONFIG))).toEqual(['config/suppression-reason']);
  });
});

describe('settings', () => {
  const off = { enable: true, rules: { [RULE]: 'off' }, overrides: [] };

  it('count by folder, and follow a change without a restart', async () => {
    await start((scope) => (scope === undefined ? {} : off));
    await client.open(folder.uri('trust.json'), TRUST_JSON, 'json');
    await client.next('client/registerCapability');
    await client.next('workspace/configuration');
    await expect.poll(() => client.rules(folder.uri('trust.json'))).not.toContain(RULE);
    client.settings = () => ({});
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.next('workspace/diagnostic/refresh');
    await expect.poll(() => client.rules(folder.uri('trust.json'))).toContain(RULE);
  });

  it('do not count where a configuration file does', async () => {
    folder.write(CONFIG, '{}');
    await start(() => off);
    await client.open(folder.uri('trust.json'), TRUST_JSON, 'json');
    await client.next('workspace/configuration');
    await client.notify('workspace/didChangeConfiguration', { settings: null });
    await client.next('workspace/configuration');
    expect(await client.rules(folder.uri('trust.json'))).toContain(RULE);
  });

  it('with a mistake say so, and count for nothing', async () => {
    await start(() => ({ rules: { [RULE]: 'of' } }));
    const { message } = await client.next<{ message: string }>('window/showMessage');
    expect(message).toContain(`"${RULE}" must be one of`);
    await client.open(folder.uri('trust.json'), TRUST_JSON, 'json');
    expect(await client.rules(folder.uri('trust.json'))).toContain(RULE);
  });
});

describe('"Ignore here"', () => {
  it.each([
    ['an object', HCL, '"project_path:acme/api:*"', '        "gitlab.com:sub" ='],
    ['a heredoc', HEREDOC, FAULT, '  assume_role_policy ='],
  ])('in %s is a comment before what holds the finding', async (_, text, part, before) => {
    await start();
    await client.open(folder.uri('main.tf'), text);
    const actions = await actionsAt('main.tf', text, part);
    const action = actions.find(({ title }) => title === `Ignore ${RULE} here`);
    expect(action).toMatchObject({ kind: 'quickfix', isPreferred: false, diagnostics: [{ code: RULE }] });
    const ignored = await changedBy(action, 'main.tf', text);
    const indent = /^ */.exec(before)![0];
    expect(ignored).toBe(text.replace(before, `${indent}# oidc-trust-ignore ${RULE}: reason\n${before}`));
    await client.notify('textDocument/didChange', {
      textDocument: { uri: folder.uri('main.tf'), version: 2 },
      contentChanges: [{ text: ignored }],
    });
    const rules = await client.rules(folder.uri('main.tf'));
    expect(rules).not.toContain(RULE);
    expect(rules).toContain('config/suppression-reason');
    expect(rules).not.toContain('config/unused-suppression');
  });

  it('is no preferred fix', async () => {
    await start();
    await client.open(folder.uri('main.tf'), HCL);
    const actions = await actionsAt('main.tf', HCL, '"project_path:acme/api:*"');
    expect(actions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title)).not.toContainEqual(
      expect.stringContaining('Ignore'),
    );
  });

  it('in JSON is an entry in the configuration, where there is one', async () => {
    await start();
    await client.open(folder.uri('iam/trust.json'), TRUST_JSON, 'json');
    const isIgnore = ({ title }: CodeAction): boolean => title.startsWith('Ignore');
    expect((await actionsAt('iam/trust.json', TRUST_JSON, FAULT)).filter(isIgnore)).toEqual([]);
    const config = '{\n  "rules": {}\n}\n';
    await client.open(folder.uri(CONFIG), config, 'json');
    const actions = await actionsAt('iam/trust.json', TRUST_JSON, FAULT);
    const action = actions.find(({ title }) => title === `Ignore ${RULE} here, in .oidc-trust.json`);
    const changed = await changedBy(action, CONFIG, config);
    expect(JSON.parse(changed)).toEqual({
      rules: {},
      ignores: [{ files: ['iam/trust.json'], rule: RULE, reason: 'reason' }],
    });
    await client.notify('textDocument/didChange', {
      textDocument: { uri: folder.uri(CONFIG), version: 2 },
      contentChanges: [{ text: changed }],
    });
    expect(await client.rules(folder.uri('iam/trust.json'))).not.toContain(RULE);
    expect(await client.rules(folder.uri(CONFIG))).toEqual(['config/suppression-reason']);
  });
});
