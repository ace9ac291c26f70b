import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS } from './shared/claims.ts';
import { VERCEL_AUDIENCES, VERCEL_SUBJECT, VERCEL_UNPUBLISHED } from './shared/vercel.ts';

export default {
  id: 'vercel-global',
  name: 'Vercel, global issuer',
  issuer: { kind: 'fixed', urls: ['oidc.vercel.com'], trailingSlash: 'without', mark: 'S', source: AWS.oidcControls },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: VERCEL_AUDIENCES,
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: VERCEL_UNPUBLISHED,
  subject: VERCEL_SUBJECT,
  requiredByAws: [{ key: { claim: 'aud' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    { text: 'The audience names the team, so IAM demands `oidc.vercel.com:aud`.', mark: 'S', source: AWS.oidcControls },
  ],
} satisfies Provider;
