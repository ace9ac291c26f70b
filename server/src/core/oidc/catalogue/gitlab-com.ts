import type { EverybodysValues, Provider, PublishedClaim } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, numericId, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { GITLAB, GITLAB_CODE, GITLAB_SUBJECT, GITLAB_UNPUBLISHED } from './shared/gitlab.ts';

const ID = numericId('123456', GITLAB.tokens);

function published(
  claim: string,
  what: string,
  more: Pick<PublishedClaim, 'level' | 'stableTwin' | 'values' | 'form' | 'everybodys' | 'trap'> = {},
): PublishedClaim {
  return {
    claim,
    type: 'string',
    multivalued: false,
    since: '2026',
    presence: 'always',
    what,
    ...more,
    mark: 'S',
    source: AWS.oidcKeys,
  };
}

/** What a group decides on, or its pipelines, whoever it belongs to. */
function everybodys(claim: string, values: string): EverybodysValues {
  return {
    parts: [{ part: claim, level: 'context', pattern: values }],
    subjects: [
      'project_path:[^:]+:ref_type:(?:branch|tag):ref:[^:]+',
      // Of a customised subject the claim may be a part.
      [`project_path:[^:]+:${claim}:`, ''],
    ],
    mark: 'S',
    source: GITLAB.tokens,
  };
}

export default {
  id: 'gitlab-com',
  name: 'GitLab.com CI/CD',
  issuer: { kind: 'fixed', urls: ['gitlab.com'], trailingSlash: 'without', mark: 'S', source: GITLAB.aws },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'https://gitlab.com', usage: 'aws', mark: 'S', source: GITLAB.aws },
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'T', source: GITLAB.aws },
    ],
  },
  publishedClaims: [
    ...DEFAULT_CLAIMS,
    published('namespace_id', 'The id of the group or user that the project lies in.', { level: 'tenant', form: ID }),
    published('project_id', 'The id of the project; stays when it is renamed or moved.', {
      level: 'resource',
      form: ID,
    }),
    published('user_id', 'The id of the user who runs the job.', { level: 'context', form: ID }),
    published('user_login', 'The name of the user who runs the job.', {
      level: 'context',
      stableTwin: 'user_id',
      trap: 'A user can change it, and another can take it.',
    }),
    published('user_email', 'The mail address of the user who runs the job.', {
      level: 'context',
      stableTwin: 'user_id',
      trap: 'Can change.',
    }),
    published('user_access_level', 'The role that the user has in the project.', {
      level: 'context',
      everybodys: everybodys('user_access_level', 'developer|maintainer|owner'),
    }),
    published('ref_protected', 'Whether the branch or tag is protected.', {
      level: 'context',
      values: ['true', 'false'],
      everybodys: everybodys('ref_protected', 'true|false'),
      trap: 'Text, not a boolean.',
    }),
    published('pipeline_source', 'What started the pipeline, e.g. `push`.', {
      level: 'context',
      everybodys: everybodys('pipeline_source', 'push|web|trigger|schedule|api|merge_request_event'),
    }),
    published('runner_environment', 'Whose runner runs the job.', {
      level: 'context',
      values: ['gitlab-hosted', 'self-hosted'],
      everybodys: everybodys('runner_environment', 'gitlab-hosted|self-hosted'),
    }),
  ],
  unpublishedClaims: [...STANDARD_UNPUBLISHED, ...GITLAB_UNPUBLISHED],
  subject: GITLAB_SUBJECT,
  codeHost: GITLAB_CODE,
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'Each job names the audience of its token in `id_tokens:`; it must be a client id of the IAM provider.',
      mark: 'S',
      source: GITLAB.aws,
    },
    {
      text: '`ref` is the bare name (`main`), without `refs/heads/`. Merge-request pipelines send `ref_type:branch` with the source branch; there is no `ref_type:mr`.',
      mark: 'S',
      source: GITLAB.tokens,
    },
    {
      text: 'In a merge-request pipeline of a fork the project is the fork.',
      mark: 'S',
      source: GITLAB.tokens,
    },
    {
      text: 'Add `namespace_id` or `project_id`: until 2026-06-01 the path of a deleted group could be registered anew.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
} satisfies Provider;
