import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';

export default {
  id: 'facebook',
  name: 'Facebook Login',
  issuer: { kind: 'fixed', urls: ['graph.facebook.com'], trailingSlash: 'without', mark: 'S', source: AWS.createRole },
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
    {
      claim: 'id',
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
    ignoredByAws('aud', 'app_id'),
    ignoredByAws('azp', 'app_id'),
    ignoredByAws('sub', 'id'),
  ],
  requiredByAws: [],
  notes: [
    {
      text: 'Sends an OAuth access token, no JWT. The keys are `:app_id` and `:id`; there is no `:aud` and no `:sub`.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
} satisfies Provider;
