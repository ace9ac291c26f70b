import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../server/src/core/access/glob.ts';
import { accepts } from '../../../server/src/core/access/language/nfa.ts';
import { compileSubjects } from '../../../server/src/core/access/subjectGrammar.ts';
import { judgePattern, judgePatterns, type SubjectPattern } from '../../../server/src/core/access/subjects.ts';
import { isWidth, type Verdict, wider } from '../../../server/src/core/access/verdict.ts';
import azureDevops from '../../../server/src/core/oidc/catalogue/azure-devops.ts';
import bitbucket from '../../../server/src/core/oidc/catalogue/bitbucket-pipelines.ts';
import buildkite from '../../../server/src/core/oidc/catalogue/buildkite.ts';
import circleci from '../../../server/src/core/oidc/catalogue/circleci.ts';
import codefresh from '../../../server/src/core/oidc/catalogue/codefresh.ts';
import eks from '../../../server/src/core/oidc/catalogue/eks.ts';
import env0 from '../../../server/src/core/oidc/catalogue/env0.ts';
import github from '../../../server/src/core/oidc/catalogue/github-actions.ts';
import githubEnterprise from '../../../server/src/core/oidc/catalogue/github-actions-enterprise.ts';
import githubServer from '../../../server/src/core/oidc/catalogue/github-enterprise-server.ts';
import gitlab from '../../../server/src/core/oidc/catalogue/gitlab-com.ts';
import google from '../../../server/src/core/oidc/catalogue/google.ts';
import hcp from '../../../server/src/core/oidc/catalogue/hcp-terraform.ts';
import { providers } from '../../../server/src/core/oidc/catalogue/index.generated.ts';
import okta from '../../../server/src/core/oidc/catalogue/okta.ts';
import spacelift from '../../../server/src/core/oidc/catalogue/spacelift.ts';
import teleport from '../../../server/src/core/oidc/catalogue/teleport.ts';
import vercel from '../../../server/src/core/oidc/catalogue/vercel-team.ts';
import type { Provider } from '../../../server/src/core/oidc/provider.ts';
import type { Text } from '../../../server/src/core/value/text.ts';
import { Random } from './random.ts';

function like(...text: Text): SubjectPattern {
  return { text, wildcards: true, ignoresCase: false };
}

function equals(...text: Text): SubjectPattern {
  return { text, wildcards: false, ignoresCase: false };
}

const UUID = '76543210-ba98-4edc-8210-edcba0987654';
const OTHER_UUID = '2f1c3b44-aaaa-bbbb-cccc-1234567890ab';

describe('one value', () => {
  const table: readonly (readonly [Provider, string, Verdict, string])[] = [
    // GitHub: one organisation, one repository, one situation.
    [github, '*', 'anyone', 'any workflow of any repository of any owner'],
    [github, 'repo:*', 'anyone', 'any repository of any owner'],
    [github, 'repo:acme*', 'anyone', 'any owner beginning with "acme"'],
    [github, 'repo:acme*/*', 'anyone', 'any owner beginning with "acme"'],
    [github, 'repo:*/api:*', 'anyone', 'repository api of any owner'],
    [github, 'repo:?cme/api:*', 'anyone', 'any owner ending in "cme"'],
    [github, 'repo:acme/*', 'tenant', 'any repository of owner acme'],
    [
      github,
      'repo:acme/infra-*:ref:refs/heads/main',
      'tenant',
      'repository beginning with "infra-" of owner acme: branch main',
    ],
    [github, 'repo:acme/api*', 'tenant', 'any repository beginning with "api" of owner acme'],
    [github, 'repo:acme/api:*', 'resource', 'repository acme/api: any branch, any tag'],
    [github, 'repo:acme@123456/api@456789:*', 'resource', 'repository acme@123456/api@456789'],
    [github, 'repo:acme@*/api@*:*', 'tenant', 'customised subject of owner acme, as far as the subject matches'],
    [github, 'repo:acme@1/*', 'tenant', 'any workflow of any repository of owner id 1 of owner acme: any branch'],
    [github, 'repo:acme/*/main', 'tenant', 'any environment ending in "/main", as far as the subject matches'],
    [github, 'repo:acme/api:ref:refs/heads/v*.*', 'context', 'beginning with "v", as far as the subject matches'],
    [github, 'repo:acme/api:ref:*', 'context', 'any branch, any tag, any pull request ref'],
    [github, 'repo:acme/api:ref:refs/heads/release/*', 'context', 'any branch beginning with "release/"'],
    [github, 'repo:acme/api:environment:*', 'context', 'any environment'],
    [github, 'repo:acme/api:ref:refs/heads/main', 'exact', 'a workflow of repository acme/api: branch main'],
    [github, 'repo:acme@123456/api@456789:ref:refs/heads/main', 'exact', 'branch main'],
    [github, 'repo:acme/api:pull_request', 'exact', 'repository acme/api: pull_request'],
    [github, 'repo:acme/api:pull_requests', 'nobody', 'no subject of GitHub Actions'],
    [github, 'repo:acme/api:ref:refs/head/main', 'nobody', 'no subject of GitHub Actions'],
    [github, 'sts.amazonaws.com', 'nobody', 'no subject of GitHub Actions'],
    [githubServer, 'repo:acme@1/api@2:*', 'nobody', 'no subject'],
    [githubServer, 'repo:*/api:*', 'tenant', 'repository api of any owner'],
    // Customised subjects.
    [github, 'repository_owner_id:123:repository_id:456', 'exact', 'repository_id 456'],
    [github, 'repository_owner_id:123:*', 'tenant', 'repository_owner_id 123'],
    [github, 'environment:prod:repo:acme/api', 'exact', 'environment prod'],
    [github, 'environment:prod', 'anyone', 'environment prod'],
    [github, 'repository:acme/*', 'tenant', 'acme'],
    [github, 'repository:*/api', 'anyone', ''],
    [github, 'repo:acme/api', 'exact', 'a customised subject of repository acme/api'],
    // GitLab.
    [gitlab, '*', 'anyone', 'any group'],
    [gitlab, 'project_path:*', 'anyone', 'any group'],
    [gitlab, 'project_path:acme*', 'anyone', 'any group beginning with "acme"'],
    [gitlab, 'project_path:acme/*', 'tenant', 'any job of any project of group acme: any branch or tag'],
    [gitlab, 'project_path:acme/*/api:*', 'tenant', 'project api of any subgroups of group acme: any branch or tag'],
    [gitlab, 'project_path:acme/*:ref_type:tag:*', 'tenant', 'any job of any project of group acme: any tag'],
    [gitlab, 'project_path:acme/api:*', 'resource', 'project acme/api'],
    [gitlab, 'project_path:acme/sub/api:ref_type:*', 'resource', 'project acme/sub/api'],
    [gitlab, 'project_path:acme/api:ref_type:branch:ref:*', 'context', 'acme/api: any branch'],
    [gitlab, 'project_path:acme/api:ref_type:branch:ref:main', 'exact', 'a job of project acme/api: branch main'],
    [gitlab, 'project_path:acme/api:ref_type:branch:ref:refs/heads/main', 'nobody', ''],
    // Kubernetes.
    [eks, '*', 'tenant', 'any service account of any namespace of the cluster'],
    [eks, 'system:serviceaccount:*', 'tenant', 'any namespace'],
    [eks, 'system:serviceaccount:*:app', 'tenant', 'service account app of any namespace'],
    [eks, 'system:serviceaccount:team-*:app', 'tenant', 'any namespace beginning with "team-"'],
    [eks, 'system:serviceaccount:team:*', 'resource', 'any service account of namespace team'],
    [eks, 'system:serviceaccount:team:app-*', 'context', 'any service account beginning with "app-"'],
    [eks, 'system:serviceaccount:team:app', 'exact', 'service account app of namespace team'],
    [eks, 'system:serviceaccount:team', 'nobody', ''],
    [eks, 'system:serviceaccount:Team:app', 'nobody', ''],
    // The others.
    [hcp, 'organization:acme:*', 'tenant', 'organisation acme'],
    [hcp, 'organization:*:project:net:workspace:vpc:run_phase:*', 'anyone', 'any organisation'],
    [hcp, 'organization:acme:project:*:workspace:vpc:run_phase:*', 'tenant', 'workspace vpc of any project'],
    [hcp, 'organization:acme:project:net:workspace:vpc:run_phase:*', 'resource', 'workspace vpc of project net'],
    [hcp, 'organization:acme:project:net:workspace:vpc:run_phase:apply', 'exact', 'phase apply'],
    [hcp, 'organization:acme:workspace:vpc:run_phase:apply', 'nobody', ''],
    [bitbucket, `{${UUID}}:*`, 'resource', `any step of repository ${UUID}`],
    [bitbucket, `${UUID}:*`, 'nobody', ''],
    [bitbucket, '*', 'tenant', 'any repository'],
    [buildkite, '0184990a-477b-4fa8-9968-496074483cee', 'exact', 'a job of id 0184990a-477b-4fa8-9968-496074483cee'],
    [azureDevops, 'sc://acme/web/prod', 'exact', 'service connection acme/web/prod'],
    [azureDevops, 'sc://acme/web/*', 'tenant', 'any service connection of project web of organisation acme'],
    [azureDevops, 'p://acme/web/deploy', 'exact', 'pipeline acme/web/deploy'],
    [buildkite, 'organization:acme:*', 'tenant', 'organisation acme'],
    [buildkite, 'organization:acme:pipeline:deploy:*', 'resource', 'pipeline deploy of organisation acme'],
    [buildkite, 'organization:acme:pipeline:deploy:ref:refs/heads/main:*', 'context', 'ref refs/heads/main'],
    [buildkite, 'organization:acme:pipeline:deploy:ref:*:commit:*:step:*', 'resource', 'pipeline deploy'],
    [buildkite, 'organization:acme:pipeline:deploy:ref:*:commit:*:step:?*', 'context', 'pipeline deploy'],
    // What the issuer is for is no choice of the subject's.
    [circleci, '*', 'tenant', 'any job of any project of the organisation: any user'],
    [circleci, 'org/2f1c*', 'tenant', 'any job of any project of the organisation beginning with "2f1c": any user'],
    [circleci, `org/${OTHER_UUID}/*`, 'tenant', 'any project of organisation'],
    [azureDevops, '*', 'tenant', 'any service connection of any project of the organisation'],
    [azureDevops, 'sc://acme/net/*', 'tenant', 'any service connection of project net of organisation acme'],
    [azureDevops, 'sc://acme/net/aws', 'exact', 'service connection acme/net/aws'],
    [vercel, 'owner:*:project:web:environment:production', 'context', 'any deployment of project web: environment'],
    [githubEnterprise, '*', 'tenant', 'any workflow of any repository of any owner of the enterprise'],
    [githubEnterprise, 'repo:acme/*', 'tenant', 'any workflow of any repository of owner acme'],
    [circleci, `org/${OTHER_UUID}/project/${UUID}/*`, 'resource', `project ${UUID}`],
    [spacelift, 'space:root:stack:infra:*', 'resource', 'stack or module infra of space root'],
    [google, '109876543210987654321', 'exact', 'account id 109876543210987654321'],
    [google, '1098*', 'anyone', 'beginning with "1098"'],
    [teleport, 'system:proxy', 'exact', ''],
    // Not all subjects are known: only the widest and the single ones are certain.
    [codefresh, 'account:5f30ebd30312313ae7f17948:*', 'unknown', ''],
    [codefresh, 'account:*', 'anyone', ''],
    [codefresh, 'something', 'exact', 'the subject something'],
    [env0, 'auth0|*', 'anyone', 'any organisation'],
    [okta, '*', 'tenant', 'any subject of'],
    [okta, '0oa1*', 'unknown', ''],
    [okta, '0oa1', 'exact', 'the subject 0oa1'],
  ];

  it.each(table.map(([provider, ...rest]) => [provider.id, ...rest, provider] as const))('%s: %s is %s', (...row) => {
    const [, text, verdict, words, provider] = row;
    const judgement = judgePattern(provider, like(text));
    expect(judgement.verdict).toBe(verdict);
    expect(judgement.sentence).toContain(words);
    if (judgement.witness !== undefined) expect(matchesGlob(text, judgement.witness)).toBe(true);
  });

  it('takes a long id of fixed shape as named, whatever stands for its owner', () => {
    const forms = circleci.subject.forms.slice(0, 1);
    const first: Provider = { ...circleci, subject: { complete: true, forms } };
    expect(judgePattern(first, like(`org/*/project/${UUID}/user/*`)).verdict).toBe('resource');
    expect(judgePattern({ ...first, tenancy: 'shared' }, like(`org/*/project/${UUID}/user/*`)).verdict).toBe(
      'resource',
    );
    expect(judgePattern({ ...first, tenancy: 'shared' }, like('org/*/project/*')).verdict).toBe('anyone');
  });

  it('takes wildcards literally under operators that do', () => {
    expect(judgePattern(github, equals('repo:acme/api:*')).verdict).toBe('nobody');
    expect(judgePattern(github, equals('repo:acme/api:environment:*')).verdict).toBe('exact');
  });

  it('counts both cases of a letter as the same text where the operator does', () => {
    const anyCase: SubjectPattern = { text: ['REPO:Acme/api:*'], wildcards: true, ignoresCase: true };
    expect(judgePattern(github, anyCase)).toMatchObject({ verdict: 'resource' });
    expect(judgePattern(github, { ...anyCase, ignoresCase: false }).verdict).toBe('nobody');
  });

  it('is only certain about nobody where text is unknown', () => {
    const hole = { key: 'var.repo' };
    expect(judgePattern(github, like('repo:acme/', hole, ':*')).verdict).toBe('unknown');
    expect(judgePattern(github, equals('repo:acme/', hole, ':ref:refs/heads/main')).verdict).toBe('unknown');
    expect(judgePattern(github, equals('repo:acme/', hole, ':ref:refs/heads/main:')).verdict).toBe('nobody');
    expect(judgePattern(github, equals('project_path:', hole)).verdict).toBe('nobody');
    expect(judgePattern(github, like(hole)).verdict).toBe('unknown');
  });

  it('quotes the whole of a long name, and each name its own letters', () => {
    const names = ['infra-', 'infrastructure-', `${'x'.repeat(150)}`, 'in', 'infra'];
    expect(names.map((name) => judgePattern(github, like(`repo:acme/${name}*:ref:refs/heads/main`)).sentence)).toEqual(
      names.map((name) => `any workflow of any repository beginning with "${name}" of owner acme: branch main`),
    );
  });

  it('says when only customised subjects are meant', () => {
    expect(judgePattern(github, equals('repo:acme/api')).onlyByTemplate).toBe(true);
    expect(judgePattern(github, like('repo:acme/api:*')).onlyByTemplate).toBeUndefined();
  });
});

describe('witnesses', () => {
  const table: readonly (readonly [Provider, string, string])[] = [
    [github, 'repo:acme*/*', 'repo:acme-labs/x:pull_request'],
    [github, 'repo:*', 'repo:someone-else/x:pull_request'],
    [github, 'repo:acme/*', 'repo:acme/x:pull_request'],
    [github, 'repo:acme/api*', 'repo:acme/api-labs:pull_request'],
    [github, 'repo:acme/api:*', 'repo:acme/api:pull_request'],
    [github, 'repo:*:ref:refs/heads/main', 'repo:someone-else/x:ref:refs/heads/main'],
    [gitlab, 'project_path:acme*', 'project_path:acme-labs/x:ref_type:tag:ref:main'],
    [hcp, 'organization:acme*', 'organization:acme-labs:project:x:workspace:prod:run_phase:plan'],
    [eks, 'system:serviceaccount:*:app', 'system:serviceaccount:default:app'],
    [azureDevops, '*', 'sc://acme/x/x'],
    [githubEnterprise, '*', 'repo:someone-else/x:pull_request'],
  ];

  it.each(table.map(([provider, ...rest]) => [provider.id, ...rest, provider] as const))(
    '%s: %s lets in %s',
    (...row) => {
      const [, text, witness, provider] = row;
      expect(judgePattern(provider, like(text)).witness).toBe(witness);
    },
  );
});

describe('several values', () => {
  it('are as wide as the widest', () => {
    expect(judgePatterns(github, [like('repo:acme/api:*'), like('repo:*')]).verdict).toBe('anyone');
    expect(judgePatterns(github, [equals('repo:acme/api:*'), equals('repo:acme/api:pull_request')]).verdict).toBe(
      'exact',
    );
  });

  it('admit nobody only together', () => {
    expect(judgePatterns(github, [equals('repo:acme/api:*'), equals('main')]).verdict).toBe('nobody');
  });

  it('are unknown with one that is, unless another is as wide as can be', () => {
    const unknown = like({ key: undefined });
    expect(judgePatterns(github, [unknown, like('repo:acme/*')]).verdict).toBe('unknown');
    expect(judgePatterns(github, [unknown, like('repo:*')]).verdict).toBe('anyone');
  });
});

describe('every provider of the catalogue', () => {
  it("says what an issuer is for, where it is one tenant's", () => {
    for (const { id, tenancy, realm } of providers) expect(realm !== undefined, id).toBe(tenancy !== 'shared');
  });

  const withSubjects = providers.filter(({ subject }) => subject);

  it.each(withSubjects)('$id: its forms accept their own examples', (provider) => {
    for (const { form, nfa } of compileSubjects(provider).forms) {
      for (const example of form.examples) expect(accepts(nfa, example), `${form.id}: ${example}`).toBe(true);
    }
  });

  it.each(withSubjects)('$id: an example is never nobody, and as a whole nothing is wider than *', (provider) => {
    for (const { form } of compileSubjects(provider).forms) {
      // A customised subject need not name the repository, nor even whose it is.
      const possible = form.kind === 'custom' ? ['exact', 'tenant', 'anyone'] : ['exact'];
      for (const example of form.examples) {
        expect(possible, example).toContain(judgePattern(provider, equals(example)).verdict);
      }
    }
    expect(['anyone', 'tenant', 'exact']).toContain(judgePattern(provider, like('*')).verdict);
  });

  it('witnesses are admitted by pattern and provider, and wider patterns never have narrower verdicts', () => {
    const random = new Random(6);
    for (const provider of withSubjects) {
      const { complete, forms } = compileSubjects(provider);
      for (let round = 0; round < 60; round++) {
        const example = random.of(random.of(forms).form.examples);
        const narrow = blur(example, random);
        const wide = blur(narrow, random);
        const [first, second] = [judgePattern(provider, like(narrow)), judgePattern(provider, like(wide))];
        for (const [pattern, judgement] of [
          [narrow, first],
          [wide, second],
        ] as const) {
          const { witness, verdict } = judgement;
          expect(verdict, pattern).not.toBe('nobody');
          if (witness === undefined) continue;
          expect(matchesGlob(pattern, witness), `${pattern}: ${witness}`).toBe(true);
          if (complete)
            expect(
              forms.some(({ nfa }) => accepts(nfa, witness)),
              `${pattern}: ${witness}`,
            ).toBe(true);
        }
        if (!isWidth(first.verdict) || !isWidth(second.verdict)) continue;
        expect(wider(second.verdict, first.verdict), `${narrow} (${first.verdict}) within ${wide}`).toBe(
          second.verdict,
        );
      }
    }
  });
});

/** A pattern that accepts more: some stretch replaced by `*`, or one character by `?`. */
function blur(pattern: string, random: Random): string {
  const start = random.below(pattern.length + 1);
  if (random.below(4) === 0 && start < pattern.length && pattern[start] !== '*') {
    return `${pattern.slice(0, start)}?${pattern.slice(start + 1)}`;
  }
  return `${pattern.slice(0, start)}*${pattern.slice(start + random.below(pattern.length - start + 1))}`;
}

describe('patterns made to be expensive', () => {
  it.each([
    ['a thousand stars', '*'.repeat(1_000), 'anyone'],
    ['stars and letters', `${'*a'.repeat(1_000)}b`, 'unknown'],
    ['question marks', '?'.repeat(2_000), 'anyone'],
    ['20,000 characters', `repo:acme/api:ref:refs/heads/${'m'.repeat(20_000)}`, 'exact'],
    ['20,000 characters of nothing', 'x'.repeat(20_000), 'nobody'],
  ])('%s end in time', (_, text, verdict) => {
    const start = performance.now();
    expect([verdict, 'unknown']).toContain(judgePattern(github, like(text)).verdict);
    expect(performance.now() - start).toBeLessThan(3_000);
  });
});
