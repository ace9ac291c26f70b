import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { PASTE_POLICY, type PastePolicyResult, POLICY_JSON, type PolicyJsonResult } from '../../server/src/protocol.ts';
import { Folder, positionOf, rangeOf, TestClient } from './support.ts';

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

const ROLE = `resource "aws_iam_role" "ci" {
  name = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
        Action    = "sts:AssumeRoleWithWebIdentity"
        Condition = { StringEquals = { "gitlab.com:sub" = "project_path:acme/api:ref_type:branch:ref:main" } }
      },
    ]
  })
}
`;

const DOCUMENT = `data "aws_iam_policy_document" "ci_assume_role" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.gitlab.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:ref_type:branch:ref:main"]
    }
  }
}
`;

async function offered(uri: string, text: string, part: string, only?: string[]): Promise<CodeAction[]> {
  return client.request('textDocument/codeAction', {
    textDocument: { uri },
    range: rangeOf(text, part),
    context: { diagnostics: [], ...(only ? { only } : {}) },
  });
}

/** The texts of documents after an action, by URI. */
async function applied(action: CodeAction | undefined, texts: Record<string, string>): Promise<Record<string, string>> {
  const { edit } = await client.request<CodeAction>('codeAction/resolve', action);
  const after = { ...texts };
  for (const change of (edit?.documentChanges ?? []) as TextDocumentEdit[]) {
    const { uri } = change.textDocument;
    after[uri] = TextDocument.applyEdits(TextDocument.create(uri, '', 0, after[uri]!), change.edits as TextEdit[]);
  }
  return after;
}

it('offers the other forms of a policy, and puts a document before the resource', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, ROLE);
  const actions = await offered(uri, ROLE, 'Federated', ['refactor.rewrite']);
  expect(actions.map(({ kind, edit }) => [kind, edit])).toEqual([
    ['refactor.rewrite.oidcTrust.policy-document', undefined],
    ['refactor.rewrite.oidcTrust.heredoc', undefined],
  ]);
  const [text] = Object.values(await applied(actions[0], { [uri]: ROLE }));
  expect(text).toBe(
    `${DOCUMENT}\nresource "aws_iam_role" "ci" {\n  name               = "ci"\n  assume_role_policy = data.aws_iam_policy_document.ci_assume_role.json\n}\n`,
  );
});

it('offers a single one where only that is asked for, and none elsewhere', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, ROLE);
  expect(await offered(uri, ROLE, 'Federated', ['refactor.rewrite.oidcTrust.heredoc'])).toHaveLength(1);
  expect(await offered(uri, ROLE, 'Federated', ['quickfix'])).toEqual([]);
  expect(await offered(uri, ROLE, '"ci" {', ['refactor'])).toEqual([]);
});

it('writes a document of another file where it is used, and takes it away there', async () => {
  const role = `resource "aws_iam_role" "ci" {\n  name               = "ci"\n  assume_role_policy = data.aws_iam_policy_document.ci_assume_role.json\n}\n`;
  const [main, trust] = [folder.uri('main.tf'), folder.uri('trust.tf')];
  folder.write('main.tf', role);
  await client.open(trust, DOCUMENT);
  const [action, ...more] = await offered(trust, DOCUMENT, 'principals', ['refactor.rewrite']);
  expect(more).toEqual([]);
  const after = await applied(action, { [main]: role, [trust]: DOCUMENT });
  expect(after[trust]).toBe('');
  expect(after[main]).toBe(
    ROLE.replace(/Principal = \{ (.*) \}/, 'Principal = {\n          $1\n        }')
      .replace('Effect    =', 'Effect =')
      .replace('Action    =', 'Action =')
      .replace(
        /Condition = \{ StringEquals = \{ (.*) \} \}/,
        'Condition = {\n          StringEquals = {\n            $1\n          }\n        }',
      ),
  );
});

it('does not edit a text in which the policy is gone', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, ROLE);
  const [action] = await offered(uri, ROLE, 'Federated', ['refactor.rewrite']);
  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: 'locals {}\n' }],
  });
  expect((await client.request<CodeAction>('codeAction/resolve', action)).edit).toBeUndefined();
});

it('pastes a policy where the cursor is, and says in words why not', async () => {
  const uri = folder.uri('main.tf');
  const text = 'resource "aws_iam_role" "ci" {\n  assume_role_policy = \n}\n';
  await client.open(uri, text);
  const end = { line: 1, character: 23 };
  const paste = (json: string) =>
    client.request<PastePolicyResult>(PASTE_POLICY, { textDocument: { uri }, range: { start: end, end }, json });
  const statement = { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' };
  const result = await paste(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  expect('choices' in result && result.choices.map(({ as }) => as)).toEqual(['jsonencode', 'policy-document']);
  expect(await paste('{')).toEqual({
    problem: 'The clipboard holds no JSON. Line 1: a closing brace is expected here.',
  });
});

it('gives a policy as JSON where all of it is known', async () => {
  const uri = folder.uri('main.tf');
  const known = ROLE.replace('aws_iam_openid_connect_provider.gitlab.arn', 'local.arn');
  const text = `locals {\n  arn = "arn:aws:iam::111122223333:oidc-provider/gitlab.com"\n}\n\n${known}`;
  await client.open(uri, text);
  const ask = (part: string) =>
    client.request<PolicyJsonResult | null>(POLICY_JSON, {
      textDocument: { uri },
      position: positionOf(text, part),
    });
  const found = await ask('Effect');
  expect(JSON.parse(found!.json)).toMatchObject({
    Statement: [{ Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' } }],
  });
  expect(await ask('locals')).toBeNull();
  await client.replace(uri, text, 'local.arn', 'var.arn', 2);
  expect(await ask('Effect')).toBeNull();
});
