import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { FileStore } from '../../../server/src/workspace/fileStore.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';
import { WorkspaceIndex } from '../../../server/src/workspace/workspaceIndex.ts';

/** Whom the role lets in rests on the value of a call. */
const ROLE = `variable "ref" {}

resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:acme/api:ref:\${var.ref}"
        }
      }
    }]
  })
}
`;
/** The same policy as a template. */
const TEMPLATE = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "\${arn}" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:\${ref}" }
      }
    }
  ]
}
`;
const GOOD = 'refs/heads/main';
const BAD = 'refs/head/main';

function call(ref: string, source = '../../modules/role'): string {
  return `module "role" {\n  source = "${source}"\n  ref    = "${ref}"\n}\n`;
}

let folder = '';
const at = (name: string): string => path.join(folder, name);
const role = (): string => at('modules/role/main.tf');

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
  }
}

function lay(files: Readonly<Record<string, string>>): Workspace {
  fs.mkdirSync(at('.git'));
  write({ 'modules/role/main.tf': ROLE, ...files });
  return new Workspace(new DiskFileSystem());
}

function indexed(workspace: Workspace): Workspace {
  workspace.addFolder(folder);
  while (workspace.indexNext());
  return workspace;
}

/** The addresses and verdicts of the roles, after all that is to be looked at was. */
function verdicts(workspace: Workspace, file = role()): string[] {
  while (workspace.indexNext());
  return workspace.report(file).roles.map(({ address, verdict }) => `${address} ${verdict}`);
}

const ALONE = ['aws_iam_role.this unknown'];
const CALLED_WELL = ['module.role.aws_iam_role.this exact'];
const CALLED_BADLY = ['module.role.aws_iam_role.this nobody'];

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'index-')));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('callers anywhere in a folder', () => {
  it('give a module its values, once they are indexed', () => {
    const workspace = lay({ 'envs/prod/main.tf': call(BAD) });
    expect(workspace.report(role()).roles.map(({ verdict }) => verdict)).toEqual(['unknown']);
    expect(verdicts(indexed(workspace))).toEqual(CALLED_BADLY);
    const rules = workspace.report(role()).findings.map(({ rule }) => rule);
    expect(rules).toContain('oidc/nobody');
  });

  it('all count, also through a module between them', () => {
    const workspace = lay({
      'envs/prod/main.tf': call(BAD),
      'stacks/main.tf': `variable "ref" {}\n${call('x', '../modules/role').replace('"x"', 'var.ref')}`,
      'envs/dev/main.tf': call(GOOD, '../../stacks').replace('"role"', '"stack"'),
    });
    expect(verdicts(indexed(workspace)).sort()).toEqual([
      'module.role.aws_iam_role.this nobody',
      'module.stack.module.role.aws_iam_role.this exact',
    ]);
  });

  it('are followed through edits, also unsaved ones', () => {
    const workspace = indexed(lay({ 'envs/prod/main.tf': call(BAD), 'envs/dev/main.tf': '' }));
    expect(verdicts(workspace)).toEqual(CALLED_BADLY);
    const [prod, dev] = [at('envs/prod/main.tf'), at('envs/dev/main.tf')];
    workspace.open(prod, { languageId: 'terraform', text: call(GOOD) });
    expect(verdicts(workspace)).toEqual(CALLED_WELL);
    workspace.change(prod, '');
    expect(verdicts(workspace)).toEqual(ALONE);
    workspace.open(dev, { languageId: 'terraform', text: '' });
    workspace.change(dev, call(BAD));
    expect(verdicts(workspace)).toEqual(CALLED_BADLY);
    workspace.close(dev);
    expect(verdicts(workspace)).toEqual(ALONE);
    workspace.close(prod);
    expect(verdicts(workspace)).toEqual(CALLED_BADLY);
  });

  it('know whose diagnostics a call that is taken away concerns', () => {
    const workspace = indexed(lay({ 'envs/prod/main.tf': call(BAD) }));
    const prod = at('envs/prod/main.tf');
    workspace.open(role(), { languageId: 'terraform', text: ROLE });
    workspace.open(prod, { languageId: 'terraform', text: call(BAD) });
    workspace.report(role());
    workspace.change(prod, '');
    workspace.report(prod);
    expect(workspace.filesAffectedBy(prod)).toEqual([role()]);
  });

  it('come, move and go on disk, file by file or with their directory', () => {
    const workspace = indexed(lay({ 'envs/prod/main.tf': '' }));
    expect(verdicts(workspace)).toEqual(ALONE);
    write({ 'envs/prod/main.tf': call(BAD) });
    workspace.changedOnDisk(at('envs/prod/main.tf'));
    expect(verdicts(workspace)).toEqual(CALLED_BADLY);
    fs.renameSync(at('envs'), at('stages'));
    workspace.changedOnDisk(at('envs'));
    expect(verdicts(workspace)).toEqual(ALONE);
    workspace.changedOnDisk(at('stages'));
    expect(verdicts(workspace)).toEqual(CALLED_BADLY);
    fs.rmSync(at('stages/prod/main.tf'));
    workspace.changedOnDisk(at('stages/prod/main.tf'));
    expect(verdicts(workspace)).toEqual(ALONE);
  });

  it('are forgotten with their folder', () => {
    const workspace = indexed(lay({ 'envs/prod/main.tf': '' }));
    workspace.removeFolder(folder);
    write({ 'envs/prod/main.tf': call(BAD) });
    workspace.changedOnDisk(at('envs/prod/main.tf'));
    expect(verdicts(workspace)).toEqual(ALONE);
  });

  it('are none in what tools keep, nor behind links', () => {
    const workspace = lay({
      '.terraform/modules/a/main.tf': call(BAD, '../../../modules/role'),
      'node_modules/a/main.tf': call(BAD),
      'elsewhere.txt': call(BAD, '../modules/role'),
    });
    fs.mkdirSync(at('linked'));
    fs.symlinkSync(at('elsewhere.txt'), at('linked/main.tf'));
    fs.symlinkSync(at('node_modules/a'), at('linked/directory'));
    expect(verdicts(indexed(workspace))).toEqual(ALONE);
    for (const name of ['.terraform/modules/a/main.tf', 'linked/main.tf', 'linked/directory/main.tf'])
      workspace.changedOnDisk(at(name));
    expect(verdicts(workspace)).toEqual(ALONE);
  });

  it('are found without a repository too, inside of the folder', () => {
    write({ 'modules/role/main.tf': ROLE, 'envs/prod/main.tf': call(BAD) });
    expect(verdicts(indexed(new Workspace(new DiskFileSystem())))).toEqual(CALLED_BADLY);
  });
});

describe('readers anywhere in a folder', () => {
  it('know the variables of a template', () => {
    const main = `${ROLE.slice(0, ROLE.indexOf('jsonencode('))}templatefile("\${path.module}/../../policies/trust.tftpl", {
    arn = aws_iam_openid_connect_provider.github.arn
    ref = var.ref
  })
}
`;
    const workspace = lay({
      'modules/role/main.tf': main,
      'envs/prod/main.tf': call(BAD),
      'policies/trust.tftpl': TEMPLATE,
    });
    const file = at('policies/trust.tftpl');
    expect(workspace.report(file).findings).toEqual([]);
    indexed(workspace);
    expect(workspace.report(file).findings.map(({ rule }) => rule)).toContain('oidc/nobody');
  });
});

describe('the index', () => {
  function index(limits?: ConstructorParameters<typeof WorkspaceIndex>[1]): WorkspaceIndex {
    const made = new WorkspaceIndex(new FileStore(new DiskFileSystem()), limits);
    made.add(folder);
    while (made.next());
    return made;
  }

  it('finds calls and reads in both syntaxes, and nothing in what is computed', () => {
    write({
      'a/main.tf':
        'module "x" {\n  source="../x/"\n}\nlocals {\n  p = file("p.json")\n  q = file("${path.module}/q/${var.n}.json")\n}',
      'b/main.tf.json': JSON.stringify({
        module: { x: { source: '../x' } },
        locals: { t: '${templatefile("${path.module}/../a/p.json", {})}' },
      }),
      'c/main.tf': 'module "x" {\n  source = "acme/x/aws"\n}\nmodule "y" {\n  source = "../${var.x}"\n}',
      'd/notes.md': 'source = "../x"',
      'e/main.tf': 'module "y" {\n  source = "../y"\n  file   = "${path.module}/given.json"\n}',
    });
    expect(index().usersOf(at('e/given.json'))).toEqual([at('e')]);
    expect(index().usersOf(at('x'))).toEqual([at('a'), at('b')]);
    expect(index().usersOf(at('a/p.json')).sort()).toEqual([at('a'), at('b')]);
    expect(index().usersOf(at('a/q'))).toEqual([]);
  });

  it('ends for modules that call each other, and names no module as its own caller', () => {
    write({ 'a/main.tf': call('', '../b'), 'b/main.tf': call('', '../a') });
    expect(index().usersOf(at('a'))).toEqual([at('b')]);
  });

  it('stops at its limits', () => {
    write({ 'a/main.tf': call('', '../x'), 'b/main.tf': call('', '../x') });
    const plenty = { files: 9, directories: 9, characters: 999 };
    expect(index(plenty).usersOf(at('x'))).toHaveLength(2);
    expect(index({ ...plenty, files: 1 }).usersOf(at('x'))).toHaveLength(1);
    expect(index({ ...plenty, directories: 2 }).usersOf(at('x'))).toHaveLength(1);
    expect(index({ ...plenty, characters: call('', '../x').length }).usersOf(at('x'))).toHaveLength(1);
  });
});
