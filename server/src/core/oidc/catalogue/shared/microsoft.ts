/** Subjects of Microsoft Entra ID, the same in tokens of both versions. */
import type { SubjectGrammar } from '../../provider.ts';
import type { Source } from '../../sources.ts';
import { UUID } from './shapes.ts';

export const MICROSOFT = {
  accessTokens: {
    title: 'Microsoft Learn: access token claims reference',
    url: 'https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference',
    date: '2025',
  },
} as const satisfies Record<string, Source>;

export const ENTRA_SUBJECT: SubjectGrammar = {
  complete: false,
  forms: [
    {
      id: 'application',
      title: 'an application or managed identity',
      kind: 'default',
      parts: [{ part: 'object id', level: 'resource', pattern: UUID }],
      examples: ['11111111-2222-3333-4444-555555555555'],
      mark: 'T',
      source: MICROSOFT.accessTokens,
    },
    {
      id: 'user',
      title: 'a user, as one application sees them',
      kind: 'default',
      parts: [{ part: 'user', level: 'resource', pattern: '[A-Za-z0-9_-]{43}' }],
      examples: ['AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ'],
      mark: 'M',
      source: MICROSOFT.accessTokens,
    },
  ],
};
