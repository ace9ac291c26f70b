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

/** Its subject stands under an operator that compares literally. */
const STAR = ROLE.replace('Idendity', 'Identity').replace('ref_type:branch:ref:main', '*');

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

  it('repairs a template that a module reads only where it lies in a selected directory and no link leads to it', async () => {
    const template = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/${issuer}' },
          Action: 'sts:AssumeRoleWithWebIdendity',
          Condition: {
            StringEquals: {
              '${issuer}:aud': 'https://gitlab.com',
              '${issuer}:sub': 'project_path:acme/api:ref_type:branch:ref:main',
            },
          },
        },
      ],
    });
    const main = ROLE.replace(
      /jsonencode\([\s\S]*\)\n/,
      'templatefile("${path.module}/../files/trust.tftpl", { issuer = "gitlab.com" })\n',
    );
    const cwd = workspace({ 'a/main.tf': main, 'files/trust.tftpl': template });
    const file = path.join(cwd, 'files/trust.tftpl');
    const elsewhere = await fix(cwd, 'a');
    expect(elsewhere).toMatchObject({ code: 1 });
    expect(elsewhere.stdout).toContain('files/trust.tftpl:1:');
    expect(fs.readFileSync(file, 'utf8')).toBe(template);
    fs.renameSync(file, path.join(cwd, 'real.txt'));
    fs.symlinkSync('../real.txt', file);
    expect(await fix(cwd, '.')).toMatchObject({ code: 1 });
    expect(fs.readFileSync(file, 'utf8')).toBe(template);
    fs.rmSync(file);
    fs.renameSync(path.join(cwd, 'real.txt'), file);
    expect(await fix(cwd, '.')).toMatchObject({ code: 0, stderr: 'note: applied 1 fix in 1 file\n' });
    expect(fs.readFileSync(file, 'utf8')).toBe(template.replace('Idendity', 'Identity'));
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

  it('takes the line ends of the place, where a file mixes them', async () => {
    const [first, ...rest] = STAR.split('\n');
    const cwd = workspace({ 'main.tf': [`${first}\r`, ...rest].join('\n') });
    await fix(cwd, 'main.tf');
    const lines = fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8').split('\n');
    expect(lines.join('\n')).toContain('StringLike');
    expect(lines.filter((line) => line.endsWith('\r'))).toEqual([`${first}\r`]);
  });

  it('keeps hard links', async () => {
    const cwd = workspace({ 'main.tf': ROLE });
    fs.linkSync(path.join(cwd, 'main.tf'), path.join(cwd, 'same.txt'));
    await fix(cwd, 'main.tf');
    expect(fs.readFileSync(path.join(cwd, 'same.txt'), 'utf8')).toBe(ROLE.replace('Idendity', 'Identity'));
    expect(fs.statSync(path.join(cwd, 'main.tf')).ino).toBe(fs.statSync(path.join(cwd, 'same.txt')).ino);
  });

  it.runIf(process.getuid?.() === 0)('keeps the owner', async () => {
    const cwd = workspace({ 'main.tf': ROLE });
    fs.chownSync(path.join(cwd, 'main.tf'), 12_345, 23_456);
    await fix(cwd, 'main.tf');
    expect(fs.statSync(path.join(cwd, 'main.tf'))).toMatchObject({ uid: 12_345, gid: 23_456 });
    expect(fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8')).toContain('Identity');
  });

  it('keeps a suppression that is needed as soon as another fix is made', async () => {
    const comment = '# oidc-trust-ignore oidc/subject-scope, oidc/mutable-name: any branch may deploy';
    const cwd = workspace({ 'main.tf': STAR.replace('"gitlab.com:sub"', `${comment}\n          $&`) });
    const { stdout } = await fix(cwd, '--format', 'json', 'main.tf');
    const text = fs.readFileSync(path.join(cwd, 'main.tf'), 'utf8');
    expect(text).toContain('StringLike');
    expect(text).toContain('# oidc-trust-ignore oidc/subject-scope');
    expect(stdout).not.toContain('"oidc/subject-scope"');
  });

  it('reports what is on disk where it cannot write', async () => {
    const cwd = workspace({ 'a.tf': ROLE.replace('deploy', 'a'), 'b.tf': ROLE });
    const write = path.join(cwd, `.b.tf.${process.pid}.tmp`);
    fs.writeFileSync(write, '');
    const ran = await fix(cwd, '--format', 'json', '.');
    const { findings } = JSON.parse(ran.stdout) as { findings: { rule: string; file: string }[] };
    expect(findings.filter(({ rule }) => rule === 'action/unknown').map(({ file }) => file)).toEqual(['b.tf']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('b.tf could not be written: ');
    expect(fs.readFileSync(path.join(cwd, 'a.tf'), 'utf8')).toContain('Identity');
    expect(fs.readFileSync(path.join(cwd, 'b.tf'), 'utf8')).toBe(ROLE);
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
