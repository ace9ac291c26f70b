import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

export default {
  id: 'dvc-studio',
  name: 'DVC Studio',
  issuer: {
    kind: 'fixed',
    urls: ['studio.datachain.ai/api'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'unknown', known: [] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'credentials',
        title: 'credentials of a team',
        kind: 'default',
        parts: [
          { literal: 'credentials:' },
          { part: 'team', level: 'tenant', pattern: '[^/:]+' },
          { literal: '/' },
          { part: 'name', level: 'resource', pattern: NO_COLON },
        ],
        examples: ['credentials:acme/aws'],
        mark: 'M',
        source: AWS.oidcControls,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [],
} satisfies Provider;
