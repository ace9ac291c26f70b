import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'SPIFFE: the JWT-SVID',
  url: 'https://github.com/spiffe/spiffe/blob/main/standards/JWT-SVID.md',
  date: '2024',
};

export default {
  id: 'spire',
  name: 'SPIFFE and SPIRE',
  issuer: { kind: 'any-host', example: 'oidc-discovery.example.org', trailingSlash: 'either', mark: 'T', source: DOCS },
  tenancy: 'self-hosted',
  realm: 'trust domain',
  principal: 'arn',
  certificate: 'unknown',
  audiences: { chosenBy: 'workload', known: [] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: true,
    forms: [
      {
        id: 'workload',
        title: 'a workload',
        kind: 'default',
        parts: [
          { literal: 'spiffe://' },
          { part: 'trust domain', level: 'tenant', pattern: '[a-z0-9._-]+' },
          { part: 'path', level: 'resource', pattern: '(?:/[A-Za-z0-9._-]+)*' },
        ],
        examples: ['spiffe://example.org/ns/prod/sa/api'],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    { text: 'A JWT-SVID need not have `iss`: set `jwt_issuer`, or AWS finds no provider.', mark: 'T', source: DOCS },
  ],
} satisfies Provider;
