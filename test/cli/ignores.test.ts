/** What the command line makes of configurations and of comments that ignore. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckOutput, cli, workspace } from './support.ts';

const TRUST = fs.readFileSync(
  path.join(import.meta.dirname, '../../examples/eks-irsa/files/velero-trust.json'),
  'utf8',
);

const PROVIDER = `resource "aws_iam_openid_connect_provider" "github" {
  # oidc-trust-ignore provider/url: AWS refuses it, and we want to see how
  url            = "http://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`;

async function check(cwd: string, ...args: string[]): Promise<CheckOutput['findings']> {
  const { stdout, stderr } = await cli(cwd, ['check', '--format', 'json', '--fail-on', 'never', ...args]);
  if (stdout === '') throw new Error(stderr);
  return (JSON.parse(stdout) as CheckOutput).findings;
}

function names(findings: CheckOutput['findings']): string[] {
  return findings.map(({ file, rule }) => `${file} ${rule}`);
}

describe('ignores of the configuration', () => {
  const entry = (rule: string, files = ['iam/*.json']) => ({ files, rule, reason: 'a test' });
  const config = (...ignores: object[]) => JSON.stringify({ ignores });

  it('that are of no use are told where they stand, once everything was looked at', async () => {
    const cwd = workspace({
      'iam/trust.json': TRUST,
      '.oidc-trust.json': config(entry('*'), entry('policy/size'), { files: ['x.json'], rule: 'policy/size' }),
    });
    expect(names(await check(cwd, '.'))).toEqual([
      '.oidc-trust.json config/unused-suppression',
      '.oidc-trust.json config/suppression-reason',
      '.oidc-trust.json config/unused-suppression',
    ]);
    expect(names(await check(cwd, 'iam'))).toEqual(['.oidc-trust.json config/suppression-reason']);
    expect(names(await check(path.join(cwd, 'iam'), 'trust.json'))).toEqual([
      '../.oidc-trust.json config/suppression-reason',
    ]);
    fs.writeFileSync(path.join(cwd, 'broken.tf'), 'resource {');
    expect(names(await check(cwd, '.'))).toEqual(['.oidc-trust.json config/suppression-reason']);
  });

  it('that are of no use go with --fix, and the others stay', async () => {
    const cwd = workspace({ 'iam/trust.json': TRUST });
    const file = path.join(cwd, '.oidc-trust.json');
    const used = entry('*');
    const unused = ['policy/size', 'policy/empty', 'policy/type'].map((rule) => entry(rule));
    for (const [before, after] of [
      [[unused[0]!, used, unused[1]!, unused[2]!], [used]],
      [
        [used, unused[0]!, used],
        [used, used],
      ],
      [[entry('*', ['none/*.json'])], []],
    ]) {
      fs.writeFileSync(file, JSON.stringify({ ignores: before }, null, 2));
      await cli(cwd, ['check', '--fix', '.']);
      expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({ ignores: after });
    }
  });

  it('hold in a plan', async () => {
    const values = { name: 'r', assume_role_policy: TRUST };
    const resource = { address: 'aws_iam_role.r', mode: 'managed', type: 'aws_iam_role', name: 'r', values };
    const plan = JSON.stringify({ format_version: '1.0', values: { root_module: { resources: [resource] } } });
    const cwd = workspace({ 'plan.json': plan });
    expect((await check(cwd, 'plan.json')).length).toBeGreaterThan(0);
    fs.writeFileSync(path.join(cwd, '.oidc-trust.json'), config(entry('*', ['plan.json'])));
    expect(await check(cwd, 'plan.json')).toEqual([]);
  });
});

describe('--config', () => {
  it('counts for everything, by paths from the working directory', async () => {
    const cwd = workspace({
      'iam/trust.json': TRUST,
      'iam/.oidc-trust.json': '{ "rules": { "*": "off" } }',
      'ci/strict.json': JSON.stringify({ overrides: [{ files: ['iam/**'], rules: { '*': 'hint' } }] }),
    });
    expect(await check(cwd, 'iam')).toEqual([]);
    const found = await check(cwd, '--config', 'ci/strict.json', 'iam');
    expect(new Set(found.map(({ severity }) => severity))).toEqual(new Set(['hint']));
  });
});

describe('the nearest configuration file', () => {
  it('counts for each file, also where the command starts above it', async () => {
    const cwd = workspace({
      'a/trust.json': TRUST,
      'b/trust.json': TRUST,
      'b/.oidc-trust.json': '{ "rules": { "*": "off" } }',
    });
    const files = (await check(cwd, '.')).map(({ file }) => file);
    expect(new Set(files)).toEqual(new Set(['a/trust.json']));
  });

  it('stops the check with all mistakes of all that count', async () => {
    const wrong = '{ "rules": { "x": "off" } }';
    const cwd = workspace({
      'a/trust.json': TRUST,
      'a/.oidc-trust.json': wrong,
      'b/trust.json': TRUST,
      'b/.oidc-trust.json': '{ "rule": {} }',
      'c/.oidc-trust.json': wrong,
    });
    const { code, stderr } = await cli(cwd, ['check', '.']);
    expect(code).toBe(2);
    expect(stderr.split('\n').map((line) => line.replace('oidc-trust: ', '').split(': ')[0])).toEqual([
      'a/.oidc-trust.json:1:14',
      'b/.oidc-trust.json:1:3',
      'c/.oidc-trust.json:1:14',
      '',
    ]);
  });

  it('describes issuers for who and diff too', async () => {
    const statement = (sub: string) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/ci.example.com' },
      Condition: { StringLike: { 'ci.example.com:sub': sub } },
    });
    const trust = (sub: string) => JSON.stringify({ Version: '2012-10-17', Statement: [statement(sub)] });
    const issuers = [{ name: 'Acme CI', url: 'https://ci.example.com', subjects: ['job:{job}'] }];
    const cwd = workspace({
      'old.json': trust('job:build'),
      'new.json': trust('job:*'),
      '.oidc-trust.json': JSON.stringify({ issuers }),
    });
    expect((await cli(cwd, ['who', 'new.json'])).stdout).toMatch(/^tenant .*Acme CI/m);
    const diff = await cli(cwd, ['diff', 'old.json', 'new.json']);
    expect(diff.stdout).toMatch(/widens/);
    expect(diff.code).toBe(1);
  });
});

describe('a comment that ignores', () => {
  it('holds, and goes with --fix once it is of no use', async () => {
    const cwd = workspace({ 'main.tf': PROVIDER });
    expect(await check(cwd, '.')).toEqual([]);
    fs.writeFileSync(path.join(cwd, 'main.tf'), PROVIDER.replace('http://', 'https://'));
    expect(names(await check(cwd, '.'))).toEqual(['main.tf config/unused-suppression']);
    expect(await check(cwd, '--fix', '.')).toEqual([]);
    expect(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8')).toBe(
      PROVIDER.replace('http://', 'https://').replace(/ *#.*\n/, ''),
    );
  });

  it('is nothing that --fix writes', async () => {
    const cwd = workspace({ 'main.tf': PROVIDER.replace(/ *#.*\n/, '') });
    await check(cwd, '--fix', '.');
    expect(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8')).not.toContain('oidc-trust-ignore');
  });
});
