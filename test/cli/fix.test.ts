import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cli, workspace } from './support.ts';

const ROLE = `resource "aws_iam_role" "deploy" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }
      Action    = "sts:AssumeRoleWithWebIdendity"
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

async function fix(cwd: string, ...args: string[]) {
  return cli(cwd, ['check', '--fix', ...args]);
}

describe('check --fix', () => {
  it('applies what is safe, says how much, and reports what remains', async () => {
    const cwd = workspace({ 'main.tf': ROLE });
    const ran = await fix(cwd, '.');
    expect(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8')).toBe(ROLE.replace('Idendity', 'Identity'));
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toBe('note: applied 1 fix in 1 file\n');
  });

  it('changes nothing the second time', async () => {
    const cwd = workspace({ 'main.tf': ROLE });
    await fix(cwd, '.');
    const file = path.join(cwd, 'main.tf');
    const once = fs.readFileSync(file, 'utf8');
    const before = fs.statSync(file).mtimeMs;
    const again = await fix(cwd, '.');
    expect(fs.readFileSync(file, 'utf8')).toBe(once);
    expect(fs.statSync(file).mtimeMs).toBe(before);
    expect(again.stderr).toBe('note: applied 0 fixes in 0 files\n');
  });

  it('opens no role to strangers, wherever its policy stands, nor by two fixes that only do so together', async () => {
    const open = ROLE.replace('project_path:acme/api:ref_type:branch:ref:main', 'project_path:*').replace(
      'StringEquals = {\n          "gitlab.com:aud" = "https://gitlab.com"\n',
      'StringEquals = { "gitlab.com:aud" = "https://gitlab.com" }\n        StringLike = {\n',
    );
    const json = JSON.stringify({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdendity',
        Condition: { StringLike: { 'gitlab.com:sub': 'project_path:*' } },
      },
    });
    const files = {
      'alone/main.tf': open,
      'called/main.tf': 'module "role" {\n  source = "./role"\n}\n',
      'called/role/main.tf': open,
      'reading/main.tf': 'resource "aws_iam_role" "r" {\n  assume_role_policy = file("trust.json")\n}\n',
      'reading/trust.json': json,
      'trust.json': json,
    };
    const cwd = workspace({ ...files, 'both/main.tf': open.replace('"gitlab.com:sub"', '"https://gitlab.com:sub"') });
    const ran = await fix(cwd, '--format', 'json', '.');
    for (const [name, text] of Object.entries(files))
      expect(fs.readFileSync(path.join(cwd, name), 'utf8'), name).toBe(text);
    expect(ran.stderr).toBe('note: applied 1 fix in 1 file\n');
    const { roles } = JSON.parse(ran.stdout) as { roles: { verdict: string }[] };
    expect(roles.map(({ verdict }) => verdict)).toEqual(roles.map(() => 'nobody'));
    expect(roles.length).toBeGreaterThan(4);
  });

  it('keeps the byte order mark, the line ends, the permissions and the link', async () => {
    const cwd = workspace({ 'real/role.txt': `\ufeff${ROLE.replaceAll('\n', '\r\n')}` });
    fs.chmodSync(path.join(cwd, 'real/role.txt'), 0o640);
    fs.symlinkSync('real/role.txt', path.join(cwd, 'main.tf'));
    await fix(cwd, 'main.tf');
    const fixed = fs.readFileSync(path.join(cwd, 'real/role.txt'), 'utf8');
    expect(fixed).toBe(`\ufeff${ROLE.replace('Idendity', 'Identity').replaceAll('\n', '\r\n')}`);
    expect(fs.statSync(path.join(cwd, 'real/role.txt')).mode & 0o777).toBe(0o640);
    expect(fs.lstatSync(path.join(cwd, 'main.tf')).isSymbolicLink()).toBe(true);
    expect(fs.readdirSync(path.join(cwd, 'real'))).toEqual(['role.txt']);
  });

  it('touches only the files that are named', async () => {
    const cwd = workspace({ 'a.tf': ROLE, 'b.tf': ROLE.replace('deploy', 'b') });
    await fix(cwd, 'a.tf');
    expect(fs.readFileSync(path.join(cwd, 'b.tf'), 'utf8')).toContain('Idendity');
    expect(fs.readFileSync(path.join(cwd, 'a.tf'), 'utf8')).not.toContain('Idendity');
  });

  it('fixes a JSON policy whatever the file is called', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
          Action: 'sts:AssumeRoleWithWebIdendity',
          Condition: {
            StringEquals: {
              'gitlab.com:aud': 'https://gitlab.com',
              'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
            },
          },
        },
      ],
    };
    const cwd = workspace({ 'deploy-trust': JSON.stringify(policy) });
    expect((await fix(cwd, 'deploy-trust')).code).toBe(0);
    expect(fs.readFileSync(path.join(cwd, 'deploy-trust'), 'utf8')).toContain('"sts:AssumeRoleWithWebIdentity"');
  });

  it('leaves alone what the configuration switches off', async () => {
    const cwd = workspace({ 'main.tf': ROLE, '.oidc-trust.json': '{"rules": {"action/unknown": "off"}}' });
    await fix(cwd, '.');
    expect(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8')).toBe(ROLE);
  });

  it.each(['eks-irsa', 'github-actions', 'openshift-rosa', 'self-hosted-k8s'])(
    'settles on examples/%s',
    async (name) => {
      const cwd = workspace();
      fs.cpSync(path.join(import.meta.dirname, '../../examples', name), cwd, { recursive: true });
      const first = await fix(cwd, '--format', 'json', '.');
      expect(first.code).toBeLessThan(2);
      const second = await fix(cwd, '--format', 'json', '.');
      expect(second.stdout).toBe(first.stdout);
      expect(second.stderr).toBe('note: applied 0 fixes in 0 files\n');
    },
  );
});
