import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { ignoredByAws, STANDARD_UNPUBLISHED, SUB } from './shared/claims.ts';

export default {
  id: 'login-with-amazon',
  name: 'Login with Amazon',
  issuer: { kind: 'fixed', urls: ['www.amazon.com'], trailingSlash: 'without', mark: 'S', source: AWS.createRole },
  tenancy: 'shared',
  principal: 'builtin',
  certificate: 'public',
  audiences: { chosenBy: 'platform', known: [] },
  publishedClaims: [
    {
      claim: 'app_id',
      type: 'string',
      multivalued: false,
      level: 'tenant',
      what: 'The application that the token was made for.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    SUB,
    {
      claim: 'user_id',
      type: 'string',
      multivalued: false,
      level: 'resource',
      what: 'The user.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED.filter(({ claim }) => claim !== 'azp'),
    ...['aud', 'azp'].map((claim) => ignoredByAws(claim, 'app_id')),
  ],
  subject: {
    complete: false,
    forms: [
      {
        id: 'user',
        title: 'an Amazon account',
        kind: 'default',
        parts: [{ literal: 'amzn1.account.' }, { part: 'account', level: 'tenant', pattern: '[A-Z0-9]+' }],
        examples: ['amzn1.account.AF6RHO7KZU5XRVQJGXK6HB56KR2A'],
        mark: 'S',
        source: AWS.oidcKeys,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'Sends an OAuth access token, no JWT. There is no `:aud`: `:app_id` says which application it is for.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
} satisfies Provider;
