/** `oidc-trust iam`: listing, comparing by meaning, importing. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeployedProvider, DeployedRole } from '../../server/src/core/analysis/deployed.ts';
import { type AnalyzerAnswer, awsFinding, startAnalyzer } from '../live/analyzerServer.ts';
import { isolatedAws } from '../live/awsEnvironment.ts';
import { failing, type IamServer, type IamState, startIam } from '../live/iamServer.ts';
import { cli, workspace } from './support.ts';

isolatedAws();
const open: IamServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const PROVIDER: DeployedProvider = {
  arn: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
  url: 'https://gitlab.com',
  clientIds: ['sts.amazonaws.com'],
  thumbprints: [],
  tags: { team: 'platform', managed: 'by default_tags' },
};
const statement = (sub: string | readonly string[], operator = 'StringEquals') => ({
  Effect: 'Allow',
  Principal: { Federated: PROVIDER.arn },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: { [operator]: { 'gitlab.com:sub': sub } },
});
const role = (...statements: object[]): DeployedRole => ({
  arn: 'arn:aws:iam::111122223333:role/deploy',
  name: 'deploy',
  path: '/',
  description: '',
  maxSessionDuration: 3600,
  permissionsBoundary: '',
  trustPolicy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
  tags: {},
});

const MAIN = 'project_path:acme/api:ref_type:branch:ref:main';
const OTHER = 'project_path:acme/api:ref_type:branch:ref:other';

const terraform = (
  sub: string,
  clientIds = '["sts.amazonaws.com"]',
  name = '"deploy"',
): string => `resource "aws_iam_openid_connect_provider" "gitlab" {
  url            = "https://gitlab.com"
  client_id_list = ${clientIds}

  tags = {
    team = "platform"
  }
}

resource "aws_iam_role" "deploy" {
  name = ${name}
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRoleWithWebIdentity"]
      Principal = { Federated = aws_iam_openid_connect_provider.gitlab.arn }
      Condition = { StringEquals = { "gitlab.com:sub" = ${sub} } }
    }]
  })
}
`;

async function run(state: IamState, args: readonly string[], files: Record<string, string> = {}) {
  const server = await startIam(state);
  open.push(server);
  const ran = await cli(workspace(files), ['iam', ...args, '--endpoint', server.endpoint]);
  expect(ran.stdout + ran.stderr).not.toContain('verysecretkey');
  return ran;
}

const compare = (state: IamState, text: string, more: readonly string[] = []) =>
  run(state, ['compare', '.', ...more], { 'main.tf': text });

describe('providers', () => {
  it('are listed, and it is said who is contacted', async () => {
    const { code, stdout, stderr } = await run({ providers: [PROVIDER] }, ['providers']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^Contacting 127\.0\.0\.1:\d+\.$/m);
    expect(stdout).toContain('https://gitlab.com\n  arn          arn:aws:iam::111122223333:oidc-provider/gitlab.com\n');
    const { stdout: json } = await run({ providers: [PROVIDER] }, ['providers', '--format', 'json']);
    expect(JSON.parse(json)).toEqual({ version: 1, providers: [PROVIDER] });
  });
});

describe('compare', () => {
  it('finds nothing where only the writing differs', async () => {
    const { code, stdout } = await compare(
      { providers: [PROVIDER], roles: [role(statement([MAIN, MAIN]))] },
      terraform(`"${MAIN}"`),
    );
    expect(stdout).toMatch(/aws_iam_openid_connect_provider\.gitlab {2}main\.tf:1\n {2}arn:.*\n {2}the same\n/);
    expect(stdout).toMatch(/aws_iam_role\.deploy {2}main\.tf:10\n {2}arn:.*\n {2}the same: /);
    expect(code).toBe(0);
  });

  it('says who gets in after applying, and who does no longer', async () => {
    const { code, stdout } = await compare(
      { providers: [PROVIDER], roles: [role(statement(MAIN))] },
      terraform(`["${MAIN}", "${OTHER}"]`),
    );
    expect(code).toBe(1);
    expect(stdout).toContain(
      `applying the file lets somebody in who does not get in now\n  gets in then:  GitLab.com CI/CD: ${OTHER}`,
    );
    const narrower = await compare(
      { providers: [PROVIDER], roles: [role(statement('project_path:acme/*', 'StringLike'))] },
      terraform(`"${MAIN}"`),
    );
    expect(narrower.stdout).toContain('keeps somebody out');
  });

  it('compares client ids and tags, and leaves tags alone that the file does not name', async () => {
    const { stdout, code } = await compare(
      { providers: [{ ...PROVIDER, tags: { team: 'other', x: 'y' } }], roles: [role(statement(MAIN))] },
      terraform(`"${MAIN}"`, '["sts.amazonaws.com", "mine"]'),
    );
    expect(code).toBe(1);
    expect(stdout).toContain(
      '  client_id_list: only in the file: mine\n  tags: only in the file: team = platform\n  tags: only in AWS: team = other\n',
    );
  });

  it('says what is not deployed, and what it cannot know', async () => {
    const missing = await compare({}, terraform(`"${MAIN}"`));
    expect(missing.code).toBe(1);
    expect(missing.stdout).toContain('not deployed: the account has no provider of https://gitlab.com');
    expect(missing.stdout).toContain('not deployed: the account has no role "deploy"');
    const unnamed = await compare(
      { providers: [PROVIDER] },
      `variable "n" {}\n${terraform(`"${MAIN}"`, undefined, 'var.n')}`,
    );
    expect(unnamed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('not compared: its name is not written out'),
    });
    const named = await compare(
      { providers: [PROVIDER], roles: [role(statement(MAIN))] },
      `variable "n" {}\n${terraform(`"${MAIN}"`, undefined, 'var.n')}`,
      ['--role', 'aws_iam_role.deploy', '--name', 'deploy'],
    );
    expect(named).toMatchObject({ code: 0, stdout: expect.stringContaining('the same: ') });
  });
});

describe('import', () => {
  it('prints Terraform that means what is deployed', async () => {
    const deployed = {
      ...role(statement(['a-${b}', MAIN]), {
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: 'sts:*',
        Condition: { Bool: { 'aws:SecureTransport': false } },
      }),
      description: 'says "hi"',
      tags: { 'a:b': 'c' },
    };
    const { code, stdout } = await run({ roles: [deployed] }, ['import', 'role', 'deploy']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^import \{\n {2}to = aws_iam_role\.deploy\n {2}id = "deploy"\n\}\n\nresource "aws_iam_role" "deploy" \{\n {2}name +/,
    );
    const rendered = await cli(workspace({ 'main.tf': stdout }), ['render', '.', '--role', 'aws_iam_role.deploy']);
    expect(JSON.parse(rendered.stdout)).toEqual(JSON.parse(deployed.trustPolicy));
    const again = await compare({ roles: [deployed] }, stdout);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('the same') });
  });

  it('finds a provider by URL or ARN', async () => {
    for (const name of ['gitlab.com', 'https://gitlab.com', PROVIDER.arn]) {
      const { stdout } = await run({ providers: [PROVIDER] }, ['import', 'provider', name]);
      expect(stdout).toContain(`  to = aws_iam_openid_connect_provider.gitlab_com\n  id = "${PROVIDER.arn}"\n`);
      const same = await compare({ providers: [PROVIDER] }, stdout);
      expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('  the same') });
    }
    expect((await run({}, ['import', 'provider', 'gitlab.com'])).stderr).toContain('no provider of https://gitlab.com');
  });
});

it('says in words what went wrong', async () => {
  const denied = { instead: { ListOpenIDConnectProviders: failing('AccessDenied', 'not authorized', 403) } };
  const { code, stderr } = await run(denied, ['providers']);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('(DENIED)') });
  const { stdout } = await run(denied, ['providers', '--format', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'DENIED' } });
  vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
  expect((await run({}, ['providers'])).stderr).toContain('There are no AWS credentials');
});

it.each([
  [[]],
  [['list']],
  [['compare']],
  [['import', 'role']],
  [['import', 'group', 'x']],
  [['compare', '.', '--name', 'x']],
  [['providers', '--timeout', '0']],
])('wrong usage: %j', async (args) => {
  const { code, stdout } = await cli(workspace(), ['iam', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

describe('validate', () => {
  const trust = (name: string, version: string) => `resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({
    Version = ${version}
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "${PROVIDER.arn}" }
      Condition = { StringEquals = { "gitlab.com:sub" = "${MAIN}" } }
    }]
  })
}
`;
  const findings = [
    awsFinding('ERROR', 'INVALID_VERSION', [{ value: 'Version' }]),
    awsFinding('SUGGESTION', 'BRAND_NEW', [{ value: 'Statement' }, { index: 0 }, { value: 'Effect' }]),
  ];

  async function validate(text: string, answers: readonly AnalyzerAnswer[], more: readonly string[] = []) {
    const server = await startAnalyzer(...answers);
    try {
      const directory = workspace({ 'main.tf': text });
      const ran = await cli(directory, ['iam', 'validate', '.', ...more, '--endpoint', server.endpoint]);
      return { ...ran, asked: server.asked };
    } finally {
      await server.close();
    }
  }

  it('shows what AWS finds, where it stands, and our rule for it', async () => {
    const { code, stdout, stderr, asked } = await validate(trust('deploy', '"2000-01-01"'), [{ body: { findings } }]);
    expect(stdout).toBe(`aws_iam_role.deploy  main.tf:1:1
  ERROR  INVALID_VERSION  main.tf:3:15
    details of INVALID_VERSION
    our rule: policy/version
    https://docs.aws.amazon.com/INVALID_VERSION
  SUGGESTION  BRAND_NEW  main.tf:5:19
    details of BRAND_NEW
    https://docs.aws.amazon.com/BRAND_NEW
`);
    expect(stderr).toMatch(/^Contacting 127\.0\.0\.1:\d+\.$/m);
    expect(JSON.parse(asked[0]!.body.policyDocument)).toMatchObject({ Version: '2000-01-01' });
    expect(code).toBe(1);
  });

  it('does not send what is not fully known, and sends equal policies once', async () => {
    const text = [trust('a', '"2012-10-17"'), trust('b', '"2012-10-17"'), trust('c', 'var.version')].join('\n');
    const { code, stdout, asked } = await validate(text, [{ body: { findings: [findings[1]] } }]);
    expect(asked).toHaveLength(1);
    expect(stdout.match(/BRAND_NEW {2}main/g)).toHaveLength(2);
    expect(stdout).toMatch(/aws_iam_role\.c {2}main\.tf:25:1\n {2}not sent: .*var\.version\n/);
    expect(code).toBe(0);
    const alone = await validate(text, [{ body: { findings: [] } }], ['--role', 'aws_iam_role.c', '--format', 'json']);
    expect(alone.asked).toEqual([]);
    expect(alone.code).toBe(1);
    expect(JSON.parse(alone.stdout)).toMatchObject({
      policies: [{ address: 'aws_iam_role.c', sent: false, why: expect.stringContaining('var.version') as string }],
    });
  });

  it('is plain data for machines, errors too', async () => {
    const found = await validate(trust('deploy', '"2000-01-01"'), [{ body: { findings } }], ['--format', 'json']);
    expect(JSON.parse(found.stdout)).toMatchObject({
      version: 1,
      policies: [
        {
          address: 'aws_iam_role.deploy',
          sent: true,
          findings: [
            {
              type: 'ERROR',
              code: 'INVALID_VERSION',
              rule: 'policy/version',
              range: { start: { line: 3, column: 15 } },
            },
            { type: 'SUGGESTION', rule: null },
          ],
        },
      ],
    });
    const denied = { status: 403, error: 'AccessDeniedException', body: { message: 'no' } };
    const failed = await validate(trust('deploy', '"2012-10-17"'), [denied], ['--format', 'json']);
    expect(JSON.parse(failed.stdout)).toMatchObject({ error: { code: 'DENIED' } });
    expect(failed.code).toBe(1);
  });
});
