/** `oidc-trust token` as a person and a script see it, and that no output holds the token. */
import path from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { json } from '../live/idp.ts';
import { setUp } from '../live/setUp.ts';
import { cli, workspace } from './support.ts';

const world = setUp();

let keys: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  keys = await generateKeyPair('ES256', { extractable: true });
});

const AT = '2026-11-01T12:00:00Z';
const SECOND = Date.parse(AT) / 1000;
const ISSUER = 'https://token.actions.githubusercontent.com';

function token(claims: object = {}): Promise<string> {
  const all = {
    iss: ISSUER,
    sub: 'repo:acme/api:ref:refs/heads/main',
    aud: 'sts.amazonaws.com',
    iat: SECOND - 60,
    exp: SECOND + 300,
    ...claims,
  };
  return new SignJWT(all).setProtectedHeader({ alg: 'ES256', kid: 'k' }).sign(keys.privateKey);
}

const role = (name: string, sub: string, issuer = ISSUER.slice(8)): string => `resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${issuer}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "${issuer}:sub" = "${sub}" } }
    }]
  })
}
`;
const FILES = {
  'main.tf': role('deploy', 'repo:acme/api:ref:refs/heads/main') + role('plan', 'repo:acme/api:pull_request'),
};

function run(directory: string, stdin: string, args: readonly string[]) {
  return cli(directory, ['token', '--token-file', '-', '--at', AT, ...args], { stdin });
}

describe('without --role', () => {
  it('says which of the roles would accept the token', async () => {
    const { code, stdout } = await run(workspace(FILES), await token(), ['.']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Token of GitHub Actions/);
    expect(stdout).toContain('  exp     2026-11-01T12:05:00Z, ends in 5 minutes\n');
    expect(stdout).toMatch(/^accepted +aws_iam_role\.deploy {2}main\.tf:1$/m);
    expect(stdout).toMatch(/^refused +aws_iam_role\.plan {2}main\.tf:12 {2}conditions: StringEquals/m);
  });

  it('ends with 1 where every role refuses it', async () => {
    expect((await run(workspace(FILES), await token({ exp: SECOND - 1 }), ['.'])).code).toBe(1);
  });
});

describe('a role that is made several times', () => {
  const files = {
    'main.tf': role('ci', '${each.value}').replace(
      '{\n',
      '{\n  for_each = { api = "repo:acme/api:ref:refs/heads/main", web = "repo:acme/web:ref:refs/heads/main" }\n',
    ),
  };

  it('is walked instance by instance', async () => {
    const { code, stdout } = await run(workspace(files), await token(), ['.']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^accepted +aws_iam_role\.ci\["api"\] {2}main\.tf:1$/m);
    expect(stdout).toMatch(/^refused +aws_iam_role\.ci\["web"\] {2}main\.tf:1 {2}conditions: /m);
  });

  it('is meant as a whole or by an instance with --role', async () => {
    const [all, one] = await Promise.all(
      ['aws_iam_role.ci', 'aws_iam_role.ci["web"]'].map(async (name) =>
        run(workspace(files), await token(), ['.', '--role', name]),
      ),
    );
    expect(all!.code).toBe(0);
    expect(all!.stdout).toMatch(/ci\["api"\] {2}main\.tf:1\n {2}ACCEPTED[\s\S]*ci\["web"\] {2}main\.tf:1\n {2}REFUSED/);
    expect(one!.code).toBe(1);
    expect(one!.stdout).not.toContain('["api"]');
  });

  it('is one role where all its instances have the same policy', async () => {
    const same = { 'main.tf': FILES['main.tf'].replace('{\n', '{\n  count = 2\n') };
    const { stdout } = await run(workspace(same), await token(), ['.']);
    expect(stdout).toMatch(/^accepted +aws_iam_role\.deploy {2}main\.tf:1$/m);
    const second = await run(workspace(same), await token(), ['.', '--role', 'aws_iam_role.deploy[1]']);
    expect(second.stdout).toContain('aws_iam_role.deploy[1]  main.tf:1');
  });
});

describe('with --role', () => {
  it('shows each layer, the difference, the place and a way out', async () => {
    const { code, stdout } = await run(workspace(FILES), await token(), ['.', '--role', 'aws_iam_role.plan']);
    expect(code).toBe(1);
    expect(stdout).toContain('REFUSED at the layer "conditions"');
    expect(stdout).toContain('token: repo:acme/api:>>>ref:refs/heads/main');
    expect(stdout).toMatch(/file: {2}repo:acme\/api:>>>pull_request {2}\(main\.tf:19:\d+\)/);
    expect(stdout).toContain('AWS answers: AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity');
    expect(stdout).toContain('fix:   Accept "repo:acme/api:ref:refs/heads/main" too');
  });

  it('guesses a misspelled address', async () => {
    const { code, stderr } = await run(workspace(FILES), await token(), ['.', '--role', 'aws_iam_role.plam']);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Did you mean "aws_iam_role.plan"?') });
  });
});

it('prints one object with --format json: claims that AWS reads, and the names of the others', async () => {
  const { stdout } = await run(workspace(FILES), await token({ run_id: '17', repository_id: '5' }), [
    '.',
    '--format',
    'json',
  ]);
  const output = JSON.parse(stdout) as { token: { claims: object; unread: string[] }; roles: object[] };
  expect(output).toMatchObject({
    version: 1,
    token: {
      issuer: ISSUER,
      issuerName: expect.stringContaining('GitHub'),
      header: { alg: 'ES256', kid: 'k', typ: null },
    },
  });
  expect(Object.keys(output.token.claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'repository_id', 'sub']);
  expect(output.token.unread).toEqual(['run_id']);
  expect(output.roles).toMatchObject([
    { address: 'aws_iam_role.deploy', verdict: 'accepted', layer: null },
    { address: 'aws_iam_role.plan', verdict: 'refused', layer: 'conditions', layers: expect.any(Array) },
  ]);
});

describe('--verify', () => {
  it('fetches the keys, says from whom, and judges the signature', async () => {
    const key = { ...(await exportJWK(keys.publicKey)), kid: 'k' };
    const idp = await world.idp({ keys: json({ keys: [key] }) });
    const issuer = idp.issuer.slice(8);
    const directory = workspace({ 'main.tf': role('own', 'x-subject', issuer) });
    const args = ['.', '--verify', '--allow-private', '--ca', path.join(world.pki.folder, 'root.pem')];
    const good = await token({ iss: idp.issuer, sub: 'x-subject' });
    const right = await run(directory, good, args);
    expect(right).toMatchObject({ code: 0, stderr: `Contacting localhost:${idp.port} for the keys.\n` });
    expect(right.stdout).toContain('the signature (ES256) is that of a key of the issuer');
    const [head, , signature] = good.split('.');
    const [, payload] = (await token({ iss: idp.issuer, sub: 'x-subject', jti: 'forged' })).split('.');
    const forged = await run(directory, [head, payload, signature].join('.'), args);
    expect(forged.code).toBe(1);
    expect(forged.stdout).toContain('REFUSED at the layer "signature"');
  });

  it('ends with 1 where the issuer may not be contacted', async () => {
    const { code, stderr } = await run(workspace(FILES), await token({ iss: 'https://127.0.0.1' }), ['.', '--verify']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ADDRESS_REFUSED') });
  });
});

describe('no output holds the token', () => {
  it('on any way through the command', async () => {
    const secret = await token();
    const parts = [secret, ...secret.split('.')];
    const files = { ...FILES, 'token.txt': secret };
    const directory = workspace(files);
    const ways = [
      ['token', '--token-file', 'token.txt', '.'],
      ['token', '--token-file', 'token.txt', '.', '--format', 'json'],
      ['token', '--token-file', 'token.txt', '.', '--role', 'aws_iam_role.plan'],
      ['token', '--token-file', 'token.txt', 'token.txt'],
      ['token', '--token-file', '-', '.'],
      ['token', secret, '.'],
      ['token', '--token-file', secret, '.'],
      ['token', `--token=${secret}`, '.'],
      ['token', '--token-file', 'token.txt', '.', '--verify', '--timeout', 'x'],
      ['token', '--token-file', 'missing', '.'],
      ['check', 'token.txt'],
    ];
    for (const way of ways) {
      const { stdout, stderr } = await cli(directory, way, { stdin: `${secret}.x` });
      for (const part of parts) expect(stdout + stderr, way.join(' ').slice(0, 40)).not.toContain(part);
    }
  });

  it('escapes what a claim says', async () => {
    const { stdout } = await run(workspace(FILES), await token({ sub: 'a\u001b[2Jb' }), ['.']);
    expect(stdout).not.toContain('\u001b');
  });
});

it.each([
  [['.']],
  [['--token-file', '-']],
  [['--token-file', '-', '.', '--at', 'yesterday']],
  [['--token-file', '-', '.', '--format', 'xml']],
])('wrong usage: %j', async (args) => {
  const { code, stdout } = await cli(workspace(FILES), ['token', ...args], { stdin: 'eyJ' });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

it('says that something is no token', async () => {
  const { code, stderr } = await run(workspace(FILES), 'ghs_16C7e42F292c6912E7710c838347Ae178B4a', ['.']);
  expect(code).toBe(2);
  expect(stderr).toContain('This is no token');
  expect(stderr).not.toContain('ghs_');
});
