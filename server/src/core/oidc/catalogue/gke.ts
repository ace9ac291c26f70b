import type { Provider } from '../provider.ts';
import { GENERAL, type Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { serviceAccountSubject } from './shared/kubernetes.ts';

const DOCS: Source = {
  title: 'Google Cloud: GKE clusters as OpenID Connect identity providers',
  url: 'https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity',
  date: '2025',
};

export default {
  id: 'gke',
  name: 'Google Kubernetes Engine',
  issuer: {
    kind: 'pattern',
    pattern:
      'container\\.googleapis\\.com/v1/projects/[a-z][a-z0-9-]{4,28}[a-z0-9]/(?:locations|zones|regions)/[a-z0-9-]+/clusters/[a-z0-9-]+',
    examples: ['container.googleapis.com/v1/projects/my-project/locations/us-central1/clusters/my-cluster'],
    nearMisses: [
      'container.googleapis.com/v1/projects/my-project',
      'container.googleapis.com/v1/projects/my-project/locations/us-central1/clusters/my-cluster/',
    ],
    trailingSlash: 'without',
    mark: 'T',
    source: DOCS,
  },
  tenancy: 'per-tenant',
  realm: 'cluster',
  principal: 'arn',
  certificate: 'public',
  audiences: { chosenBy: 'workload', known: [{ value: 'sts.amazonaws.com', usage: 'aws', mark: 'M', source: DOCS }] },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: serviceAccountSubject({ mark: 'S', source: GENERAL.kubernetesServiceAccounts }, [
    'system:serviceaccount:default:my-service-account',
  ]),
  requiredByAws: [],
  notes: [
    {
      text: 'Project a token with an explicit audience; the default one is the cluster itself.',
      mark: 'M',
      source: DOCS,
    },
    { text: 'The name of the cluster is in the issuer: another name is another provider.', mark: 'I', source: DOCS },
  ],
} satisfies Provider;
