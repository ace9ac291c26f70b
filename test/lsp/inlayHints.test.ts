import { afterEach, beforeEach, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import { Folder, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start({ folders: [folder.uri('.')] });
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const MAIN = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/\${local.issuer}"]
    }
    condition {
      test     = "StringEquals"
      variable = "\${local.issuer}:sub"
      values   = [local.subject, "repo:acme/api:ref:refs/heads/main", "repo:\${var.owner}/api:environment:prod"]
    }
  }
}
`;

const NAMES = `locals {
  issuer  = "token.actions.githubusercontent.com"
  subject = "repo:acme/web:environment:prod"
}

variable "owner" {}
`;

interface Whole {
  readonly start?: { readonly line: number; readonly character: number };
  readonly end?: { readonly line: number; readonly character: number };
}

async function hints(uri: string, text: string, range: Whole = {}): Promise<string[]> {
  const whole = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 }, ...range };
  const found = await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri }, range: whole });
  const lines = text.split('\n');
  return found.map(({ position, label }) => {
    expect(typeof label).toBe('string');
    return `${lines[position.line]!.slice(0, position.character).split(/[[ ]/).at(-1)} ${String(label)}`;
  });
}

it('shows behind an expression what it comes to, and nothing behind what is written out or not known', async () => {
  folder.write('names.tf', NAMES);
  const uri = folder.uri('main.tf');
  await client.open(uri, MAIN);
  expect(await hints(uri, MAIN)).toEqual([
    '"arn:aws:iam::111122223333:oidc-provider/${local.issuer}" = arn:aws:iam::111122223333:oidc-provider/token.actions.github…',
    '"${local.issuer}:sub" = token.actions.githubusercontent.com:sub',
    'local.subject = repo:acme/web:environment:prod',
  ]);
});

it('knows what a file of settings says', async () => {
  folder.write('names.tf', NAMES);
  folder.write('terraform.tfvars', 'owner = "acme"\n');
  const uri = folder.uri('main.tf');
  const text = MAIN.replace('local.subject', 'var.owner');
  await client.open(uri, text);
  const range = { start: { line: 10, character: 0 }, end: { line: 11, character: 0 } };
  expect(await hints(uri, text, range)).toEqual([
    'var.owner = acme',
    '"repo:${var.owner}/api:environment:prod" = repo:acme/api:environment:prod',
  ]);
});

it('looks only at the lines that are shown', async () => {
  folder.write('names.tf', NAMES);
  const uri = folder.uri('main.tf');
  await client.open(uri, MAIN);
  const range = { start: { line: 10, character: 0 }, end: { line: 11, character: 0 } };
  expect(await hints(uri, MAIN, range)).toEqual(['local.subject = repo:acme/web:environment:prod']);
});

it('says both where two calls of a module give different values', async () => {
  folder.write(
    'main.tf',
    ['web', 'api'].map((name) => `module "${name}" {\n  source = "./trust"\n  name   = "${name}"\n}\n`).join(''),
  );
  const text = `variable "name" {}
resource "aws_iam_role" "ci" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Condition = { StringEquals = { "gitlab.com:sub" = "project_path:acme/\${var.name}:ref_type:branch:ref:main" } }
    }]
  })
}
`;
  folder.write('trust/main.tf', text);
  const uri = folder.uri('trust/main.tf');
  await client.open(uri, text);
  await client.items(uri);
  expect((await hints(uri, text)).map((hint) => hint.replace(/^.* = p/, 'p'))).toEqual([
    'project_path:acme/web:ref_type:branch:ref:main or project_path:acme/api:ref_type:branch:ref:main',
  ]);
});
