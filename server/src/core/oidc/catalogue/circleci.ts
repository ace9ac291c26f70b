import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, ignoredByAws, STANDARD_UNPUBLISHED, uuid } from './shared/claims.ts';
import { UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'CircleCI docs: using OpenID Connect tokens in jobs',
  url: 'https://circleci.com/docs/openid-connect-tokens/',
  date: '2025',
};

export default {
  id: 'circleci',
  name: 'CircleCI',
  issuer: {
    kind: 'pattern',
    pattern: `oidc\\.circleci\\.com/org/${UUID}`,
    examples: ['oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab'],
    nearMisses: [
      'oidc.circleci.com',
      'oidc.circleci.com/org/my-org',
      'oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab/',
    ],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'organisation',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: '2f1c3b44-aaaa-bbbb-cccc-1234567890ab', pattern: UUID, usage: 'platform', mark: 'S', source: DOCS },
    ],
  },
  publishedClaims: [
    ...DEFAULT_CLAIMS,
    {
      claim: 'oidc.circleci.com/project-id',
      type: 'string',
      multivalued: false,
      presence: 'always',
      level: 'resource',
      form: uuid('76543210-ba98-4edc-8210-edcba0987654', DOCS),
      since: '2026-01',
      what: 'The UUID of the project.',
      trap: 'The name of the claim has a host in it; only the last colon separates it from the issuer.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
  ],
  unpublishedClaims: [
    ...STANDARD_UNPUBLISHED,
    ...[
      'oidc.circleci.com/context-ids',
      'oidc.circleci.com/vcs-origin',
      'oidc.circleci.com/vcs-ref',
      'oidc.circleci.com/ssh-rerun',
      'oidc.circleci.com/job-id',
    ].map((claim) => ignoredByAws(claim)),
  ],
  subject: {
    complete: true,
    forms: [
      {
        id: 'job',
        title: 'a job of a project',
        kind: 'default',
        parts: [
          { literal: 'org/' },
          { part: 'organisation', level: 'tenant', pattern: UUID },
          { literal: '/project/' },
          { part: 'project', level: 'resource', pattern: UUID },
          { literal: '/user/' },
          { part: 'user', level: 'context', pattern: UUID, changesEachRun: 'likely' },
        ],
        examples: [
          'org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-3333-4444-555555555555',
        ],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'job-v2',
        title: 'a job of a project, with its branch (token version 2)',
        kind: 'default',
        parts: [
          { literal: 'org/' },
          { part: 'organisation', level: 'tenant', pattern: UUID },
          { literal: '/project/' },
          { part: 'project', level: 'resource', pattern: UUID },
          { literal: '/user/' },
          { part: 'user', level: 'context', pattern: UUID, changesEachRun: 'likely' },
          { literal: '/vcs-origin/' },
          { part: 'origin', level: 'context', pattern: '[^\\u0000-\\u0020]+' },
          { literal: '/vcs-ref/' },
          { part: 'ref', level: 'context', pattern: '[^\\u0000-\\u0020]+', isRef: true },
        ],
        examples: [
          'org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab/project/76543210-ba98-4edc-8210-edcba0987654/user/11111111-2222-3333-4444-555555555555/vcs-origin/github.com/my-org/repo/vcs-ref/refs/heads/main',
        ],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The user differs from person to person: write `.../project/PROJECT/user/*` with `StringLike`.',
      mark: 'S',
      source: DOCS,
    },
    {
      text: 'The key for the project has a second host name in it: `oidc.circleci.com/org/ORG:oidc.circleci.com/project-id`.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      text: 'Branch and repository are claims of their own that AWS does not publish; with version 2 of the token they stand in the subject.',
      mark: 'S',
      source: DOCS,
    },
  ],
} satisfies Provider;
