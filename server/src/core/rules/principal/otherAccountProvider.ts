import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB } from '../samples.ts';

const MODULE = (account: string): string => `provider "aws" {
  allowed_account_ids = ["111122223333"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::${account}:oidc-provider/${GITHUB}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${GITHUB}:sub"
      values   = ["repo:acme/api:pull_request"]
    }
  }
}

resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

/** A provider of another account than the role's. */
export default defineRule({
  id: 'principal/other-account-provider',
  severity: 'error',
  since: '0.1.0',
  summary: "The OIDC provider is not in the role's account.",
  fixable: true,
  docs: {
    what: "The ARN of the OpenID Connect provider names another account than the one in which the role is made: by `allowed_account_ids` or the assumed role of the Terraform provider, or by the role's own ARN in a plan.",
    why: 'A token is looked up among the providers of the role\'s account. Nobody gets in: "No OpenIDConnect provider found in your account".',
    fix: "Write the role's account, or refer to the provider resource. The provider must exist in each account with a role that trusts it.",
    sources: [AWS.createProvider],
  },
  messages: {
    account:
      'This provider is in account {provider}, and {role} is in {account}. A token is looked up in the role\'s account, so nobody gets in: "No OpenIDConnect provider found in your account".',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: MODULE('444455556666'),
      at: `"arn:aws:iam::444455556666:oidc-provider/${GITHUB}"`,
      fixed: MODULE('111122223333'),
    },
    { surface: 'terraform', valid: MODULE('111122223333') },
  ],
  statement({ oidc, effect }, policy, context) {
    if (effect !== 'Allow') return;
    for (const { principal } of oidc) {
      const arn = knownString(principal.id);
      const provider = /^arn:[^:]+:iam::(\d{12}):oidc-provider\//.exec(arn ?? '')?.[1];
      if (provider === undefined) continue;
      const user = policy.users.find(({ account }) => account && account.id !== provider);
      if (!user?.account) continue;
      const { id, at } = user.account;
      context.report('account', principal.id, {
        data: { provider, role: user.address, account: id },
        related: [{ range: at, message: `the account ${id}` }],
        fixes: () =>
          policy.users.every(({ account }) => account?.id === id)
            ? fix(
                `Write the account ${id}`,
                'review',
                policy.editor.replaceString(principal.id, arn!.replace(provider, id)),
              )
            : [],
      });
    }
  },
});
