import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Auth0 docs: ID token structure',
  url: 'https://auth0.com/docs/secure/tokens/id-tokens/id-token-structure',
  date: '2025',
};

export default {
  id: 'auth0',
  name: 'Auth0',
  issuer: {
    kind: 'pattern',
    pattern: '[a-z0-9-]+(?:\\.[a-z0-9-]+){0,2}\\.auth0\\.com/',
    examples: ['my-tenant.eu.auth0.com/', 'my-tenant.auth0.com/'],
    nearMisses: ['my-tenant.eu.auth0.com', 'auth0.com/'],
    trailingSlash: 'with',
    mark: 'T',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'tenant',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'tenant',
    known: [
      {
        value: 'AbCdEfGhIjKlMnOpQrStUvWxYz012345',
        pattern: '[A-Za-z0-9_-]{32}',
        usage: 'aws',
        mark: 'M',
        source: DOCS,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'user',
        title: 'a user of a connection',
        kind: 'default',
        parts: [
          { part: 'connection', level: 'resource', pattern: '[A-Za-z0-9-]+' },
          { literal: '|' },
          { part: 'user', level: 'resource', pattern: '[^\\u0000-\\u001f]+' },
        ],
        examples: ['auth0|632b8219674bde0224a96141', 'ad|Mozilla-LDAP-Dev|gene'],
        mark: 'M',
        source: DOCS,
      },
      {
        id: 'machine',
        title: 'an application (machine to machine)',
        kind: 'default',
        parts: [{ part: 'client', level: 'resource', pattern: '[A-Za-z0-9_-]+' }, { literal: '@clients' }],
        examples: ['AbC123@clients'],
        mark: 'M',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The issuer ends in a slash: so do the ARN and the prefix of the keys (`TENANT.auth0.com/:sub`).',
      mark: 'T',
      source: DOCS,
    },
    { text: 'Access tokens of machines carry `azp`, so `:aud` is the client id.', mark: 'M', source: DOCS },
    { text: 'A custom domain is an issuer of its own, also with a slash at the end.', mark: 'M', source: DOCS },
  ],
} satisfies Provider;
