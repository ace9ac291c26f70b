import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Vercel docs: OIDC federation reference',
  url: 'https://vercel.com/docs/oidc/reference',
  date: '2025-10-27',
};

export default {
  id: 'vercel-global',
  name: 'Vercel, global issuer',
  issuer: { kind: 'fixed', urls: ['oidc.vercel.com'], trailingSlash: 'without', mark: 'S', source: AWS.oidcControls },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [
      {
        value: 'https://vercel.com/acme',
        pattern: 'https://vercel\\.com/[a-z0-9-]+',
        usage: 'platform',
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...['owner', 'owner_id', 'project', 'project_id', 'environment', 'external_sub'].map((claim) =>
      ignoredByAws(claim, 'sub'),
    ),
  ],
  subject: {
    complete: true,
    forms: [
      {
        id: 'deployment',
        title: 'a deployment of a project',
        kind: 'default',
        parts: [
          { literal: 'owner:' },
          { part: 'team', level: 'tenant', pattern: NO_COLON },
          { literal: ':project:' },
          { part: 'project', level: 'resource', pattern: NO_COLON },
          { literal: ':environment:' },
          { part: 'environment', level: 'context', pattern: NO_COLON },
        ],
        examples: ['owner:acme:project:web:environment:production', 'owner:acme:project:web:environment:preview'],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'aud' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    { text: 'The audience names the team, so IAM demands `oidc.vercel.com:aud`.', mark: 'S', source: AWS.oidcControls },
  ],
} satisfies Provider;
