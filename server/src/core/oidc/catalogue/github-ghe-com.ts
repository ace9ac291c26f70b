import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import {
  GITHUB,
  GITHUB_AUDIENCES,
  GITHUB_CLAIMS,
  GITHUB_CODE,
  GITHUB_SUBJECT,
  GITHUB_UNPUBLISHED,
} from './shared/github.ts';

export default {
  id: 'github-ghe-com',
  name: 'GitHub Enterprise Cloud with data residency (GHE.com)',
  issuer: {
    kind: 'pattern',
    pattern: 'token\\.actions\\.[a-z0-9-]+\\.ghe\\.com(?:/[A-Za-z0-9-]+)?',
    examples: ['token.actions.octocorp.ghe.com', 'token.actions.octocorp.ghe.com/octocorp'],
    nearMisses: ['token.actions.ghe.com', 'token.actions.octocorp.ghe.com/'],
    trailingSlash: 'without',
    mark: 'S',
    source: GITHUB.reference,
  },
  tenancy: 'per-tenant',
  realm: 'enterprise',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'workload', known: GITHUB_AUDIENCES },
  publishedClaims: GITHUB_CLAIMS,
  unpublishedClaims: GITHUB_UNPUBLISHED,
  subject: GITHUB_SUBJECT,
  codeHost: { ...GITHUB_CODE, host: { pattern: '[a-z0-9-]+\\.ghe\\.com' } },
  requiredByAws: [],
  notes: [{ text: 'AWS publishes the GitHub claims under this prefix too.', mark: 'S', source: AWS.stsAuthorization }],
} satisfies Provider;
