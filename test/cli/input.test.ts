import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckOutput, cli, workspace } from './support.ts';

const role = (name: string, issuer = 'gitlab.com'): string => `resource "aws_iam_role" "${name}" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/${issuer}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${issuer}:aud" = "https://gitlab.com"
          "${issuer}:sub" = "project_path:acme/api:ref_type:branch:ref:*"
        }
      }
    }]
  })
}
`;
const RULE = 'condition/wildcard-literal';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Resource: '*',
    Condition: {
      StringEquals: {
        'gitlab.com:aud': 'x',
        'gitlab.com:project_id': '1234',
        'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main',
      },
    },
  },
});

async function run(cwd: string, args: readonly string[], stdin: string | Uint8Array = '') {
  const ran = await cli(cwd, ['check', '--format', 'json', ...args], { stdin, env: process.env });
  const { findings, roles, errors } = JSON.parse(ran.stdout || '{}') as Partial<CheckOutput>;
  return {
    ...ran,
    found: (findings ?? []).map(({ file, rule }) => `${file} ${rule}`),
    roles: roles ?? [],
    errors: errors ?? [],
  };
}

describe('check -', () => {
  it('takes standard input in place of the file, with the rest of its directory as context', async () => {
    const cwd = workspace({
      'in/main.tf': 'locals {}\n',
      'in/locals.tf': 'locals {\n  issuer = "gitlab.com"\n}\n',
      'in/other.tf': role('other'),
    });
    const { code, found, roles } = await run(
      cwd,
      ['-', '--stdin-filename', 'in/main.tf'],
      role('deploy', '${local.issuer}'),
    );
    expect({ code, found }).toEqual({ code: 1, found: [`in/main.tf ${RULE}`] });
    expect(roles.map(({ address }) => address)).toEqual(['aws_iam_role.deploy']);
    expect(fs.readFileSync(path.join(cwd, 'in/main.tf'), 'utf8')).toBe('locals {}\n');
  });

  it('needs no file of that name', async () => {
    const args = ['-', '--stdin-filename', 'not/there/main.tf'];
    expect((await run(workspace(), args, `\ufeff${role('x')}`)).found).toEqual([`not/there/main.tf ${RULE}`]);
  });

  it('reads by the name, whatever it is', async () => {
    const read = async (name: string, text: string) =>
      (await run(workspace(), ['-', '--stdin-filename', name], text)).found;
    expect(await read('trust.json', TRUST)).toEqual(['trust.json statement/resource']);
    expect(await read('trust', TRUST)).toEqual(['trust statement/resource']);
    expect(await read('one.hcl', role('x'))).toEqual([`one.hcl ${RULE}`]);
  });

  it('says what is wrong with the input', async () => {
    const args = ['-', '--stdin-filename', 'main.tf'];
    for (const [input, reason] of [
      [new Uint8Array([0x61, 0, 1]), 'it is a binary file, not text'],
      [new Uint8Array([0x23, 0xff, 0x0a]), 'it is not UTF-8 text'],
      [' '.repeat(5 * 1024 * 1024 + 1), 'it is larger than 5 MiB'],
    ] as const) {
      const { code, errors } = await run(workspace(), args, input);
      expect({ code, errors }).toEqual({
        code: 2,
        errors: [{ file: 'main.tf', message: `standard input could not be read: ${reason}` }],
      });
    }
    const { code, errors } = await run(workspace(), args, 'locals {');
    expect([code, errors[0]!.file]).toEqual([2, 'main.tf']);
  });

  it.each([
    [['-'], 'needs a name'],
    [['-', 'main.tf', '--stdin-filename', 'main.tf'], 'is checked alone'],
    [['main.tf', '--stdin-filename', 'main.tf'], 'needs the path "-"'],
    [['-', '--stdin-filename', 'main.tf', '--fix'], '--fix changes files'],
    [['-', '--stdin-filename', 'main.tf', '--write-baseline', 'x'], 'needs all findings'],
    [['-', '--stdin-filename', 'main.tf', '--changed-since', 'HEAD'], 'not with standard input'],
  ])('refuses %j', async (args, message) => {
    const { code, stderr, stdout } = await run(workspace({ 'main.tf': '' }), args, role('x'));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('check --changed-since', () => {
  const git = (cwd: string, ...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd, encoding: 'utf8' });

  /** A repository with these files in its only commit. */
  function repository(files: Readonly<Record<string, string>>): string {
    const cwd = workspace(files);
    fs.rmSync(path.join(cwd, '.git'), { recursive: true });
    git(cwd, 'init', '--quiet');
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '-m', 'x');
    return cwd;
  }

  it('reports on what differs from the revision: committed, staged, edited and new', async () => {
    const files = ['same', 'committed', 'staged', 'edited', 'ignored'].map((name) => [`${name}.tf`, role(name)]);
    const cwd = repository({ ...Object.fromEntries(files), '.gitignore': 'secret.tf\n' });
    const edit = (name: string) => fs.appendFileSync(path.join(cwd, name), '# edited\n');
    edit('committed.tf');
    git(cwd, 'commit', '--quiet', '-am', 'y');
    edit('staged.tf');
    git(cwd, 'add', '.');
    edit('edited.tf');
    fs.writeFileSync(path.join(cwd, 'secret.tf'), role('secret'));
    fs.writeFileSync(path.join(cwd, 'new ü\n.tf'), role('new'));
    const changed = ['committed.tf', 'edited.tf', 'new ü\n.tf', 'staged.tf'];
    const { found, roles, code } = await run(cwd, ['--changed-since', 'HEAD~1', '.']);
    expect(found).toEqual(changed.map((name) => `${name} ${RULE}`));
    expect(roles.map(({ file }) => file)).toEqual(changed);
    expect(code).toBe(1);
    expect((await run(cwd, ['--changed-since', 'HEAD', '.'])).found).toHaveLength(3);
  });

  it('works from a directory within the repository, and through a link to it', async () => {
    const cwd = repository({ 'in/a.tf': role('a'), 'in/b.tf': role('b'), 'c.tf': role('c') });
    for (const name of ['in/a.tf', 'c.tf']) fs.appendFileSync(path.join(cwd, name), '\n');
    expect((await run(path.join(cwd, 'in'), ['--changed-since', 'HEAD', '..'])).found).toEqual([
      `../c.tf ${RULE}`,
      `a.tf ${RULE}`,
    ]);
    const link = path.join(workspace(), 'link');
    fs.symlinkSync(cwd, link);
    expect((await run(link, ['--changed-since', 'HEAD', 'in'])).found).toEqual([`in/a.tf ${RULE}`]);
  });

  it('judges a changed file with what stands in the others, and fixes no other', async () => {
    const cwd = repository({
      'role.tf': role('a', '${local.issuer}'),
      'locals.tf': 'locals {\n  issuer = "gitlab.com"\n}\n',
      'b.tf': role('b'),
    });
    fs.appendFileSync(path.join(cwd, 'role.tf'), '\n');
    expect((await run(cwd, ['--changed-since', 'HEAD', '.'])).found).toEqual([`role.tf ${RULE}`]);
    await run(cwd, ['--fix', '--changed-since', 'HEAD', '.']);
    expect(git(cwd, 'diff', '--name-only')).toBe('role.tf\n');
  });

  it('reports on a file that a module reads when that file changed', async () => {
    const main = role('a').replace(/"project_path[^"]*"/, 'yamldecode(file("trust.yaml")).subject');
    const cwd = repository({ 'main.tf': main, 'trust.yaml': 'subject: project_path:acme/api:ref_type:branch:ref:*\n' });
    const since = ['--changed-since', 'HEAD', '.'];
    expect(await run(cwd, since)).toMatchObject({ found: [], code: 0 });
    fs.appendFileSync(path.join(cwd, 'trust.yaml'), '\n');
    expect(await run(cwd, since)).toMatchObject({ found: [`trust.yaml ${RULE}`], stderr: '', code: 1 });
  });

  it('is content when nothing changed', async () => {
    const cwd = repository({ 'a.tf': role('a') });
    const { code, found, stderr } = await run(cwd, ['--changed-since', 'HEAD', '.']);
    expect({ code, found, stderr }).toEqual({
      code: 0,
      found: [],
      stderr: 'note: nothing here has changed since HEAD\n',
    });
  });

  it('says what is wrong, and gives git nothing that it could take for something else', async () => {
    const cwd = repository({ 'a.tf': role('a') });
    const complaint = async (revision: string, where = cwd) => {
      const { code, stdout, stderr } = await run(where, [`--changed-since=${revision}`, '.']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await complaint('nope')).toMatch(/there is no revision "nope" in this repository/);
    expect(await complaint('a.tf')).toMatch(/there is no revision "a.tf"/);
    expect(await complaint('HEAD~7')).toMatch(/fetch its history/);
    expect(await complaint('--output=x')).toMatch(/"--output=x" cannot be one/);
    expect(await complaint('')).toMatch(/cannot be one/);
    expect(await complaint('$(touch x); touch x')).toMatch(/there is no revision/);
    expect(fs.readdirSync(cwd).sort()).toEqual(['.git', 'a.tf']);
    expect(await complaint('HEAD', workspace({ 'a.tf': role('a') }))).toMatch(
      /needs a git repository, and here is none/,
    );
    const options = { env: { PATH: '/nowhere' } };
    const { stderr } = await cli(cwd, ['check', '--changed-since', 'HEAD', '.'], options);
    expect(stderr).toMatch(/git could not be started/);
    expect((await run(cwd, ['--changed-since', 'HEAD', '--write-baseline', 'x', '.'])).code).toBe(2);
  });
});

describe('check --config', () => {
  it('reads the named file and no other', async () => {
    const cwd = workspace({
      'main.tf': role('a'),
      '.oidc-trust.json': '{"rules": {"condition/*": "off", "oidc/*": "off"}}',
      'ci/strict.json': '{}',
      'ci/broken.json': '{"rules": 1}',
    });
    expect((await run(cwd, ['.'])).found).toEqual([]);
    expect((await run(cwd, ['--config', 'ci/strict.json', '.'])).found).toEqual([`main.tf ${RULE}`]);
    expect((await run(cwd, ['--config', 'ci/broken.json', '.'])).stderr).toMatch(
      /^oidc-trust: ci\/broken\.json:1:11: /,
    );
    expect((await run(cwd, ['--config', 'missing.json', '.'])).stderr).toMatch(/missing\.json could not be read/);
  });
});
