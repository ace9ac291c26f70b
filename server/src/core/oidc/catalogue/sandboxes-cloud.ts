import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

export default {
  id: 'sandboxes-cloud',
  name: 'sandboxes.cloud',
  issuer: { kind: 'fixed', urls: ['sandboxes.cloud'], trailingSlash: 'without', mark: 'S', source: AWS.oidcControls },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'unknown', known: [] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  requiredByAws: [{ key: { claim: 'aud' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [],
} satisfies Provider;
