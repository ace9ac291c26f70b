import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Scalr docs: AWS provider configuration with OIDC',
  url: 'https://docs.scalr.io/docs/aws',
  date: '2025',
};

export default {
  id: 'scalr',
  name: 'Scalr',
  issuer: { kind: 'fixed', urls: ['scalr.io'], trailingSlash: 'without', mark: 'S', source: AWS.oidcControls },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'tenant', known: [] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'workspace',
        title: 'a workspace',
        kind: 'default',
        parts: [
          { literal: 'account:' },
          { part: 'account', level: 'tenant', pattern: NO_COLON },
          { literal: ':environment:' },
          { part: 'environment', level: 'resource', pattern: NO_COLON },
          { literal: ':workspace:' },
          { part: 'workspace', level: 'resource', pattern: NO_COLON },
        ],
        examples: ['account:roronoa:environment:Environment-A:workspace:Roronoa'],
        mark: 'T',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [{ text: 'The customer chooses the audience.', mark: 'T', source: DOCS }],
} satisfies Provider;
