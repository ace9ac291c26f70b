import { describe, expect, it } from 'vitest';
import { accepts } from '../../../server/src/core/access/language/nfa.ts';
import { compileSubjects } from '../../../server/src/core/access/subjectGrammar.ts';
import { judgePattern, type SubjectPattern, whyNobody } from '../../../server/src/core/access/subjects.ts';
import bitbucket from '../../../server/src/core/oidc/catalogue/bitbucket-pipelines.ts';
import codefresh from '../../../server/src/core/oidc/catalogue/codefresh.ts';
import eks from '../../../server/src/core/oidc/catalogue/eks.ts';
import github from '../../../server/src/core/oidc/catalogue/github-actions.ts';
import gitlab from '../../../server/src/core/oidc/catalogue/gitlab-com.ts';
import hcp from '../../../server/src/core/oidc/catalogue/hcp-terraform.ts';
import { providers } from '../../../server/src/core/oidc/catalogue/index.generated.ts';
import spacelift from '../../../server/src/core/oidc/catalogue/spacelift.ts';
import type { Provider } from '../../../server/src/core/oidc/provider.ts';
import type { Text } from '../../../server/src/core/value/text.ts';
import { Random } from './random.ts';

function equals(...text: Text): SubjectPattern {
  return { text, wildcards: false, ignoresCase: false };
}

function like(...text: Text): SubjectPattern {
  return { text, wildcards: true, ignoresCase: false };
}

function why(provider: Provider, pattern: SubjectPattern): ReturnType<typeof whyNobody> {
  return whyNobody(provider, pattern, { forms: 'default' });
}

describe('a repair', () => {
  const table: readonly (readonly [Provider, string, string, 'safe' | 'review'])[] = [
    // A letter too many, too few, or another; letters in the wrong case.
    [github, 'repo:acme/api:ref:refs/head/main', 'repo:acme/api:ref:refs/heads/main', 'safe'],
    [github, 'repo:acme/api:ref:refs/tag/v1', 'repo:acme/api:ref:refs/tags/v1', 'safe'],
    [github, 'repo:acme/api:ref:ref/heads/main', 'repo:acme/api:ref:refs/heads/main', 'safe'],
    [github, 'repo:acme/api:environments:prod', 'repo:acme/api:environment:prod', 'safe'],
    [github, 'repo:acme/api:pull-request', 'repo:acme/api:pull_request', 'safe'],
    [github, 'repo:acme/api:pull_requests', 'repo:acme/api:pull_request', 'safe'],
    [github, 'Repo:acme/api:pull_request', 'repo:acme/api:pull_request', 'safe'],
    [github, 'repo:acme/api:Environment:prod', 'repo:acme/api:environment:prod', 'safe'],
    [github, 'repo:acme:api:pull_request', 'repo:acme/api:pull_request', 'safe'],
    [github, ' repo:acme/api:pull_request', 'repo:acme/api:pull_request', 'safe'],
    [github, 'repo:acme/api:pull_request ', 'repo:acme/api:pull_request', 'safe'],
    [eks, 'system:serviceaccounts:ns:app', 'system:serviceaccount:ns:app', 'safe'],
    [eks, 'System:ServiceAccount:ns:app', 'system:serviceaccount:ns:app', 'safe'],
    [eks, 'system:service-account:ns:app', 'system:serviceaccount:ns:app', 'safe'],
    [eks, 'system:serviceaccount:ns/app', 'system:serviceaccount:ns:app', 'safe'],
    // One of a few words, in another case.
    [
      spacelift,
      'space:root:stack:a:run_type:tracked:scope:write',
      'space:root:stack:a:run_type:TRACKED:scope:write',
      'review',
    ],
    [
      spacelift,
      'space:root:stack:a:runtype:TRACKED:scope:read',
      'space:root:stack:a:run_type:TRACKED:scope:read',
      'safe',
    ],
    // A prefix that the issuer adds, or never has.
    [github, 'repo:acme/api:ref:refs/heads/refs/heads/main', 'repo:acme/api:ref:refs/heads/main', 'safe'],
    [
      gitlab,
      'project_path:a/b:ref_type:branch:ref:refs/heads/main',
      'project_path:a/b:ref_type:branch:ref:main',
      'safe',
    ],
    [gitlab, 'project_path:a/b:ref_type:tag:ref:refs/tags/v1', 'project_path:a/b:ref_type:tag:ref:v1', 'safe'],
    // Words left out, or called by another name.
    [github, 'acme/api:pull_request', 'repo:acme/api:pull_request', 'review'],
    [github, 'repo:acme/api:ref:main', 'repo:acme/api:ref:refs/heads/main', 'review'],
    [github, 'repo:acme/api:refs/heads/main', 'repo:acme/api:ref:refs/heads/main', 'review'],
    [github, 'repo:acme/api:main', 'repo:acme/api:ref:refs/heads/main', 'review'],
    [github, 'repo:acme/api:branch:main', 'repo:acme/api:ref:refs/heads/main', 'review'],
    [github, 'repo:acme/api:tag:v1', 'repo:acme/api:ref:refs/tags/v1', 'review'],
    [github, 'repo:acme/api:env:prod', 'repo:acme/api:environment:prod', 'review'],
    [gitlab, 'project_path:a/b:ref:main', 'project_path:a/b:ref_type:branch:ref:main', 'review'],
    [eks, 'ns:app', 'system:serviceaccount:ns:app', 'review'],
    [eks, 'serviceaccount:ns:app', 'system:serviceaccount:ns:app', 'review'],
    // Names in letters that the issuer does not allow.
    [eks, 'system:serviceaccount:My_ns:app', 'system:serviceaccount:my-ns:app', 'review'],
    [eks, 'system:serviceaccount:ns:App', 'system:serviceaccount:ns:app', 'review'],
    [eks, 'system:serviceaccount:ns:my_app', 'system:serviceaccount:ns:my-app', 'review'],
  ];

  it.each(table.map(([provider, ...rest]) => [provider.id, ...rest, provider] as const))(
    '%s: %s -> %s (%s)',
    (...row) => {
      const [, text, repaired, safety, provider] = row;
      const reason = why(provider, equals(text));
      expect(reason?.repair).toMatchObject({ text: repaired, safety, needsWildcards: false });
      expect(why(provider, equals(repaired))).toBeUndefined();
      const { at, remove, insert } = reason!.repair!.edit;
      expect(text.slice(0, at) + insert + text.slice(at + remove)).toBe(repaired);
      expect(reason!.nearest).toBe(repaired);
    },
  );

  it.each([
    [github.id, 'repo:acme/api', 'repo:acme/api:*', github],
    [gitlab.id, 'project_path:acme/api', 'project_path:acme/api:*', gitlab],
    [eks.id, 'system:serviceaccount:ns', 'system:serviceaccount:ns:*', eks],
    [github.id, 'repo:acme/api:ref:refs/head/*', 'repo:acme/api:ref:refs/heads/*', github],
  ] as const)('%s: %s -> %s under an operator with wildcards', (_, text, repaired, provider) => {
    const under = (wildcards: boolean): SubjectPattern => ({ text: [text], wildcards, ignoresCase: false });
    expect(why(provider, under(false))?.repair).toMatchObject({ text: repaired, needsWildcards: true });
    expect(why(provider, under(true))?.repair).toMatchObject({ text: repaired, needsWildcards: false });
  });

  it('leaves holes alone', () => {
    const org = { key: 'var.org' };
    const reason = why(github, equals('repo:', org, '/api:ref:refs/head/main'));
    expect(reason?.repair).toMatchObject({
      text: undefined,
      edit: { at: 'repo:/api:ref:refs/head'.length, insert: 's' },
    });
    expect(why(github, equals(org, ':ref:refs/head/main'))?.repair?.edit.insert).toBe('s');
    expect(why(github, equals('repo:', org))).toBeUndefined();
  });

  it.each([
    [github, equals('sts.amazonaws.com')],
    [github, equals('repo:acme/api:*')],
    [eks, equals('system:serviceaccount:ns:a:b')],
    [bitbucket, like('11111111-2222-3333-4444-555555555555:*')],
  ] as const)('is not invented (%#)', (provider, pattern) => {
    const reason = why(provider, pattern);
    expect(reason).toBeDefined();
    expect(reason?.repair).toBeUndefined();
  });
});

describe('the reason', () => {
  const table: readonly (readonly [Provider, string, number, string, string])[] = [
    [github, 'repo:acme/api', 13, '":"', 'repo:acme/api:ref:refs/heads/main'],
    [github, 'repo:acme/api:ref:refs/head/main', 27, '"ref:refs/heads/"', 'repo:acme/api:ref:refs/heads/main'],
    [github, 'sts.amazonaws.com', 0, '"repo:"', 'repo:octo-org/octo-repo:ref:refs/heads/main'],
    [
      gitlab,
      'project_path:a/b:ref_type:mr:ref:main',
      26,
      '"branch" or "tag"',
      'project_path:a/b:ref_type:branch:ref:main',
    ],
    [
      gitlab,
      'project_path:a/b:ref_type:branch:ref:refs/heads/main',
      47,
      'a branch or tag that does not begin with "refs/heads/"',
      'project_path:a/b:ref_type:branch:ref:main',
    ],
    [eks, 'system:serviceaccount:ns', 24, '":"', 'system:serviceaccount:ns:app'],
    [eks, 'system:serviceaccount:n_s:app', 23, 'a namespace without "_"', 'system:serviceaccount:n-s:app'],
    [
      hcp,
      'organization:acme:workspace:vpc:run_phase:apply',
      18,
      '":project:"',
      'organization:acme:project:api:workspace:prod:run_phase:plan',
    ],
  ];

  it.each(table.map(([provider, ...rest]) => [provider.id, ...rest, provider] as const))(
    '%s: %s parts at %i',
    (...row) => {
      const [, text, at, expected, nearest, provider] = row;
      const reason = why(provider, equals(text));
      expect(reason?.at).toBe(at);
      expect(reason?.expected).toContain(expected);
      expect(reason?.nearest).toBe(nearest);
    },
  );

  it('tells what a customised subject could still be', () => {
    for (const text of ['repo:acme/api', 'repository_owner_id:1:repository_id:2', 'environment:prod']) {
      expect(why(github, equals(text))).toMatchObject({ onlyByTemplate: true });
      expect(whyNobody(github, equals(text), { forms: 'all' })).toBeUndefined();
    }
    expect(why(github, equals('repo:acme/api:ref:refs/head/main'))).toMatchObject({ onlyByTemplate: false });
  });

  it('is given only where every subject of the provider is known', () => {
    expect(why(codefresh, equals('something'))).toBeUndefined();
  });

  it('agrees with the verdict, and the nearest subject can be sent', () => {
    const random = new Random(7);
    for (const provider of providers) {
      const { complete, forms } = compileSubjects(provider);
      for (let round = 0; complete && round < 40; round++) {
        const example = random.of(random.of(forms).form.examples);
        const at = random.below(example.length);
        const pattern = equals(example.slice(0, at) + random.of(['', 'x', ':', '/', '_']) + example.slice(at + 1));
        const reason = whyNobody(provider, pattern, { forms: 'all' });
        expect(reason !== undefined, String(pattern.text)).toBe(judgePattern(provider, pattern).verdict === 'nobody');
        if (!reason) continue;
        expect(
          forms.some(({ nfa }) => accepts(nfa, reason.nearest)),
          reason.nearest,
        ).toBe(true);
        const { repair } = reason;
        if (repair) {
          const repaired = { ...pattern, text: [repair.text!], wildcards: repair.needsWildcards };
          expect(judgePattern(provider, repaired).verdict, repair.text).not.toBe('nobody');
        }
      }
    }
  });

  it('ends in time on patterns made to be expensive', () => {
    for (const text of [
      `repo:acme/api:${'*a'.repeat(1_000)}:`,
      `repo:${'x'.repeat(20_000)}`,
      '*:*:*:*:*:*:*!'.repeat(20),
    ]) {
      const start = performance.now();
      why(github, like(text));
      expect(performance.now() - start).toBeLessThan(3_000);
    }
  });
});
