import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import {
  GITHUB,
  GITHUB_AUDIENCES,
  GITHUB_CLAIMS,
  GITHUB_CODE,
  GITHUB_SUBJECT,
  GITHUB_UNPUBLISHED,
} from './shared/github.ts';

export default {
  id: 'github-actions-enterprise',
  name: 'GitHub Actions with the issuer of an enterprise',
  issuer: {
    kind: 'pattern',
    pattern: 'token\\.actions\\.githubusercontent\\.com/[A-Za-z0-9-]+',
    examples: ['token.actions.githubusercontent.com/octocat-inc'],
    nearMisses: [
      'token.actions.githubusercontent.com',
      'token.actions.githubusercontent.com/',
      'token.actions.githubusercontent.com/octocat-inc/',
      'token.actions.githubusercontent.com/a/b',
    ],
    trailingSlash: 'without',
    mark: 'S',
    source: GITHUB.reference,
  },
  tenancy: 'per-tenant',
  realm: 'enterprise',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'workload', known: GITHUB_AUDIENCES },
  publishedClaims: GITHUB_CLAIMS,
  unpublishedClaims: GITHUB_UNPUBLISHED,
  subject: GITHUB_SUBJECT,
  codeHost: GITHUB_CODE,
  requiredByAws: [],
  notes: [
    {
      text: 'An enterprise can switch its issuer to this one. It is another provider than the bare host, with other condition keys; neither accepts tokens of the other.',
      mark: 'S',
      source: GITHUB.reference,
    },
    {
      text: 'The list of issuers for which IAM demands `sub` has only the bare host. Check `sub` here as well.',
      mark: 'I',
      source: AWS.oidcControls,
    },
  ],
} satisfies Provider;
