import { afterEach, beforeEach, expect, it } from 'vitest';
import type {
  ClientCapabilities,
  CompletionItem,
  CompletionList,
  MarkupContent,
  TextEdit,
} from 'vscode-languageserver';
import { Folder, MODERN, positionOf, TestClient } from './support.ts';

const SNIPPETS: ClientCapabilities = {
  ...MODERN,
  textDocument: {
    ...MODERN.textDocument,
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
  },
};

let folder: Folder;
let client: TestClient;
beforeEach(() => {
  folder = new Folder();
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const GITHUB = 'token.actions.githubusercontent.com';

const policy = (condition: string) => `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${GITHUB}" },
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Condition": ${condition}
  }]
}
`;

/** Opens the text without its `|` and asks there. */
async function completeAt(name: string, marked: string, capabilities = SNIPPETS): Promise<readonly CompletionItem[]> {
  client = await TestClient.start({ capabilities, folders: [folder.uri('.')] });
  const text = marked.replace('|', '');
  const uri = folder.uri(name);
  await client.open(uri, text, name.endsWith('.json') ? 'json' : 'terraform');
  const { items } = await client.request<CompletionList>('textDocument/completion', {
    textDocument: { uri },
    position: positionOf(marked, '|'),
  });
  return items;
}

const named = (items: readonly CompletionItem[], label: string) => items.find((item) => item.label === label)!;

it('offers subjects of the repository as snippets that replace the string', async () => {
  folder.write('.git/config', '[remote "origin"]\n\turl = git@github.com:acme/api.git\n');
  const marked = policy(`{ "StringLike": { "${GITHUB}:sub": "repo:ac|" } }`);
  const items = await completeAt('trust.json', marked);
  const item = named(items, 'repo:acme/api:ref:refs/heads/main');
  expect(item).toMatchObject({
    filterText: 'repo:acme/api:ref:refs/heads/main',
    insertTextFormat: 2,
    textEdit: {
      newText: 'repo:${1:acme}/${2:api}:ref:refs/heads/${3:main}',
      range: { start: positionOf(marked, 'repo:ac'), end: positionOf(marked, '|') },
    },
  });
  expect(items.map(({ sortText }) => sortText)).toEqual(items.map(({ sortText }) => sortText).sort());
});

it('says what an item means when it is asked', async () => {
  const items = await completeAt('trust.json', policy('{ "|": {} }'));
  const item = named(items, 'StringLike');
  expect(item.documentation).toBeUndefined();
  const resolved = await client.request<CompletionItem>('completionItem/resolve', item);
  expect((resolved.documentation as MarkupContent).kind).toBe('markdown');
  expect((resolved.documentation as MarkupContent).value).toContain('**`StringLike`**');
  const odd = { ...item, data: { about: 'no such thing', name: 'x' } };
  expect(await client.request('completionItem/resolve', odd)).toEqual(odd);
});

it('plain text for an editor without snippets', async () => {
  const items = await completeAt('trust.json', policy(`{ "StringLike": { "${GITHUB}:sub": "|" } }`), MODERN);
  const item = named(items, 'repo:OWNER/REPOSITORY:*');
  expect(item.insertTextFormat).toBe(1);
  expect((item.textEdit as TextEdit).newText).toBe('repo:OWNER/REPOSITORY:*');
});

it('escapes what a snippet would read otherwise, and fills in twice what stands twice', async () => {
  const items = await completeAt('main.tf', 'oidc|\n');
  const { newText } = named(items, 'oidc-eks').textEdit as TextEdit;
  expect(newText).toContain('variable = "\\${aws_iam_openid_connect_provider.eks.url\\}:sub"');
  expect(newText.match(/\$\{\d+:deploy\}/g)).toHaveLength(1);
  expect(newText).toMatch(/resource "aws_iam_role" "\$\d+" \{/);
});

it('writes the line ends of the file', async () => {
  const texts = (await completeAt('main.tf', 'locals {}\r\n\r\noidc|\r\n')).map(({ textEdit }) => textEdit!.newText);
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) expect(text).toMatch(/\r\n/);
  for (const text of texts) expect(text).not.toMatch(/[^\r]\n/);
});

it('knows the module of a file and the service accounts of the workspace', async () => {
  folder.write(
    'provider.tf',
    `resource "aws_iam_openid_connect_provider" "irsa" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
`,
  );
  folder.write('other/app.tf', 'locals {\n  s = "system:serviceaccount:shop:cart"\n}\n');
  const document = `data "aws_iam_policy_document" "trust" {
  statement {
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.irsa.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "\${aws_iam_openid_connect_provider.irsa.url}:sub"
      values   = ["|"]
    }
  }
}
`;
  const before = await completeAt('main.tf', document);
  expect(before.map(({ label }) => label)).toEqual(['system:serviceaccount:default:app']);
  // The index is built after the first answer, in between the next ones.
  await client.pull(folder.uri('main.tf'));
  let items = before;
  for (let i = 0; i < 100 && items.length === before.length; i++) {
    const list = await client.request<CompletionList>('textDocument/completion', {
      textDocument: { uri: folder.uri('main.tf') },
      position: positionOf(document, '|'),
    });
    items = list.items;
  }
  expect(items.map(({ label }) => label)).toEqual([
    'system:serviceaccount:shop:cart',
    'system:serviceaccount:default:app',
  ]);
});

it('nothing where the quote that was typed closes a string', async () => {
  const marked = policy('{}').replace('"sts:AssumeRoleWithWebIdentity"', '["sts:AssumeRoleWithWebIdentity"|]');
  expect(await completeAt('trust.json', marked)).toEqual([]);
});

it('in JSON syntax, with the quotes that its strings need', async () => {
  folder.write('provider.tf', `resource "aws_iam_openid_connect_provider" "p" {\n  url = "https://${GITHUB}"\n}\n`);
  const document = `{\r\n  "data": { "aws_iam_policy_document": { "trust": { "statement": {\r\n    "principals": { "type": "Federated", "identifiers": [|] }\r\n  } } } }\r\n}\r\n`;
  const [item] = await completeAt('main.tf.json', document);
  expect(item).toMatchObject({
    label: 'aws_iam_openid_connect_provider.p.arn',
    textEdit: {
      newText: '"\\${aws_iam_openid_connect_provider.p.arn\\}"',
      range: { start: positionOf(document, '|'), end: positionOf(document, '|') },
    },
  });
});

it('in jsonencode of JSON syntax, also half-typed', async () => {
  const role = '{ "resource": { "aws_iam_role": { "é😀": { "assume_role_policy": ';
  const marked = `${role}"\${jsonencode({ Statement = [{ Principal = { Federated = \\"arn:aws:iam::111122223333:oidc-provider/${GITHUB}\\" }, Condition = { StringLike = { \\"${GITHUB}:sub\\" = \\"repo:|`;
  const item = named(await completeAt('main.tf.json', marked), 'repo:OWNER/REPOSITORY:*');
  expect(item.textEdit).toEqual({
    newText: 'repo:${1:OWNER}/${2:REPOSITORY}:*',
    range: { start: positionOf(marked, 'repo:|'), end: positionOf(marked, '|') },
  });
});

it('nothing in other files', async () => {
  expect(await completeAt('package.json', '{ "scripts": { "|": "" } }')).toEqual([]);
});

it('says by what it is triggered', async () => {
  client = await TestClient.start({ capabilities: SNIPPETS });
  expect(client.initializeResult.capabilities.completionProvider).toEqual({
    triggerCharacters: ['"', ':', '/'],
    resolveProvider: true,
  });
});
