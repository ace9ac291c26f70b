import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "\${provider_arn}" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": { "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:refs/head/main" } }
    }
  ]
}
`;
const PROVIDER = `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`;

let folder = '';

/** Writes a repository with the given files. */
function lay(files: Readonly<Record<string, string>>): void {
  fs.mkdirSync(path.join(folder, 'repository/.git'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
}

function roleWith(policy: string): string {
  return `${PROVIDER}resource "aws_iam_role" "ci" {\n  assume_role_policy = ${policy}\n}\n`;
}

function role(name = 'repository/main.tf') {
  return new Workspace(new DiskFileSystem()).report(path.join(folder, name)).roles[0]!;
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'named-files-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('templatefile() and file()', () => {
  const call = `templatefile("\${path.module}/files/trust.json.tftpl", { provider_arn = aws_iam_openid_connect_provider.github.arn })`;

  it('finds the fault in the template file, with the provider of the call', () => {
    lay({ 'repository/main.tf': roleWith(call), 'repository/files/trust.json.tftpl': POLICY });
    const workspace = new Workspace(new DiskFileSystem());
    const template = path.join(folder, 'repository/files/trust.json.tftpl');
    const [finding] = workspace.report(template).findings.filter(({ rule }) => rule === 'oidc/nobody');
    expect(POLICY.slice(finding!.range.start, finding!.range.end)).toBe('"repo:acme/api:ref:refs/head/main"');
    expect(finding!.fixes()[0]!.edits[0]!.range.file).toBe(template);
    expect(finding!.related.map(({ message }) => message)).toContain('the trust policy of aws_iam_role.ci');
    expect(role()).toMatchObject({ surface: 'templatefile', verdict: 'nobody' });
  });

  it('reads a plain file', () => {
    const policy = POLICY.replace(
      '${provider_arn}',
      'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    ).replace('head/', 'heads/');
    lay({ 'repository/main.tf': roleWith('file("files/trust.json")'), 'repository/files/trust.json': policy });
    expect(role()).toMatchObject({ surface: 'file', verdict: 'exact' });
  });

  it('sees an edit of the template that is not saved yet', () => {
    lay({ 'repository/main.tf': roleWith(call), 'repository/files/trust.json.tftpl': POLICY });
    const workspace = new Workspace(new DiskFileSystem());
    const [main, template] = ['main.tf', 'files/trust.json.tftpl'].map((name) =>
      path.join(folder, 'repository', name),
    ) as [string, string];
    expect(workspace.report(main).roles[0]!.verdict).toBe('nobody');
    workspace.open(template, { languageId: 'plaintext', text: POLICY.replace('head/', 'heads/') });
    expect(workspace.report(main).roles[0]!.verdict).toBe('exact');
    workspace.close(template);
    expect(workspace.report(main).roles[0]!.verdict).toBe('nobody');
  });
});

describe('a JSON file with template sequences', () => {
  const TEMPLATE = POLICY.replace('head/', '${kind}/').replace('"Effect"', '"Sid": "Allow${kind}", "Effect"');
  const rendered = `templatefile("\${path.module}/trust.json", { kind = "heads", provider_arn = aws_iam_openid_connect_provider.github.arn })`;
  const [template, main] = ['trust.json', 'main.tf'].map(
    (name) => (): string => path.join(folder, 'repository', name),
  ) as [() => string, () => string];

  function said(workspace: Workspace): { faults: readonly string[]; roles: number; summaries: number } {
    const { findings, roles, summaries, rendered: policies } = workspace.report(template());
    expect(policies).toHaveLength(roles.length);
    const faults = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    return { faults, roles: roles.length, summaries: summaries.length };
  }
  const NOTHING = { faults: [], roles: 0, summaries: 0 };
  const PLAIN = { roles: 1, summaries: 1 };

  it('is nothing by itself where a module renders it', () => {
    lay({ 'repository/main.tf': roleWith(rendered), 'repository/trust.json': TEMPLATE });
    expect(said(new Workspace(new DiskFileSystem()))).toEqual(NOTHING);
  });

  it('says what its reader says of it', () => {
    lay({ 'repository/main.tf': roleWith(rendered.replace('heads', 'head')), 'repository/trust.json': TEMPLATE });
    expect(said(new Workspace(new DiskFileSystem()))).toEqual({ ...NOTHING, faults: ['oidc/nobody'] });
  });

  it('is judged as it stands where nothing renders it, or only its text is read', () => {
    lay({ 'repository/main.tf': PROVIDER, 'repository/trust.json': TEMPLATE });
    expect(said(new Workspace(new DiskFileSystem()))).toMatchObject(PLAIN);
    lay({ 'repository/main.tf': roleWith('file("trust.json")') });
    expect(said(new Workspace(new DiskFileSystem()))).toMatchObject(PLAIN);
  });

  it('is judged anew when its reader begins or ceases to render it, and while other roles are typed', () => {
    lay({ 'repository/main.tf': '', 'repository/trust.json': TEMPLATE });
    const workspace = new Workspace(new DiskFileSystem());
    workspace.open(main(), { languageId: 'terraform', text: roleWith(rendered) });
    workspace.open(template(), { languageId: 'json', text: TEMPLATE });
    expect(said(workspace)).toEqual(NOTHING);
    const other = roleWith('file("other.json")').replace(PROVIDER, '').replace('"ci"', '"other"');
    for (const text of [roleWith(rendered) + other, `${roleWith(rendered)}\n${other}\n`]) {
      workspace.change(main(), text);
      expect(said(workspace)).toEqual(NOTHING);
    }
    workspace.change(main(), roleWith('file("trust.json")') + other);
    expect(said(workspace)).toMatchObject(PLAIN);
    workspace.change(main(), roleWith(rendered) + other);
    expect(said(workspace)).toEqual(NOTHING);
  });

  it('has no reader any more that has stopped reading it, whatever other roles read', () => {
    lay({ 'repository/main.tf': '', 'repository/trust.json': TEMPLATE, 'repository/other.json': '{}' });
    const workspace = new Workspace(new DiskFileSystem());
    const other = roleWith('file("other.json")').replace(PROVIDER, '').replace('"ci"', '"other"');
    workspace.open(main(), { languageId: 'terraform', text: roleWith(rendered) + other });
    workspace.open(template(), { languageId: 'json', text: TEMPLATE });
    workspace.report(main());
    const directory = path.dirname(main());
    const readOther = path.join(directory, 'other.json');
    expect([workspace.readersOf(template()), workspace.readersOf(readOther)]).toEqual([[directory], [directory]]);
    workspace.change(main(), roleWith('file("none.json")') + other);
    expect([workspace.readersOf(template()), workspace.readersOf(readOther)]).toEqual([[], [directory]]);
    const reads = workspace.moduleReport(directory).reads;
    expect(reads).toEqual([{ file: readOther, module: [main()], isTemplate: false }]);
    workspace.change(main(), roleWith(rendered) + other);
    expect(workspace.readersOf(template())).toEqual([directory]);
  });

  it('means what the outermost caller makes of it, and not what its reader would be by itself', () => {
    const child = `variable "kind" {\n  default = "head"\n}\n${roleWith(rendered.replace('"heads"', 'var.kind'))}`;
    lay({
      'repository/modules/role/main.tf': child,
      'repository/modules/role/trust.json': TEMPLATE,
      'repository/main.tf': 'module "role" {\n  source = "./modules/role"\n  kind   = "heads"\n}\n',
    });
    const [file] = [path.join(folder, 'repository/modules/role/trust.json')];
    const errors = (): readonly string[] =>
      new Workspace(new DiskFileSystem())
        .report(file)
        .findings.flatMap(({ severity, rule }) => (severity === 'information' ? [] : [rule]));
    expect(errors()).toEqual([]);
    lay({ 'repository/main.tf': '' });
    expect(errors()).toEqual(['oidc/nobody']);
  });
});

describe('a path that crosses a module boundary', () => {
  const trust = (ref: string): string =>
    POLICY.replace(
      '${provider_arn}',
      'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    ).replace('head/', `${ref}/`);
  const child = (policy: string): string => `variable "trust" {\n  default = ""\n}\n${roleWith(policy)}`;
  const called = (more = ''): string => `module "role" {\n  source = "../modules/role"\n${more}}\n`;
  /** The root's file is right, the called module's is wrong. */
  const files = { 'repository/env/trust.json': trust('heads'), 'repository/modules/role/trust.json': trust('head') };
  const inRole = 'repository/modules/role/main.tf';

  it('leads from the root where the root makes it, also through a module between them', () => {
    const given = '  trust = "${path.module}/trust.json"\n';
    lay({ ...files, 'repository/env/main.tf': called(given), [inRole]: child('file(var.trust)') });
    expect(role('repository/modules/role/main.tf').verdict).toBe('unknown');
    const workspace = new Workspace(new DiskFileSystem());
    workspace.moduleReport(path.join(folder, 'repository/env'));
    const [found] = workspace.report(path.join(folder, inRole)).roles;
    expect(found).toMatchObject({ address: 'module.role.aws_iam_role.ci', verdict: 'exact' });
    lay({
      'repository/env/main.tf': called(given).replace('modules/role', 'between'),
      'repository/between/main.tf': `variable "trust" {}\n${called('  trust = var.trust\n')}`,
    });
    expect(rolesOf('repository/env')).toEqual(['exact']);
  });

  it('leads from the module that makes it, also to the root and to another one', () => {
    const output = 'output "trust" {\n  value = "${path.module}/trust.json"\n}\n';
    const read = 'resource "aws_iam_role" "r" {\n  assume_role_policy = file(module.role.trust)\n}\n';
    lay({ ...files, 'repository/env/main.tf': called() + read, [inRole]: output });
    expect(rolesOf('repository/env')).toEqual(['nobody']);
    const passed = 'module "other" {\n  source = "./other"\n  trust  = module.role.trust\n}\n';
    lay({ 'repository/env/main.tf': called() + passed, 'repository/env/other/main.tf': child('file(var.trust)') });
    expect(rolesOf('repository/env')).toEqual(['nobody']);
    lay({ [inRole]: child('file("${path.module}/trust.json")'), 'repository/env/main.tf': called() });
    expect(rolesOf('repository/env')).toEqual(['nobody']);
  });

  it('leads from the root where nothing is before it, or path.root is; nowhere is path.cwd', () => {
    lay({ ...files, 'repository/env/main.tf': called() });
    const verdicts = ['file("trust.json")', 'file("${path.root}/trust.json")', 'file("${path.cwd}/trust.json")'].map(
      (policy) => {
        lay({ [inRole]: child(policy) });
        return rolesOf('repository/env');
      },
    );
    expect(verdicts).toEqual([['exact'], ['exact'], ['unknown']]);
  });

  it('leads from a module by itself where nothing calls it', () => {
    lay({ ...files, [inRole]: child('file("trust.json")') });
    expect(role(inRole).verdict).toBe('nobody');
  });

  it('leads to no file outside of the repository', () => {
    const given = '  trust = "${path.module}/../../outside.json"\n';
    lay({ 'repository/env/main.tf': called(given), 'outside.json': trust('heads') });
    lay({ [inRole]: child('file(var.trust)') });
    expect(rolesOf('repository/env')).toEqual(['unknown']);
  });

  it('is followed from the file that is read: its findings, and edits that are not saved', () => {
    const given = '  trust = "${path.module}/trust.json"\n';
    lay({ ...files, 'repository/env/main.tf': called(given), [inRole]: child('file(var.trust)') });
    const workspace = new Workspace(new DiskFileSystem());
    const [root, file] = ['env', 'env/trust.json'].map((name) => path.join(folder, 'repository', name)) as [
      string,
      string,
    ];
    const reasons = (): readonly string[] =>
      workspace.report(file).findings.flatMap(({ related }) => related.map(({ message }) => message));
    workspace.open(file, { languageId: 'json', text: trust('head') });
    expect(reasons()).toContain('the trust policy of module.role.aws_iam_role.ci');
    expect(workspace.moduleReport(root).roles).toMatchObject([{ verdict: 'nobody' }]);
    workspace.change(file, trust('heads'));
    expect(workspace.moduleReport(root).roles).toMatchObject([{ verdict: 'exact' }]);
  });

  function rolesOf(directory: string): readonly string[] {
    const { roles } = new Workspace(new DiskFileSystem()).moduleReport(path.join(folder, directory));
    return roles.map(({ verdict }) => verdict);
  }
});

describe('nothing outside the repository is read', () => {
  const secret = POLICY.replace('head/', 'heads/');
  const unread = { verdict: 'unknown' };

  it('by .. and by absolute paths', () => {
    lay({ 'repository/main.tf': roleWith('file("../outside.json")'), 'outside.json': secret });
    expect(role()).toMatchObject(unread);
    lay({ 'repository/main.tf': roleWith(`file("${path.join(folder, 'outside.json')}")`) });
    expect(role()).toMatchObject(unread);
  });

  it('by symbolic links to files and to directories', () => {
    lay({ 'repository/main.tf': roleWith('file("link.json")'), 'outside/secret.json': secret });
    fs.symlinkSync(path.join(folder, 'outside/secret.json'), path.join(folder, 'repository/link.json'));
    expect(role()).toMatchObject(unread);
    fs.symlinkSync(path.join(folder, 'outside'), path.join(folder, 'repository/linked'));
    lay({ 'repository/main.tf': roleWith('file("linked/secret.json")') });
    expect(role()).toMatchObject(unread);
  });

  it('nor a neighbour whose name only begins like the repository, a directory, or a missing file', () => {
    lay({ 'repository/main.tf': roleWith('file("../repository-evil/x.json")'), 'repository-evil/x.json': secret });
    expect(role()).toMatchObject(unread);
    lay({ 'repository/main.tf': roleWith('file(".git")') });
    expect(role()).toMatchObject(unread);
    lay({ 'repository/main.tf': roleWith('file("missing.json")') });
    expect(role()).toMatchObject(unread);
  });
});
