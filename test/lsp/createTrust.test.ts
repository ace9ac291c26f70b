/** The questions of the wizard over the protocol: what it shows before it writes is what comes of writing it. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CreateFile, TextDocumentEdit, TextEdit, WorkspaceEdit } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  ACCESS,
  type AccessResult,
  NEW_TRUST,
  type NewTrustParams,
  type NewTrustResult,
  TRUST_CHOICES,
  TRUST_ISSUERS,
  type TrustChoicesResult,
  type TrustIssuer,
  type TrustIssuersResult,
} from '../../server/src/protocol.ts';
import { Folder, positionOf, TestClient } from './support.ts';

let folder: Folder;
let client: TestClient;
beforeEach(async () => {
  folder = new Folder();
  client = await TestClient.start({ folders: [folder.uri('')] });
});
afterEach(async () => {
  await client.stop();
  folder.dispose();
});

const PROVIDER = `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`;
const CLUSTER = `resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
}
`;
const GITHUB: TrustIssuer = { is: 'written', issuer: 'token.actions.githubusercontent.com' };

type Preview = Exclude<NewTrustResult, { problem: string }>;
const place = (directory: string) => ({ directory: folder.uri(directory) });

async function choicesFor(directory: string, issuer: TrustIssuer): Promise<TrustChoicesResult> {
  return client.request(TRUST_CHOICES, { ...place(directory), issuer });
}

function ask(directory: string, given: Partial<NewTrustParams> = {}): Promise<NewTrustResult> {
  const params: NewTrustParams = {
    ...place(directory),
    issuer: GITHUB,
    subject: 'repo:acme/api:ref:refs/heads/main',
    audience: 'sts.amazonaws.com',
    required: [],
    surface: 'policy-document',
    role: 'deploy',
    ...given,
  };
  return client.request(NEW_TRUST, params);
}

async function preview(directory: string, given: Partial<NewTrustParams> = {}): Promise<Preview> {
  const result = await ask(directory, given);
  if ('problem' in result) throw new Error(result.problem);
  return result;
}

/** Writes to disk as an editor would; a file that is there already is not made again. */
async function write({ edit }: Preview): Promise<void> {
  for (const change of (edit as WorkspaceEdit).documentChanges as (CreateFile | TextDocumentEdit)[]) {
    if ('kind' in change) {
      fs.writeFileSync(fileURLToPath(change.uri), '', { flag: 'wx' });
      continue;
    }
    const file = fileURLToPath(change.textDocument.uri);
    const document = TextDocument.create(file, 'terraform', 0, fs.readFileSync(file, 'utf8'));
    fs.writeFileSync(file, TextDocument.applyEdits(document, change.edits as TextEdit[]));
    await client.changedOnDisk(change.textDocument.uri);
  }
}

/** What the server says of the files that were written, and of the role. */
async function written(shown: Preview, role: string): Promise<{ rules: unknown[]; text: string }> {
  const rules = await Promise.all(shown.files.map(({ uri }) => client.rules(uri)));
  const { uri } = shown.files.find(({ added }) => added.includes(role))!;
  const text = fs.readFileSync(fileURLToPath(uri), 'utf8');
  const label = role.replace('aws_iam_role.', '');
  const access = await client.request<AccessResult | null>(ACCESS, {
    textDocument: { uri },
    position: positionOf(text, `"aws_iam_role" "${label}"`),
  });
  return { rules: rules.flat(), text: access!.text.replaceAll(/\s+/g, ' ') };
}

const names = ({ files }: Preview) => files.map(({ uri, isNew }) => `${isNew ? 'new ' : ''}${uri.split('/').at(-1)}`);

describe('an empty directory', () => {
  it('gets a file, which is as it was shown', async () => {
    folder.write('infra/README.md', '');
    const issuers = await client.request<TrustIssuersResult>(TRUST_ISSUERS, place('infra'));
    expect(issuers.find(({ detail }) => detail === GITHUB.issuer)!.chosen).toEqual(GITHUB);
    const shown = await preview('infra');
    expect(shown).toMatchObject({
      verdict: 'exact',
      summary: 'GitHub Actions: a workflow of repository acme/api: branch main',
    });
    expect(names(shown)).toEqual(['new oidc.tf']);
    expect(fs.existsSync(folder.path('infra/oidc.tf'))).toBe(false);
    await write(shown);
    const { rules, text } = await written(shown, 'aws_iam_role.deploy');
    expect(rules).toEqual(shown.findings.map(({ rule }) => rule));
    expect(text).toContain(`Exactly this gets in: ${shown.summary}`);
  });

  it('that is not there yet is one too', async () => {
    expect(names(await preview('infra/new'))).toEqual(['new oidc.tf']);
  });
});

describe('several issuers in one module', () => {
  /** As a person would choose it now: once a cluster has a provider, that is offered. */
  async function chosen(wanted: TrustIssuer): Promise<TrustIssuer> {
    if (wanted.is !== 'made') return wanted;
    const issuers = await client.request<TrustIssuersResult>(TRUST_ISSUERS, place(''));
    return issuers.find(({ label }) => label.endsWith('.main'))!.chosen;
  }

  const CASES: readonly [string, TrustIssuer, { subject: string; audience: string; role: string }, string][] = [
    [
      'GitLab',
      { is: 'written', issuer: 'gitlab.com' },
      trust('project_path:acme/api:*', 'https://gitlab.com'),
      'resource',
    ],
    [
      'HCP Terraform',
      { is: 'written', issuer: 'app.terraform.io' },
      trust('organization:acme:project:web:workspace:prod:run_phase:apply', 'aws.workload.identity'),
      'exact',
    ],
    ['a cluster', { is: 'made', address: 'aws_eks_cluster.main' }, trust('system:serviceaccount:web:api'), 'exact'],
    ['an own URL', { is: 'written', issuer: 'id.example.com/realms/ci' }, trust('batch'), 'exact'],
    ['a self-hosted GitLab', ownGitlab(), trust('project_path:acme/api:ref_type:branch:ref:main'), 'exact'],
  ];

  it.each(CASES)('%s', async (_, wanted, answers, verdict) => {
    folder.write('main.tf', CLUSTER);
    folder.write('oidc.tf', PROVIDER);
    for (const surface of ['policy-document', 'jsonencode'] as const) {
      const issuer = await chosen(wanted);
      const role = `${answers.role}_${surface === 'jsonencode' ? 'json' : 'document'}`;
      const shown = await preview('', { issuer, ...answers, surface, role });
      expect(shown.verdict).toBe(verdict);
      expect(shown.findings.filter(({ severity }) => severity === 'error' || severity === 'warning')).toEqual([]);
      await write(shown);
      const { rules, text } = await written(shown, `aws_iam_role.${role}`);
      expect(rules).toEqual(expect.arrayContaining(shown.findings.map(({ rule }) => rule)));
      expect(text).toContain(shown.summary);
    }
    const texts = fs.readFileSync(folder.path('oidc.tf'), 'utf8');
    // The second role has found the provider of the first.
    expect(texts.match(/^resource "aws_iam_openid_connect_provider"/gm)).toHaveLength(2);
  });
});

function trust(subject: string, audience = 'sts.amazonaws.com') {
  return { subject, audience, role: 'app' };
}

function ownGitlab(): TrustIssuer {
  return { is: 'written', issuer: 'git.example.com', like: 'gitlab-self-managed' };
}

it('offers owner and repository of the git remote', async () => {
  folder.write('.git/config', '[remote "origin"]\n\turl = git@github.com:acme/shop.git\n');
  const { subjects } = await choicesFor('', GITHUB);
  expect(subjects[0]!.label).toMatch(/^repo:acme\/shop:/);
});

it('shows who gets in where the subject is too wide, with a token, and what is wrong', async () => {
  const shown = await preview('', { subject: 'repo:acme*/*' });
  expect(shown.verdict).toBe('anyone');
  expect(shown.witness['sub']).toMatch(/^repo:acme[^/]+\//);
  expect(shown.findings).toMatchObject([{ severity: 'error', rule: 'oidc/anyone' }]);
});

it('shows that nobody gets in where the provider does not take the audience', async () => {
  folder.write('oidc.tf', PROVIDER);
  const shown = await preview('', { audience: 'acme' });
  expect(shown.findings.map(({ rule }) => rule)).toContain('oidc/audience-unregistered');
});

it('takes documents as they are in the editor', async () => {
  folder.write('oidc.tf', '');
  await client.open(folder.uri('oidc.tf'), PROVIDER);
  const shown = await preview('', { textDocument: { uri: folder.uri('oidc.tf') } });
  expect(names(shown)).toEqual(['oidc.tf']);
  expect(shown.files[0]!.added).toEqual(['data.aws_iam_policy_document.deploy_trust', 'aws_iam_role.deploy']);
  const [change] = (shown.edit as { documentChanges: TextDocumentEdit[] }).documentChanges;
  expect(change!.textDocument.version).toBe(1);
  expect(change!.edits[0]!.range.start).toEqual({ line: 4, character: 0 });
});

it('refuses a name that is taken', async () => {
  folder.write('main.tf', 'resource "aws_iam_role" "deploy" {\n  assume_role_policy = "{}"\n}\n');
  expect(await ask('')).toEqual({ problem: 'The module has aws_iam_role.deploy already. Choose another name.' });
});

it('says when the chosen provider is gone', async () => {
  const issuer: TrustIssuer = { is: 'declared', address: 'aws_iam_openid_connect_provider.github' };
  expect(await choicesFor('', issuer)).toBe(null);
  expect(await ask('', { issuer })).toHaveProperty('problem');
});
