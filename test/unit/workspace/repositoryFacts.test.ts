/** What a repository says of its project: the git remote, and the workflows that assume roles. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rules } from '../../../server/src/core/rules/index.ts';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { jobsIn } from '../../../server/src/workspace/workflows.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';

const ROLE_ARN = 'arn:aws:iam::111122223333:role/ci/deploy';

/** A workflow with one job. */
function workflow(on: string, job = '', inputs = ''): string {
  return `name: Deploy
on: ${on}
permissions:
  id-token: write
jobs:
  deploy:
    runs-on: ubuntu-latest
${job}    steps:
      - uses: actions/checkout@v4
      - uses: aws-actions/configure-aws-credentials@v4
        with:
          role-to-assume: ${ROLE_ARN}
          aws-region: eu-west-1
${inputs}`;
}

const contexts = (text: string): string[] => jobsIn('w.yml', text).map(({ context }) => context);

describe('a workflow', () => {
  it('has the environment of a job in its subject, whatever the event', () => {
    expect(jobsIn('w.yml', workflow('push', '    environment: prod\n'))).toEqual([
      { file: 'w.yml', name: 'deploy', role: ROLE_ARN, context: 'environment:prod', reason: 'environment' },
    ]);
    expect(contexts(workflow('pull_request', '    environment: prod\n'))).toEqual(['environment:prod']);
    expect(
      contexts(workflow('push', '    environment:\n      name: "eu:prod"\n      url: https://x.example\n')),
    ).toEqual(['environment:eu%3Aprod']);
  });

  it('has a pull request in its subject where it runs on nothing else', () => {
    for (const on of ['pull_request', '[pull_request]', '\n  pull_request:\n    branches: [main]'])
      expect(contexts(workflow(on))).toEqual(['pull_request']);
    for (const on of ['push', '[push, pull_request]', 'pull_request_target', '\n  push:\n  pull_request:'])
      expect(contexts(workflow(on))).toEqual([]);
  });

  it('says nothing where the run decides, or another workflow, or where the role is not written out', () => {
    expect(contexts(workflow('push', '    environment: ${{ inputs.stage }}\n'))).toEqual([]);
    expect(contexts(workflow('push', '    environment:\n      name: ${{ matrix.stage }}\n'))).toEqual([]);
    expect(contexts(workflow('workflow_call', '    environment: prod\n'))).toEqual([]);
    expect(contexts(workflow('[push, workflow_call]', '    environment: prod\n'))).toEqual([]);
    expect(contexts(workflow('pull_request').replace(ROLE_ARN, '${{ vars.ROLE }}'))).toEqual([]);
    expect(contexts(workflow('pull_request', '', '          role-chaining: true\n'))).toEqual([]);
    expect(contexts(workflow('pull_request', '', '          aws-access-key-id: x\n'))).toEqual([]);
    expect(contexts(workflow('pull_request').replace('id-token: write', 'contents: read'))).toEqual([]);
    expect(contexts(workflow('pull_request', '    permissions: read-all\n'))).toEqual([]);
    expect(contexts(workflow('pull_request', '    permissions: write-all\n'))).toEqual(['pull_request']);
    expect(contexts(workflow('pull_request').replace('aws-actions/configure', 'acme/configure'))).toEqual([]);
  });

  it('that is no workflow has no jobs', () => {
    const action = '# aws-actions/configure-aws-credentials\n';
    for (const text of ['', 'a: [', '- 1', 'on: push', 'on: 1\njobs: 2', 'on: push\njobs:\n  a:\n    steps: 3'])
      expect(jobsIn('w.yml', action + text)).toEqual([]);
  });
});

const GITHUB = 'token.actions.githubusercontent.com';
const module = (subject: string, name = 'deploy'): string => `resource "aws_iam_role" "deploy" {
  name = "${name}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${GITHUB}" }
      Condition = { StringLike = { "${GITHUB}:sub" = ${subject} } }
    }]
  })
}
`;
const REMOTE = '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@github.com:Acme/api.git\n';

interface Opened {
  readonly root: string;
  readonly workspace: Workspace;
  found(name?: string): string[];
}

function opened(files: Readonly<Record<string, string>>, folder = ''): Opened {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-trust-repository-')));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  for (const [file, content] of Object.entries({ '.git/config': REMOTE, ...files })) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), content);
  }
  const workspace = new Workspace(new DiskFileSystem(), { rules });
  workspace.addFolder(path.join(root, folder));
  const found = (name = 'infra/main.tf'): string[] =>
    workspace
      .report(path.join(root, name))
      .findings.map(({ rule }) => rule)
      .filter((rule) => /repository-case|workflow-subject/.test(rule));
  return { root, workspace, found };
}

describe('the git remote', () => {
  it('tells the capitals of a subject, in Terraform and in JSON', () => {
    expect(opened({ 'infra/main.tf': module('"repo:acme/api:pull_request"') }).found()).toEqual([
      'oidc/repository-case',
    ]);
    expect(opened({ 'infra/main.tf': module('"repo:Acme/api:pull_request"') }).found()).toEqual([]);
    const Statement = [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` },
        Condition: { StringLike: { [`${GITHUB}:sub`]: 'repo:acme/API:pull_request' } },
      },
    ];
    const policy = JSON.stringify({ Version: '2012-10-17', Statement });
    expect(opened({ 'trust.json': policy }).found('trust.json')).toEqual(['oidc/repository-case']);
  });

  it('tells them of one of several subjects, where none has the right ones', () => {
    const found = (one: string, other: string): string[] =>
      opened({
        'infra/main.tf': module(`var.strict ? "repo:${one}:pull_request" : "repo:${other}:environment:x"`),
      }).found();
    expect(found('acme/api', 'acme/API')).toEqual(['oidc/repository-case']);
    expect(found('acme/api', 'Acme/api')).toEqual([]);
    expect(found('acme/api', 'acme/web')).toEqual([]);
  });

  it('is not looked for outside of the folders of the workspace', () => {
    expect(opened({ 'infra/main.tf': module('"repo:acme/api:pull_request"') }, 'infra').found()).toEqual([]);
  });
});

describe('the workflows of a repository', () => {
  const DEPLOY = '.github/workflows/deploy.yml';
  const inEnvironment = workflow('push', '    environment: prod\n');
  const branch = '"repo:Acme/api:ref:refs/heads/main"';

  it('show subjects that a role does not accept', () => {
    const found = (subject: string, text = inEnvironment): string[] =>
      opened({ 'infra/main.tf': module(subject), [DEPLOY]: text }).found();
    expect(found(branch)).toEqual(['oidc/workflow-subject']);
    expect(found(branch, workflow('pull_request'))).toEqual(['oidc/workflow-subject']);
    expect(found('"repo:Acme@1/api@2:ref:refs/heads/main"')).toEqual(['oidc/workflow-subject']);
    expect(found(branch, workflow('push'))).toEqual([]);
    for (const subject of [
      '"repo:Acme/api:*"',
      '"repo:Acme/api:environment:prod"',
      '"repo:Acme@1/api@2:environment:prod"',
      `[${branch}, "repo:Acme/*:environment:prod"]`,
      '"repo:Acme/web:ref:refs/heads/main"',
      `concat([${branch}], var.more)`,
      `[${branch}, var.more]`,
    ])
      expect([subject, found(subject)]).toEqual([subject, []]);
  });

  it('count for the role that they name, in its account', () => {
    const other = { 'infra/main.tf': module(branch, 'release'), [DEPLOY]: inEnvironment };
    expect(opened(other).found()).toEqual([]);
    const account = 'provider "aws" {\n  allowed_account_ids = ["444455556666"]\n}\n';
    const files = { 'infra/main.tf': account + module(branch), [DEPLOY]: inEnvironment };
    expect(opened(files).found()).toEqual([]);
    const same = { ...files, 'infra/main.tf': files['infra/main.tf'].replace('444455556666', '111122223333') };
    expect(opened(same).found()).toEqual(['oidc/workflow-subject']);
  });

  it('count as they are now', () => {
    const { root, workspace, found } = opened({ 'infra/main.tf': module(branch), [DEPLOY]: inEnvironment });
    expect(found()).toEqual(['oidc/workflow-subject']);
    fs.writeFileSync(path.join(root, DEPLOY), workflow('push'));
    workspace.changedOnDisk(path.join(root, DEPLOY));
    expect(found()).toEqual([]);
  });

  it('are not read where a link leads', () => {
    const { root, workspace, found } = opened({
      'infra/main.tf': module(branch),
      'elsewhere/deploy.yml': inEnvironment,
    });
    fs.mkdirSync(path.join(root, '.github'));
    fs.symlinkSync(path.join(root, 'elsewhere'), path.join(root, '.github/workflows'));
    workspace.changedOnDisk(path.join(root, '.github'));
    expect(found()).toEqual([]);
  });
});
