/** Who can assume a role, by all the conditions of its statements together. */

import { describe, expect, it } from 'vitest';
import { judgeRole, type RoleJudgement } from '../../../server/src/core/access/roleVerdict.ts';
import type { Verdict } from '../../../server/src/core/access/verdict.ts';
import { NO_ISSUERS } from '../../../server/src/core/oidc/project.ts';
import { analyse } from '../../support/analyse.ts';
import { type Conditions, GITHUB, policyOf, trusting } from '../../support/trust.ts';

const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF';
const key = (claim: string): string => `${GITHUB}:${claim}`;
const AUD = { [key('aud')]: 'sts.amazonaws.com' };
const MAIN = 'repo:acme/api:ref:refs/heads/main';

function judge(...statements: readonly object[]): RoleJudgement {
  return judgeRole([policyOf(...statements)], true, NO_ISSUERS);
}

function github(condition: Conditions, effect: 'Allow' | 'Deny' = 'Allow'): object {
  return trusting(GITHUB, condition, effect);
}

function sub(...values: string[]): Conditions[string] {
  return { [key('sub')]: values };
}

describe('issuers that are built in', () => {
  const builtIn = (issuer: string, claims: Readonly<Record<string, string>>): RoleJudgement =>
    judge({
      Effect: 'Allow',
      Principal: { Federated: issuer },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: Object.fromEntries(Object.entries(claims).map(([c, v]) => [`${issuer}:${c}`, v])) },
    });
  const pool = 'us-east-1:12345678-dead-beef-cafe-1234567890ab';

  it('say the name of the thing once, and whose audience it is', () => {
    const cognito = builtIn('cognito-identity.amazonaws.com', { aud: pool });
    expect([cognito.verdict, cognito.sentence]).toEqual([
      'tenant',
      `Amazon Cognito identity pools: any identity of any region, with aud ${pool}`,
    ]);
    expect(builtIn('www.amazon.com', { app_id: 'app' }).sentence).toBe(
      'Login with Amazon: any Amazon account, with app_id app',
    );
    const one = builtIn('cognito-identity.amazonaws.com', { aud: pool, sub: pool });
    expect(one.sentence).toMatch(/: identity 12345678-[\w-]+ of region us-east-1, with aud /);
  });
});

describe('claims that everybody sets for tokens of their own', () => {
  const any = { StringLike: sub('repo:*') };
  const claim = (name: string, ...values: string[]): Conditions[string] => ({ [key(name)]: values });
  const LIBRARY = '.github/workflows/deploy.yml@refs/heads/main';
  const open: readonly (readonly [string, Conditions, Readonly<Record<string, string>>])[] = [
    ['a branch', { ...any, StringEquals: claim('ref', 'refs/heads/main') }, { ref: 'refs/heads/main' }],
    [
      'a branch that the subject names too',
      {
        StringLike: sub('repo:*:ref:refs/heads/main'),
        StringEquals: claim('ref', 'refs/heads/next', 'refs/heads/main'),
      },
      { sub: 'repo:someone-else/x:ref:refs/heads/main', ref: 'refs/heads/main' },
    ],
    ['some branches', { StringLike: { ...sub('repo:*'), ...claim('ref', 'refs/tags/v?') } }, { ref: 'refs/tags/vx' }],
    [
      'an environment, or none',
      { ...any, StringEqualsIfExists: claim('environment', 'prod'), StringEquals: claim('ref', 'refs/heads/main') },
      { ref: 'refs/heads/main' },
    ],
    [
      'an environment and a branch',
      { ...any, StringEquals: { ...claim('environment', 'prod'), ...claim('ref', 'refs/heads/main') } },
      { sub: 'repo:someone-else/x:environment:prod', environment: 'prod', ref: 'refs/heads/main' },
    ],
    ['any workflow', { StringLike: { ...sub('repo:*'), ...claim('workflow', '*') } }, {}],
    [
      'a reusable workflow of anybody',
      { StringLike: { ...sub('repo:*'), ...claim('job_workflow_ref', `*/${LIBRARY}`) } },
      { job_workflow_ref: `someone-else/x/${LIBRARY}` },
    ],
    ['no branch but one', { ...any, StringNotEquals: claim('ref', 'refs/heads/main') }, {}],
  ];
  it.each(open)('do not keep strangers out: %s', (_, condition, claims) => {
    const { verdict, witness } = judge(github({ ...condition }));
    expect(verdict).toBe('anyone');
    expect(witness).toMatchObject(claims);
  });

  const closed: readonly (readonly [string, Conditions])[] = [
    ['a person', { ...any, StringEquals: claim('actor', 'alice') }],
    ['a reusable workflow of one owner', { ...any, StringEquals: claim('job_workflow_ref', `acme/ci/${LIBRARY}`) }],
    ['those of one owner', { StringLike: { ...sub('repo:*'), ...claim('job_workflow_ref', 'acme/*') } }],
    [
      'a branch that the subject contradicts',
      { StringLike: sub('repo:*:ref:refs/heads/next'), StringEquals: claim('ref', 'refs/heads/main') },
    ],
    [
      'the one that the subject names, taken away',
      { StringLike: sub('repo:*:ref:refs/heads/main'), StringNotEquals: claim('ref', 'refs/heads/main') },
    ],
    [
      'an environment, where the subject has a branch instead',
      { StringLike: sub('repo:*:ref:refs/heads/main'), StringEquals: claim('environment', 'prod') },
    ],
    ['a branch and a person', { ...any, StringEquals: { ...claim('ref', 'refs/heads/main'), ...claim('actor', 'a') } }],
    [
      'an address besides',
      { ...any, StringEquals: claim('ref', 'refs/heads/a'), IpAddress: { 'aws:SourceIp': '1.2.3.4' } },
    ],
  ];
  it.each(closed)('and what may keep them out leaves it open: %s', (_, condition) => {
    expect(judge(github(condition)).verdict).toBe('unknown');
  });

  const all = { StringLike: sub('repo:acme/*') };
  it.each<[string, Conditions, string, string]>([
    ['a branch without refs/heads/', { ...all, StringEquals: claim('ref', 'main') }, 'nobody', 'never met'],
    [
      'whatever begins with a branch',
      { StringLike: { ...sub('repo:acme/*'), ...claim('ref', 'main*') } },
      'nobody',
      'met',
    ],
    ['an id that is none', { ...all, 'ForAnyValue:StringEquals': claim('repository_id', 'api') }, 'nobody', 'met'],
    ['all there are', { StringLike: { ...sub('repo:acme/*'), ...claim('ref', 'refs/*') } }, 'tenant', 'pull_request'],
    ['all but none', { ...all, StringNotEquals: claim('ref', 'main') }, 'tenant', 'pull_request'],
    ['no repository but one', { ...all, StringNotEquals: claim('repository', 'acme/api') }, 'tenant', 'pull_request'],
  ])('values as the claim has them: %s', (_, condition, verdict, end) => {
    const judgement = judge(github(condition));
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.sentence.endsWith(end)).toBe(true);
  });

  it('a token has values that its claims can have', () => {
    const { witness } = judge(
      github({
        StringLike: sub('repo:acme*'),
        StringNotEquals: { ...claim('repository_id', '123456'), ...claim('ref', 'refs/heads/next') },
      }),
    );
    expect(witness).toMatchObject({ ref: 'refs/heads/main' });
    expect(witness!['repository_id']).toMatch(/^[0-9]+$/);
  });

  it('a name that each tenant gives is no tenant', () => {
    const buildkite = (claims: Readonly<Record<string, string>>, subject = 'organization:*'): Verdict => {
      const issuer = 'agent.buildkite.com';
      const equals = Object.fromEntries(Object.entries(claims).map(([name, value]) => [`${issuer}:${name}`, value]));
      return judge(trusting(issuer, { StringLike: { [`${issuer}:sub`]: subject }, StringEquals: equals })).verdict;
    };
    expect(buildkite({ build_branch: 'main' })).toBe('anyone');
    expect(buildkite({ pipeline_slug: 'deploy' })).toBe('anyone');
    expect(buildkite({ pipeline_slug: 'deploy', cluster_id: 'x' })).toBe('unknown');
    const organization_id = '0184990a-477b-4fa8-9968-496074483cee';
    expect(buildkite({ pipeline_slug: 'deploy', organization_id })).toBe('resource');
    expect(buildkite({ pipeline_slug: 'deploy' }, 'organization:acme:*')).toBe('resource');
  });

  it.each(['ref_protected', 'user_access_level', 'pipeline_source'])('%s of GitLab', (name) => {
    const value = { ref_protected: 'true', user_access_level: 'maintainer', pipeline_source: 'push' }[name]!;
    const condition = (of: string): Conditions => ({
      StringLike: { 'gitlab.com:sub': 'project_path:*' },
      StringEquals: { [`gitlab.com:${name}`]: of },
    });
    expect(judge(trusting('gitlab.com', condition(value))).verdict).toBe('anyone');
    expect(judge(trusting('gitlab.com', condition('x'))).verdict).not.toBe('anyone');
  });
});

describe('one statement', () => {
  it('does not take away what it lets in, where its effect is neither Allow nor Deny', () => {
    const { verdict, sentence } = judge({ ...github({ StringEquals: sub(MAIN) }), Effect: 'allow' });
    expect([verdict, sentence]).toEqual(['unknown', 'not certain from what stands here']);
  });

  it('for everybody is for no web identity, unless an action is', () => {
    const everybody = (Action: string): object => ({ Effect: 'Allow', Principal: { AWS: '*' }, Action });
    expect(judge(everybody('sts:AssumeRole')).verdict).toBe('not-federated');
    expect(judge(everybody('sts:AssumeRole*')).verdict).toBe('unknown');
  });
});

describe('several conditions of one statement', () => {
  const table: readonly (readonly [string, Conditions, Verdict, string])[] = [
    [
      'two patterns of a subject',
      { StringLike: sub('repo:acme/*'), 'ForAnyValue:StringLike': sub('*:ref:refs/heads/main') },
      'tenant',
      'any repository of owner acme: branch main',
    ],
    [
      'patterns that leave one subject',
      { StringLike: sub('repo:acme/*'), StringEquals: sub(MAIN, 'repo:other/api:pull_request') },
      'exact',
      'repository acme/api: branch main',
    ],
    [
      'patterns that leave none',
      { StringLike: sub('repo:acme/*'), StringEquals: sub('repo:other/api:pull_request') },
      'nobody',
      '',
    ],
    [
      'a repository without its pull requests',
      { StringLike: sub('repo:acme/api:*'), StringNotLike: sub('*:pull_request') },
      'context',
      'any branch, any tag, any pull request ref, any environment',
    ],
    ['everybody but one owner', { StringEquals: AUD, StringNotLike: sub('repo:acme/*') }, 'anyone', ''],
    ['everybody but one subject', { StringNotEquals: sub(MAIN) }, 'anyone', ''],
    ['twice negated', { StringNotLike: sub('repo:*') }, 'anyone', 'any customised subject'],
    [
      'a claim that names the tenant',
      { StringLike: sub('repo:*'), StringEquals: { [key('repository_owner_id')]: '123' } },
      'tenant',
      'with repository_owner_id 123',
    ],
    [
      'a claim that names several tenants',
      { StringLike: sub('repo:*'), StringEquals: { [key('repository_owner_id')]: ['4567', '123'] } },
      'tenant',
      'with repository_owner_id 123 or 4567',
    ],
    [
      'a claim that names many tenants',
      { StringLike: sub('repo:*'), StringEquals: { [key('repository_owner_id')]: ['1', '2', '3', '4', '5'] } },
      'tenant',
      'with repository_owner_id 1, 2 or others',
    ],
    [
      'a claim that names the repository',
      { StringLike: sub('*'), StringEquals: { [key('repository_id')]: ['4', '5'] } },
      'resource',
      'with repository_id',
    ],
    [
      'tenant and context claims',
      { StringLike: sub('repo:acme/api:*'), StringEquals: { [key('ref')]: 'refs/heads/main' } },
      'context',
      'with ref refs/heads/main',
    ],
    [
      'a claim that strangers may have',
      { StringLike: sub('repo:*'), StringEquals: { [key('actor')]: 'alice' } },
      'unknown',
      'only under conditions on actor',
    ],
    [
      'IfExists on a claim that tokens may lack',
      { StringLike: sub('repo:*'), StringEqualsIfExists: { [key('environment')]: 'prod' } },
      'anyone',
      '',
    ],
    [
      'a claim that is not published',
      { StringLike: sub('repo:acme/api:*'), StringEquals: { [key('event_name')]: 'push' } },
      'nobody',
      'a condition is never met',
    ],
    [
      'the same with IfExists',
      { StringLike: sub('repo:acme/api:*'), StringEqualsIfExists: { [key('event_name')]: 'push' } },
      'resource',
      '',
    ],
    [
      'a claim that must be absent',
      { StringLike: sub('repo:acme/api:*'), Null: { [key('repository')]: 'true' } },
      'nobody',
      '',
    ],
    [
      'a claim that must be there',
      { StringLike: sub('repo:acme/api:*'), Null: { [key('repository')]: 'false' } },
      'resource',
      '',
    ],
    ['no value at all', { StringLike: { [key('sub')]: [] } }, 'nobody', ''],
    [
      'an address',
      { StringLike: sub('repo:acme/api:*'), IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
      'resource',
      'only under conditions on aws:SourceIp',
    ],
    [
      'an address for everybody',
      { StringLike: sub('repo:*'), IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
      'unknown',
      'only under conditions on aws:SourceIp',
    ],
    [
      'a key that no web identity has',
      { StringLike: sub('repo:acme/api:*'), StringEquals: { 'sts:ExternalId': 'x' } },
      'nobody',
      '',
    ],
    ['a policy variable', { StringLike: sub('repo:acme/${aws:RequestTag/repo}:*') }, 'unknown', ''],
    [
      'a policy variable beside an open value',
      { StringLike: sub('repo:*', 'repo:acme/${aws:RequestTag/repo}:*') },
      'anyone',
      '',
    ],
    [
      'a policy variable in what nobody has',
      { StringLike: sub('repo:acme/api:ref:refs/head/${aws:RequestTag/branch}') },
      'nobody',
      '',
    ],
    ['case that does not count', { StringEqualsIgnoreCase: sub('repo:ACME/api:pull_request') }, 'exact', ''],
    ['a subject in another case', { StringEquals: sub('REPO:acme/api:pull_request') }, 'nobody', ''],
  ];
  it.each(table)('%s', (_, condition, verdict, words) => {
    const judgement = judge(github(condition));
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.sentence).toContain(words);
  });
});

describe('several statements', () => {
  const open = github({ StringLike: sub('repo:*') });
  const tight = github({ StringLike: sub('repo:acme/api:*') });
  it.each<readonly [string, readonly object[], Verdict]>([
    ['the widest counts', [tight, open], 'anyone'],
    ['a Deny of all that is allowed', [tight, github({ StringLike: sub('repo:acme/*') }, 'Deny')], 'nobody'],
    ['a Deny of a part', [tight, github({ StringLike: sub('*:pull_request') }, 'Deny')], 'context'],
    ['a Deny of all but one repository', [open, github({ StringNotLike: sub('repo:acme/api:*') }, 'Deny')], 'resource'],
    ['a Deny of all but one subject', [open, github({ StringNotEquals: sub(MAIN) }, 'Deny')], 'exact'],
    ['a Deny of one stranger', [open, github({ StringLike: sub('repo:other/*') }, 'Deny')], 'anyone'],
    ['a Deny for another issuer', [tight, trusting('gitlab.com', {}, 'Deny')], 'resource'],
    ['a Deny for everybody', [tight, { ...tight, Effect: 'Deny', Principal: { AWS: '*' } }], 'nobody'],
    [
      'a Deny for AWS principals',
      [tight, { ...tight, Effect: 'Deny', Principal: { AWS: '111122223333' } }],
      'resource',
    ],
    [
      'a Deny from elsewhere',
      [tight, github({ NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }, 'Deny')],
      'resource',
    ],
    [
      'a Deny from elsewhere for everybody',
      [open, github({ NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } }, 'Deny')],
      'unknown',
    ],
    ['a Deny of another action', [tight, { ...github({}, 'Deny'), Action: 'sts:TagSession' }], 'resource'],
    [
      'two issuers',
      [tight, trusting(EKS, { StringEquals: { [`${EKS}:sub`]: 'system:serviceaccount:a:b' } })],
      'resource',
    ],
    [
      'no web identity',
      [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      'not-federated',
    ],
  ])('%s', (_, statements, verdict) => {
    expect(judge(...statements).verdict).toBe(verdict);
  });

  it('say once what several say, and count what is left out', () => {
    const branches = Array.from({ length: 12 }, (_, i) => `repo:acme/api:ref:refs/heads/b${i}`);
    const two = [github({ StringEquals: sub(...branches) }), github({ StringEquals: sub(...branches) })];
    expect(judge(...two).sentence).toMatch(/branch b0; .*branch b1; .*branch b2; and 9 more$/);
    const same = Array.from({ length: 20 }, () => github({ StringEquals: sub(MAIN) }));
    expect(judge(...same).sentence).toBe('GitHub Actions: a workflow of repository acme/api: branch main');
    const many = Array.from({ length: 150 }, (_, i) => `repo:acme/api:ref:refs/heads/b${i}`);
    expect(judge(github({ StringEquals: sub(...many) })).sentence).toMatch(/branch b2; and others$/);
  });

  it('each has its own verdict', () => {
    const denied = github({ StringLike: sub('*:pull_request') }, 'Deny');
    expect(judge(open, denied, tight).statements.map(({ verdict }) => verdict)).toEqual(['anyone', 'context']);
  });
});

describe('proofs', () => {
  it('strangers get a token with all that the policy asks for', () => {
    const { witness } = judge(github({ StringEquals: AUD, StringLike: sub('repo:acme*') }));
    expect(witness).toEqual({ sub: 'repo:acme-labs/x:pull_request', aud: 'sts.amazonaws.com' });
  });

  it('a witness has what every token has, where the policy looks at it', () => {
    const gitlab = (conditions: Conditions, effect: 'Allow' | 'Deny'): object =>
      trusting('gitlab.com', conditions, effect);
    const { verdict, witness } = judge(
      gitlab({ StringLike: { 'gitlab.com:sub': '*' } }, 'Allow'),
      gitlab({ Null: { 'gitlab.com:user_access_level': 'true' } }, 'Deny'),
    );
    expect([verdict, Object.keys(witness ?? {})]).toEqual(['anyone', ['sub', 'aud', 'user_access_level']]);
  });

  it('nobody gets the nearest subject that there is', () => {
    const { sentence } = judge(github({ StringEquals: sub('repo:acme/api:ref:refs/head/main') }));
    expect(sentence).toContain('the nearest is repo:acme/api:ref:refs/heads/main');
  });
});

describe('patterns that are meant to take long', () => {
  const many = (text: string, times: number): string => text.repeat(times);
  const numbered = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));
  const shapes = (count: number): string[] =>
    numbered(count, (n) => `repo:acme/${many('?', n % 30)}${many('*a', 1 + n / 30)}*:ref:refs/heads/v*`);
  it.each<readonly [string, readonly object[]]>([
    ['stars', [github({ StringLike: sub(`repo:${many('*a', 300)}b`) })]],
    [
      'question marks',
      [github({ StringLike: sub(`repo:*a${many('?', 300)}`), StringNotLike: sub(`*b${many('?', 200)}`) })],
    ],
    [
      'a Deny that must be turned round',
      [
        github({ StringLike: sub('repo:*') }),
        github({ StringNotLike: sub(`*a${many('?', 100)}`, `*b${many('?', 90)}`) }, 'Deny'),
      ],
    ],
    [
      'many conditions of many values',
      [
        github(
          Object.fromEntries(
            ['StringLike', 'ForAnyValue:StringLike', 'StringLikeIfExists'].map((operator) => [
              operator,
              sub(...Array.from({ length: 100 }, (_, i) => `repo:*${i}*/*`)),
            ]),
          ),
        ),
      ],
    ],
    ['as many patterns of different shapes', [github({ StringLike: sub(...shapes(300)) })]],
    [
      'thousands of values',
      [github({ StringNotEquals: sub(...numbered(2_000, (n) => `repo:acme/api-${n}:pull_request`)) })],
    ],
    ['many statements', numbered(100, (n) => github({ StringNotLike: sub(`repo:*a${n}*b*`, `*c*d*${n}*`) }))],
    [
      'many Denies',
      [
        github({ StringLike: sub('repo:*') }),
        ...numbered(50, (n) => github({ StringLike: sub(`repo:*a${n}*b*`) }, 'Deny')),
      ],
    ],
  ])('%s end', (_, statements) => {
    expect(['unknown', 'anyone', 'nobody']).toContain(judge(...statements).verdict);
  });

  it('what is worth it is told: several stars in several Denies', () => {
    const hcp = (values: readonly string[], effect: 'Allow' | 'Deny'): object =>
      trusting('app.terraform.io', { StringLike: { 'app.terraform.io:sub': values } }, effect);
    const denied = [
      'organization:*:project:*:workspace:a:run_phase:*l*',
      'organization:*b:project:a:workspace:*:run_phase:*l*',
    ];
    const allowed = ['organization:*:project:*:workspace:*:run_phase:*'];
    expect(judge(hcp(denied, 'Deny'), hcp(allowed, 'Allow')).verdict).toBe('anyone');
  });
});

it('an ARN without an issuer names nobody whose tokens could be told', () => {
  const statement = trusting('', { StringEquals: { 'idp.example.com:sub': 'x' } });
  expect(judge(statement).verdict).toBe('unknown');
  const { findings } = analyse('json', JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
  expect(findings.map(({ rule }) => rule)).toEqual(['principal/federated-syntax']);
});
