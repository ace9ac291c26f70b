import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Spacelift docs: OpenID Connect',
  url: 'https://docs.spacelift.io/integrations/cloud-providers/oidc',
  date: '2025',
};

export default {
  id: 'spacelift',
  name: 'Spacelift',
  issuer: {
    kind: 'pattern',
    pattern: '[a-z0-9-]+\\.app(?:\\.[a-z]{2})?\\.spacelift\\.io',
    examples: ['demo.app.spacelift.io', 'demo.app.us.spacelift.io'],
    nearMisses: ['app.spacelift.io', 'demo.spacelift.io', 'demo.app.spacelift.io/'],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'account',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [
      {
        value: 'demo.app.spacelift.io',
        pattern: '[a-z0-9-]+\\.app(?:\\.[a-z]{2})?\\.spacelift\\.io',
        usage: 'aws',
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['spaceId', 'callerType', 'callerId', 'runType', 'runId', 'scope'].map((claim) => ignoredByAws(claim, 'sub')),
  ],
  subject: {
    complete: true,
    forms: [
      {
        id: 'run',
        title: 'a run of a stack or module',
        kind: 'default',
        parts: [
          { literal: 'space:' },
          { part: 'space', level: 'resource', pattern: NO_COLON },
          { literal: ':' },
          { oneOf: [[{ literal: 'stack:' }], [{ literal: 'module:' }]] },
          { part: 'stack or module', level: 'resource', pattern: NO_COLON },
          { literal: ':run_type:' },
          { part: 'run type', level: 'context', pattern: 'PROPOSED|TRACKED|TASK|TESTING|DESTROY' },
          { literal: ':scope:' },
          { part: 'scope', level: 'context', pattern: 'read|write' },
        ],
        examples: [
          'space:legacy:stack:infra:run_type:TRACKED:scope:write',
          'space:root:module:vpc:run_type:TESTING:scope:write',
        ],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [{ text: 'The audience is the host of the account, without `https://`.', mark: 'S', source: DOCS }],
} satisfies Provider;
