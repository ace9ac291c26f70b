import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { GITHUB } from './shared/github.ts';

export default {
  id: 'github-audit-log',
  name: 'GitHub audit log streaming',
  issuer: {
    kind: 'fixed',
    urls: ['oidc-configuration.audit-log.githubusercontent.com'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'M', source: GITHUB.auditLog }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'enterprise',
        title: 'an enterprise',
        kind: 'default',
        parts: [{ literal: 'https://github.com/' }, { part: 'enterprise', level: 'tenant', pattern: '[A-Za-z0-9-]+' }],
        examples: ['https://github.com/octo-enterprise'],
        mark: 'M',
        source: GITHUB.auditLog,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [{ text: 'The subject names the enterprise whose log is streamed.', mark: 'M', source: GITHUB.auditLog }],
} satisfies Provider;
