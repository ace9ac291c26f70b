import type { Provider } from '../provider.ts';
import { AWS, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';

const DOCS: Source = {
  title: 'Microsoft Learn: connect Microsoft Sentinel to Amazon Web Services',
  url: 'https://learn.microsoft.com/azure/sentinel/connect-aws',
  date: '2025',
};

export default {
  id: 'azure-sentinel',
  name: 'Microsoft Sentinel AWS connector',
  issuer: {
    kind: 'fixed',
    urls: [
      'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/',
      'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d',
    ],
    trailingSlash: 'either',
    mark: 'S',
    source: AWS.oidcControls,
  },
  tenancy: 'shared',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'platform',
    known: [{ value: 'api://1462b192-27f7-4cb9-8523-0f4ecb54b47e', usage: 'aws', mark: 'S', source: DOCS }],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  requiredByAws: [
    {
      key: { global: 'sts:RoleSessionName' },
      rule: 'evaluated',
      alsoAtSts: false,
      mark: 'S',
      source: AWS.oidcControls,
    },
  ],
  notes: [
    {
      text: 'The issuer is a tenant of Microsoft, the same for every customer. The session name `MicrosoftSentinel_WORKSPACE_ID` tells customers apart.',
      mark: 'S',
      source: DOCS,
    },
    {
      text: 'AWS lists the issuer without a slash at the end, Microsoft issues it with one.',
      mark: 'S',
      source: AWS.oidcControls,
    },
  ],
} satisfies Provider;
