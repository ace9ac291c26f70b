import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CodeAction, CodeLens } from 'vscode-languageserver';
import { ACCESS, type AccessResult, FILE_ACCESS, type FileAccessResult } from '../../server/src/protocol.ts';
import { Folder, MODERN, positionOf, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start({ initializationOptions: { showAccess: true } });
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const ISSUER = 'token.actions.githubusercontent.com';

const TEXT = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/${ISSUER}"]
    }
    condition {
      test     = "StringLike"
      variable = "${ISSUER}:sub"
      values   = ["repo:acme/api:*"]
    }
    condition {
      test     = "StringEquals"
      variable = "${ISSUER}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "ci" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "ec2" {
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "later" {
  assume_role_policy = var.policy
}

variable "policy" {}
`;

const lenses = (uri: string) => client.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });

it('says who gets in above the role and above its document, and nothing where no web identity is trusted', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, TEXT);
  const found = await lenses(uri);
  expect(found.map(({ range, command }) => [range.start.line + 1, command?.title])).toEqual([
    [1, expect.stringMatching(/^\$\(repo\) GitHub Actions: any workflow of repository acme\/api/)],
    [21, expect.stringMatching(/^\$\(repo\) GitHub Actions: any workflow of repository acme\/api/)],
    [32, '$(question) not certain from what stands here'],
  ]);
  expect(found[0]!.command).toMatchObject({ command: 'oidcTrust.showAccess', arguments: [uri, found[0]!.range.start] });
});

it('gives an editor that does not know the command the sentence alone', async () => {
  const plain = await TestClient.start();
  const uri = folder.uri('main.tf');
  await plain.open(uri, TEXT);
  const [lens] = await plain.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
  expect(lens?.command?.command).toBe('');
  expect(lens?.command?.title).toMatch(/^GitHub Actions: any workflow/);
  await plain.stop();
});

it('looks at a trust policy that is a file', async () => {
  const uri = folder.uri('trust.json');
  const policy = `{ "Version": "2012-10-17", "Statement": [{
  "Effect": "Allow", "Action": "sts:AssumeRoleWithWebIdentity",
  "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/${ISSUER}" },
  "Condition": { "StringEquals": { "${ISSUER}:aud": "sts.amazonaws.com", "${ISSUER}:sub": "repo:acme/api:ref:refs/heads/main" } } }] }`;
  await client.open(uri, policy, 'json');
  expect((await lenses(uri)).map(({ command }) => command?.title)).toEqual([
    expect.stringMatching(/^\$\(lock\) GitHub Actions: a workflow of repository acme\/api: branch main/),
  ]);
});

it('gives the reasons with a token, and fixes that are applied to the text as it is', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, TEXT);
  const position = positionOf(TEXT, '"ci"');
  const found = await client.request<AccessResult>(ACCESS, { textDocument: { uri }, position });
  expect(found.title).toBe('aws_iam_role.ci');
  expect(found.text).toContain('All of one repository or workload get in: GitHub Actions: any');
  expect(found.text).toContain('  main.tf:2:3\n    resource: ');
  expect(found.text).toMatch(/A token that is let in:\n {2}sub {2}repo:acme\/api:/);
  expect(found.text).toContain('information oidc/subject-scope\n');
  expect(found.places).toContainEqual({ name: 'main.tf:2:3', uri, position: { line: 1, character: 2 } });
  const narrow = found.fixes.find(({ title }) => title.startsWith('Narrow to'));
  const { edit } = await client.request<CodeAction>('codeAction/resolve', narrow);
  expect(JSON.stringify(edit)).toContain('repo:acme/api:ref:refs/heads/main');
});

it('says what is not known of a role that is not certain, and nothing beside roles', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, TEXT);
  const at = (part: string) =>
    client.request<AccessResult | null>(ACCESS, { textDocument: { uri }, position: positionOf(TEXT, part) });
  expect((await at('"later"'))?.text).toContain('Not known: var.policy');
  expect(await at('variable "policy"')).toBeNull();
});

it('tells of a file what most deserves a look', async () => {
  const uri = folder.uri('main.tf');
  await client.open(uri, TEXT);
  const worst = await client.request<FileAccessResult>(FILE_ACCESS, { textDocument: { uri } });
  expect(worst).toMatchObject({ verdict: 'resource', count: 3, position: { line: 0 } });
  const empty = folder.uri('empty.tf');
  await client.open(empty, 'locals {}\n');
  expect(await client.request(FILE_ACCESS, { textDocument: { uri: empty } })).toBeNull();
});

it('has lenses asked for anew when another file of the module changes', async () => {
  const capabilities = { ...MODERN, workspace: { ...MODERN.workspace, codeLens: { refreshSupport: true } } };
  const modern = await TestClient.start({ capabilities });
  folder.write('policy.tf', 'variable "policy" {}\n');
  await modern.open(folder.uri('main.tf'), TEXT.replace('variable "policy" {}\n', ''));
  const text = 'variable "policy" {}\n';
  await modern.open(folder.uri('policy.tf'), text);
  await modern.next('workspace/codeLens/refresh');
  await modern.replace(folder.uri('policy.tf'), text, '{}', '{ default = "{}" }', 2);
  await modern.next('workspace/codeLens/refresh');
  await modern.stop();
});
