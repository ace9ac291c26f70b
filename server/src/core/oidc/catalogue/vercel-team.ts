import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { NO_COLON } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Vercel docs: OIDC federation reference',
  url: 'https://vercel.com/docs/oidc/reference',
  date: '2025-10-27',
};

export default {
  id: 'vercel-team',
  name: 'Vercel, issuer of a team',
  issuer: {
    kind: 'pattern',
    pattern: 'oidc\\.vercel\\.com/[a-z0-9-]+',
    examples: ['oidc.vercel.com/acme'],
    nearMisses: ['oidc.vercel.com', 'oidc.vercel.com/acme/', 'oidc.vercel.com/acme/x'],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
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
  requiredByAws: [],
  notes: [{ text: 'The mode that Vercel recommends: the issuer names the team.', mark: 'S', source: DOCS }],
} satisfies Provider;
