/** ID tokens of GitLab CI/CD, the same on gitlab.com and on an own instance. */
import type { CodeHost, SubjectGrammar, SubjectPart, UnpublishedClaim } from '../../provider.ts';
import type { Fact, Source } from '../../sources.ts';
import { ignoredByAws } from './claims.ts';
import { gitNameNotStarting, NO_COLON } from './shapes.ts';

export const GITLAB = {
  tokens: {
    title: 'GitLab Docs: OpenID Connect authentication using ID tokens',
    url: 'https://docs.gitlab.com/ci/secrets/id_token_authentication/',
    date: '2026',
  },
  aws: {
    title: 'GitLab Docs: configure OpenID Connect in AWS',
    url: 'https://docs.gitlab.com/ci/cloud_services/aws/',
    date: '2026',
  },
  projectsApi: {
    title: 'GitLab Docs: Projects API, ci_id_token_sub_claim_components',
    url: 'https://docs.gitlab.com/api/projects/',
    date: '2026',
  },
} as const satisfies Record<string, Source>;

const byGitlab = { mark: 'S', source: GITLAB.tokens } as const satisfies Fact;

const SLUG = '[A-Za-z0-9_.][A-Za-z0-9_.-]*';

/** GitLab accepts no branch or tag whose name begins with one of these. */
const REF = gitNameNotStarting('refs/heads/', 'refs/remotes/', 'refs/tags/');

const projectPath: readonly SubjectPart[] = [
  { literal: 'project_path:' },
  { part: 'group', level: 'tenant', pattern: SLUG, stableClaim: 'namespace_id' },
  { part: 'subgroups', level: 'resource', pattern: `(?:/${SLUG})*` },
  { literal: '/' },
  { part: 'project', level: 'resource', pattern: SLUG, stableClaim: 'project_id' },
];

/** What a project may put behind its path in the subject, in any order. */
const componentClaims: readonly (readonly [claim: string, pattern: string])[] = [
  ['ref_type', 'branch|tag'],
  ['ref', REF],
  ['ref_protected', 'true|false'],
  ['environment', NO_COLON],
  ['environment_protected', 'true|false'],
  ['deployment_tier', '[a-z]+'],
];

/** A remote on the instance that issues the tokens. */
export const GITLAB_CODE: CodeHost = { host: 'issuer', path: ['group', 'subgroups', 'project'], ...byGitlab };

export const GITLAB_SUBJECT: SubjectGrammar = {
  complete: true,
  forms: [
    {
      id: 'ref',
      title: 'a job on a branch or tag of a project',
      kind: 'default',
      parts: [
        ...projectPath,
        { literal: ':ref_type:' },
        { oneOf: [[{ literal: 'branch' }], [{ literal: 'tag' }]] },
        { literal: ':ref:' },
        { part: 'branch or tag', level: 'context', pattern: REF, isRef: true },
      ],
      examples: [
        'project_path:mygroup/myproject:ref_type:branch:ref:main',
        'project_path:agroup/bgroup/myproject:ref_type:tag:ref:v4.2.0',
      ],
      ...byGitlab,
    },
    {
      id: 'components',
      since: 'GitLab 17.10',
      title: 'a customised subject',
      kind: 'custom',
      parts: [
        ...projectPath,
        {
          oneOf: [
            [],
            [
              { literal: ':' },
              {
                listOf: componentClaims.map(([claim, pattern]): readonly SubjectPart[] => [
                  { literal: `${claim}:` },
                  { part: claim, level: 'context', pattern },
                ]),
                separator: ':',
              },
            ],
          ],
        },
      ],
      examples: [
        'project_path:mygroup/myproject',
        'project_path:mygroup/myproject:environment_protected:true:deployment_tier:production',
      ],
      mark: 'S',
      source: GITLAB.projectsApi,
    },
  ],
};

/** Claims of the token that no GitLab issuer has as AWS key. */
export const GITLAB_UNPUBLISHED: readonly UnpublishedClaim[] = [
  ignoredByAws('namespace_path', 'namespace_id'),
  ignoredByAws('project_path', 'project_id'),
  ignoredByAws('user_identities'),
  ignoredByAws('pipeline_id'),
  ignoredByAws('job_id'),
  ignoredByAws('ref', 'sub'),
  ignoredByAws('ref_type', 'sub'),
  ignoredByAws('ref_path', 'sub'),
  ignoredByAws('environment'),
  ignoredByAws('environment_protected'),
  ignoredByAws('deployment_tier'),
  ignoredByAws('runner_id'),
  ignoredByAws('sha'),
];
