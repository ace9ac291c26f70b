import type { Provider } from '../provider.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { ENTRA_SUBJECT, MICROSOFT } from './shared/microsoft.ts';
import { UUID } from './shared/shapes.ts';

export default {
  id: 'entra-v2',
  name: 'Microsoft Entra ID, tokens of version 2',
  issuer: {
    kind: 'pattern',
    pattern: `login\\.(?:microsoftonline\\.com|microsoftonline\\.us|partner\\.microsoftonline\\.cn)/${UUID}/v2\\.0`,
    examples: ['login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0'],
    nearMisses: [
      'login.microsoftonline.com/common/v2.0',
      'login.microsoftonline.com/00000000-0000-0000-0000-000000000000',
      'login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0/',
    ],
    trailingSlash: 'without',
    mark: 'T',
    source: MICROSOFT.accessTokens,
  },
  tenancy: 'per-tenant',
  realm: 'tenant',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      {
        value: '00000000-1111-2222-3333-444444444444',
        pattern: UUID,
        usage: 'aws',
        mark: 'T',
        source: MICROSOFT.accessTokens,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['oid', 'appid', 'tid', 'roles', 'scp', 'preferred_username', 'groups'].map((claim) => ignoredByAws(claim)),
  ],
  subject: ENTRA_SUBJECT,
  requiredByAws: [],
  notes: [
    {
      text: 'Access tokens carry `azp`, the client that called: that is what `:aud` compares and what the provider must list. Compare the real audience with `:oaud`.',
      mark: 'T',
      source: MICROSOFT.accessTokens,
    },
    {
      text: '`common` and `organizations` in the address are never the issuer of a token.',
      mark: 'M',
      source: MICROSOFT.accessTokens,
    },
  ],
} satisfies Provider;
