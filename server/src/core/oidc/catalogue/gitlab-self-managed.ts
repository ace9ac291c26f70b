import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { GITLAB, GITLAB_CODE, GITLAB_SUBJECT, GITLAB_UNPUBLISHED } from './shared/gitlab.ts';

export default {
  id: 'gitlab-self-managed',
  name: 'GitLab on an own instance, or Dedicated',
  issuer: { kind: 'any-host', example: 'gitlab.example.com', trailingSlash: 'without', mark: 'S', source: GITLAB.aws },
  tenancy: 'self-hosted',
  realm: 'instance',
  principal: 'arn',
  certificate: 'unknown',
  audiences: {
    chosenBy: 'workload',
    known: [{ value: 'https://gitlab.example.com', usage: 'aws', mark: 'S', source: GITLAB.aws }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...GITLAB_UNPUBLISHED,
    ...[
      'namespace_id',
      'project_id',
      'user_id',
      'user_login',
      'user_email',
      'user_access_level',
      'ref_protected',
      'pipeline_source',
      'runner_environment',
    ].map((claim) => ignoredByAws(claim, 'sub')),
  ],
  subject: GITLAB_SUBJECT,
  codeHost: GITLAB_CODE,
  requiredByAws: [],
  notes: [
    {
      text: 'AWS publishes the GitLab claims for gitlab.com only: here `sub` has to say it all.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      text: 'An instance that AWS cannot reach may publish its discovery document and keys elsewhere (`ci_id_tokens_issuer_url`, GitLab 18.1).',
      mark: 'S',
      source: GITLAB.aws,
    },
  ],
} satisfies Provider;
