/**
 * Policies on which other checkers were seen to fail, each with the truth about it. `open` is what strangers can assume,
 * `unassumable` what nobody can; of a `weak` one the verdict stands beside it. The rule is the one that must say why.
 */
import { describe, expect, it } from 'vitest';
import { analyseModule } from '../support/analyse.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const arn = (issuer: string): string => `arn:aws:iam::111122223333:oidc-provider/${issuer}`;

const VERDICTS = { safe: 'exact', open: 'anyone', unassumable: 'nobody' } as const;

interface Row {
  readonly name: string;
  readonly truth: keyof typeof VERDICTS | 'weak';
  /** Of a weak one. */
  readonly verdict?: string;
  readonly rule?: string;
  readonly issuer?: string;
  readonly principal?: string;
  readonly action?: string;
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
  /** A statement before the one in question. */
  readonly before?: object;
}

const aud = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
const sub = (value: string | readonly string[]): Record<string, string | readonly string[]> => ({
  [`${GITHUB}:sub`]: value,
});

const ROWS: readonly Row[] = [
  {
    name: 'an exact subject',
    truth: 'safe',
    conditions: { StringEquals: { ...aud, ...sub('repo:acme/api:ref:refs/heads/main') } },
  },
  {
    name: 'an immutable subject',
    truth: 'safe',
    conditions: { StringEquals: { ...aud, ...sub('repo:acme@123456/api@456789:ref:refs/heads/main') } },
  },
  { name: 'the audience alone', truth: 'open', rule: 'oidc/required-claim', conditions: { StringEquals: aud } },
  {
    name: 'repo:*',
    truth: 'open',
    rule: 'oidc/anyone',
    conditions: { StringEquals: aud, StringLike: sub('repo:*') },
  },
  {
    name: 'an owner that only begins like it',
    truth: 'open',
    rule: 'oidc/anyone',
    conditions: { StringEquals: aud, StringLike: sub('repo:acme*/*') },
  },
  {
    name: 'an open value behind a tight one',
    truth: 'open',
    rule: 'oidc/anyone',
    conditions: { StringEquals: aud, StringLike: sub(['repo:acme/api:*', 'repo:*']) },
  },
  {
    name: 'a wildcard under StringEquals',
    truth: 'unassumable',
    rule: 'condition/wildcard-literal',
    conditions: { StringEquals: { ...aud, ...sub('repo:acme/api:*') } },
  },
  {
    name: 'everybody but one',
    truth: 'open',
    rule: 'condition/negated',
    conditions: { StringEquals: aud, StringNotEquals: sub('repo:acme/api:pull_request') },
  },
  {
    name: 'ForAllValues on the subject',
    truth: 'weak',
    verdict: 'resource',
    rule: 'condition/set-operator',
    conditions: { StringEquals: aud, 'ForAllValues:StringLike': sub('repo:acme/api:*') },
  },
  {
    name: 'IfExists on the subject, which every token has',
    truth: 'weak',
    verdict: 'resource',
    rule: 'condition/if-exists',
    conditions: { StringEquals: aud, StringLikeIfExists: sub('repo:acme/api:*') },
  },
  {
    // Others call it weak for how it begins; the repository is in it, and it is the whole subject.
    name: 'a customised subject that begins with an environment',
    truth: 'weak',
    verdict: 'exact',
    conditions: { StringEquals: { ...aud, ...sub('environment:prod:repo:acme/api') } },
  },
  {
    name: 'a service first, the open statement second',
    truth: 'open',
    rule: 'oidc/required-claim',
    before: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    conditions: { StringEquals: aud },
  },
  {
    name: 'the provider by reference',
    truth: 'open',
    rule: 'oidc/required-claim',
    principal: 'aws_iam_openid_connect_provider.github.arn',
    conditions: { StringEquals: aud },
  },
  {
    name: 'GitLab, the audience alone',
    truth: 'open',
    rule: 'oidc/required-claim',
    issuer: 'gitlab.com',
    conditions: { StringEquals: { 'gitlab.com:aud': 'https://gitlab.com' } },
  },
  {
    name: 'sts:AssumeRole for a token',
    truth: 'unassumable',
    rule: 'action/principal-mismatch',
    action: 'sts:AssumeRole',
    conditions: { StringEquals: { ...aud, ...sub('repo:acme/api:pull_request') } },
  },
  {
    name: "another issuer's keys",
    truth: 'unassumable',
    rule: 'condition/key-prefix',
    conditions: {
      StringEquals: { 'gitlab.com:aud': 'sts.amazonaws.com', 'gitlab.com:sub': 'repo:acme/api:pull_request' },
    },
  },
  {
    name: 'refs/head/',
    truth: 'unassumable',
    rule: 'oidc/nobody',
    conditions: { StringEquals: { ...aud, ...sub('repo:acme/api:ref:refs/head/main') } },
  },
  {
    name: 'a customised subject of ids',
    truth: 'safe',
    conditions: { StringEquals: { ...aud, ...sub('repository_owner_id:123:repository_id:456') } },
  },
];

function moduleOf({ issuer = GITHUB, principal, action, conditions, before }: Row): string {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: principal ? '@@' : arn(issuer) },
    Action: action ?? 'sts:AssumeRoleWithWebIdentity',
    Condition: conditions,
  };
  const policy = JSON.stringify(
    { Version: '2012-10-17', Statement: [...(before ? [before] : []), statement] },
    null,
    2,
  );
  return `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${GITHUB}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode(${policy.replace('"@@"', principal ?? '')})
}
`;
}

describe.each(ROWS.map((row) => [row.name, row] as const))('%s', (_, row) => {
  const report = analyseModule({ 'main.tf': moduleOf(row) });

  it(row.truth, () => {
    expect(report.roles).toMatchObject([{ verdict: row.truth === 'weak' ? row.verdict : VERDICTS[row.truth] }]);
  });

  it(row.rule ? `is told by ${row.rule}` : 'is told by no rule of an error', () => {
    const rules = report.findings
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map(({ rule }) => rule);
    expect(rules).toEqual(row.rule ? expect.arrayContaining([row.rule]) : []);
  });
});

it('are all there', () => {
  const count = (truth: Row['truth']): number => ROWS.filter((row) => row.truth === truth).length;
  expect([count('safe'), count('open'), count('unassumable'), count('weak')]).toEqual([3, 8, 4, 3]);
});
