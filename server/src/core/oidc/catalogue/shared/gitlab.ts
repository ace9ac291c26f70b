/** ID tokens of GitLab CI/CD, the same on gitlab.com and on an own instance. */
import type { SubjectGrammar, SubjectPart, UnpublishedClaim } from '../../provider.ts';
import { AWS, type Fact, type Source } from '../../sources.ts';
import { DIGITS, GIT_NAME, NO_COLON } from './shapes.ts';

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

const projectPath: readonly SubjectPart[] = [
  { literal: 'project_path:' },
  { part: 'group', level: 'tenant', pattern: SLUG },
  { part: 'subgroups', level: 'resource', pattern: `(?:/${SLUG})*` },
  { literal: '/' },
  { part: 'project', level: 'resource', pattern: SLUG },
];

const componentClaims: readonly (readonly [claim: string, pattern: string])[] = [
  ['ref_type', 'branch|tag'],
  ['ref', GIT_NAME],
  ['ref_protected', 'true|false'],
  ['environment', NO_COLON],
  ['environment_protected', 'true|false'],
  ['deployment_tier', '[a-z]+'],
  ['pipeline_source', '[a-z_]+'],
  ['runner_environment', 'gitlab-hosted|self-hosted'],
  ['user_access_level', '[a-z_]+'],
  ['user_login', NO_COLON],
  ['user_id', DIGITS],
];

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
        { part: 'branch or tag', level: 'context', pattern: GIT_NAME },
      ],
      examples: [
        'project_path:mygroup/myproject:ref_type:branch:ref:main',
        'project_path:agroup/bgroup/myproject:ref_type:tag:ref:v4.2.0',
      ],
      ...byGitlab,
    },
    {
      id: 'components',
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
                listOf: [
                  ...componentClaims.map(([claim, pattern]): readonly SubjectPart[] => [
                    { literal: `${claim}:` },
                    { part: claim, level: 'context', pattern },
                  ]),
                  [
                    { part: 'claim', level: 'context', pattern: '[a-z_]+' },
                    { literal: ':' },
                    { part: 'value', level: 'context', pattern: '[^:]*' },
                  ],
                ],
                separator: ':',
              },
            ],
          ],
        },
      ],
      examples: ['project_path:mygroup/myproject', 'project_path:mygroup/myproject:ref_protected:true'],
      mark: 'S',
      source: GITLAB.projectsApi,
    },
  ],
};

function ignored(claim: string, instead?: string): UnpublishedClaim {
  return { claim, ...(instead === undefined ? {} : { instead }), mark: 'S', source: AWS.oidcKeys };
}

/** Claims of the token that no GitLab issuer has as AWS key. */
export const GITLAB_UNPUBLISHED: readonly UnpublishedClaim[] = [
  ignored('namespace_path', 'namespace_id'),
  ignored('project_path', 'project_id'),
  ignored('user_identities'),
  ignored('pipeline_id'),
  ignored('job_id'),
  ignored('ref', 'sub'),
  ignored('ref_type', 'sub'),
  ignored('ref_path', 'sub'),
  ignored('environment'),
  ignored('environment_protected'),
  ignored('deployment_tier'),
  ignored('runner_id'),
  ignored('sha'),
];
