import type { EverybodysValues, Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED, uuid } from './shared/claims.ts';
import { GIT_NAME, NO_COLON, UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Buildkite docs: OIDC with AWS',
  url: 'https://buildkite.com/docs/pipelines/security/oidc/aws',
  date: '2026',
};

const AGENTS: Source = {
  title: 'Buildkite docs: working with Buildkite agents',
  url: 'https://buildkite.com/docs/apis/workload-identity-federation/buildkite-agents',
  date: '2026',
};

const SUBJECT_CLAIM: Source = {
  title: 'buildkite/agent: add --subject-claim flag to oidc request-token',
  url: 'https://github.com/buildkite/agent/pull/3784',
  date: '2026-03-30',
};

const PIPELINE = 'organization:[^:]+:pipeline:';
const BRANCH = ':ref:refs/heads/';
const JOB = ':commit:[^:]+:step:[^:]*';

/** What an organisation names as it likes, as others do theirs. */
function everybodys(part: string, pattern: string, subjects: EverybodysValues['subjects'][number]): EverybodysValues {
  return { parts: [{ part, level: 'context', pattern }], subjects: [subjects], mark: 'S', source: DOCS };
}

export default {
  id: 'buildkite',
  name: 'Buildkite',
  issuer: {
    kind: 'fixed',
    urls: ['agent.buildkite.com'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'S', source: DOCS },
      {
        value: 'https://buildkite.com/acme',
        pattern: 'https://buildkite\\.com/[a-z0-9-]+',
        usage: 'platform',
        mark: 'M',
        source: DOCS,
      },
    ],
  },
  publishedClaims: [
    ...DEFAULT_CLAIMS,
    {
      claim: 'organization_slug',
      type: 'string',
      multivalued: false,
      since: '2026',
      stableTwin: 'organization_id',
      level: 'tenant',
      what: 'The organisation, by name.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      claim: 'organization_id',
      type: 'string',
      multivalued: false,
      since: '2026',
      level: 'tenant',
      form: uuid('0184990a-477b-4fa8-9968-496074483cee', AGENTS),
      what: 'The id of the organisation.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      claim: 'pipeline_slug',
      type: 'string',
      multivalued: false,
      since: '2026',
      stableTwin: 'pipeline_id',
      level: 'resource',
      everybodys: everybodys('pipeline', '[a-z0-9]+(?:-[a-z0-9]+)*', [PIPELINE, `${BRANCH}[^:]+${JOB}`]),
      what: 'The pipeline, by name.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      claim: 'pipeline_id',
      type: 'string',
      multivalued: false,
      since: '2026',
      level: 'resource',
      what: 'The id of the pipeline.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      claim: 'cluster_name',
      type: 'string',
      multivalued: false,
      since: '2026',
      stableTwin: 'cluster_id',
      level: 'context',
      everybodys: everybodys('cluster', '[^\\u0000-\\u001f]+', `${PIPELINE}[^:]+${BRANCH}[^:]+${JOB}`),
      what: 'The cluster whose agents run the job, by name.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      claim: 'cluster_id',
      type: 'string',
      multivalued: false,
      since: '2026',
      level: 'context',
      what: 'The id of the cluster whose agents run the job.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      claim: 'build_branch',
      type: 'string',
      multivalued: false,
      since: '2026',
      level: 'context',
      everybodys: everybodys('branch', GIT_NAME, [`${PIPELINE}[^:]+${BRANCH}`, JOB]),
      what: 'The branch of the build.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...[
      'build_number',
      'build_commit',
      'build_tag',
      'step_key',
      'job_id',
      'agent_id',
      'build_source',
      'runner_environment',
    ].map((claim) => ignoredByAws(claim)),
  ],
  subject: {
    complete: true,
    forms: [
      {
        id: 'job',
        title: 'a job of a pipeline',
        kind: 'default',
        parts: [
          { literal: 'organization:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON, stableClaim: 'organization_id' },
          { literal: ':pipeline:' },
          { part: 'pipeline', level: 'resource', pattern: NO_COLON, stableClaim: 'pipeline_id' },
          { literal: ':ref:' },
          { part: 'ref', level: 'context', pattern: NO_COLON, isRef: true },
          { literal: ':commit:' },
          { part: 'commit', level: 'context', pattern: NO_COLON, changesEachRun: 'sourced' },
          { literal: ':step:' },
          { part: 'step', level: 'context', pattern: '[^:]*' },
        ],
        examples: [
          'organization:example-org:pipeline:example-pipeline:ref:refs/heads/main:commit:1da177e4c3f41524e886b7f1b8a0c1fc7321cac2:step:',
          'organization:acme:pipeline:deploy:ref:refs/heads/main:commit:abc123:step:build',
        ],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'claim',
        title: 'a job, by one of its ids',
        kind: 'custom',
        parts: [{ part: 'id', level: 'tenant', pattern: UUID }],
        examples: ['0184990a-477b-4fa8-9968-496074483cee'],
        mark: 'S',
        source: SUBJECT_CLAIM,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'The commit changes with each push: write `organization:ORG:pipeline:PIPELINE:*` with `StringLike`.',
      mark: 'S',
      source: DOCS,
    },
    {
      text: 'A step may ask for one id as its subject instead, such as that of the pipeline (`--subject-claim pipeline_id`).',
      mark: 'S',
      source: SUBJECT_CLAIM,
    },
    { text: 'Names of pipelines can change; `pipeline_id` and `organization_id` do not.', mark: 'S', source: DOCS },
  ],
} satisfies Provider;
