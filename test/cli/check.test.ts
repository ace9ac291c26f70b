import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/check-output.schema.json' with { type: 'json' };
import { type CheckOutput, cli, workspace } from './support.ts';

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile<CheckOutput>(schema);

/** A role that trusts one branch, and nothing wrong with it beside a hint. */
const GOOD = `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "gitlab.com:aud" = "https://gitlab.com"
          "gitlab.com:sub" = "project_path:acme/api:ref_type:branch:ref:main"
        }
      }
    }]
  })
}
`;

/** A star under StringEquals: an error, whose fix is safe. */
const BAD = GOOD.replace(':ref:main', ':ref:*');

const TRUST = JSON.stringify(
  {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Resource: '*',
        Condition: {
          StringEquals: {
            'gitlab.com:aud': 'https://gitlab.com',
            'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
          },
        },
      },
    ],
  },
  undefined,
  2,
);

async function check(cwd: string, ...args: string[]): Promise<CheckOutput & { code: number; stderr: string }> {
  const { code, stdout, stderr } = await cli(cwd, ['check', '--format', 'json', ...args]);
  const output: unknown = JSON.parse(stdout);
  if (!validate(output)) throw new Error(JSON.stringify(validate.errors));
  // A hint is advice about what is right.
  const findings = output.findings.filter(({ severity }) => severity !== 'hint');
  return { ...output, findings, code, stderr };
}

/** A module whose operator comes from a call elsewhere. */
const CALLED = {
  'modules/role/main.tf': `variable "operator" {}\n${BAD.replace('StringEquals =', '(var.operator) =')}`,
  'envs/prod/main.tf': 'module "role" {\n  source   = "../../modules/role"\n  operator = "StringEquals"\n}\n',
};

describe('check of a module that is called from elsewhere', () => {
  it('knows the calls of its repository, and reports on the module only', async () => {
    const { findings } = await check(workspace(CALLED), 'modules/role');
    expect(findings.map(({ rule, file }) => [rule, file])).toContainEqual([
      'condition/wildcard-literal',
      'modules/role/main.tf',
    ]);
    expect(findings.every(({ file }) => file === 'modules/role/main.tf')).toBe(true);
  });

  it('looks without a repository only where it was told to', async () => {
    const cwd = workspace(CALLED);
    fs.rmdirSync(path.join(cwd, '.git'));
    const rules = async (name: string) => (await check(cwd, name)).findings.map(({ rule }) => rule);
    expect(await rules('modules/role')).not.toContain('condition/wildcard-literal');
    expect(await rules('.')).toContain('condition/wildcard-literal');
  });
});

describe('check --format json', () => {
  it('names rule, severity, place and fixes of a finding', async () => {
    const output = await check(workspace({ 'main.tf': BAD }), '.');
    const finding = output.findings.find(({ rule }) => rule === 'condition/wildcard-literal');
    expect(finding).toMatchObject({
      severity: 'error',
      file: 'main.tf',
      range: { start: { line: 11, column: 30 }, end: { line: 11, column: 75 } },
    });
    expect(finding!.fixes.length).toBeGreaterThan(0);
    expect(output.code).toBe(1);
  });

  it('says who can assume a role', async () => {
    const output = await check(workspace({ 'main.tf': GOOD }), '.');
    expect(output.code).toBe(0);
    expect(output.errors).toEqual([]);
    expect(output.roles).toHaveLength(1);
    expect(output.roles[0]).toMatchObject({
      file: 'main.tf',
      address: 'aws_iam_role.deploy',
      surface: 'jsonencode',
      verdict: 'exact',
    });
  });

  it('has no address for a policy in a JSON file', async () => {
    const output = await check(workspace({ 'files/trust.json': TRUST }), '.');
    expect(output.roles).toMatchObject([{ file: 'files/trust.json', address: null, surface: 'json' }]);
    expect(output.findings).toMatchObject([{ rule: 'statement/resource', file: 'files/trust.json' }]);
  });

  it('sorts by file in code units, then by place', async () => {
    const cwd = workspace({ 'b.tf': BAD, 'a/z.tf': BAD + BAD.replace('deploy', 'x'), 'B.json': TRUST, 'a.tf': '' });
    const { findings } = await check(cwd, '.');
    const places = findings.map(({ file, range }) => [file, range.start.line] as const);
    const sorted = [...places].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] - b[1]));
    expect(places).toEqual(sorted);
    expect(new Set(places.map(([file]) => file))).toEqual(new Set(['b.tf', 'a/z.tf', 'B.json']));
  });

  it('counts columns in UTF-16 units', async () => {
    const text = BAD.replace('"gitlab.com:sub" =', '/* 🚀 */ "gitlab.com:sub" =');
    const { findings } = await check(workspace({ 'main.tf': text }), '.');
    const finding = findings.find(({ rule }) => rule === 'condition/wildcard-literal');
    expect(finding!.range.start).toEqual({ line: 11, column: 30 + '/* 🚀 */ '.length });
  });

  it('names files relative to the working directory, also outside of it', async () => {
    const root = workspace({ 'infra/main.tf': BAD, 'here/x.tf': '' });
    const { findings } = await check(path.join(root, 'here'), '../infra');
    expect(findings[0]!.file).toBe('../infra/main.tf');
  });
});

describe('check: what is checked', () => {
  it('takes a file with its directory as context, and reports only the file', async () => {
    const role = BAD.replaceAll('"gitlab.com:', '"${local.issuer}:');
    const cwd = workspace({
      'role.tf': role,
      'locals.tf': 'locals {\n  issuer = "gitlab.com"\n}\n',
      'other.tf': BAD.replace('deploy', 'y'),
    });
    const output = await check(cwd, 'role.tf');
    expect(output.findings.map(({ file, rule }) => `${file} ${rule}`)).toContain('role.tf condition/wildcard-literal');
    expect(new Set(output.findings.map(({ file }) => file))).toEqual(new Set(['role.tf']));
    expect(output.roles.map(({ file }) => file)).toEqual(['role.tf']);
  });

  it('finds the faults of both roles that have one name, as while one is copied', async () => {
    const region = 'variable "region" {\n  default = "eu-west-1"\n}\n';
    const provider = `resource "aws_iam_openid_connect_provider" "other" {
  url            = "https://idp.\${var.region}.example.com"
  client_id_list = ["sts.amazonaws.com"]
}
`;
    const cwd = workspace({
      'a.tf': BAD,
      'b.tf': BAD.replace('acme/api', 'acme/web'),
      'provider.tf': region + provider,
    });
    const { findings } = await check(cwd, '.');
    const stars = findings.filter(({ rule }) => rule === 'condition/wildcard-literal');
    expect(stars.map(({ file }) => file)).toEqual(['a.tf', 'b.tf']);
  });

  it('reports a file once that is named twice', async () => {
    const cwd = workspace({ 'main.tf': BAD });
    const once = await check(cwd, '.');
    expect((await check(cwd, '.', 'main.tf', './main.tf', cwd)).findings).toEqual(once.findings);
  });

  it('skips .git, .terraform, node_modules and symbolic links', async () => {
    const cwd = workspace({
      'main.tf': GOOD,
      '.terraform/modules/x/main.tf': BAD,
      'node_modules/x/main.tf': BAD,
      '.git/main.tf': BAD,
      'deep/.terraform/main.tf': BAD,
    });
    const elsewhere = workspace({ 'linked.tf': BAD, 'linked.json': TRUST });
    fs.symlinkSync(elsewhere, path.join(cwd, 'link'));
    fs.symlinkSync(path.join(elsewhere, 'linked.json'), path.join(cwd, 'linked.json'));
    fs.symlinkSync(cwd, path.join(cwd, 'loop'));
    const output = await check(cwd, '.');
    expect(output.findings).toEqual([]);
    expect(output.roles.map(({ file }) => file)).toEqual(['main.tf']);
    expect((await check(cwd, 'link')).findings.map(({ file }) => file)).toContain('link/linked.tf');
  });

  it('follows a named link and survives a circle of links', async () => {
    const cwd = workspace({ 'main.tf': GOOD });
    fs.symlinkSync('b', path.join(cwd, 'a'));
    fs.symlinkSync('a', path.join(cwd, 'b'));
    expect((await check(cwd, '.')).code).toBe(0);
    expect((await cli(cwd, ['check', 'a'])).code).toBe(2);
  });

  it('is silent about JSON that is no trust policy', async () => {
    const cwd = workspace({
      'main.tf': GOOD,
      'package.json': '{"name": "x"}',
      'list.json': '[1, 2',
      'broken.json': '{"a": ',
      'binary.json': new Uint8Array([0, 1, 2, 255]),
      'permissions.json': '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
    });
    expect(await check(cwd, '.')).toMatchObject({ findings: [], errors: [], code: 0, stderr: '' });
  });

  it('says so when a named JSON file is no trust policy', async () => {
    const cwd = workspace({ 'main.tf': GOOD, 'package.json': '{"name": "x"}' });
    const output = await check(cwd, 'main.tf', 'package.json');
    expect(output).toMatchObject({ findings: [], errors: [], code: 0 });
    expect(output.stderr).toContain('package.json is neither Terraform nor a trust policy');
    expect((await check(cwd, 'package.json')).code).toBe(2);
  });

  it('says where the JSON breaks of a named file that is meant as a policy', async () => {
    const half =
      '{ "Statement": [{ "Effect": "Allow",\n  "Action: "sts:AssumeRoleWithWebIdentity", "Principal": {} }] }';
    const cwd = workspace({ 'main.tf': GOOD, 'half.json': half });
    const output = await check(cwd, 'main.tf', 'half.json');
    expect(output.errors).toMatchObject([{ file: 'half.json', range: { start: { line: 2, column: 13 } } }]);
    expect(output.stderr).not.toContain('neither');
    expect((await check(cwd, 'half.json')).code).toBe(2);
    expect((await check(cwd, '.')).errors).toEqual([]);
  });

  it('checks a named file whatever it is called', async () => {
    const cwd = workspace({ 'role-trust': TRUST, 'one.hcl': BAD });
    expect((await check(cwd, 'role-trust')).findings).toMatchObject([{ rule: 'statement/resource' }]);
    expect((await check(cwd, 'one.hcl')).findings.map(({ rule }) => rule)).toContain('condition/wildcard-literal');
  });
});

describe('check of a template', () => {
  const template = TRUST.replace('api:ref', '${repository}:ref').replace(/ *"Resource": .*\n/, '');
  const role = (call: string): string => `resource "aws_iam_role" "deploy" {\n  assume_role_policy = ${call}\n}\n`;
  const rendered = (repository: string): string =>
    role(`templatefile("\${path.module}/trust.json.tftpl", { repository = "${repository}" })`);

  it('that is named says what the modules say that render it, and nothing of it as JSON', async () => {
    const files = { 'main.tf': rendered('api'), 'trust.json.tftpl': template };
    const cwd = workspace({ ...files, 'other.tftpl': template });
    expect(await check(cwd, 'trust.json.tftpl')).toMatchObject({ findings: [], roles: [], code: 0, stderr: '' });
    expect(await check(cwd, 'other.tftpl')).toMatchObject({ roles: [{ address: null }] });
    const wrong = workspace({ ...files, 'main.tf': rendered('api:ref_type') });
    const { findings, code } = await check(wrong, 'trust.json.tftpl');
    expect(findings).toMatchObject([{ rule: 'oidc/nobody', file: 'trust.json.tftpl' }]);
    expect(code).toBe(1);
  });
});

describe('check of a directory whose modules read other files', () => {
  const STARS = GOOD.replace('"project_path:acme/api:ref_type:branch:ref:main"', 'local.trust.subject').concat(
    'locals {\n  trust = yamldecode(file("${path.module}/trust.yaml"))\n}\n',
  );
  const subject = (ref: string): string => `subject: "project_path:acme/api:ref_type:branch:ref:${ref}"\n`;

  it('reports what is wrong in them, once, and counts them', async () => {
    const cwd = workspace({ 'a/main.tf': STARS, 'b/main.tf': STARS.replace('{path.module}', '{path.module}/../a') });
    fs.writeFileSync(path.join(cwd, 'a/trust.yaml'), subject('*'));
    const { findings, code } = await check(cwd, '.');
    expect(findings.map(({ rule, file }) => [rule, file])).toEqual([['condition/wildcard-literal', 'a/trust.yaml']]);
    expect(code).toBe(1);
    expect((await check(cwd, 'b')).findings).toMatchObject([{ file: 'a/trust.yaml' }]);
    const { stdout } = await cli(cwd, ['check', '.']);
    expect(stdout).toContain('1 error in 3 files; 2 roles');
    fs.writeFileSync(path.join(cwd, 'a/trust.yaml'), subject('main'));
    expect(await check(cwd, '.')).toMatchObject({ findings: [], code: 0 });
  });

  it('reports of a called module what is read there only where it is selected', async () => {
    const cwd = workspace({
      'env/main.tf': 'module "role" {\n  source = "../role"\n}\n',
      'role/main.tf': STARS,
      'role/trust.yaml': subject('*'),
    });
    expect(await check(cwd, 'env')).toMatchObject({ findings: [], code: 0 });
    expect((await check(cwd, 'role')).findings).toMatchObject([{ file: 'role/trust.yaml' }]);
  });

  it('reports only on a file that is named', async () => {
    const cwd = workspace({ 'main.tf': STARS, 'trust.yaml': subject('*') });
    expect((await check(cwd, 'main.tf')).findings).toEqual([]);
    expect((await check(cwd, 'main.tf', '.')).findings).toHaveLength(1);
  });

  it('reads nothing outside of the repository', async () => {
    const outside = workspace({ 'trust.yaml': subject('*') });
    const cwd = workspace({ 'main.tf': STARS });
    const named = path.relative(cwd, path.join(outside, 'trust.yaml'));
    fs.writeFileSync(path.join(cwd, 'main.tf'), STARS.replace('trust.yaml', named));
    expect(await check(cwd, '.')).toMatchObject({ findings: [] });
  });
});

describe('check: exit codes', () => {
  it('is 1 at or above --fail-on, else 0', async () => {
    const cwd = workspace({ 'main.tf': BAD });
    expect((await check(cwd, '.')).code).toBe(1);
    expect((await check(cwd, '--fail-on', 'hint', '.')).code).toBe(1);
    expect((await check(cwd, '--fail-on', 'never', '.')).code).toBe(0);
    fs.writeFileSync(path.join(cwd, '.oidc-trust.json'), '{"rules": {"condition/*": "warning", "oidc/*": "warning"}}');
    expect((await check(cwd, '.')).code).toBe(0);
    expect((await check(cwd, '--fail-on=warning', '.')).code).toBe(1);
  });

  it.each([
    [['check']],
    [['check', '--format', 'xml', '.']],
    [['check', '--fail-on', 'errors', '.']],
    [['check', '--fixx', '.']],
    [['check', 'missing.tf']],
    [['chekc', '.']],
    [['--bogus']],
    [[]],
    [['explain', 'oidc/nobdy']],
    [['explain']],
    [['rules', 'oidc/nobody']],
    [['lsp']],
  ])('is 2 for %j, with a message and nothing on standard output', async (args) => {
    const ran = await cli(workspace({ 'main.tf': GOOD }), args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).not.toBe('');
    expect(ran.stdout).toBe('');
  });

  it('is 2 when a named path is missing, and the rest is reported all the same', async () => {
    const output = await check(workspace({ 'main.tf': BAD }), '.', 'missing');
    expect(output.findings.length).toBeGreaterThan(0);
    expect(output.code).toBe(2);
    expect(output.stderr).toContain('missing: no such file or directory');
  });

  it('is 2 for an empty path, which is not the working directory', async () => {
    const output = await check(workspace({ 'main.tf': GOOD }), '');
    expect(output).toMatchObject({ code: 2, roles: [] });
    expect(output.stderr).toContain('"": no such file or directory');
  });

  it.skipIf(process.platform === 'win32')('is 2 for a pipe, which is not read', async () => {
    const cwd = workspace({ 'main.tf': GOOD });
    spawnSync('mkfifo', [path.join(cwd, 'p.tf')]);
    const output = await check(cwd, 'p.tf', 'main.tf');
    expect(output.code).toBe(2);
    expect(output.roles).toHaveLength(1);
    expect(output.stderr).toContain('p.tf: it is no regular file and was not read');
    expect(output.stderr).not.toContain('neither');
  });

  it('is 2 in a folder without Terraform and trust policies', async () => {
    const ran = await cli(workspace({ 'README.md': 'x', 'package.json': '{}' }), ['check', '.']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('nothing to check: . holds no Terraform files');
  });

  it.each([
    ['broken', 'resource "aws_iam_role" {{{ \n = '],
    ['binary', new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1])],
    ['not UTF-8', new Uint8Array([0x23, 0x20, 0xe9, 0xff, 0x0a])],
    ['too large', ' '.repeat(5 * 1024 * 1024 + 1)],
  ])('is 2 when the only file is %s, and an entry in errors when it is not the only one', async (_, content) => {
    const cwd = workspace({ 'bad.tf': content });
    const alone = await check(cwd, 'bad.tf');
    expect(alone.code).toBe(2);
    expect(alone.errors[0]!.file).toBe('bad.tf');
    fs.writeFileSync(path.join(cwd, 'good.tf'), GOOD);
    const beside = await check(cwd, '.');
    expect(beside.code).toBe(0);
    expect(new Set(beside.errors.map(({ file }) => file))).toEqual(new Set(['bad.tf']));
  });

  it.skipIf(process.getuid?.() === 0)('is 2 for a named path that may not be read', async () => {
    const cwd = workspace({ 'main.tf': GOOD, 'secret.tf': GOOD });
    fs.chmodSync(path.join(cwd, 'secret.tf'), 0);
    expect((await check(cwd, 'secret.tf', 'main.tf')).code).toBe(2);
    expect((await check(cwd, '.')).errors).toMatchObject([{ file: 'secret.tf' }]);
  });

  it('is 3 for a fault of its own, which says what to report', async () => {
    const cwd = workspace({ 'main.tf': GOOD });
    const io = { write: () => {}, isTTY: false };
    const { run } = await import('../../server/src/cli/run.ts');
    const written: string[] = [];
    const broken = {
      write: () => {
        throw new Error('boom \u001b[31m');
      },
      isTTY: false,
    };
    const stderr = { ...io, write: (text: string) => written.push(text) };
    const stdin = async () => new Uint8Array();
    // The package lies above the test, as it does above the program.
    const home = import.meta.dirname;
    expect(await run(['check', '--debug', '.'], { stdout: broken, stderr, stdin, cwd, env: {} }, home)).toBe(3);
    expect(written.join('')).toContain('internal error: boom \\u{1b}[31m');
    expect(written.join('')).toContain('Please report it');
    expect(written.join('')).toContain('check.test.ts');
  });
});

describe('check: hard inputs', () => {
  it.each([
    ['empty', ''],
    ['only a byte order mark', '\ufeff'],
    ['half a role', BAD.slice(0, 200)],
    ['5 MB of comments', '# x\n'.repeat(1_300_000)],
    ['a 5 MB string', `locals {\n  x = "${'y'.repeat(5_000_000)}"\n}\n`],
    ['deeply nested', `locals {\n  x = ${'['.repeat(20_000)}${']'.repeat(20_000)}\n}\n`],
    ['deep parentheses', `locals {\n  x = ${'('.repeat(50_000)}1\n}\n`],
    ['deep blocks', 'a {\n'.repeat(20_000)],
    ['deep interpolations', `locals {\n  x = ${'"${'.repeat(10_000)}\n}\n`],
    ['control characters', '\u0001\u0002\u001b[2J = \u0007'],
  ])('survives %s', async (_, content) => {
    const ran = await cli(workspace({ 'main.tf': content, 'good.tf': GOOD }), ['check', '.']);
    expect(ran.code).toBe(0);
    expect(ran.stderr).toBe('');
    expect(ran.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/u);
  });

  it('survives deeply nested JSON', async () => {
    const deep = `{"Statement": ${'['.repeat(100_000)}`;
    const ran = await cli(workspace({ 'deep.json': deep, 'good.tf': GOOD }), ['check', '.']);
    expect(ran.code).not.toBe(3);
  });
});

describe('a plan', () => {
  it('is checked also where it has no role', async () => {
    const plans = [{ planned_values: { root_module: {} } }, { resource_changes: [] }];
    for (const plan of plans) {
      const cwd = workspace({ 'plan.json': JSON.stringify({ format_version: '1.2', ...plan }) });
      const { code, stdout, stderr } = await cli(cwd, ['check', 'plan.json']);
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: expect.stringContaining('No findings in 1 file'),
        stderr: '',
      });
    }
  });

  it('is checked with the configuration beside it as source', async () => {
    const policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] });
    const role = {
      address: 'aws_iam_role.ci',
      mode: 'managed',
      type: 'aws_iam_role',
      values: { assume_role_policy: policy },
    };
    const plan = { format_version: '1.2', planned_values: { root_module: { resources: [role] } } };
    const cwd = workspace({
      'main.tf': 'resource "aws_iam_role" "ci" {\n  assume_role_policy = var.policy\n}\n',
      'plan.json': JSON.stringify(plan),
    });
    const { stdout } = await cli(cwd, ['check', '--format', 'json', 'plan.json']);
    const { findings, roles } = JSON.parse(stdout) as CheckOutput;
    expect(findings).toContainEqual(
      expect.objectContaining({
        rule: 'statement/resource',
        file: 'plan.json',
        message: expect.stringMatching(/\(aws_iam_role\.ci\)$/),
      }),
    );
    expect(roles).toMatchObject([{ file: 'plan.json', address: 'aws_iam_role.ci', surface: 'plan' }]);
    expect((await cli(cwd, ['check', 'plan.json'])).stdout).toContain('main.tf');
  });
});
