import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { cli, workspace } from './support.ts';

const STATEMENT = '{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }';

function role(name: string, statement = STATEMENT): string {
  const json = `{ "Version": "2012-10-17", "Statement": [${statement}] }`;
  return `resource "aws_iam_role" "${name}" {\n  assume_role_policy = <<-EOT\n    ${json}\n  EOT\n}\n`;
}

const DOCUMENT = (name: string): string => `data "aws_iam_policy_document" "${name}_assume_role" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
`;

const USE = (name: string): string =>
  `resource "aws_iam_role" "${name}" {\n  assume_role_policy = data.aws_iam_policy_document.${name}_assume_role.json\n}\n`;

it('converts every policy of a file, and says what stays', async () => {
  const computed = role('c', STATEMENT.replace('"sts:AssumeRole"', '"${join("\\", \\"", var.x)}"'));
  const cwd = workspace({ 'main.tf': [role('a'), role('b'), computed].join('\n') });
  const { code, stdout, stderr } = await cli(cwd, ['convert', '--to', 'policy-document', 'main.tf']);
  expect(stdout).toBe([DOCUMENT('a'), USE('a'), DOCUMENT('b'), USE('b'), computed].join('\n'));
  expect(stderr).toMatch(
    /^note: main\.tf:\d+ stays as it is: an expression inserts quotes or backslashes into the JSON\n$/,
  );
  expect(code).toBe(0);
});

it('writes all files that change', async () => {
  const cwd = workspace({ 'main.tf': USE('a'), 'trust.tf': DOCUMENT('a') });
  const convert = ['convert', '--to', 'jsonencode', 'main.tf'];
  const refused = await cli(cwd, convert);
  expect(refused).toEqual({ code: 2, stdout: '', stderr: 'oidc-trust: this also changes trust.tf: use --write\n' });
  expect(await cli(cwd, [...convert, '--write'])).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8')).toContain('jsonencode({');
  expect(fs.readFileSync(path.join(cwd, 'trust.tf'), 'utf8')).toBe('');
});

it.each([
  [[], 'convert needs one file, for example: oidc-trust convert --to jsonencode main.tf'],
  [['main.tf'], 'convert needs --to jsonencode, policy-document or heredoc'],
  [['--to', 'jsonencode', 'other.tf'], 'there is no file other.tf'],
  [['--to', 'jsonencode', 'x.json'], 'x.json is no Terraform file, or cannot be read'],
])('refuses %j', async (args, message) => {
  const cwd = workspace({ 'main.tf': USE('a'), 'x.json': '{}' });
  expect(await cli(cwd, ['convert', ...args])).toEqual({ code: 2, stdout: '', stderr: `oidc-trust: ${message}\n` });
});
