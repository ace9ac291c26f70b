import type { Provider } from '../provider.ts';
import { AWS } from '../sources.ts';
import { DEFAULT_CLAIMS, STANDARD_UNPUBLISHED } from './shared/claims.ts';
import { serviceAccountSubject } from './shared/kubernetes.ts';
import { AWS_REGION } from './shared/shapes.ts';

const HOST_OF_IPV4 = `oidc\\.eks\\.${AWS_REGION}\\.amazonaws\\.com(?:\\.cn)?`;
const HOST_OF_DUAL_STACK = `oidc-eks\\.${AWS_REGION}\\.api\\.(?:aws|amazonwebservices\\.com\\.cn|amazonwebservices\\.eu)`;

export default {
  id: 'eks',
  name: 'Amazon EKS (IAM roles for service accounts)',
  issuer: {
    kind: 'pattern',
    pattern: `(?:${HOST_OF_IPV4}|${HOST_OF_DUAL_STACK})/id/[0-9A-F]{32}`,
    examples: [
      'oidc.eks.us-east-1.amazonaws.com/id/D539D4633E53DE1B71EC5F0C6A0EFFFF',
      'oidc.eks.cn-north-1.amazonaws.com.cn/id/D539D4633E53DE1B71EC5F0C6A0EFFFF',
      'oidc-eks.eu-west-1.api.aws/id/D539D4633E53DE1B71EC5F0C6A0EFFFF',
    ],
    nearMisses: [
      'oidc.us-east-1.eks.amazonaws.com/id/D539D4633E53DE1B71EC5F0C6A0EFFFF',
      'oidc.eks.us-east-1.amazonaws.com/id/d539d4633e53de1b71ec5f0c6a0effff',
      'oidc.eks.us-east-1.amazonaws.com/D539D4633E53DE1B71EC5F0C6A0EFFFF',
      'oidc.eks.us-east-1.amazonaws.com/id/D539D4633E53DE1B71EC5F0C6A0EFFFF/',
    ],
    trailingSlash: 'without',
    mark: 'S',
    source: AWS.eksServiceAccounts,
  },
  tenancy: 'per-tenant',
  realm: 'cluster',
  principal: 'arn',
  certificate: 'public',
  audiences: {
    chosenBy: 'workload',
    known: [
      { value: 'sts.amazonaws.com', usage: 'aws', mark: 'S', source: AWS.eksServiceAccounts },
      { value: 'sts.amazonaws.com.cn', usage: 'aws', mark: 'T', source: AWS.eksServiceAccounts },
    ],
  },
  publishedClaims: DEFAULT_CLAIMS,
  unpublishedClaims: STANDARD_UNPUBLISHED,
  subject: serviceAccountSubject({ mark: 'S', source: AWS.eksServiceAccounts }, [
    'system:serviceaccount:default:my-service-account',
    'system:serviceaccount:kube-system:aws-node',
  ]),
  issuerResource: {
    type: 'aws_eks_cluster',
    attribute: 'identity[0].oidc[0].issuer',
    mark: 'S',
    source: AWS.eksServiceAccounts,
  },
  requiredByAws: [],
  notes: [
    {
      text: 'The id belongs to one cluster. A rebuilt cluster has another: its provider and every trust policy must follow.',
      mark: 'S',
      source: AWS.eksServiceAccounts,
    },
    {
      text: 'The attribute `identity[0].oidc[0].issuer` of a cluster begins with `https://`; condition keys and the ARN must not.',
      mark: 'S',
      source: AWS.oidcKeys,
    },
    {
      text: 'EKS Pod Identity is something else: it trusts the service `pods.eks.amazonaws.com`, with `sts:AssumeRole` and `sts:TagSession`.',
      mark: 'S',
      source: AWS.podIdentity,
    },
  ],
} satisfies Provider;
