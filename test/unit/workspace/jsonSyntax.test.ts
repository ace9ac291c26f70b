import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { kindOf } from '../../../server/src/workspace/documentKind.ts';
import { moduleMembers } from '../../../server/src/workspace/moduleMembers.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/gitlab.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { 'gitlab.com:aud': 'https://gitlab.com', 'gitlab.com:sub': 'project_path:${var.project}' },
    },
  },
});

const CONFIGURATION = JSON.stringify({
  variable: { project: {} },
  resource: { aws_iam_role: { ci: { assume_role_policy: POLICY } } },
});

let folder = '';
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'json-syntax-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

function lay(files: Readonly<Record<string, string>>): Workspace {
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
  return new Workspace(new DiskFileSystem());
}

describe('files in JSON syntax', () => {
  it('are members of their module, and never a policy that stands alone', () => {
    expect(kindOf('/a/main.tf.json', 'json')).toBe('member');
    expect(kindOf('/a/main.tofu.json', 'json')).toBe('member');
    expect(kindOf('untitled:main.tf.json', 'json')).toBe('hcl-alone');
    expect(kindOf('/a/terraform.tfvars.json', 'json')).toBe('none');
    expect(kindOf('/a/trust.json', 'json')).toBe('json-alone');
    const workspace = lay({ 'trust.tf.json': POLICY });
    expect(workspace.report(path.join(folder, 'trust.tf.json'))).toMatchObject({ findings: [], roles: [] });
  });

  it('are replaced by those of OpenTofu with the same name', () => {
    const names = ['a.tf.json', 'a.tofu.json', 'b.tf.json', 'b.tofu', '.c.tf.json', 'd.json'];
    expect(moduleMembers(names, 'opentofu')).toEqual(['a.tofu.json', 'b.tf.json', 'b.tofu']);
    expect(moduleMembers(names, 'terraform')).toEqual(['a.tf.json', 'b.tf.json']);
  });

  it('take their variables from files of settings, those in JSON too', () => {
    const settings = JSON.stringify({ project: 'acme/api:ref_type:branch:ref:main' });
    const workspace = lay({ 'main.tf.json': CONFIGURATION });
    const file = path.join(folder, 'main.tf.json');
    expect(workspace.report(file).roles.map(({ verdict }) => verdict)).toEqual(['unknown']);
    fs.writeFileSync(path.join(folder, 'x.auto.tfvars.json'), settings);
    workspace.changedOnDisk(path.join(folder, 'x.auto.tfvars.json'));
    expect(workspace.report(file).roles.map(({ verdict }) => verdict)).toEqual(['exact']);
  });
});
