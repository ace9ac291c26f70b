import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../../schemas/diff-output.schema.json' with { type: 'json' };
import { cli, workspace } from './support.ts';

const SUB = 'token.actions.githubusercontent.com:sub';
const trust = (subjects: readonly string[], more = ''): string => `{
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = { "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com" ${more} }
        StringLike   = { "${SUB}" = [${subjects.map((one) => `"${one}"`).join(', ')}] }
      }
    }]
  }`;
const role = (name: string, ...subjects: readonly string[]): string =>
  `resource "aws_iam_role" "${name}" {\n  assume_role_policy = jsonencode(${trust(subjects)})\n}\n`;
const json = (subject: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { [SUB]: subject },
      },
    },
  });

const MAIN = 'repo:acme/api:ref:refs/heads/main';
const BRANCH = 'repo:acme/api:ref:refs/heads/';
const TAGS = 'repo:acme/api:ref:refs/tags/*';
const ALL = 'repo:acme/api:*';

interface Side {
  readonly verdict: string;
  readonly summary: string;
}

interface DiffOutput {
  readonly version: number;
  readonly changes: readonly {
    readonly address: string | null;
    readonly file: string;
    readonly range: { readonly start: { readonly line: number } };
    readonly change: string;
    readonly before: Side | null;
    readonly after: Side | null;
    readonly gained: readonly Readonly<Record<string, string>>[];
    readonly lost: readonly Readonly<Record<string, string>>[];
  }[];
  readonly errors: readonly { readonly side: string; readonly file: string; readonly message: string }[];
}

const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile<DiffOutput>(schema);

async function diff(cwd: string, ...args: readonly string[]) {
  const ran = await cli(cwd, ['diff', '--format', 'json', ...args], { env: process.env });
  const output: unknown = JSON.parse(ran.stdout || '{"version":1,"changes":[],"errors":[]}');
  if (!validate(output)) throw new Error(JSON.stringify(validate.errors));
  const { changes, errors } = output;
  return { ...ran, changes, errors, said: changes.map(({ address, change }) => `${address} ${change}`) };
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], {
    cwd,
    encoding: 'utf8',
  });
}

/** A repository with these files in its only commit. */
function repository(files: Readonly<Record<string, string>>): string {
  const cwd = workspace(files);
  fs.rmSync(path.join(cwd, '.git'), { recursive: true });
  git(cwd, 'init', '--quiet');
  git(cwd, 'add', '.');
  git(cwd, 'commit', '--quiet', '-m', 'x');
  return cwd;
}

function write(cwd: string, files: Readonly<Record<string, string | null>>): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(cwd, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    if (text === null) fs.rmSync(file, { recursive: true });
    else fs.writeFileSync(file, text);
  }
}

describe('diff OLD NEW', () => {
  it('says of every role what its change does, with tokens that show it', async () => {
    const cwd = workspace({
      'old/main.tf':
        role('wider', MAIN) + role('narrower', ALL) + role('moved', MAIN) + role('same', MAIN, ALL) + role('gone', ALL),
      'new/main.tf':
        role('wider', MAIN, TAGS) + role('narrower', MAIN) + role('moved', TAGS) + role('same', ALL) + role('new', ALL),
    });
    const { code, changes, errors } = await diff(cwd, 'old', 'new');
    expect({ code, errors }).toEqual({ code: 1, errors: [] });
    const found = new Map(changes.map((one) => [one.address, one]));
    expect([...found].map(([address, { change }]) => [address, change])).toEqual(
      [
        ['aws_iam_role.wider', 'widens'],
        ['aws_iam_role.narrower', 'narrows'],
        ['aws_iam_role.moved', 'moves'],
        ['aws_iam_role.same', 'same'],
        ['aws_iam_role.new', 'added'],
        ['aws_iam_role.gone', 'removed'],
      ].sort(([a], [b]) => [...found.keys()].indexOf(a!) - [...found.keys()].indexOf(b!)),
    );
    const wider = found.get('aws_iam_role.wider')!;
    expect(wider.gained[0]!['sub']).toMatch(/^repo:acme\/api:ref:refs\/tags\//);
    expect([wider.lost, wider.before!.verdict, wider.file]).toEqual([[], 'exact', 'new/main.tf']);
    const narrower = found.get('aws_iam_role.narrower')!;
    expect([narrower.gained, narrower.lost[0]!['sub'] === MAIN]).toEqual([[], false]);
    const moved = found.get('aws_iam_role.moved')!;
    expect([moved.lost[0]!['sub'], moved.gained.length]).toEqual([MAIN, 1]);
    const added = found.get('aws_iam_role.new')!;
    expect([added.before, added.gained.length, added.lost]).toEqual([null, 1, []]);
    const gone = found.get('aws_iam_role.gone')!;
    expect([gone.after, gone.lost.length, gone.file]).toEqual([null, 1, 'old/main.tf']);
  });

  it('fails only where somebody new gets in', async () => {
    const code = async (before: string, after: string, ...args: string[]) =>
      (await diff(workspace({ 'old.tf': before, 'new.tf': after }), ...args, 'old.tf', 'new.tf')).code;
    expect(await code(role('x', MAIN), role('x', ALL))).toBe(1);
    expect(await code(role('x', MAIN), role('x', TAGS))).toBe(1);
    expect(await code(role('x', ALL), role('x', MAIN))).toBe(0);
    expect(await code(role('x', ALL), '')).toBe(0);
    expect(await code('', role('x', ALL))).toBe(1);
    expect(await code('', role('x', 'repo:acme'))).toBe(0);
    expect(await code(role('x', MAIN), role('x', MAIN, MAIN))).toBe(0);
    expect(await code(role('x', MAIN), role('x', '${var.subject}'))).toBe(0);
    expect(await code(role('x', MAIN), role('x', '${var.subject}'), '--fail-on', 'unknown')).toBe(1);
    expect(await code(role('x', MAIN), role('x', ALL), '--fail-on', 'never')).toBe(0);
  });

  it('compares two files whatever they are called, and JSON by file in directories', async () => {
    const cwd = workspace({
      'a.json': json(MAIN),
      'b.json': json(ALL),
      'old/x/trust.json': json(MAIN),
      'new/x/trust.json': json(TAGS),
      'new/y/trust.json': json(TAGS),
    });
    expect((await diff(cwd, 'a.json', 'b.json')).said).toEqual(['null widens']);
    const { changes } = await diff(cwd, 'old', 'new');
    expect(changes.map(({ file, change }) => `${file} ${change}`)).toEqual([
      'new/x/trust.json moves',
      'new/y/trust.json added',
    ]);
  });

  describe('roles that are made several times', () => {
    const said = async (before: string, after: string) => {
      const { changes } = await diff(workspace({ 'old/a.tf': before, 'new/a.tf': after }), 'old', 'new');
      return changes
        .map(({ address, change, gained }) => [address, change, ...gained.map((one) => one['sub'])])
        .sort(([a], [b]) => (a! < b! ? -1 : 1));
    };
    const repeated = (repetition: string, subject: string): string =>
      role('x', subject).replace('{\n', `{\n  ${repetition}\n`);
    const each = (...pairs: readonly (readonly [string, string])[]): string =>
      repeated(`for_each = { ${pairs.map(([key, value]) => `${key} = "${value}"`).join(', ')} }`, '${each.value}');

    it('are compared instance by instance', async () => {
      expect(
        await said(each(['a', MAIN], ['b', MAIN], ['c', ALL]), each(['a', ALL], ['b', MAIN], ['d', TAGS])),
      ).toEqual([
        ['aws_iam_role.x["a"]', 'widens', expect.stringContaining('repo:acme/api:')],
        ['aws_iam_role.x["b"]', 'same'],
        ['aws_iam_role.x["c"]', 'removed'],
        ['aws_iam_role.x["d"]', 'added', expect.stringContaining('refs/tags/')],
      ]);
      const keys = (...names: string[]): string =>
        repeated(`for_each = toset(${JSON.stringify(names)})`, 'repo:acme/${each.key}:*');
      expect(await said(keys('a', 'b'), keys('b', 'z'))).toEqual([
        ['aws_iam_role.x["a"]', 'removed'],
        ['aws_iam_role.x["b"]', 'same'],
        ['aws_iam_role.x["z"]', 'added', expect.stringContaining('repo:acme/z:')],
      ]);
    });

    it('with count, by number; one that was single is the first', async () => {
      const counted = (count: number): string => repeated(`count = ${count}`, 'repo:acme/api-${count.index}:*');
      expect(await said(counted(3), counted(2))).toEqual([
        ['aws_iam_role.x[0]', 'same'],
        ['aws_iam_role.x[1]', 'same'],
        ['aws_iam_role.x[2]', 'removed'],
      ]);
      expect(await said(role('x', 'repo:acme/api-0:*'), counted(2))).toEqual([
        ['aws_iam_role.x[0]', 'same'],
        ['aws_iam_role.x[1]', 'added', expect.stringContaining('repo:acme/api-1:')],
      ]);
      expect(await said(role('x', MAIN), each(['a', MAIN]))).toEqual([
        ['aws_iam_role.x', 'removed'],
        ['aws_iam_role.x["a"]', 'added', MAIN],
      ]);
    });

    it('by the document of each, which may merge documents of each', async () => {
      const documents = (subjects: Readonly<Record<string, string>>): string => `
locals {
  subjects = ${JSON.stringify(subjects)}
}

data "aws_iam_policy_document" "base" {
  for_each = local.subjects
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "${SUB}"
      values   = [each.value]
    }
  }
}

data "aws_iam_policy_document" "trust" {
  for_each                = local.subjects
  source_policy_documents = [data.aws_iam_policy_document.base[each.key].json]
}

resource "aws_iam_role" "x" {
  for_each           = local.subjects
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
}
`;
      expect(await said(documents({ a: MAIN, b: ALL }), documents({ a: MAIN, b: MAIN }))).toEqual([
        ['aws_iam_role.x["a"]', 'same'],
        ['aws_iam_role.x["b"]', 'narrows'],
      ]);
    });

    it('also a single one that has the document of one instance', async () => {
      const named = (key: string): string => `
data "aws_iam_policy_document" "trust" {
  for_each = { a = "${MAIN}", b = "${ALL}" }
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringLike"
      variable = "${SUB}"
      values   = [each.value]
    }
  }
}

resource "aws_iam_role" "x" {
  assume_role_policy = data.aws_iam_policy_document.trust["${key}"].json
}
`;
      expect(await said(named('b'), named('a'))).toEqual([['aws_iam_role.x', 'narrows']]);
    });

    it('in each instance of a module', async () => {
      const call = (...names: string[]): string =>
        `module "m" {\n  source = "./m"\n  for_each = toset(${JSON.stringify(names)})\n  repo = each.key\n}\n`;
      const files = (side: string, ...names: string[]) => ({
        [`${side}/main.tf`]: call(...names),
        [`${side}/m/main.tf`]: `variable "repo" {}\n${role('x', 'repo:acme/${var.repo}:*')}`,
      });
      const cwd = workspace({ ...files('old', 'a', 'b'), ...files('new', 'b', 'c') });
      expect((await diff(cwd, 'old', 'new')).said.sort()).toEqual([
        'module.m["a"].aws_iam_role.x removed',
        'module.m["b"].aws_iam_role.x same',
        'module.m["c"].aws_iam_role.x added',
      ]);
    });

    it('as a whole where it is not known which there are', async () => {
      const unknown = `variable "repos" {}\n${repeated('for_each = toset(var.repos)', 'repo:acme/${each.key}:*')}`;
      expect(await said(each(['a', MAIN]), unknown)).toEqual([['aws_iam_role.x', 'unknown']]);
      expect(await said(unknown, unknown)).toEqual([['aws_iam_role.x', 'same']]);
      expect(await said(unknown, '')).toEqual([['aws_iam_role.x', 'removed']]);
    });
  });

  it('is not certain of what is not known, unless nothing of it has changed', async () => {
    const unknown = `variable "org" {}\nvariable "other" {}\n`;
    const at = (subject: string) => unknown + role('x', subject);
    const said = async (before: string, after: string) =>
      (await diff(workspace({ 'old/a.tf': before, 'new/a.tf': after }), 'old', 'new')).said;
    const mine = 'repo:${var.org}/api:*';
    expect(await said(at(mine), at('repo:${var.other}/api:*'))).toEqual(['aws_iam_role.x unknown']);
    expect(await said(at(mine), `# more\n${at(mine)}\n${role('y', MAIN)}`)).toEqual([
      'aws_iam_role.x same',
      'aws_iam_role.y added',
    ]);
  });

  it('sees a change in what a role refers to', async () => {
    const files = (subject: string) => ({
      'a.tf': role('x', '${local.subject}'),
      'b.tf': `locals {\n  subject = "${subject}"\n}\n`,
    });
    const cwd = workspace();
    for (const [side, subject] of [
      ['old', MAIN],
      ['new', ALL],
    ] as const)
      for (const [name, text] of Object.entries(files(subject))) write(cwd, { [`${side}/${name}`]: text });
    expect((await diff(cwd, 'old', 'new')).said).toEqual(['aws_iam_role.x widens']);
  });

  it('does not call a role gone that a broken file may hold', async () => {
    const cwd = workspace({
      'old/a.tf': role('x', MAIN),
      'old/b.tf': role('y', MAIN),
      'new/a.tf': 'resource "aws_iam_role" {{\n',
      'new/b.tf': role('y', MAIN),
    });
    const { code, said, errors } = await diff(cwd, 'old', 'new');
    expect({ code, said: said.sort() }).toEqual({
      code: 0,
      said: ['aws_iam_role.x unknown', expect.stringMatching(/^aws_iam_role.y (same|unknown)$/)],
    });
    expect(errors).toMatchObject([{ side: 'after', file: 'new/a.tf' }]);
  });

  it('writes for people: the change, who could and who can, and who gets in', async () => {
    const cwd = workspace({ 'old.tf': role('x', MAIN) + role('y', MAIN), 'new.tf': role('x', TAGS) + role('y', MAIN) });
    const { code, stdout, stderr } = await cli(cwd, ['diff', 'old.tf', 'new.tf']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^moves {2}aws_iam_role\.x {2}new\.tf:1\n/);
    expect(stdout).toMatch(
      /\n {7}gets in: {4}GitHub Actions: repo:acme\/api:ref:refs\/tags\/\S* \(aud sts\.amazonaws\.com\)\n/,
    );
    expect(stdout).toContain(`\n       no longer:  GitHub Actions: ${MAIN} (aud sts.amazonaws.com)\n`);
    expect(stdout).not.toContain('aws_iam_role.y');
    expect(stdout).toMatch(/\n1 moves, 1 the same\n$/);
    expect((await cli(cwd, ['diff', 'old.tf', 'old.tf'])).stdout).toBe(
      'Nobody gets in who did not, and nobody is kept out who did: 2 roles compared.\n',
    );
  });

  it('writes Markdown whose cells nothing in a file can leave', async () => {
    const cwd = workspace({
      'old/a|b.tf': role('x', `${BRANCH}a|b`),
      'new/a|b.tf': role('x', `${BRANCH}a|b`, `${BRANCH}<b>@\`x\`|y`),
    });
    const { stdout } = await cli(cwd, ['diff', '--format', 'markdown', 'old', 'new']);
    const rows = stdout.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g), row).toHaveLength(8);
    expect(rows[2]).toMatch(/^\| \*\*\w+\*\* \| aws\\_iam\\_role\.x \|/);
    expect(rows[2]).not.toMatch(/(?<!\\)`|<b>|@/);
  });

  it('is 2 for wrong arguments, what cannot be read, and where there is nothing to compare', async () => {
    const cwd = workspace({ 'a.tf': role('x', MAIN), 'b.tf': role('x', MAIN), 'docs/README.md': 'x', 'x.json': '{}' });
    const broken = 'half.tf';
    write(cwd, { 'in/half.tf': 'locals {' });
    for (const args of [
      [],
      ['a.tf'],
      ['a.tf', 'b.tf', 'a.tf'],
      ['a.tf', 'missing'],
      ['docs', 'docs'],
      ['a.tf', 'x.json'],
      ['a.tf', `in/${broken}`],
      ['--format', 'xml', 'a.tf', 'b.tf'],
      ['--fail-on', 'error', 'a.tf', 'b.tf'],
      ['--git', 'HEAD'],
    ]) {
      const { code, stderr } = await cli(cwd, ['diff', ...args]);
      expect([code, stderr === ''], args.join(' ')).toEqual([2, false]);
    }
  });
});

describe('diff --git', () => {
  it('compares what is on disk with a revision: committed, staged, edited, new, deleted and renamed', async () => {
    const names = ['same', 'committed', 'staged', 'edited', 'deleted', 'renamed'];
    const cwd = repository(Object.fromEntries(names.map((name) => [`${name}/main.tf`, role(name, MAIN)])));
    write(cwd, { 'committed/main.tf': role('committed', ALL) });
    git(cwd, 'commit', '--quiet', '-am', 'y');
    write(cwd, { 'staged/main.tf': role('staged', ALL) });
    git(cwd, 'add', '.');
    git(cwd, 'mv', 'renamed/main.tf', 'renamed/other name ü.tf');
    write(cwd, { 'edited/main.tf': role('edited', TAGS), 'deleted/main.tf': null, 'new/main.tf': role('new', ALL) });
    const { code, said, errors } = await diff(cwd, '--git', 'HEAD~1', '.');
    expect({ code, errors }).toEqual({ code: 1, errors: [] });
    expect(said.sort()).toEqual([
      'aws_iam_role.committed widens',
      'aws_iam_role.deleted removed',
      'aws_iam_role.edited moves',
      'aws_iam_role.new added',
      'aws_iam_role.renamed same',
      'aws_iam_role.same same',
      'aws_iam_role.staged widens',
    ]);
    expect((await diff(cwd, '--git', 'HEAD', 'committed', 'deleted')).said.sort()).toEqual([
      'aws_iam_role.committed same',
      'aws_iam_role.deleted removed',
    ]);
    expect(git(cwd, 'status', '--short')).toContain('M edited/main.tf');
  });

  it('sees a role move to another file, and what it refers to change', async () => {
    const cwd = repository({
      'a.tf': role('moved', MAIN) + role('x', '${local.subject}'),
      'b.tf': `locals {\n  subject = "${MAIN}"\n}\n`,
    });
    write(cwd, {
      'a.tf': role('x', '${local.subject}'),
      'c.tf': role('moved', MAIN),
      'b.tf': `locals {\n  subject = "${ALL}"\n}\n`,
    });
    expect((await diff(cwd, '--git', 'HEAD', '.')).said.sort()).toEqual([
      'aws_iam_role.moved same',
      'aws_iam_role.x widens',
    ]);
    expect((await diff(cwd, '--git', 'HEAD', 'a.tf')).said.sort()).toEqual([
      'aws_iam_role.moved same',
      'aws_iam_role.x widens',
    ]);
  });

  it('follows calls: a role of a module is that of each call', async () => {
    const call = (subject: string) => `module "ci" {\n  source  = "../../modules/role"\n  subject = "${subject}"\n}\n`;
    const cwd = repository({
      'modules/role/main.tf': `variable "subject" {}\n${role('this', '${var.subject}')}`,
      'envs/dev/main.tf': call(MAIN),
      'envs/prod/main.tf': call(MAIN),
    });
    write(cwd, { 'envs/prod/main.tf': call(ALL) });
    const address = 'module.ci.aws_iam_role.this';
    expect((await diff(cwd, '--git', 'HEAD', '.')).said.sort()).toEqual([`${address} same`, `${address} widens`]);
    expect((await diff(cwd, '--git', 'HEAD', 'envs/prod')).said).toEqual([`${address} widens`]);
    expect((await diff(cwd, '--git', 'HEAD', 'envs/dev')).said).toEqual([`${address} same`]);
    write(cwd, { 'envs/prod/main.tf': call(ALL).replace('../../modules/role', 'git::https://git.example.com/x.git') });
    expect((await diff(cwd, '--git', 'HEAD', 'envs/prod')).said).toEqual([`${address} unknown`]);
    write(cwd, { 'envs/prod/main.tf': 'locals {}\n' });
    expect((await diff(cwd, '--git', 'HEAD', 'envs/prod')).said).toEqual([`${address} removed`]);
  });

  it('works from within the repository and through a link to it', async () => {
    const cwd = repository({ 'in/a.tf': role('a', MAIN), 'b.tf': role('b', MAIN) });
    write(cwd, { 'in/a.tf': role('a', ALL) });
    const { changes } = await diff(path.join(cwd, 'in'), '--git', 'HEAD', '..');
    expect(changes.map(({ file, change }) => `${file} ${change}`)).toEqual(['../b.tf same', 'a.tf widens']);
    const link = path.join(workspace(), 'link');
    fs.symlinkSync(path.join(cwd, 'in'), link);
    expect((await diff(cwd, '--git', 'HEAD', link)).said).toEqual(['aws_iam_role.a widens']);
  });

  it('is not certain of what the revision has as a link or as no text', async () => {
    const cwd = repository({ 'a/x.tf': role('x', MAIN) });
    fs.symlinkSync('x.tf', path.join(cwd, 'a/y.tf'));
    fs.writeFileSync(path.join(cwd, 'a/z.tf'), Buffer.from([0, 1, 2]));
    git(cwd, 'add', '.');
    git(cwd, 'commit', '--quiet', '-m', 'y');
    write(cwd, { 'a/y.tf': null, 'a/z.tf': role('z', MAIN) });
    const { code, said, errors } = await diff(cwd, '--git', 'HEAD', '.');
    expect([code, said.includes('aws_iam_role.z unknown')]).toEqual([0, true]);
    expect(errors.map(({ side, file }) => `${side} ${file}`)).toEqual(['before a/y.tf', 'before a/z.tf']);
  });

  it('says what is wrong, and gives git nothing that it could take for something else', async () => {
    const cwd = repository({ 'a.tf': role('a', MAIN) });
    const complaint = async (revision: string, name = '.', where = cwd) => {
      const { code, stdout, stderr } = await diff(where, `--git=${revision}`, name);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      return stderr;
    };
    expect(await complaint('nope')).toMatch(/there is no revision "nope" in this repository/);
    expect(await complaint('--output=x')).toMatch(/--git needs a revision of git, and "--output=x" cannot be one/);
    expect(await complaint('$(touch x); touch x')).toMatch(/there is no revision/);
    expect(await complaint('HEAD', workspace({ 'a.tf': '' }))).toMatch(/is not in the repository/);
    expect(await complaint('HEAD', '.', workspace({ 'a.tf': '' }))).toMatch(/here is none/);
    expect(fs.readdirSync(cwd).sort()).toEqual(['.git', 'a.tf']);
    expect((await diff(cwd, '--git', 'HEAD', 'missing')).stderr).toMatch(/missing: no such file or directory/);
    const { code, stderr } = await cli(cwd, ['diff', '--git', 'HEAD', '.'], { env: { PATH: '/nowhere' } });
    expect([code, stderr]).toEqual([2, expect.stringMatching(/git could not be started/)]);
  });
});
