import type { Provider } from '../provider.ts';
import { GENERAL } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { serviceAccountSubject } from './shared/kubernetes.ts';

export default {
  id: 'k8s-self-hosted',
  name: 'Kubernetes with an issuer of its own',
  issuer: {
    kind: 'any-host',
    example: 'my-oidc-store.s3.eu-west-1.amazonaws.com',
    trailingSlash: 'either',
    mark: 'T',
    source: GENERAL.kubernetesServiceAccounts,
  },
  tenancy: 'self-hosted',
  realm: 'cluster',
  principal: 'arn',
  certificate: 'unknown',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'M', source: GENERAL.kubernetesServiceAccounts },
      { value: 'amazonaws.com', usage: 'aws', mark: 'M', source: GENERAL.kubernetesServiceAccounts },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: serviceAccountSubject({ mark: 'S', source: GENERAL.kubernetesServiceAccounts }, [
    'system:serviceaccount:default:my-service-account',
    'system:serviceaccount:kube-system:aws-node',
  ]),
  requiredByAws: [],
  notes: [
    {
      text: 'The flag `--service-account-issuer` of the API server must be the URL of the IAM provider, character by character, and AWS must reach it. The default `https://kubernetes.default.svc` is reachable for nobody outside.',
      mark: 'M',
      source: GENERAL.kubernetesServiceAccounts,
    },
  ],
} satisfies Provider;
