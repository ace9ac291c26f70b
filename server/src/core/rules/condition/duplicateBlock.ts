import { AWS, GENERAL } from '../../oidc/sources.ts';
import { show } from '../../value/text.ts';
import { textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';

function document(conditions: string): string {
  return `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/gitlab.com"]
    }
${conditions}
  }
}
`;
}

/** Two blocks that the provider makes one condition of. */
export default defineRule({
  id: 'condition/duplicate-block',
  severity: 'warning',
  since: '0.1.0',
  summary: 'Two condition blocks with the same test and variable.',
  fixable: true,
  docs: {
    what: 'Two `condition` blocks of one statement have the same `test` and the same `variable`.',
    why: 'They are not two conditions that must both hold: new versions of the AWS provider put the values into one list, of which any may match; older versions kept the last block or failed.',
    fix: 'Write one block with all values. If both should hold, use different tests, or a `Deny` statement.',
    sources: [GENERAL.repeatedConditions, AWS.condition],
  },
  messages: {
    twice:
      'An earlier block has the same test and the same variable "{key}". The values of both become one list, of which any may match; older versions of the AWS provider keep only the last block.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: document(`    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:*"]
    }
    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/web:*"]
    }`),
      at: '"gitlab.com:sub"',
      fixed: document(`    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:*", "project_path:acme/web:*"]
    }`),
    },
    {
      surface: 'terraform',
      valid: document(`    condition {
      test     = "StringLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:*"]
    }
    condition {
      test     = "StringNotLike"
      variable = "gitlab.com:sub"
      values   = ["project_path:acme/api:ref_type:tag:*"]
    }`),
    },
  ],
  statement({ statement }, policy, context) {
    for (const { first, later } of statement.repeatedConditions) {
      context.report('twice', later.key, {
        data: { key: show(textOf(later.key) ?? []) },
        related: [{ range: first.at, message: 'the earlier block' }],
        fixes: () => fix('Put all values into one block', 'safe', policy.editor.joinConditions({ first, later })),
      });
    }
  },
});
