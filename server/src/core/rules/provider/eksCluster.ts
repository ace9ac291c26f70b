import type { Federation } from '../../access/federation.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Text } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';

const CLUSTER = `resource "aws_eks_cluster" "main" {
  name     = "main"
  role_arn = var.cluster_role_arn
}
`;

const PROVIDER = `
resource "aws_iam_openid_connect_provider" "main" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}
`;

const ISSUER = '${replace(aws_eks_cluster.main.identity[0].oidc[0].issuer, "https://", "")}';

const TRUST = `
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/${ISSUER}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${ISSUER}:sub"
      values   = ["system:serviceaccount:web:api"]
    }
    condition {
      test     = "StringEquals"
      variable = "${ISSUER}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}
`;

/** Roles for service accounts need a provider for the issuer of the cluster. */
export default defineRule({
  id: 'provider/eks-cluster',
  severity: 'information',
  since: '0.1.0',
  summary: 'A role trusts the issuer of an EKS cluster that has no provider here.',
  fixable: true,
  docs: {
    what: 'A trust policy names the issuer of an EKS cluster of this module, and the module has no `aws_iam_openid_connect_provider` for that issuer.',
    why: 'Unless the provider is made elsewhere, STS answers "No OpenIDConnect provider found in your account".',
    fix: 'Add the provider, with the issuer of the cluster as `url` and `sts.amazonaws.com` as audience.',
    sources: [AWS.eksServiceAccounts],
  },
  messages: {
    missing:
      'A role trusts the issuer of this cluster, but no provider for it is declared here. Unless it is made elsewhere, STS answers "No OpenIDConnect provider found in your account".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: CLUSTER + TRUST,
      at: 'resource "aws_eks_cluster" "main"',
      fixed: CLUSTER + PROVIDER + TRUST,
    },
    { surface: 'terraform', valid: PROVIDER.slice(1) + CLUSTER + TRUST },
  ],
  statement({ oidc }, _policy, context) {
    for (const federation of oidc) {
      const cluster = context.clusters.find(({ address }) => names(federation, address));
      if (!cluster || context.providers.some(({ issuer }) => isOf(issuer, cluster.address) || isOpen(issuer))) continue;
      const name = cluster.address.replace(/^.*\./, '');
      context.report('missing', cluster.at, {
        fixes: () => {
          // Of several clusters each needs a provider of its own.
          if (!cluster.certain) return [];
          const header = `resource "aws_iam_openid_connect_provider" "${name}"`;
          const added = cluster.editor.addResource(cluster.site, header, [
            `url            = aws_eks_cluster.${name}.identity[0].oidc[0].issuer`,
            'client_id_list = ["sts.amazonaws.com"]',
          ]);
          return fix('Add a provider for this cluster', 'review', added);
        },
      });
    }
  },
});

function names({ issuer }: Federation, cluster: string): boolean {
  return issuer !== undefined && isOf(issuer, cluster);
}

/** Whether a text is made with the issuer of a cluster. */
function isOf(text: Text, cluster: string): boolean {
  return text.some((part) => {
    const key = typeof part === 'string' ? undefined : part.key;
    return key?.includes(`${cluster}.identity`) === true || key?.includes(`${cluster}[`) === true;
  });
}

/** A provider whose issuer is not known at all may be any. */
function isOpen(text: Text): boolean {
  return text.length > 0 && text.every((part) => typeof part !== 'string');
}
