import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Upbound docs: authenticate provider-aws with Upbound identity (OIDC)',
  url: 'https://docs.upbound.io/providers/provider-aws/authentication/',
  date: '2025',
};

export default {
  id: 'upbound',
  name: 'Upbound',
  issuer: { kind: 'fixed', urls: ['proidc.upbound.io'], trailingSlash: 'without', mark: 'S', source: AWS.oidcControls },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'unknown', known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'S', source: DOCS }] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'control-plane',
        title: 'a provider or function of a control plane',
        kind: 'default',
        parts: [
          { literal: 'mcp:' },
          { part: 'organisation', level: 'tenant', pattern: '[^/:]+' },
          { literal: '/' },
          { part: 'control plane', level: 'resource', pattern: '[^/:]+' },
          { literal: ':' },
          { oneOf: [[{ literal: 'provider:' }], [{ literal: 'function:' }]] },
          { part: 'provider or function', level: 'resource', pattern: NO_COLON },
        ],
        examples: ['mcp:acme/prod:provider:provider-aws'],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [],
} satisfies Provider;
