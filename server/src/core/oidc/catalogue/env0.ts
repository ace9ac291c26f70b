import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'env0 docs: OIDC with AWS',
  url: 'https://docs.envzero.com/docs/oidc-with-aws',
  date: '2025',
};

export default {
  id: 'env0',
  name: 'env0',
  issuer: { kind: 'fixed', urls: ['login.app.env0.com/'], trailingSlash: 'with', mark: 'S', source: DOCS },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [{ value: 'hoMiq9PdkRh9LUvVpH4wIErWg50VSG1b', usage: 'aws', mark: 'S', source: DOCS }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'organisation',
        title: 'an organisation of env0',
        kind: 'default',
        parts: [{ literal: 'auth0|' }, { part: 'organisation', level: 'tenant', pattern: '[0-9a-f]{24}' }],
        examples: ['auth0|632b8219674bde0224a96141'],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The issuer ends in a slash: the keys are `login.app.env0.com/:sub` and `login.app.env0.com/:aud`.',
      mark: 'S',
      source: DOCS,
    },
    {
      text: 'All customers share issuer and audience: only `sub` tells them apart, and IAM does not demand it.',
      mark: 'I',
      source: DOCS,
    },
    { text: 'The trust policy also needs `sts:TagSession`.', mark: 'S', source: DOCS },
  ],
} satisfies Provider;
