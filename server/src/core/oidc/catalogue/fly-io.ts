import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Fly.io docs: OpenID Connect',
  url: 'https://fly.io/docs/security/openid-connect/',
  date: '2025',
};

export default {
  id: 'fly-io',
  name: 'Fly.io Machines',
  issuer: {
    kind: 'pattern',
    pattern: 'oidc\\.fly\\.io/[a-z0-9-]+',
    examples: ['oidc.fly.io/my-org'],
    nearMisses: ['oidc.fly.io', 'oidc.fly.io/my-org/'],
    trailingSlash: 'without',
    mark: 'T',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'organisation',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'workload', known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'T', source: DOCS }] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'machine',
        title: 'a machine of an app',
        kind: 'default',
        parts: [
          { part: 'organisation', level: 'tenant', pattern: '[a-z0-9-]+' },
          { literal: ':' },
          { part: 'app', level: 'resource', pattern: '[a-z0-9-]+' },
          { literal: ':' },
          { part: 'machine', level: 'context', pattern: '[A-Za-z0-9-]+', changesEachRun: 'likely' },
        ],
        examples: ['my-org:my-app:weathered-fog-1234'],
        mark: 'T',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    { text: 'The last part is the name of the machine: write `ORG:APP:*` with `StringLike`.', mark: 'T', source: DOCS },
  ],
} satisfies Provider;
