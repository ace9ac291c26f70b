/** What a configuration says of files, and of the project, as it counts for the reports on files. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Report } from '../../../server/src/core/analysis/report.ts';
import { providers } from '../../../server/src/core/oidc/catalogue.ts';
import { rules } from '../../../server/src/core/rules/index.ts';
import { DiskFileSystem } from '../../../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../../../server/src/workspace/workspace.ts';

/** The report on a file of a repository. */
function report(files: Readonly<Record<string, string | object>>, name: string): Report {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-trust-config-')));
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }));
  fs.mkdirSync(path.join(root, '.git'));
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return new Workspace(new DiskFileSystem(), { rules }).report(path.join(root, name));
}

function found(files: Readonly<Record<string, string | object>>, name: string): string[] {
  return report(files, name).findings.map(({ rule, severity }) => `${severity} ${rule}`);
}

function trust(issuer: string, condition: object, sid?: string): object {
  const Principal = { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` };
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal, Condition: condition };
  return { Version: '2012-10-17', Statement: [sid === undefined ? statement : { Sid: sid, ...statement }] };
}

const GITLAB = trust('gitlab.com', { StringEquals: { 'gitlab.com:sub': 'project_path:acme/api:*' } }, 'deploy');
const RULE = 'condition/wildcard-literal';

describe('ignores', () => {
  it('are for their files, and for the statement of their name', () => {
    const with_ = (ignore: object) =>
      found({ '.oidc-trust.json': { ignores: [ignore] }, 'a/t.json': GITLAB }, 'a/t.json');
    const entry = { files: ['a/*.json'], rule: RULE, reason: 'a test' };
    expect(with_({ ...entry, files: ['*.json'] })).toContain(`error ${RULE}`);
    expect(with_(entry)).not.toContain(`error ${RULE}`);
    expect(with_({ ...entry, sid: 'deploy' })).not.toContain(`error ${RULE}`);
    expect(with_({ ...entry, sid: 'other' })).toContain(`error ${RULE}`);
    expect(with_({ ...entry, rule: 'condition/*' })).not.toContain(`error ${RULE}`);
  });

  it('are for findings in a file that a module reads', () => {
    const role = 'resource "aws_iam_role" "r" {\n  assume_role_policy = file("t.json")\n}\n';
    const files = { 'main.tf': role, 't.json': GITLAB };
    expect(found(files, 't.json')).toContain(`error ${RULE}`);
    const ignores = [{ files: ['t.json'], rule: '*', reason: 'a test' }];
    expect(found({ ...files, '.oidc-trust.json': { ignores } }, 't.json')).toEqual([]);
  });
});

describe('a rule that is off', () => {
  it('masks no other one', () => {
    const issuer = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
    const condition = { StringEquals: { [`${issuer}:sub`]: 'system:serviceaccount:Prod:api' } };
    const files = { 't.json': trust(issuer, condition) };
    const masked = found(files, 't.json');
    expect(masked).toContain('error oidc/kubernetes-subject');
    const rest = masked.filter((one) => one !== 'error oidc/kubernetes-subject');
    const config = (settings: object) => found({ ...files, '.oidc-trust.json': { rules: settings } }, 't.json');
    expect(config({ 'oidc/kubernetes-subject': 'off' }).filter((one) => !rest.includes(one))).toEqual([
      'error oidc/nobody',
    ]);
    expect(config({ 'oidc/kubernetes-subject': 'hint' })).not.toContain('error oidc/nobody');
  });
});

describe('audiences', () => {
  it('that the configuration names are expected', () => {
    const issuer = 'token.actions.githubusercontent.com';
    const condition = {
      StringEquals: { [`${issuer}:aud`]: 'sts.amazon.com', [`${issuer}:sub`]: 'repo:acme@1/api@2:pull_request' },
    };
    const files = { 't.json': trust(issuer, condition) };
    expect(found(files, 't.json')).toContain('warning oidc/audience-unexpected');
    const audiences = ['sts.amazon.com'];
    expect(found({ ...files, '.oidc-trust.json': { audiences } }, 't.json')).not.toContain(
      'warning oidc/audience-unexpected',
    );
  });
});

describe('issuers', () => {
  const issuer = { name: 'Acme CI', url: 'https://ci.acme.example/', audiences: ['acme'] };
  const forms = { subjects: ['project:{project}:ref:{ref...}'], contexts: ['ref'] };
  const key = 'ci.acme.example/';
  const verdict = (sub: string, entry: object) => {
    const condition = { StringLike: { [`${key}:sub`]: sub }, StringEquals: { [`${key}:aud`]: 'acme' } };
    const files = { '.oidc-trust.json': { issuers: [entry] }, 't.json': trust(key, condition) };
    const [role] = report(files, 't.json').roles;
    return role!.verdict;
  };

  it('have verdicts by their subjects', () => {
    expect(verdict('project:api:ref:*', { name: 'other', url: 'https://other.example' })).toBe('unknown');
    expect(verdict('project:api:ref:*', { ...issuer, ...forms })).toBe('resource');
    expect(verdict('project:api:ref:release/*', { ...issuer, ...forms })).toBe('context');
    expect(verdict('project:*', { ...issuer, ...forms })).toBe('tenant');
    expect(verdict('project:api:branch:main', { ...issuer, ...forms })).toBe('nobody');
  });

  it('may be like a product that the catalogue knows', () => {
    const like = { ...issuer, like: 'gitlab-self-managed' };
    expect(verdict('project_path:acme/api:ref_type:branch:ref:main', like)).toBe('exact');
    expect(verdict('project_path:acme/api:branch:main', like)).toBe('nobody');
  });

  it('have audiences, a slash at the end and near misses of their own', () => {
    const config = { issuers: [{ ...issuer, ...forms }] };
    const aud = { StringEquals: { [`${key}:sub`]: 'project:api:ref:main', [`${key}:aud`]: 'sts.amazonaws.com' } };
    expect(found({ '.oidc-trust.json': config, 't.json': trust(key, aud) }, 't.json')).toContain(
      'warning oidc/audience-unexpected',
    );
    const provider = (url: string) => `resource "aws_iam_openid_connect_provider" "ci" {
  url            = "${url}"
  client_id_list = ["acme"]
}
`;
    const right = { 'main.tf': provider('https://ci.acme.example/') };
    expect(found(right, 'main.tf')).toEqual(['warning provider/url-slash']);
    expect(found({ ...right, '.oidc-trust.json': config }, 'main.tf')).toEqual([]);
    const typo = { 'main.tf': provider('https://ci.acme.exampel/'), '.oidc-trust.json': config };
    expect(found(typo, 'main.tf')).toContain('warning provider/url-typo');
  });

  it('may have stars, each for a part of the host or path', () => {
    const entry = { ...issuer, ...forms, url: 'https://*.acme.example/' };
    expect(verdict('project:api:branch:main', entry)).toBe('nobody');
    expect(verdict('project:api:branch:main', { ...entry, url: 'https://*/acme.example' })).toBe('exact');
  });

  it('are refused where they cannot be right', () => {
    const complaints = (entry: object) =>
      report({ '.oidc-trust.json': { issuers: [entry] } }, '.oidc-trust.json').problems.map(({ message }) => message);
    expect(complaints({ name: 'x', url: 'ci.acme.example' })[0]).toMatch(/https:\/\/ included/);
    expect(complaints({ name: 'x', url: 'https://gitlab.com' })[0]).toMatch(/is known already/);
    expect(complaints({ name: 'x', url: 'https://*.*.*.*.example' })[0]).toMatch(/at most 3 stars/);
    expect(complaints({ ...issuer, subjects: ['project:{project'] })[0]).toMatch(/is no form of subjects/);
    expect(complaints({ ...issuer, subjects: ['project:{}'] })[0]).toMatch(/is no form of subjects/);
    expect(complaints({ ...issuer, subjects: ['a:{b}'], contexts: ['c'] })[0]).toMatch(/no subject has a part named/);
    expect(complaints({ ...issuer, like: 'spire', subjects: ['a:{b}'] })[0]).toMatch(/write one of both/);
    expect(complaints({ ...issuer, like: 'gitlab' })[0]).toMatch(/must be one of/);
  });

  it('may be like every provider whose issuer can be on any host', () => {
    const schema = JSON.parse(fs.readFileSync('schemas/config.schema.json', 'utf8')) as {
      properties: { issuers: { items: { properties: { like: { enum: string[] } } } } };
    };
    expect(schema.properties.issuers.items.properties.like.enum.sort()).toEqual(
      providers.flatMap(({ id, issuer: { kind } }) => (kind === 'any-host' ? [id] : [])).sort(),
    );
  });
});

describe('policyFiles', () => {
  it('are trust policies, whatever they look like', () => {
    const files = { 'iam/t.json': { Statement: [{ Effect: 'Allow', Principal: '*' }] } };
    expect(found(files, 'iam/t.json')).toEqual([]);
    const config = { policyFiles: ['iam/*.json'] };
    expect(found({ ...files, '.oidc-trust.json': config }, 'iam/t.json')).toContain('error statement/missing-action');
  });
});
