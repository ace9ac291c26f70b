import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Codefresh docs: OpenID Connect for pipelines',
  url: 'https://codefresh.io/docs/docs/integrations/oidc-pipelines/',
  date: '2025',
};

export default {
  id: 'codefresh',
  name: 'Codefresh',
  issuer: { kind: 'fixed', urls: ['oidc.codefresh.io'], trailingSlash: 'without', mark: 'S', source: AWS.oidcControls },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [{ value: 'https://g.codefresh.io', usage: 'aws', mark: 'S', source: DOCS }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: false,
    forms: [
      {
        id: 'pipeline',
        title: 'a run of a pipeline',
        kind: 'default',
        parts: [
          { literal: 'account:' },
          { part: 'account', level: 'tenant', pattern: '[0-9a-f]{24}' },
          { literal: ':pipeline:' },
          { part: 'pipeline', level: 'resource', pattern: '[0-9a-f]{24}' },
          { oneOf: [[], [{ literal: ':' }, { part: 'trigger', level: 'context', pattern: '[^\\u0000-\\u001f]+' }]] },
        ],
        examples: ['account:5f30ebd30312313ae7f17948:pipeline:64de5cd47626b3ca134e760a:initiator:sample-user'],
        mark: 'S',
        source: DOCS,
      },
    ],
  },
  requiredByAws: [{ key: { claim: 'sub' }, rule: 'evaluated', alsoAtSts: false, mark: 'S', source: AWS.oidcControls }],
  notes: [
    {
      text: 'What follows the pipeline depends on the trigger: write `account:A:pipeline:P:*` with `StringLike`.',
      mark: 'S',
      source: DOCS,
    },
  ],
} satisfies Provider;
