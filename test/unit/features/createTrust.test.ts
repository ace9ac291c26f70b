/** New trusts as texts of a module: what is offered, where it goes, and that it is clean and means what was chosen. */
import { describe, expect, it } from 'vitest';
import { providers } from '../../../server/src/core/oidc/catalogue.ts';
import { NO_PROJECT } from '../../../server/src/core/oidc/project.ts';
import { parseConfiguration } from '../../../server/src/core/terraform/jsonSyntax.ts';
import { Module } from '../../../server/src/core/terraform/module.ts';
import { type Blank, issuerChoices, trustChoices } from '../../../server/src/features/createTrust/choices.ts';
import type { ChosenIssuer, TrustScene } from '../../../server/src/features/createTrust/scene.ts';
import {
  type TrustAnswers,
  textsAfter,
  type WrittenTrust,
  writeTrust,
} from '../../../server/src/features/createTrust/writing.ts';
import { analyseModule } from '../../support/analyse.ts';
import { GITHUB } from '../../support/trust.ts';

type Files = Readonly<Record<string, string>>;

function sceneOf(files: Files, around: Partial<TrustScene> = {}): TrustScene {
  const { providers: declared, models } = analyseModule(files);
  const members = Object.entries(files).map(([id, text]) => ({ id, text, tree: parseConfiguration(id, text) }));
  return {
    directory: '',
    module: new Module(members, {}),
    providers: declared,
    surfaces: models.flatMap(({ roles }) => roles.flatMap(({ policies }) => policies.map(({ surface }) => surface))),
    project: NO_PROJECT,
    remote: undefined,
    serviceAccounts: [],
    ...around,
  };
}

const GITHUB_CHOSEN: ChosenIssuer = { is: 'written', issuer: GITHUB };
const ANSWERS: TrustAnswers = {
  issuer: GITHUB_CHOSEN,
  subject: 'repo:acme/api:ref:refs/heads/main',
  audience: 'sts.amazonaws.com',
  required: [],
  surface: 'policy-document',
  role: 'deploy',
};

function write(scene: TrustScene, answers: Partial<TrustAnswers> = {}, open?: string): WrittenTrust {
  const written = writeTrust(scene, { ...ANSWERS, ...answers }, open);
  if ('problem' in written) throw new Error(written.problem);
  return written;
}

function withTrust(files: Files, answers: Partial<TrustAnswers> = {}, open?: string): Files {
  const scene = sceneOf(files);
  return { ...files, ...Object.fromEntries(textsAfter(scene, write(scene, answers, open))) };
}

/** `file: addresses`, a line a file. */
function homes(files: Files, answers: Partial<TrustAnswers> = {}, open?: string): string[] {
  return [...write(sceneOf(files), answers, open).added].map(([file, added]) => `${file}: ${added.join(' ')}`);
}

function faults(files: Files): string[] {
  return analyseModule(files)
    .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ rule, message }) => `${rule}: ${message}`);
}

const PROVIDER = `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${GITHUB}"
  client_id_list = ["sts.amazonaws.com"]
}
`;
const ROLE = `resource "aws_iam_role" "ec2" {
  name               = "ec2"
  assume_role_policy = data.aws_iam_policy_document.ec2.json
}
`;
const DOCUMENT = `data "aws_iam_policy_document" "ec2" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
`;
const CLUSTER = `resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = "arn:aws:iam::111122223333:role/cluster"
}
`;
const VARIABLES = 'variable "org" {}\n';

describe('where a trust goes', () => {
  const P = 'aws_iam_openid_connect_provider.github_actions';
  const D = 'data.aws_iam_policy_document.deploy_trust';
  const R = 'aws_iam_role.deploy';

  it.each<[string, Files, string | undefined, string[]]>([
    ['an empty directory', {}, undefined, [`oidc.tf: ${P} ${D} ${R}`]],
    ['where roles are', { 'iam.tf': DOCUMENT + ROLE }, undefined, [`oidc.tf: ${P}`, `iam.tf: ${D} ${R}`]],
    [
      'documents that are kept apart',
      { 'policies.tf': DOCUMENT, 'iam.tf': ROLE },
      undefined,
      [`oidc.tf: ${P}`, `policies.tf: ${D}`, `iam.tf: ${R}`],
    ],
    [
      'where providers are',
      { 'federation.tf': PROVIDER.replace(GITHUB, 'gitlab.com'), 'iam.tf': DOCUMENT + ROLE },
      undefined,
      [`federation.tf: ${P}`, `iam.tf: ${D} ${R}`],
    ],
    ['a provider that is there', { 'oidc.tf': PROVIDER, 'iam.tf': DOCUMENT + ROLE }, undefined, [`iam.tf: ${D} ${R}`]],
    ['beside a provider that is there', { 'federation.tf': PROVIDER }, undefined, [`federation.tf: ${D} ${R}`]],
    [
      'the open file with roles',
      { 'a.tf': ROLE + ROLE.replaceAll('ec2', 'lambda'), 'b.tf': DOCUMENT + ROLE.replaceAll('"ec2"', '"batch"') },
      'b.tf',
      [`oidc.tf: ${P}`, `b.tf: ${D} ${R}`],
    ],
    ['the open file, where no roles are', { 'deploy.tf': '' }, 'deploy.tf', [`oidc.tf: ${P}`, `deploy.tf: ${D} ${R}`]],
    ['not the open file of variables', { 'variables.tf': VARIABLES }, 'variables.tf', [`oidc.tf: ${P} ${D} ${R}`]],
    ['OpenTofu', { 'main.tofu': VARIABLES }, undefined, [`oidc.tofu: ${P} ${D} ${R}`]],
    ['an oidc.tf that is there', { 'oidc.tf': VARIABLES }, undefined, [`oidc.tf: ${P} ${D} ${R}`]],
    ['not a broken file', { 'oidc.tf': 'resource "a" "b" {\n' }, undefined, [`oidc_2.tf: ${P} ${D} ${R}`]],
    ['no override file', { 'override.tf': ROLE }, undefined, [`oidc.tf: ${P} ${D} ${R}`]],
    ['no JSON', { 'main.tf.json': '{"resource":{"aws_iam_role":{"x":{}}}}' }, undefined, [`oidc.tf: ${P} ${D} ${R}`]],
  ])('%s', (_, files, open, expected) => {
    expect(homes(files, {}, open)).toEqual(expected);
  });

  it('keeps what is there, with its line ends, and one empty line between', () => {
    const windows = (PROVIDER + VARIABLES).replaceAll('\n', '\r\n');
    const now = withTrust({ 'oidc.tf': windows })['oidc.tf']!;
    expect(now.startsWith(`${windows}\r\ndata "aws_iam_policy_document"`)).toBe(true);
    expect(now.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(withTrust({ 'oidc.tf': PROVIDER.trimEnd() })['oidc.tf']).toContain('}\n\ndata');
    expect(withTrust({ 'main.tf': VARIABLES.replace('\n', '\r\n'), 'oidc.tf': '' })['oidc.tf']).toMatch(
      /^resource.*\r\n/,
    );
  });
});

describe('names', () => {
  it('are not those of other blocks', () => {
    const files = {
      'oidc.tf': PROVIDER.replace('"github"', '"github_actions"').replace(GITHUB, 'gitlab.com'),
      'iam.tf': DOCUMENT.replace('"ec2"', '"deploy_trust"'),
    };
    const now = withTrust(files);
    expect(now['oidc.tf']).toContain('"aws_iam_openid_connect_provider" "github_actions_2"');
    expect(Object.values(now).join('')).toContain('= data.aws_iam_policy_document.deploy_trust_2.json');
    expect(faults(now)).toEqual([]);
  });

  it('of a role is refused where a role has it', () => {
    const scene = sceneOf({ 'iam.tf': DOCUMENT + ROLE });
    expect(writeTrust(scene, { ...ANSWERS, role: 'ec2' }, undefined)).toEqual({
      problem: 'The module has aws_iam_role.ec2 already. Choose another name.',
    });
    expect(trustChoices(scene, GITHUB_CHOSEN)!.takenRoles).toEqual(['ec2']);
    const deploy = sceneOf({ 'iam.tf': ROLE.replaceAll('ec2', 'deploy') });
    expect(trustChoices(deploy, GITHUB_CHOSEN)!.role.text).toBe('deploy_2');
  });

  it('of an own issuer come from its host', () => {
    const issuer: ChosenIssuer = { is: 'written', issuer: '2fa.id.example.com/realm' };
    expect(homes({}, { issuer, subject: 'batch' })[0]).toContain(
      'aws_iam_openid_connect_provider.oidc_2fa_id_example_com',
    );
  });
});

describe('a provider that is there', () => {
  const withRole = (provider: string): string => withTrust({ 'oidc.tf': provider }, { role: 'ci' })['oidc.tf']!;

  it('is used, as resource and as data source', () => {
    expect(withRole(PROVIDER)).toContain('identifiers = [aws_iam_openid_connect_provider.github.arn]');
    const source = `data "aws_iam_openid_connect_provider" "github" {\n  url = "https://${GITHUB}"\n}\n`;
    expect(withRole(source)).toContain('identifiers = [data.aws_iam_openid_connect_provider.github.arn]');
    expect(faults({ 'oidc.tf': withRole(source) })).toEqual([]);
  });

  it('is not made a second time where it cannot be named', () => {
    const many = PROVIDER.replace('{\n', '{\n  count = var.create ? 1 : 0\n');
    const written = writeTrust(sceneOf({ 'oidc.tf': `variable "create" {}\n${many}` }), ANSWERS, undefined);
    expect(written).toHaveProperty('problem', expect.stringMatching(/^aws_iam_openid_connect_provider\.github is a/));
  });

  it('gives the audiences', () => {
    const scene = sceneOf({ 'oidc.tf': PROVIDER.replace('sts.amazonaws.com', 'acme') });
    expect(trustChoices(scene, GITHUB_CHOSEN)!.audiences).toEqual(['acme']);
  });
});

describe('what is offered', () => {
  it("is first the module's own issuers, each once, and last any other", () => {
    const choices = issuerChoices(sceneOf({ 'oidc.tf': PROVIDER, 'eks.tf': CLUSTER }));
    expect(choices.slice(0, 2).map(({ label, detail }) => [label, detail])).toEqual([
      ['aws_iam_openid_connect_provider.github', GITHUB],
      ['aws_eks_cluster.main', 'Amazon EKS (IAM roles for service accounts)'],
    ]);
    expect(choices.at(-1)!.from).toBe('elsewhere');
    expect(choices.filter(({ detail }) => detail === GITHUB)).toHaveLength(1);
  });

  it('has owner and repository from the git remote, part by part', () => {
    const remote = { host: 'github.com', path: 'acme/shop' };
    const [first] = trustChoices(sceneOf({}, { remote }), GITHUB_CHOSEN)!.subjects;
    const blanks = first!.pieces.filter((piece): piece is Blank => typeof piece !== 'string');
    expect(blanks.slice(0, 2)).toMatchObject([
      { name: 'owner', text: 'acme' },
      { name: 'repository', text: 'shop' },
    ]);
    expect(first!.label).toMatch(/^repo:acme\/shop:/);
  });

  it('has no example in the place of an owner, so that none is trusted by a slip', () => {
    const [first] = trustChoices(sceneOf({}), GITHUB_CHOSEN)!.subjects;
    const blanks = first!.pieces.filter((piece): piece is Blank => typeof piece !== 'string');
    expect(blanks.map(({ name, text, example }) => [name, text, example])).toEqual([
      ['owner', '', 'OWNER'],
      ['repository', '', 'REPOSITORY'],
      ['branch', 'main', 'main'],
    ]);
  });

  it('has the service accounts of the workspace for a cluster', () => {
    const scene = sceneOf({ 'eks.tf': CLUSTER }, { serviceAccounts: [{ namespace: 'web', name: 'api' }] });
    const choices = trustChoices(scene, { is: 'made', address: 'aws_eks_cluster.main' })!;
    expect(choices.subjects[0]!.pieces).toEqual(['system:serviceaccount:web:api']);
    expect(choices.audiences).toContain('sts.amazonaws.com');
  });

  it('has the form first that the module uses most', () => {
    const encoded = ROLE.replace(/data\..*json/, 'jsonencode({ Statement = [] })').replaceAll('ec2', 'lambda');
    const surfacesOf = (...texts: readonly string[]) =>
      trustChoices(sceneOf({ 'main.tf': texts.join('') }), GITHUB_CHOSEN)!.surfaces;
    expect(surfacesOf()).toEqual(['policy-document', 'jsonencode']);
    expect(surfacesOf(encoded)).toEqual(['jsonencode', 'policy-document']);
    expect(surfacesOf(encoded, DOCUMENT, ROLE, ROLE.replaceAll('"ec2"', '"b"'))[0]).toBe('policy-document');
  });
});

describe('the trust', () => {
  it('of a cluster takes its issuer from the cluster', () => {
    const issuer: ChosenIssuer = { is: 'made', address: 'aws_eks_cluster.main' };
    const now = withTrust({ 'eks.tf': CLUSTER }, { issuer, subject: 'system:serviceaccount:web:api' });
    expect(now['oidc.tf']).toContain('url            = aws_eks_cluster.main.identity[0].oidc[0].issuer');
    expect(faults(now)).toEqual([]);
    const again = sceneOf(now);
    expect(issuerChoices(again).map(({ label }) => label)).not.toContain('aws_eks_cluster.main');
    const declared: ChosenIssuer = { is: 'declared', address: 'aws_iam_openid_connect_provider.main' };
    expect(trustChoices(again, declared)!.subjects[0]!.label).toMatch(/^system:serviceaccount:/);
    const second = withTrust(now, { issuer: declared, subject: 'system:serviceaccount:web:jobs', role: 'jobs' });
    expect(faults(second)).toEqual([]);
    expect(analyseModule(second).roles).toHaveLength(2);
  });

  const all = issuerChoices(sceneOf({})).filter(({ from }) => from === 'catalogue');
  it('is offered for every issuer of the catalogue', () => {
    expect(new Set(all.map(({ label }) => label))).toEqual(new Set(providers.map(({ name }) => name)));
  });

  it.each(all.map((choice) => [`${choice.label}, ${choice.detail}`, choice] as const))('%s is clean', (_, choice) => {
    const { chosen, detail } = choice;
    const issuer: ChosenIssuer = chosen.is === 'written' && choice.blank ? { ...chosen, issuer: detail } : chosen;
    const { subjects, audiences, required } = trustChoices(sceneOf({}), issuer)!;
    for (const surface of ['policy-document', 'jsonencode'] as const) {
      const now = withTrust(
        {},
        {
          issuer,
          subject: subjects[0]?.label ?? 'batch',
          audience: audiences[0] ?? 'application',
          required: required.map(({ name }) => ({ name, text: 'session' })),
          surface,
        },
      );
      expect(faults(now), now['oidc.tf']).toEqual([]);
      const { roles } = analyseModule(now);
      expect(['exact', 'context', 'resource', 'unknown'], roles[0]!.summary).toContain(roles[0]!.verdict);
    }
  });
});
