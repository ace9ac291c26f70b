import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';

/** A module for one role of a repository; the provider, the repository and the ref come from outside. */
const ROLE_MODULE = `variable "provider_arn" {}
variable "repository" {}
variable "ref" {
  default = "refs/heads/main"
}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = var.provider_arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = "repo:\${var.repository}:ref:\${var.ref}"
        }
      }
    }]
  })
}

output "name" {
  value = "role-of-\${var.repository}"
}
`;

const PROVIDER = `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`;

function call(name: string, repository: string, more = ''): string {
  return `module "${name}" {
  source       = "./modules/role"
  provider_arn = aws_iam_openid_connect_provider.github.arn
  repository   = ${repository}
${more}}
`;
}

let folder = '';
const at = (name: string): string => path.join(folder, name);

function lay(files: Readonly<Record<string, string>>): Workspace {
  fs.mkdirSync(at('.git'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(at(name)), { recursive: true });
    fs.writeFileSync(at(name), text);
  }
  return new Workspace(new DiskFileSystem());
}

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'modules-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

describe('local modules', () => {
  it('takes the values of each call, and names the roles by it', () => {
    const workspace = lay({
      'main.tf': PROVIDER + call('api', '"acme/api"') + call('web', '"acme/web"', '  ref = "refs/head/main"\n'),
      'modules/role/main.tf': ROLE_MODULE,
    });
    const report = workspace.report(at('modules/role/main.tf'));
    expect(report.roles.map(({ address, verdict }) => [address, verdict])).toEqual([
      ['module.api.aws_iam_role.this', 'exact'],
      ['module.web.aws_iam_role.this', 'nobody'],
    ]);
    const nobody = report.findings.filter(({ rule }) => rule === 'oidc/nobody');
    expect(nobody).toHaveLength(1);
    expect(nobody[0]!.severity).toBe('error');
    expect(nobody[0]!.message).toContain('module.web');
    expect(nobody[0]!.related.map(({ range }) => range.file)).toContain(at('main.tf'));
  });

  it('is judged by itself, defaults as defaults, where nothing calls it', () => {
    const workspace = lay({
      'modules/role/main.tf': ROLE_MODULE.replace('heads', 'head').replace(
        '"repository" {}',
        '"repository" {\n  default = "acme/api"\n}',
      ),
    });
    const report = workspace.report(at('modules/role/main.tf'));
    expect(report.roles).toMatchObject([{ address: 'aws_iam_role.this', verdict: 'unknown' }]);
  });

  it('has empty defaults for certain where its call leaves the variables out, and else not', () => {
    const module = ROLE_MODULE.replace('"refs/heads/main"', 'null').replace(
      ':ref:${var.ref}"',
      ':${var.ref == null ? "environment:production" : "ref:${var.ref}"}"',
    );
    const called = lay({ 'main.tf': PROVIDER + call('api', '"acme/api"'), 'modules/role/main.tf': module });
    expect(called.report(at('modules/role/main.tf')).roles).toMatchObject([
      { address: 'module.api.aws_iam_role.this', verdict: 'exact' },
    ]);
    const alone = lay({ 'main.tf': PROVIDER, 'modules/role/main.tf': module });
    expect(alone.report(at('modules/role/main.tf')).roles).toMatchObject([{ verdict: 'unknown' }]);
  });

  it('gives its outputs back', () => {
    const workspace = lay({
      'main.tf': `${PROVIDER}${call('api', '"acme/api"')}resource "aws_iam_role" "second" {
  assume_role_policy = jsonencode({
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = { "token.actions.githubusercontent.com:sub" = module.api.name } }
    }]
  })
}
`,
      'modules/role/main.tf': ROLE_MODULE,
    });
    const [finding] = workspace
      .report(at('modules/role/main.tf'))
      .findings.filter(({ rule }) => rule === 'oidc/nobody');
    expect(finding!.message).toContain('role-of-acme/api');
  });

  it('sees an edit of the called module and of the call', () => {
    const workspace = lay({ 'main.tf': PROVIDER + call('api', '"acme/api"'), 'modules/role/main.tf': ROLE_MODULE });
    const child = at('modules/role/main.tf');
    const verdict = (): string => workspace.report(child).roles[0]!.verdict;
    expect(verdict()).toBe('exact');
    workspace.open(child, { languageId: 'terraform', text: ROLE_MODULE.replace('ref:$', 'reff:$') });
    expect(verdict()).toBe('nobody');
    workspace.close(child);
    workspace.open(at('main.tf'), { languageId: 'terraform', text: PROVIDER + call('api', '"acme/*"') });
    expect(verdict()).toBe('nobody');
    expect(workspace.filesAffectedBy(child)).toEqual([at('main.tf')]);
  });

  it('ends for modules that call each other, and for one that calls itself', () => {
    const workspace = lay({
      'a/main.tf': 'module "b" {\n  source = "../b"\n  x = module.b.x\n}\noutput "x" {\n  value = module.b.x\n}\n',
      'b/main.tf':
        'variable "x" {}\nmodule "a" {\n  source = "../a"\n}\nmodule "self" {\n  source = "./."\n}\noutput "x" {\n  value = "${var.x}${module.a.x}"\n}\n',
    });
    expect(workspace.report(at('a/main.tf')).findings).toEqual([]);
  });

  describe('through a module between them', () => {
    const OUTER = `variable "repository" {
  default = "*"
}
${PROVIDER}${call('role', 'var.repository').replace('./modules', '..')}`;
    const outer = { 'modules/outer/main.tf': OUTER, 'modules/role/main.tf': ROLE_MODULE };
    const root = 'module "outer" {\n  source     = "./modules/outer"\n  repository = "acme/api"\n}\n';
    const says = (workspace: Workspace): unknown => {
      const { roles, findings } = workspace.report(at('modules/role/main.tf'));
      const faults = findings.filter(({ severity }) => severity !== 'information');
      return [roles.map(({ address, verdict }) => [address, verdict]), faults.map(({ rule }) => rule)];
    };
    const CALLED = [[['module.outer.module.role.aws_iam_role.this', 'exact']], []];
    const ALONE = [[['module.role.aws_iam_role.this', 'nobody']], ['condition/wildcard-literal']];

    it('has the values of the outermost call, and none of what the one between would be by itself', () => {
      const workspace = lay({ 'main.tf': root, ...outer });
      workspace.moduleReport(at('modules/outer'));
      expect(says(workspace)).toEqual(CALLED);
    });

    it('has the defaults of the one between where nothing calls that', () => {
      const workspace = lay(outer);
      workspace.moduleReport(at('modules/outer'));
      expect(says(workspace)).toEqual(ALONE);
    });

    it('sees edits of each, and the call come and go', () => {
      const workspace = lay({ 'main.tf': root, ...outer });
      const [main, between, role] = ['main.tf', 'modules/outer/main.tf', 'modules/role/main.tf'].map(at) as [
        string,
        string,
        string,
      ];
      workspace.open(main, { languageId: 'terraform', text: root });
      workspace.open(between, { languageId: 'terraform', text: OUTER });
      workspace.open(role, { languageId: 'terraform', text: ROLE_MODULE });
      for (const file of [main, between, role]) workspace.report(file);
      for (const file of [main, between, role])
        expect(workspace.filesAffectedBy(file).sort()).toEqual([main, between, role].filter((one) => one !== file));
      expect(says(workspace)).toEqual(CALLED);
      workspace.change(main, '');
      expect(says(workspace)).toEqual(ALONE);
      workspace.change(main, root);
      expect(says(workspace)).toEqual(CALLED);
      workspace.change(between, OUTER.replace('var.repository', '"acme/*"'));
      expect(says(workspace)).not.toEqual(CALLED);
      workspace.change(between, OUTER);
      workspace.change(role, `${ROLE_MODULE}\n`);
      expect(says(workspace)).toEqual(CALLED);
    });

    it('is judged as each of them calls it where they call each other in a circle', () => {
      const back = 'module "outer" {\n  source = "../outer"\n}\n';
      const workspace = lay({ ...outer, 'modules/role/main.tf': ROLE_MODULE + back });
      workspace.moduleReport(at('modules/outer'));
      expect(workspace.report(at('modules/role/main.tf')).findings.map(({ rule }) => rule)).toContain(
        'condition/wildcard-literal',
      );
    });
  });

  it('knows what each instance of a for_each has', () => {
    const workspace = lay({
      'main.tf': `${PROVIDER}${call('each', 'each.key', '  for_each = toset(["acme/api", "acme/web"])\n')}`,
      'modules/role/main.tf': ROLE_MODULE,
    });
    expect(workspace.report(at('modules/role/main.tf')).roles).toMatchObject([{ verdict: 'exact' }]);
  });
});

describe('null for a variable that takes none', () => {
  const strict = ROLE_MODULE.replace('variable "ref" {', 'variable "ref" {\n  nullable = false');

  it.each([
    ['its default, where the module says nullable = false', strict, 'null', 'exact'],
    ['not known, where null stays null', ROLE_MODULE, 'null', 'unknown'],
    ['its default or the other value', strict, 'var.other ? "refs/tags/v1" : null', 'exact'],
    ['its default, which is a wrong one', strict.replace('heads', 'head'), 'null', 'nobody'],
    ['not known, without a default', strict.replace('default = "refs/heads/main"', ''), 'null', 'unknown'],
  ])('passed by a call, is %s', (_, role, ref, verdict) => {
    const workspace = lay({
      'main.tf': `${PROVIDER}variable "other" {}\n${call('api', '"acme/api"', `  ref = ${ref}\n`)}`,
      'modules/role/main.tf': role,
    });
    expect(workspace.report(at('modules/role/main.tf')).roles).toMatchObject([{ verdict }]);
  });

  it('set by a file of settings, is its default', () => {
    const main = strict
      .replace('"repo:${var.repository}:ref:${var.ref}"', 'coalesce(var.ref, "repo:*")')
      .replace('"refs/heads/main"', '"repo:acme/api:ref:refs/heads/main"')
      .replace('StringEquals = {', 'StringLike = {');
    const workspace = lay({
      'main.tf': `${PROVIDER}${main}`,
      'terraform.tfvars': `provider_arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"\nref = null\n`,
    });
    expect(workspace.report(at('main.tf')).roles).toMatchObject([{ verdict: 'exact' }]);
  });
});

describe('variable files', () => {
  const main = `${PROVIDER}variable "provider_arn" {}\n${ROLE_MODULE.replace('variable "provider_arn" {}\n', '').replace('var.provider_arn', 'aws_iam_openid_connect_provider.github.arn')}`;

  it('are read in the order of Terraform, and count as certain', () => {
    const workspace = lay({
      'main.tf': main,
      'terraform.tfvars': 'repository = "acme/api"\nref = "refs/heads/main"\n',
      'b.auto.tfvars': 'ref = "refs/head/main"\n',
      'a.auto.tfvars': 'ref = "refs/tags/v1"\n',
      'other.tfvars': 'ref = "refs/heads/main"\n',
    });
    const report = workspace.report(at('main.tf'));
    expect(report.roles).toMatchObject([{ verdict: 'nobody' }]);
    const [finding] = report.findings.filter(({ rule }) => rule === 'oidc/nobody');
    expect(finding).toMatchObject({ severity: 'error' });
    expect(finding!.range.file).toBe(at('main.tf'));
  });

  it('win over defaults, and a change of one is seen', () => {
    const workspace = lay({ 'main.tf': main, 'terraform.tfvars': 'repository = "acme/api"\n' });
    expect(workspace.report(at('main.tf')).roles).toMatchObject([{ verdict: 'exact' }]);
    fs.writeFileSync(at('terraform.tfvars'), 'repository = "acme/api"\nref = "main"\n');
    workspace.changedOnDisk(at('terraform.tfvars'));
    expect(workspace.report(at('main.tf')).roles).toMatchObject([{ verdict: 'nobody' }]);
  });
});
