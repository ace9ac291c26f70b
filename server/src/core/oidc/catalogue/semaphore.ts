import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { GIT_NAME, NO_COLON, UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Semaphore docs: OIDC tokens',
  url: 'https://docs.semaphore.io/reference/openid',
  date: '2025',
};

export default {
  id: 'semaphore',
  name: 'Semaphore',
  issuer: {
    kind: 'pattern',
    pattern: '[a-z0-9-]+\\.semaphoreci\\.com',
    examples: ['my-org.semaphoreci.com'],
    nearMisses: ['semaphoreci.com', 'my-org.semaphoreci.com/'],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'organisation',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [
      {
        value: 'https://my-org.semaphoreci.com',
        pattern: 'https://[a-z0-9-]+\\.semaphoreci\\.com',
        usage: 'platform',
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'job',
        title: 'a job of a project',
        kind: 'default',
        parts: [
          { literal: 'org:' },
          { part: 'organisation', level: 'tenant', pattern: NO_COLON },
          { literal: ':project:' },
          { part: 'project', level: 'resource', pattern: UUID },
          { literal: ':repo:' },
          { part: 'repository', level: 'resource', pattern: NO_COLON },
          { literal: ':ref_type:' },
          { part: 'ref type', level: 'context', pattern: 'branch|tag|pr|pull-request' },
          { literal: ':ref:' },
          { part: 'ref', level: 'context', pattern: GIT_NAME, isRef: true },
        ],
        examples: [
          'org:acme:project:936a5312-a3b8-4921-8b3f-2cec8baac574:repo:web:ref_type:branch:ref:refs/heads/main',
        ],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [{ text: 'The project is its UUID; older tokens had its name.', mark: 'S', source: DOCS }],
} satisfies Provider;
