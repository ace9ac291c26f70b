import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { AWS_REGION, UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Amazon Cognito: understanding user pool JSON web tokens',
  url: 'https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-with-identity-providers.html',
  date: '2025',
};

export default {
  id: 'cognito-user-pool',
  name: 'Amazon Cognito user pool as OIDC provider',
  issuer: {
    kind: 'pattern',
    pattern: `cognito-idp\\.${AWS_REGION}\\.amazonaws\\.com(?:\\.cn)?/${AWS_REGION}_[A-Za-z0-9]+`,
    examples: ['cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI'],
    nearMisses: [
      'cognito-idp.us-east-1.amazonaws.com',
      'cognito-idp.us-east-1.amazonaws.com/AbCdEfGhI',
      'cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEfGhI/',
    ],
    trailingSlash: 'without',
    mark: 'M',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'pool',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [{ value: '3n4b5urk1ft4fl3mg5e62d9ado', pattern: '[a-z0-9]+', usage: 'aws', mark: 'M', source: DOCS }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['cognito:groups', 'cognito:username', 'client_id', 'token_use'].map((claim) => ignoredByAws(claim)),
  ],
  subject: {
    complete: false,
    forms: [
      {
        id: 'user',
        title: 'a user of the pool',
        kind: 'default',
        parts: [{ part: 'user', level: 'resource', pattern: UUID }],
        examples: ['11111111-2222-3333-4444-555555555555'],
        mark: 'M',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [{ text: 'Use the ID token: access tokens of Cognito have no `aud`.', mark: 'M', source: DOCS }],
} satisfies Provider;
