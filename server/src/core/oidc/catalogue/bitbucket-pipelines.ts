import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Atlassian Support: integrate Pipelines with resource servers using OIDC',
  url: 'https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/',
  date: '2025',
};

export default {
  id: 'bitbucket-pipelines',
  name: 'Bitbucket Pipelines',
  issuer: {
    kind: 'pattern',
    pattern: 'api\\.bitbucket\\.org/2\\.0/workspaces/[A-Za-z0-9_.{}-]+/pipelines-config/identity/oidc',
    examples: ['api.bitbucket.org/2.0/workspaces/my-workspace/pipelines-config/identity/oidc'],
    nearMisses: [
      'api.bitbucket.org/2.0/workspaces/my-workspace/pipelines-config/identity',
      'api.bitbucket.org/2.0/workspaces/my-workspace/pipelines-config/identity/oidc/',
    ],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'workspace',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      {
        value: 'ari:cloud:bitbucket::workspace/11111111-2222-3333-4444-555555555555',
        pattern: `ari:cloud:bitbucket::workspace/${UUID}`,
        usage: 'platform',
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['branchName', 'repositoryUuid', 'workspaceUuid', 'pipelineUuid', 'stepUuid', 'deploymentEnvironmentUuid'].map(
      (claim) => ignoredByAws(claim, 'sub'),
    ),
  ],
  subject: {
    complete: true,
    forms: [
      {
        id: 'step',
        title: 'a step of a repository',
        kind: 'default',
        parts: [
          { literal: '{' },
          { part: 'repository', level: 'resource', pattern: UUID },
          { literal: '}:{' },
          { part: 'step', level: 'context', pattern: UUID, changesEachRun: 'sourced' },
          { literal: '}' },
        ],
        examples: ['{11111111-2222-3333-4444-555555555555}:{66666666-7777-8888-9999-000000000000}'],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'deployment',
        title: 'a step that deploys to an environment',
        kind: 'default',
        parts: [
          { literal: '{' },
          { part: 'repository', level: 'resource', pattern: UUID },
          { literal: '}:{' },
          { part: 'environment', level: 'context', pattern: UUID },
          { literal: '}:{' },
          { part: 'step', level: 'context', pattern: UUID, changesEachRun: 'sourced' },
          { literal: '}' },
        ],
        examples: [
          '{11111111-2222-3333-4444-555555555555}:{aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee}:{66666666-7777-8888-9999-000000000000}',
        ],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The braces belong to the value. The UUID of the step is a new one on each run: write `{REPOSITORY}:*` with `StringLike`.',
      mark: 'S',
      source: DOCS,
    },
    { text: 'The audience has the UUID of the workspace without braces.', mark: 'S', source: DOCS },
  ],
} satisfies Provider;
