import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS } from './shared/claims.ts';
import { GITHUB, GITHUB_SERVER_SUBJECT, GITHUB_SERVER_UNPUBLISHED } from './shared/github.ts';
import { HOST } from './shared/shapes.ts';

export default {
  id: 'github-enterprise-server',
  name: 'GitHub Enterprise Server',
  issuer: {
    kind: 'pattern',
    pattern: `${HOST}/_services/token`,
    examples: ['github.example.com/_services/token'],
    nearMisses: ['github.example.com/_services/token/', 'github/_services/token', 'github.example.com/services/token'],
    trailingSlash: 'without',
    mark: 'S',
    source: GITHUB.reference,
  },
  tenancy: 'self-hosted',
  realm: 'server',
  principal: 'arn',
  certificate: 'unknown',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'S', source: GITHUB.aws },
      {
        value: 'https://github.example.com/octo-org',
        pattern: `https://${HOST}/[A-Za-z0-9_-]+`,
        usage: 'platform',
        mark: 'S',
        source: GITHUB.reference,
      },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: GITHUB_SERVER_UNPUBLISHED,
  subject: GITHUB_SERVER_SUBJECT,
  requiredByAws: [],
  notes: [
    {
      text: 'Subjects have no ids here: the immutable form is for github.com and GHE.com only.',
      mark: 'S',
      source: GITHUB.reference,
    },
    {
      text: 'AWS must reach `/.well-known/openid-configuration` and the keys below the issuer.',
      mark: 'S',
      source: GITHUB.aws,
    },
    {
      text: 'AWS lists the GitHub claims for no such host, so only `sub`, `aud`, `oaud`, `amr` and `email` are keys.',
      mark: 'I',
      source: AWS.stsAuthorization,
    },
  ],
} satisfies Provider;
