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
