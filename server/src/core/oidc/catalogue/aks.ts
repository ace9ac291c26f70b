import type { Provider } from '../provider.ts';
import { GENERAL, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { serviceAccountSubject } from './shared/kubernetes.ts';
import { UUID } from './shared/shapes.ts';

const DOCS: Source = {
  title: 'Microsoft Learn: create an OpenID Connect provider on Azure Kubernetes Service',
  url: 'https://learn.microsoft.com/azure/aks/use-oidc-issuer',
  date: '2025',
};

export default {
  id: 'aks',
  name: 'Azure Kubernetes Service',
  issuer: {
    kind: 'pattern',
    pattern: `[a-z0-9]+\\.oic\\.prod-aks\\.azure\\.(?:com|us|cn)/${UUID}/${UUID}/`,
    examples: [
      'eastus.oic.prod-aks.azure.com/00000000-0000-0000-0000-000000000000/11111111-1111-1111-1111-111111111111/',
    ],
    nearMisses: [
      'eastus.oic.prod-aks.azure.com/00000000-0000-0000-0000-000000000000/11111111-1111-1111-1111-111111111111',
      'eastus.oic.prod-aks.azure.com/00000000-0000-0000-0000-000000000000/',
    ],
    trailingSlash: 'with',
    mark: 'S',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'cluster',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'M', source: DOCS },
      { value: 'api://AzureADTokenExchange', usage: 'platform', mark: 'M', source: DOCS },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: serviceAccountSubject({ mark: 'S', source: GENERAL.kubernetesServiceAccounts }, [
    'system:serviceaccount:analytics:spark-sa',
  ]),
  requiredByAws: [],
  notes: [
    {
      text: 'The issuer ends in a slash: so do the ARN and the prefix of the condition keys.',
      mark: 'S',
      source: DOCS,
    },
    {
      text: '`api://AzureADTokenExchange` is what the webhook of Azure asks for. For AWS, project a token with the audience `sts.amazonaws.com`.',
      mark: 'M',
      source: DOCS,
    },
  ],
} satisfies Provider;
