/** OIDC tokens of Vercel, the same from the global issuer and from that of a team. */
import type { Provider, SubjectGrammar, UnpublishedClaim } from '../../provider.ts';
import type { Source } from '../../sources.ts';
import { ignoredByAws, STANDARD_UNPUBLISHED } from './claims.ts';
import { NO_COLON } from './shapes.ts';

export const VERCEL_DOCS: Source = {
  title: 'Vercel docs: OIDC federation reference',
  url: 'https://vercel.com/docs/oidc/reference',
  date: '2025-10-27',
};

export const VERCEL_AUDIENCES: Provider['audiences'] = {
  chosenBy: 'platform',
  known: [
    {
      value: 'https://vercel.com/acme',
      pattern: 'https://vercel\\.com/[a-z0-9-]+',
      usage: 'platform',
      mark: 'S',
      source: VERCEL_DOCS,
    },
  ],
};

export const VERCEL_UNPUBLISHED: readonly UnpublishedClaim[] = [
  ...STANDARD_UNPUBLISHED,
  ...['owner', 'owner_id', 'project', 'project_id', 'environment', 'external_sub'].map((claim) =>
    ignoredByAws(claim, 'sub'),
  ),
];

export const VERCEL_SUBJECT: SubjectGrammar = {
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
      source: VERCEL_DOCS,
    },
  ],
};
