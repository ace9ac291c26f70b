import type { Provider, PublishedClaim } from '../provider.ts';
import { AWS } from '../sources.ts';
import { AMR, AUD_ITSELF, ignoredByAws, OAUD, STANDARD_UNPUBLISHED, SUB } from './shared/claims.ts';
import { AWS_REGION, UUID } from './shared/shapes.ts';

const AUD_OF_POOL: PublishedClaim = {
  ...AUD_ITSELF,
  what: 'The id of the identity pool: the claim `aud` itself, not `azp`.',
  trap: 'Required by IAM.',
};

export default {
  id: 'cognito-identity-pool',
  name: 'Amazon Cognito identity pools',
  issuer: {
    kind: 'fixed',
    urls: ['cognito-identity.amazonaws.com'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcKeys,
  },
  tenancy: 'shared',
  principal: 'builtin',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [
      {
        value: 'us-east-1:12345678-dead-beef-cafe-1234567890ab',
        pattern: `${AWS_REGION}:${UUID}`,
        usage: 'aws',
        mark: 'S',
        source: AWS.oidcKeys,
      },
    ],
  },
  publishedClaims: [AUD_OF_POOL, OAUD, SUB, AMR],
  unpublishedClaims: [...STANDARD_UNPUBLISHED, ignoredByAws('email')],
  subject: {
    complete: true,
    forms: [
      {
        id: 'identity',
        title: 'an identity of a pool',
        kind: 'default',
        parts: [
          { part: 'region', level: 'tenant', pattern: AWS_REGION },
          { literal: ':' },
          { part: 'identity', level: 'tenant', pattern: UUID },
        ],
        examples: ['us-east-1:12345678-1234-1234-1234-1234567890ab'],
        mark: 'S',
        source: AWS.oidcKeys,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'aud' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: '`aud` is the id of the identity pool. Without it identities of any pool, of any account, get in.',
      mark: 'S',
      source: AWS.createRole,
    },
    {
      text: '`amr` has several values, among them `authenticated` or `unauthenticated`: use `ForAnyValue:StringLike`.',
      mark: 'S',
      source: AWS.createRole,
    },
  ],
} satisfies Provider;
