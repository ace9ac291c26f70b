import type { Provider } from '../provider.ts';
import { DEFAULT_CLAIMS } from './shared/claims.ts';
import { VERCEL_AUDIENCES, VERCEL_DOCS, VERCEL_SUBJECT, VERCEL_UNPUBLISHED } from './shared/vercel.ts';

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
    source: VERCEL_DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'team',
  principal: 'arn',
  certificate: 'public',
  audiences: VERCEL_AUDIENCES,
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: VERCEL_UNPUBLISHED,
  subject: VERCEL_SUBJECT,
  requiredByAws: [],
  notes: [{ text: 'The mode that Vercel recommends: the issuer names the team.', mark: 'S', source: VERCEL_DOCS }],
} satisfies Provider;
