import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Okta developer docs: authorization servers',
  url: 'https://developer.okta.com/docs/concepts/auth-servers/',
  date: '2025',
};

export default {
  id: 'okta',
  name: 'Okta',
  issuer: {
    kind: 'pattern',
    pattern: '[a-z0-9-]+\\.(?:okta|oktapreview|okta-emea|okta-gov)\\.com(?:/oauth2/(?:default|aus[A-Za-z0-9]+))?',
    examples: ['dev-123456.okta.com/oauth2/default', 'acme.okta.com'],
    nearMisses: ['dev-123456.okta.com/oauth2/default/', 'okta.com', 'dev-123456.okta.com/oauth2'],
    trailingSlash: 'without',
    mark: 'M',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'organisation',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'tenant',
    known: [
      { value: '0oa1b2c3d4E5F6G7h8i9', pattern: '0oa[A-Za-z0-9]+', usage: 'aws', mark: 'M', source: DOCS },
      { value: 'api://default', usage: 'platform', mark: 'M', source: DOCS },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [...STANDARD_UNPUBLISHED, ...['cid', 'uid', 'groups', 'scp'].map((claim) => ignoredByAws(claim))],
  requiredByAws: [],
  notes: [
    {
      text: 'Tokens of the org authorization server are for Okta itself. Use an ID token, or a custom authorization server.',
      mark: 'M',
      source: DOCS,
    },
  ],
} satisfies Provider;
