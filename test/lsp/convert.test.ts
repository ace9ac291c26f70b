import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CodeAction, TextDocumentEdit, TextEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Folder, rangeOf, TestClient } from './support.ts';

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
