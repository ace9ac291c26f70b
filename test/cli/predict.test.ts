/** `oidc-trust predict`: the causes that were found come first, each with its place. */
import { describe, expect, it } from 'vitest';
import { cli, workspace } from './support.ts';

const provider = (url: string): string => `resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "${url}"
  client_id_list = ["sts.amazonaws.com"]
}
`;
const role = (name: string, operator: string, sub: string): string => `
resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { ${operator} = { "gitlab.com:sub" = "${sub}" } }
    }]
  })
}
`;
const FILES = {
  'main.tf':
    provider('https://gitlab.com') +
    role('wild', 'StringEquals', 'project_path:acme/api:*') +
    role('good', 'StringLike', 'project_path:acme/api:ref_type:branch:ref:*'),
};
const DENIED = 'An error occurred (AccessDenied): Not authorized to perform sts:AssumeRoleWithWebIdentity';

const run = (stdin: string, args: readonly string[], files: Record<string, string> = FILES) =>
  cli(workspace(files), ['predict', ...args], { stdin });

interface Output {
  readonly error: { readonly id: string } | null;
  readonly notes: readonly { readonly text: string; readonly file?: string }[];
  readonly causes: readonly {
    readonly text: string;
    readonly findings: readonly { readonly rule: string; readonly file: string; readonly range: object }[];
  }[];
}

const json = async (stdin: string, args: readonly string[], files?: Record<string, string>): Promise<Output> =>
  JSON.parse((await run(stdin, [...args, '--format', 'json'], files)).stdout) as Output;

describe('causes', () => {
  it('that were found come before those that were not, with their places', async () => {
    const { code, stdout } = await run(DENIED, ['.', '--role', 'aws_iam_role.wild']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity\nLayer: the role and its trust policy\./,
    );
    expect(stdout).toMatch(
      / {2}1\. A wildcard stands under an operator that compares literally\.\n {5}main\.tf:13:\d+ {2}condition\/wildcard-literal: /,
    );
  });

  it('are those of the role at hand', async () => {
    const [good, wild, all] = await Promise.all([
      json(DENIED, ['.', '--role', 'aws_iam_role.good']),
      json(DENIED, ['.', '--role', 'aws_iam_role.wild']),
      json(DENIED, ['.']),
    ]);
    const found = ({ causes }: Output) => causes.flatMap(({ findings }) => findings.map(({ rule }) => rule));
    expect(found(good)).not.toContain('condition/wildcard-literal');
    expect(found(wild)).toContain('condition/wildcard-literal');
    expect(found(all)).toContain('condition/wildcard-literal');
    expect(good.causes[0]!.text).toMatch(/^The subject of the token/);
  });

  it('are those of a role that is named by an instance', async () => {
    const [[name, text]] = Object.entries(FILES) as [[string, string]];
    const files = { [name]: text.replace(/("aws_iam_role" "wild" \{\n)/, '$1  count = 2\n') };
    const { causes } = await json(DENIED, ['.', '--role', 'aws_iam_role.wild[1]'], files);
    expect(causes.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toContain('condition/wildcard-literal');
  });
});

describe('the issuer that the error names', () => {
  const error = (issuer: string) => `No OpenIDConnect provider found in your account for https://${issuer}`;

  it.each([
    ['gitlab.com', 'has exactly this URL'],
    ['gitlab.com/', 'slash at its end'],
    ['gitlab.example.com', 'No provider that was read has this URL'],
  ])('%s: %s', async (issuer, note) => {
    const { error: found, notes } = await json(error(issuer), ['.']);
    expect(found?.id).toBe('no-provider');
    expect(notes).toMatchObject([{ text: expect.stringContaining(note) }]);
  });
});

it('ends with 1 for a text that holds no known error, and repeats none of it', async () => {
  const { code, stdout, stderr } = await run('boom s3cret', ['.']);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).not.toContain('s3cret');
  expect((await json('boom', ['.'])).error).toBeNull();
});

it('prints no token that stands in the error', async () => {
  const { stdout, stderr } = await run(`${DENIED} eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl`, ['.']);
  expect(stdout + stderr).not.toContain('eyJ');
});

it('reads a file', async () => {
  const { code } = await run('', ['--error-file', 'error.txt', '.'], { ...FILES, 'error.txt': DENIED });
  expect(code).toBe(0);
});

it.each([[[]], [['.', '--role', 'aws_iam_role.none']], [['.', '--error-file', 'missing']], [['missing']]])(
  'wrong usage: %j',
  async (args) => {
    expect((await run(DENIED, args)).code).toBe(2);
  },
);

it('of a directory without anything to check says so, and is a mistake in the call', async () => {
  const { code, stdout, stderr } = await run(DENIED, ['.'], { 'notes.txt': '' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/nothing to check: \. holds no Terraform files/);
});
