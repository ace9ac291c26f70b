import type { Provider } from '../provider.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { ENTRA_SUBJECT, MICROSOFT } from './shared/microsoft.ts';
import { UUID } from './shared/shapes.ts';

export default {
  id: 'entra-v1',
  name: 'Microsoft Entra ID, tokens of version 1',
  // The tenant of Microsoft Sentinel is a provider of its own.
  matchOrder: 10,
  issuer: {
    kind: 'pattern',
    pattern: `sts\\.windows\\.net/${UUID}/`,
    examples: ['sts.windows.net/00000000-0000-0000-0000-000000000000/'],
    nearMisses: ['sts.windows.net/00000000-0000-0000-0000-000000000000', 'sts.windows.net/common/'],
    trailingSlash: 'with',
    mark: 'T',
    source: MICROSOFT.accessTokens,
  },
  tenancy: 'per-tenant',
  realm: 'tenant',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [{ value: 'api://my-app', pattern: 'api://[^/]+', usage: 'aws', mark: 'T', source: MICROSOFT.accessTokens }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['oid', 'appid', 'tid', 'roles', 'scp', 'upn', 'groups'].map((claim) => ignoredByAws(claim)),
  ],
  subject: ENTRA_SUBJECT,
  requiredByAws: [],
  notes: [
    {
      text: 'The issuer ends in a slash: so do the ARN and the prefix of the keys (`sts.windows.net/TENANT/:aud`).',
      mark: 'T',
      source: MICROSOFT.accessTokens,
    },
    {
      text: 'Tokens of version 1 have no `azp`, so `:aud` is the App ID URI.',
      mark: 'T',
      source: MICROSOFT.accessTokens,
    },
  ],
} satisfies Provider;
