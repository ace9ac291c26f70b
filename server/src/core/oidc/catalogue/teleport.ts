import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Teleport docs: AWS OIDC integration',
  url: 'https://goteleport.com/docs/admin-guides/management/guides/awsoidc-integration/',
  date: '2025',
};

export default {
  id: 'teleport',
  name: 'Teleport AWS OIDC integration',
  issuer: {
    kind: 'pattern',
    pattern: '[a-z0-9-]+\\.teleport\\.sh',
    examples: ['example.teleport.sh'],
    nearMisses: ['teleport.sh', 'example.teleport.sh/'],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'cluster',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'platform', known: [{ value: 'discover.teleport', usage: 'aws', mark: 'S', source: DOCS }] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'proxy',
        title: 'the proxy of the cluster',
        kind: 'default',
        parts: [{ literal: 'system:proxy' }],
        examples: ['system:proxy'],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The policy that Teleport generates checks only `aud`; the issuer names the cluster.',
      mark: 'S',
      source: DOCS,
    },
    { text: 'A cluster of your own has its public proxy address as issuer, without a port.', mark: 'S', source: DOCS },
  ],
} satisfies Provider;
