import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Harness Developer Hub: AWS connector settings reference',
  url: 'https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/aws-connector-settings-reference',
  date: '2025',
};

export default {
  id: 'harness',
  name: 'Harness',
  issuer: {
    kind: 'pattern',
    pattern: 'app[0-9]*\\.harness\\.io/(?:gratis/|prod[0-9]+/)?ng/api/oidc/account/[A-Za-z0-9_-]+',
    examples: ['app.harness.io/ng/api/oidc/account/Hue1lBsaSx2APlXjzVEPIg'],
    nearMisses: ['app.harness.io/ng/api/oidc/account/', 'app.harness.io/ng/api/oidc/account/Hue1lBsaSx2APlXjzVEPIg/'],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'account',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'platform', known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'S', source: DOCS }] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['account_id', 'organization_id', 'project_id', 'connector_id', 'connector_name', 'context'].map((claim) =>
      ignoredByAws(claim, 'sub'),
    ),
  ],
  subject: {
    complete: false,
    forms: [
      {
        id: 'project',
        title: 'a connector at account, organisation or project level',
        kind: 'default',
        parts: [
          { literal: 'account/' },
          { part: 'account', level: 'tenant', pattern: '[A-Za-z0-9_-]+' },
          { literal: ':org/' },
          { part: 'organisation', level: 'resource', pattern: '[^:]*' },
          { literal: ':project/' },
          { part: 'project', level: 'resource', pattern: '[^:]*' },
        ],
        examples: [
          'account/Hue1lBsaSx2APlXjzVEPIg:org/default:project/OIDC_Test',
          'account/Hue1lBsaSx2APlXjzVEPIg:org/default:project/',
        ],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'Organisation and project stand in the subject only with the feature flag `PL_OIDC_ENHANCED_SUBJECT_FIELD`; without it the whole account has one subject.',
      mark: 'S',
      source: DOCS,
    },
  ],
} satisfies Provider;
