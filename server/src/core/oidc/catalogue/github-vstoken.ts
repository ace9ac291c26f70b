import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { GITHUB } from './shared/github.ts';

export default {
  id: 'github-vstoken',
  name: 'GitHub Actions, issuer of the 2021 preview',
  issuer: {
    kind: 'fixed',
    urls: ['vstoken.actions.githubusercontent.com'],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'unknown',
    known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'M', source: AWS.oidcControls }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'No longer issues tokens to new workflows. The issuer of today is `token.actions.githubusercontent.com`.',
      mark: 'M',
      source: GITHUB.reference,
    },
  ],
} satisfies Provider;
