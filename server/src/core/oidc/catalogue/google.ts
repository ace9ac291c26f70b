import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, numericId, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { DIGITS } from './shared/shapes.ts';

export default {
  id: 'google',
  name: 'Google',
  issuer: {
    kind: 'fixed',
    urls: ['accounts.google.com'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.createProvider,
  },
  tenancy: 'shared',
  principal: 'builtin',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      {
        value: '1234567890.apps.googleusercontent.com',
        pattern: '[0-9]+(?:-[a-z0-9]+)?\\.apps\\.googleusercontent\\.com',
        usage: 'aws',
        mark: 'S',
        source: AWS.oidcKeys,
      },
      { value: '109876543210987654321', pattern: DIGITS, usage: 'aws', mark: 'M', source: AWS.oidcKeys },
    ],
  },
  publishedClaims: [
    ...DEFAULT_CLAIMS,
    {
      claim: 'google/organization_number',
      type: 'numeric',
      multivalued: false,
      tokenClaim: 'google:organization_number',
      presence: 'sometimes',
      level: 'tenant',
      form: numericId('123456789012', AWS.oidcKeys),
      since: '2026-01',
      what: 'The number of the Google Cloud or Workspace organisation.',
      trap: 'A number: use `NumericEquals`. The token spells it with a colon, the key with a slash.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
  unpublishedClaims: [...STANDARD_UNPUBLISHED, ...['email_verified', 'hd'].map((claim) => ignoredByAws(claim))],
  subject: {
    complete: true,
    forms: [
      {
        id: 'account',
        title: 'a Google account or service account',
        kind: 'default',
        parts: [{ part: 'account id', level: 'tenant', pattern: '[0-9]{1,255}' }],
        examples: ['109876543210987654321'],
        mark: 'S',
        source: AWS.oidcKeys,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The principal is the bare `accounts.google.com`; no IAM provider is created.',
      mark: 'S',
      source: AWS.createProvider,
    },
    {
      text: 'Tokens of service accounts carry `azp`: `:aud` is then the id of the account, and `:oaud` the audience that was asked for.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      text: 'Everybody with a Google account has a token of this issuer: check `sub`.',
      mark: 'I',
      source: AWS.oidcKeys,
    },
  ],
} satisfies Provider;
