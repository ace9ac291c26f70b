import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { HOST, NO_COLON, UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'HashiCorp Vault docs: workload identity federation',
  url: 'https://developer.hashicorp.com/vault/docs/concepts/workload-identity',
  date: '2025',
};

export default {
  id: 'vault',
  name: 'HashiCorp Vault',
  issuer: {
    kind: 'pattern',
    pattern: `${HOST}/v1/(?:[^/]+/)*identity/oidc(?:/plugins)?`,
    examples: [
      'vault.example.com/v1/identity/oidc/plugins',
      'vault.example.com/v1/identity/oidc',
      'vault.example.com/v1/ns1/identity/oidc/plugins',
    ],
    nearMisses: ['vault.example.com/identity/oidc', 'vault.example.com/v1/identity/oidc/', 'vault/v1/identity/oidc'],
    trailingSlash: 'without',
    mark: 'T',
    source: DOCS,
  },
  tenancy: 'self-hosted',
  realm: 'server',
  principal: 'arn',
  certificate: 'unknown',
  audiences: { chosenBy: 'tenant', known: [] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'plugin',
        title: 'a secrets engine or auth method (issuer ending in /plugins)',
        kind: 'default',
        parts: [
          { literal: 'plugin-identity:' },
          { part: 'namespace', level: 'tenant', pattern: NO_COLON },
          { literal: ':' },
          { oneOf: [[{ literal: 'secret:' }], [{ literal: 'auth:' }]] },
          { part: 'mount', level: 'resource', pattern: NO_COLON },
        ],
        examples: ['plugin-identity:root:secret:aws_1a2b3c4d'],
        mark: 'T',
        source: DOCS,
      },
      {
        id: 'entity',
        title: 'an entity (identity token)',
        kind: 'default',
        parts: [{ part: 'entity', level: 'resource', pattern: UUID }],
        examples: ['11111111-2222-3333-4444-555555555555'],
        mark: 'M',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The usual address of Vault has the port 8200, which IAM does not take: publish the issuer on 443, without a port.',
      mark: 'I',
      source: AWS.createProviderApi,
    },
  ],
} satisfies Provider;
