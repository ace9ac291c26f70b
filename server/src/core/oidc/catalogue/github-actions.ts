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
  id: 'github-actions',
  name: 'GitHub Actions',
  issuer: {
    kind: 'fixed',
    urls: ['token.actions.githubusercontent.com'],
    trailingSlash: 'without',
    mark: 'S',
    source: GITHUB.reference,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'workload', known: GITHUB_AUDIENCES },
  publishedClaims: GITHUB_CLAIMS,
  unpublishedClaims: GITHUB_UNPUBLISHED,
  subject: GITHUB_SUBJECT,
  codeHost: GITHUB_CODE,
  requiredByAws: [
    {
      key: { claim: 'sub' },
      rule: 'not-only-wildcards',
      alsoAtSts: false,
      mark: 'S',
      source: AWS.createRole,
    },
  ],
  notes: [
    {
      text: 'Repositories created, renamed or transferred after 2026-07-15, and those that opted in, send their ids: `repo:OWNER@OWNER_ID/REPO@REPO_ID:...`. A pattern `repo:OWNER/REPO:*` does not match those; list both forms.',
      mark: 'S',
      source: GITHUB.reference,
    },
    {
      text: '`repo:OWNER*/...` is no way to accept both forms: it lets in every owner whose name begins like yours.',
      mark: 'I',
      source: GITHUB.reference,
    },
    {
      text: 'When a job declares an environment, the subject names the environment and no branch.',
      mark: 'S',
      source: GITHUB.reference,
    },
    {
      text: 'A colon inside a value arrives as `%3A`.',
      mark: 'S',
      source: GITHUB.reference,
    },
    {
      text: '`repo:OWNER/REPO:pull_request` is the subject of every pull request of the repository.',
      mark: 'S',
      source: GITHUB.reference,
    },
  ],
} satisfies Provider;
