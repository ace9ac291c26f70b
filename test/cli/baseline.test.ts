import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckOutput, cli, workspace } from './support.ts';

const role = (name: string, project: string): string => `resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "gitlab.com:aud" = "https://gitlab.com"
          "gitlab.com:sub" = "project_path:acme/${project}:ref_type:branch:ref:*"
        }
      }
    }]
  })
}
`;
const RULE = 'condition/wildcard-literal';
const ENTRY = { file: 'main.tf', rule: RULE, count: 1, text: '"project_path:acme/api:ref_type:branch:ref:*"' };

async function check(cwd: string, ...args: string[]) {
  const { code, stdout, stderr } = await cli(cwd, ['check', '--format', 'json', ...args]);
  const { findings, roles } = JSON.parse(stdout || '{}') as Partial<CheckOutput>;
  return { code, stderr, findings: findings ?? [], roles: roles ?? [] };
}

/** A workspace whose findings are all known. */
async function known(files: Readonly<Record<string, string>>, baseline = 'known.json'): Promise<string> {
  const cwd = workspace(files);
  expect((await check(cwd, '--write-baseline', baseline, '.')).code).toBe(0);
  return cwd;
}

it('knows the findings in a file that a module reads, and says when they are gone', async () => {
  const file = 'subject: "project_path:acme/api:ref_type:branch:ref:*"\n';
  const main = role('a', 'api').replace(/"project_path[^"]*"/, 'yamldecode(file("trust.yaml")).subject');
  const cwd = await known({ 'main.tf': main, 'trust.yaml': file });
  expect(await check(cwd, '--baseline', 'known.json', '.')).toMatchObject({ code: 0, findings: [] });
  fs.writeFileSync(path.join(cwd, 'trust.yaml'), file.replace('ref:*', 'ref:main'));
  const { stderr } = await check(cwd, '--baseline', 'known.json', '.');
  expect(stderr).toContain(`no longer found, still in known.json: ${RULE} in trust.yaml`);
});

describe('check --write-baseline', () => {
  it('writes a line a finding, sorted, for people to read', async () => {
    const cwd = workspace({ 'main.tf': role('b', 'api') + role('a', 'api'), 'a/b.tf': role('x', 'web') });
    const { code, findings, roles, stderr } = await check(cwd, '--write-baseline', 'known.json', '.');
    expect({ code, findings, stderr }).toEqual({
      code: 0,
      findings: [],
      stderr: 'note: wrote 3 findings to known.json; with --baseline known.json only new ones count\n',
    });
    expect(roles).toHaveLength(3);
    expect(fs.readFileSync(path.join(cwd, 'known.json'), 'utf8')).toBe(`{
  "version": 1,
  "findings": [
    ${JSON.stringify({ ...ENTRY, file: 'a/b.tf', text: ENTRY.text.replace('api', 'web') })},
    ${JSON.stringify({ ...ENTRY, count: 2 })}
  ]
}
`);
  });

  it('writes nothing when something that was asked for could not be checked', async () => {
    const cwd = workspace({ 'main.tf': role('a', 'api') });
    const { code, findings } = await check(cwd, '--write-baseline', 'known.json', '.', 'missing');
    expect(code).toBe(2);
    expect(findings).toHaveLength(1);
    expect(fs.existsSync(path.join(cwd, 'known.json'))).toBe(false);
  });

  it('says where it could not be written', async () => {
    const { code, stderr } = await check(workspace({ 'main.tf': '' }), '--write-baseline', 'no/known.json', '.');
    expect(code).toBe(2);
    expect(stderr).toBe('oidc-trust: the baseline no/known.json could not be written: no such file or directory\n');
  });
});

describe('check --baseline', () => {
  it('leaves out what is known, and only that', async () => {
    const cwd = await known({ 'main.tf': role('a', 'api') });
    expect(await check(cwd, '--baseline', 'known.json', '.')).toMatchObject({
      code: 0,
      findings: [],
      roles: [{ address: 'aws_iam_role.a' }],
      stderr: 'note: 1 finding of known.json not reported\n',
    });
    fs.appendFileSync(path.join(cwd, 'main.tf'), role('b', 'new'));
    const { code, findings } = await check(cwd, '--baseline', 'known.json', '.');
    expect(code).toBe(1);
    expect(findings.map(({ rule, range }) => [rule, range.start.line])).toEqual([[RULE, 27]]);
  });

  it('follows findings when lines shift, spaces change, and the check starts elsewhere', async () => {
    const cwd = await known({ 'main.tf': role('a', 'api'), 'sub/x.tf': role('b', 'api') });
    for (const file of ['main.tf', 'sub/x.tf']) {
      const text = fs.readFileSync(path.join(cwd, file), 'utf8');
      fs.writeFileSync(path.join(cwd, file), `# new\n\n${text.replaceAll('      ', '\t')}`);
    }
    expect((await check(cwd, '--baseline', 'known.json', '.')).findings).toEqual([]);
    expect((await check(path.join(cwd, 'sub'), '--baseline', '../known.json', '..')).findings).toEqual([]);
  });

  it('counts: one more of the same is new', async () => {
    const cwd = await known({ 'main.tf': role('a', 'api') });
    fs.appendFileSync(path.join(cwd, 'main.tf'), role('b', 'api'));
    const { findings } = await check(cwd, '--baseline', 'known.json', '.');
    expect(findings.map(({ range }) => range.start.line)).toEqual([27]);
  });

  it('does not take the same fault in another file for known', async () => {
    const cwd = await known({ 'main.tf': role('a', 'api') });
    fs.writeFileSync(path.join(cwd, 'other.tf'), role('b', 'api'));
    const { findings } = await check(cwd, '--baseline', 'known.json', '.');
    expect(findings.map(({ file }) => file)).toEqual(['other.tf']);
  });

  it('notes what is in it and no longer found, where it looked', async () => {
    const cwd = await known({
      'main.tf': role('a', 'api') + role('b', 'api'),
      'gone.tf': role('c', 'api'),
      'sub/x.tf': role('d', 'api'),
    });
    fs.writeFileSync(path.join(cwd, 'main.tf'), role('a', 'api').replace(':*"', ':main"'));
    fs.rmSync(path.join(cwd, 'gone.tf'));
    const { code, stderr } = await check(cwd, '--baseline', 'known.json', 'main.tf');
    expect(code).toBe(0);
    expect(stderr).toBe(
      [
        `note: no longer found, still in known.json: ${RULE} in gone.tf: ${ENTRY.text}\n`,
        `note: no longer found, still in known.json: ${RULE} in main.tf: ${ENTRY.text} (2 times)\n`,
      ].join(''),
    );
    fs.writeFileSync(path.join(cwd, 'main.tf'), 'locals {');
    expect((await check(cwd, '--baseline', 'known.json', 'main.tf')).stderr).not.toContain('in main.tf');
  });

  it('holds for a long text too', async () => {
    const long = 'x'.repeat(500);
    const cwd = await known({ 'main.tf': role('a', long) });
    expect(fs.readFileSync(path.join(cwd, 'known.json'), 'utf8').length).toBeLessThan(400);
    expect((await check(cwd, '--baseline', 'known.json', '.')).findings).toEqual([]);
    fs.writeFileSync(path.join(cwd, 'main.tf'), role('a', `${long}y`));
    expect((await check(cwd, '--baseline', 'known.json', '.')).findings).toHaveLength(1);
  });

  it.each([
    ['', '1:1: it is empty'],
    ['{"version": 1,\n  "findings": [,]}', '2:16: a value is expected here'],
    ['<<<<<<< HEAD\n{}', '1:1: this is not JSON'],
    ['[]', '1:1: a baseline is an object with "version" and "findings"'],
    ['{"findings": []}', '1:1: "version" must be 1, the only one that this program knows'],
    ['{"version": 2, "findings": []}', '1:13: "version" must be 1, the only one that this program knows'],
    ['{"version": 1}', '1:1: "findings" must be a list'],
    ['{"version": 1, "findings": [\n  3]}', '2:3: a finding needs "file", a text'],
    [
      JSON.stringify({ version: 1, findings: [{ ...ENTRY, count: 0 }] }),
      '1:88: a finding needs "count", a whole number from 1',
    ],
    [JSON.stringify({ version: 1, findings: [{ ...ENTRY, rule: [] }] }), '1:51: a finding needs "rule", a text'],
  ])('names file and place when it is broken: %j', async (text, message) => {
    const cwd = workspace({ 'main.tf': role('a', 'api'), 'in/known.json': text });
    const { code, stdout, stderr } = await cli(cwd, ['check', '--baseline', 'in/known.json', '.']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toBe(`oidc-trust: in/known.json:${message}`);
  });

  it('is 2 when it is missing, and with --write-baseline', async () => {
    const cwd = workspace({ 'main.tf': role('a', 'api') });
    const missing = await check(cwd, '--baseline', 'known.json', '.');
    expect(missing.stderr).toBe('oidc-trust: the baseline known.json could not be read: it does not exist\n');
    expect(missing.code).toBe(2);
    expect((await check(cwd, '--baseline', 'a', '--write-baseline', 'b', '.')).code).toBe(2);
  });
});
