import { describe, expect, it } from 'vitest';
import { cli, workspace } from './support.ts';

const DOCUMENT = `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
  }
}

resource "aws_iam_role" "ci" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;
const RENDERED = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "sts:AssumeRole"
    }
  ]
}
`;
const UNKNOWN = `resource "aws_iam_role" "other" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = var.name }] })
}
`;
const JSON_FILE =
  '{"Statement": [{"Effect": "Allow", "Principal": {"Federated": "accounts.google.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}]}';

const files = { 'a/main.tf': DOCUMENT, 'b/main.tf': UNKNOWN, 'c/trust.json': JSON_FILE };

describe('render', () => {
  it('prints every role with its place, and says what is not known', async () => {
    const { code, stdout, stderr } = await cli(workspace(files), ['render', '.']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const other = { Version: '2012-10-17', Statement: [{ Sid: '${var.name}' }] };
    const indented = (policy: unknown) => `${JSON.stringify(policy, null, 2)}\n`;
    expect(stdout.split(/\n(?=#.*\()/)).toEqual([
      `# aws_iam_role.ci (a/main.tf:7, policy-document)\n${RENDERED}`,
      `# aws_iam_role.other (b/main.tf:1, jsonencode)\n# not fully known: var.name\n${indented(other)}`,
      `# trust policy (c/trust.json:1, json)\n${indented(JSON.parse(JSON_FILE))}`,
    ]);
  });

  it('prints nothing but the policy of the one role that is asked for', async () => {
    const cwd = workspace(files);
    expect(await cli(cwd, ['render', 'a', '--role', 'aws_iam_role.ci'])).toEqual({
      code: 0,
      stdout: RENDERED,
      stderr: '',
    });
    const { stdout, stderr } = await cli(cwd, ['render', 'b/main.tf', '--role', 'aws_iam_role.other']);
    expect(() => JSON.parse(stdout)).not.toThrow();
    expect(stderr).toBe('note: not fully known: var.name\n');
  });

  it('prints one object for machines', async () => {
    const { stdout } = await cli(workspace(files), ['render', '--format', 'json', '.']);
    const { version, roles } = JSON.parse(stdout) as { version: number; roles: unknown[] };
    expect(version).toBe(1);
    expect(roles).toMatchObject([
      { file: 'a/main.tf', address: 'aws_iam_role.ci', surface: 'policy-document', complete: true, unknown: [] },
      { address: 'aws_iam_role.other', surface: 'jsonencode', complete: false, unknown: ['var.name'] },
      { file: 'c/trust.json', address: null, surface: 'json', complete: true },
    ]);
  });

  it('says what is wrong', async () => {
    const cwd = workspace({
      ...files,
      'd/main.tf': 'resource "aws_iam_role" "x" {\n  assume_role_policy = var.p\n}\n',
    });
    const complaint = async (...args: string[]) => {
      const { code, stderr } = await cli(cwd, ['render', ...args]);
      return `${code} ${stderr}`;
    };
    expect(await complaint()).toMatch(/^2 .*needs a file or directory/);
    expect(await complaint('missing')).toBe('2 oidc-trust: missing: no such file or directory\n');
    expect(await complaint('.', '--format', 'pretty')).toMatch(/^2 .*allowed are text, json/);
    expect(await complaint('a', '--role', 'aws_iam_role.cj')).toBe(
      '2 oidc-trust: there is no role "aws_iam_role.cj". Did you mean "aws_iam_role.ci"?\n',
    );
    expect(await complaint('d', '--role', 'aws_iam_role.x')).toMatch(/^0 note: not known: var\.p/);
  });
});
