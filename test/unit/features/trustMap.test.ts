/** The map of issuers, subjects and roles, as plain data. */
import { describe, expect, it } from 'vitest';
import { type TrustMap, trustMap } from '../../../server/src/features/trustMap.ts';
import { analyse, analyseModule } from '../../support/analyse.ts';
import { GITHUB, trusting } from '../../support/trust.ts';

const MAIN = 'repo:acme/api:ref:refs/heads/main';
const ANY = 'repo:acme/web:*';

function role(name: string, ...statements: readonly object[]): string {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  return `resource "aws_iam_role" "${name}" {\n  assume_role_policy = jsonencode(${policy})\n}\n`;
}

function github(...subjects: readonly string[]): object {
  return trusting(GITHUB, { StringLike: { [`${GITHUB}:sub`]: subjects } });
}

function mapOf(text: string): TrustMap {
  return trustMap([analyse('terraform', text)]);
}

/** `role: issuer / verdict / subject`, a line an edge. */
function edgesOf({ issuers, subjects, roles, edges }: TrustMap): string[] {
  const byId = <Node extends { readonly id: string }>(nodes: readonly Node[], id: string): Node =>
    nodes.find((node) => node.id === id)!;
  return edges.map((edge) => {
    const subject = byId(subjects, edge.subject);
    return `${byId(roles, edge.role).title}: ${byId(issuers, subject.issuer).name} / ${subject.verdict} / ${subject.text}`;
  });
}

describe('trust map', () => {
  it('has each accepted subject by itself, however wide the others are', () => {
    const map = mapOf(role('deploy', github(MAIN, ANY)));
    expect(edgesOf(map)).toEqual([
      'aws_iam_role.deploy: GitHub Actions / exact / a workflow of repository acme/api: branch main',
      'aws_iam_role.deploy: GitHub Actions / resource / any workflow of repository acme/web: any branch, any tag, any pull request ref, any environment, pull_request',
    ]);
    expect(map.roles.map(({ verdict }) => verdict)).toEqual(['resource']);
  });

  it('draws what several roles accept once', () => {
    const map = mapOf(role('a', github(MAIN)) + role('b', github(MAIN)));
    expect([map.issuers.length, map.subjects.length, map.roles.length, map.edges.length]).toEqual([1, 1, 2, 2]);
  });

  it('keeps every issuer of a role', () => {
    const gitlab = trusting('gitlab.com', {
      StringEquals: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main' },
    });
    const map = mapOf(role('both', github('repo:*'), gitlab));
    expect(map.roles.map(({ verdict }) => verdict)).toEqual(['anyone']);
    expect(map.subjects.map(({ issuer, verdict }) => [issuer, verdict])).toEqual([
      [GITHUB, 'anyone'],
      ['gitlab.com', 'exact'],
    ]);
  });

  it('leaves out subjects that nobody has beside those that somebody has, and shows them alone', () => {
    const wrong = 'repo:acme/api:refs/heads/main';
    expect(edgesOf(mapOf(role('some', github(MAIN, wrong))))).toEqual([
      'aws_iam_role.some: GitHub Actions / exact / a workflow of repository acme/api: branch main',
    ]);
    expect(edgesOf(mapOf(role('none', github(wrong))))).toEqual([
      `aws_iam_role.none: GitHub Actions / nobody / no token: no subject matches, the nearest is ${MAIN}`,
    ]);
  });

  it('takes away what a Deny takes away', () => {
    const deny = trusting(GITHUB, { StringLike: { [`${GITHUB}:sub`]: 'repo:acme/*' } }, 'Deny');
    const map = mapOf(role('denied', github(MAIN), deny));
    expect(edgesOf(map)).toEqual(['aws_iam_role.denied: GitHub Actions / nobody / no token: a Deny takes all away']);
  });

  it('counts roles that no web identity can assume, and draws none', () => {
    const service = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } };
    const map = mapOf(role('machine', service) + role('deploy', github(MAIN)));
    expect(map.notFederated).toBe(1);
    expect(map.roles.map(({ title }) => title)).toEqual(['aws_iam_role.deploy']);
  });

  it('shows a role of which nothing is known, under an issuer that is not known', () => {
    const map = mapOf('variable "p" {}\nresource "aws_iam_role" "r" {\n  assume_role_policy = var.p\n}\n');
    expect(edgesOf(map)).toEqual([
      'aws_iam_role.r: an issuer that is not known / unknown / not certain from what stands here',
    ]);
  });

  it('claims nothing of a subject that hangs on a variable', () => {
    const text = role('r', github('REPLACE')).replace('"REPLACE"', '"repo:$' + '{var.repo}:*"');
    const map = mapOf(`variable "repo" {}\n${text}`);
    expect(map.subjects.map(({ verdict }) => verdict)).toEqual(['unknown']);
    expect(map.issuers.map(({ issuer }) => issuer)).toEqual([GITHUB]);
  });

  it('claims nothing of one of several policies', () => {
    const chosen = (repository: string): string =>
      `jsonencode(${JSON.stringify({ Version: '2012-10-17', Statement: [github(repository)] })})`;
    const text = `variable "open" {}
resource "aws_iam_role" "r" {
  assume_role_policy = var.open ? ${chosen('repo:acme/*')} : ${chosen(MAIN)}
}
`;
    expect(mapOf(text).subjects.map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  it('has an instance of for_each as a role of its own', () => {
    const text = role('deploy', github('REPLACE'))
      .replace('"REPLACE"', '"repo:acme/$' + '{each.key}:ref:refs/heads/main"')
      .replace('{\n', '{\n  for_each = toset(["api", "web"])\n');
    const map = mapOf(text);
    expect(map.roles.map(({ title, verdict }) => [title, verdict])).toEqual([
      ['aws_iam_role.deploy["api"]', 'exact'],
      ['aws_iam_role.deploy["web"]', 'exact'],
    ]);
    expect(new Set(map.roles.map(({ id }) => id)).size).toBe(2);
  });

  it('names a policy that stands alone after its file', () => {
    const policy = analyse('json', JSON.stringify({ Version: '2012-10-17', Statement: [github(MAIN)] }));
    const alone = trustMap([policy]);
    expect(alone.roles.map(({ title }) => title)).toEqual(['trust-policy.json']);
  });

  it('leads to the provider that declares an issuer, to the statement and to the role', () => {
    const provider = `resource "aws_iam_openid_connect_provider" "github" {\n  url = "https://${GITHUB}"\n  client_id_list = ["sts.amazonaws.com"]\n}\n`;
    const files = { 'oidc.tf': provider, 'role.tf': role('deploy', github(MAIN)) };
    const { issuers, subjects, roles } = trustMap([analyseModule(files)]);
    const textOf = ({ at }: { at: { file: string; start: number; end: number } }): string =>
      files[at.file as keyof typeof files].slice(at.start, at.end);
    expect(textOf(issuers[0]!)).toContain('"aws_iam_openid_connect_provider" "github"');
    expect(textOf(subjects[0]!)).toContain(MAIN);
    expect(textOf(roles[0]!)).toBe('resource "aws_iam_role" "deploy"');
  });

  it('keeps ids when something else changes', () => {
    const before = mapOf(role('b', github(MAIN)));
    const after = mapOf(role('a', github(ANY)) + role('b', github(MAIN)));
    const ids = ({ issuers, subjects, roles }: TrustMap): string[] =>
      [...issuers, ...subjects, ...roles].map(({ id }) => id);
    expect(ids(after)).toEqual(expect.arrayContaining(ids(before)));
  });

  it('does not hang on the order of the files', () => {
    const [a, b] = [role('a', github(MAIN)), role('b', github(ANY))].map((text, i) =>
      analyseModule({ [`${i}.tf`]: text }),
    );
    expect(trustMap([b!, a!])).toEqual(trustMap([a!, b!]));
  });
});
