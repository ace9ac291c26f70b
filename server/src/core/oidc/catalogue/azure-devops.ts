import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'AWS Toolkit for Azure DevOps: OpenID Connect service connections',
  url: 'https://docs.aws.amazon.com/vsts/latest/userguide/connect-aws.html',
  date: '2025',
};

const TOKENS: Source = {
  title: 'sigstore/fulcio issue 1803: a token of an Azure DevOps pipeline',
  url: 'https://github.com/sigstore/fulcio/issues/1803',
  date: '2024-09',
};

export default {
  id: 'azure-devops',
  name: 'Azure DevOps',
  issuer: {
    kind: 'pattern',
    pattern: `vstoken\\.dev\\.azure\\.com/${UUID}`,
    examples: ['vstoken.dev.azure.com/3a37fa8e-a3ce-4d4f-a839-778b53003020'],
    nearMisses: ['vstoken.dev.azure.com/my-org', 'vstoken.dev.azure.com/3a37fa8e-a3ce-4d4f-a839-778b53003020/'],
    trailingSlash: 'without',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'organisation',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [{ value: 'api://AzureADTokenExchange', usage: 'aws', mark: 'S', source: DOCS }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: {
    complete: true,
    forms: [
      {
        id: 'service-connection',
        title: 'a service connection',
        kind: 'default',
        parts: [
          { literal: 'sc://' },
          { part: 'organisation', level: 'tenant', pattern: '[^/]+' },
          { literal: '/' },
          { part: 'project', level: 'resource', pattern: '[^/]+' },
          { literal: '/' },
          { part: 'service connection', level: 'resource', pattern: '[^\\u0000-\\u001f]+' },
        ],
        examples: ['sc://my-org/my-project/aws-oidc-sc'],
        mark: 'S',
        source: DOCS,
      },
      {
        id: 'pipeline',
        title: 'a pipeline (token asked for without a service connection)',
        kind: 'default',
        parts: [
          { literal: 'p://' },
          { part: 'organisation', level: 'tenant', pattern: '[^/]+' },
          { literal: '/' },
          { part: 'project', level: 'resource', pattern: '[^/]+' },
          { literal: '/' },
          { part: 'pipeline', level: 'resource', pattern: '[^\\u0000-\\u001f]+' },
        ],
        examples: ['p://my-org/my-project/my-pipeline'],
        mark: 'T',
        source: TOKENS,
      },
    ],
  },
  requiredByAws: [],
  notes: [
    {
      text: 'A script that asks for a token without naming a service connection gets one of its pipeline: `p://ORG/PROJECT/PIPELINE`.',
      mark: 'T',
      source: TOKENS,
    },
    { text: 'The path is the GUID of the organisation, not its name.', mark: 'S', source: DOCS },
    {
      text: 'Capitals count: organisation, project and connection as Azure DevOps spells them.',
      mark: 'I',
      source: DOCS,
    },
  ],
} satisfies Provider;
