import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/check-output.schema.json' with { type: 'json' };
import { widthOf } from '../../server/src/cli/report/cells.ts';
import { type CheckOutput, cli, ROOT, workspace } from './support.ts';

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile<CheckOutput>(schema);

const trust = (subject: string): string => `{
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "gitlab.com:aud" = "https://gitlab.com" }
        StringLike   = { "gitlab.com:sub" = "${subject}" }
      }
    }]
  }`;
const role = (name: string, subject: string): string =>
  `resource "aws_iam_role" "${name}" {\n  assume_role_policy = jsonencode(${trust(subject)})\n}\n`;

const BRANCH = 'project_path:acme/api:ref_type:branch:ref:main';
const FILES = {
  'b.tf': role('deploy', BRANCH) + role('any', 'project_path:*'),
  'a/main.tf': role('docs', 'project_path:acme/docs:*'),
};

describe('who', () => {
  it('says one line a role: verdict, who, address, place, in the order of the places', async () => {
    const { code, stdout, stderr } = await cli(workspace(FILES), ['who', '.']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const cells = stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(cells.map(([verdict, , address, place]) => [verdict, address, place])).toEqual([
      ['resource', 'aws_iam_role.docs', 'a/main.tf:1'],
      ['exact', 'aws_iam_role.deploy', 'b.tf:1'],
      ['anyone', 'aws_iam_role.any', 'b.tf:15'],
    ]);
    expect(cells[1]![1]).toMatch(/project acme\/api/);
  });

  it('fits a terminal, with every word of every sentence', async () => {
    const examples = path.join(ROOT, 'examples');
    const wide = (await cli(examples, ['who', '.'])).stdout;
    const narrow = (await cli(examples, ['who', '.'], { isTTY: true, columns: 80, env: { NO_COLOR: '1' } })).stdout;
    expect(narrow.split('\n').filter((line) => widthOf(line) > 80)).toEqual([]);
    const words = (text: string) => text.split(/\s+/).filter(Boolean);
    expect(words(narrow)).toEqual(words(wide));
  });

  it('keeps a line a role on a terminal where it fits, and colours what a person must see', async () => {
    const terminal = { isTTY: true, columns: 200 };
    const { stdout } = await cli(workspace(FILES), ['who', '.'], terminal);
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stdout).toMatch(/\u001b\[31manyone/);
  });

  it('gives machines the roles and errors of check --format json', async () => {
    const cwd = workspace({ ...FILES, 'half.tf': 'resource "aws_iam_role" {{\n' });
    const { code, stdout } = await cli(cwd, ['who', '--format', 'json', '.']);
    const { version, roles, errors, ...others } = JSON.parse(stdout) as CheckOutput;
    const checked = JSON.parse((await cli(cwd, ['check', '--format', 'json', '.'])).stdout) as CheckOutput;
    expect({ code, version, roles, errors, others }).toEqual({
      code: 0,
      version: 1,
      roles: checked.roles,
      errors: checked.errors,
      others: {},
    });
    expect(errors.length).toBeGreaterThan(0);
    expect(validate({ version, roles, errors, findings: [] })).toBe(true);
  });

  it('writes a Markdown table whose cells nothing in a file can leave', async () => {
    const cwd = workspace({ 'a|b.tf': role('x', 'project_path:ac|me/`api`:*') });
    const { stdout } = await cli(cwd, ['who', '--format', 'markdown', '.']);
    const [head, rule, row, ...more] = stdout.trimEnd().split('\n');
    expect(more).toEqual([]);
    for (const line of [head, rule, row]) expect(line!.match(/(?<!\\)\|/g), line).toHaveLength(5);
    expect(row).toContain('| a\\|b.tf:1 |');
    expect(row).not.toMatch(/(?<!\\)`/);
  });

  it('names files that could not be read, which may hold more roles', async () => {
    const { code, stderr } = await cli(workspace({ ...FILES, 'half.tf': 'locals {' }), ['who', '.']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^note: half\.tf:1:\d+: /);
  });

  it('says that there is no role', async () => {
    const { code, stdout, stderr } = await cli(workspace({ 'main.tf': 'locals {}\n' }), ['who', '.']);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '',
      stderr: 'note: there is no role with a trust policy\n',
    });
  });

  it('is 2 for what check is 2 for', async () => {
    const cwd = workspace({ ...FILES, 'docs/README.md': 'x' });
    for (const args of [[], ['missing'], ['docs'], ['--format', 'xml', '.'], ['--fix', '.']]) {
      const { code, stderr } = await cli(cwd, ['who', ...args]);
      expect([code, stderr === ''], args.join(' ')).toEqual([2, false]);
    }
  });
});
