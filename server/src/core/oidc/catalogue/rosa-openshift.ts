import type { Provider } from '../provider.ts';
import type { Source } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { serviceAccountSubject } from './shared/kubernetes.ts';

const OPENSHIFT: Source = {
  title: 'OpenShift documentation: short-term credentials for components (AWS STS)',
  url: 'https://docs.openshift.com/container-platform/latest/authentication/managing_cloud_provider_credentials/cco-short-term-creds.html',
  date: '2025',
};

export default {
  id: 'rosa-openshift',
  name: 'Red Hat OpenShift and ROSA (STS)',
  // Six addresses on the same hosts are IBM Turbonomic, which all its customers share.
  matchOrder: 10,
  issuer: {
    kind: 'pattern',
    // The tool for other installations names its bucket `NAME-oidc`; so do others theirs, for Kubernetes and for SPIRE.
    pattern:
      'oidc\\.op1\\.openshiftapps\\.com/[0-9a-z]{32}|rh-oidc(?:-[a-z]+)?\\.s3(?:[.-][a-z0-9-]+)?\\.amazonaws\\.com/[0-9a-z]{32}',
    examples: [
      'oidc.op1.openshiftapps.com/2k0c8r75om1ojie607vf4glkvbd4mo89',
      'rh-oidc.s3.us-east-1.amazonaws.com/2k0c8r75om1ojie607vf4glkvbd4mo89',
    ],
    nearMisses: [
      'oidc.op1.openshiftapps.com',
      'oidc.op1.openshiftapps.com/short',
      'my-oidc-store.s3.eu-west-1.amazonaws.com',
      'mycluster-oidc.s3.us-east-2.amazonaws.com',
    ],
    trailingSlash: 'without',
    mark: 'T',
    source: OPENSHIFT,
  },
  tenancy: 'per-tenant',
  realm: 'cluster',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'openshift', usage: 'aws', mark: 'T', source: OPENSHIFT },
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'T', source: OPENSHIFT },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: serviceAccountSubject({ mark: 'S', source: OPENSHIFT }, [
    'system:serviceaccount:openshift-image-registry:registry',
    'system:serviceaccount:ingress-system:nginxlbsa',
  ]),
  requiredByAws: [],
  notes: [
    {
      text: 'Two audiences are usual: `openshift` for the operators of the platform, `sts.amazonaws.com` for workloads.',
      mark: 'T',
      source: OPENSHIFT,
    },
  ],
} satisfies Provider;
