import { AWS } from '../../oidc/sources.ts';
import { defineRule } from '../define.ts';

/** The JSON that holds a trust policy cannot be read. Only the first fault is told: the others mostly follow from it. */
export default defineRule({
  id: 'policy/syntax',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['JSON_SYNTAX_ERROR'],
  summary: 'The JSON of the trust policy does not parse.',
  fixable: false,
  docs: {
    what: 'The JSON of a trust policy has a fault: in a file, or inside a heredoc or a quoted string in Terraform.',
    why: 'IAM refuses the policy (MalformedPolicyDocument), and `terraform apply` fails, often without naming the place.',
    fix: 'Repair the JSON at the place shown, or write the policy with `jsonencode` or `aws_iam_policy_document`.',
    sources: [AWS.grammar],
  },
  messages: {
    syntax: 'This is not valid JSON: {problem}. IAM refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: `resource "aws_iam_role" "ci" {
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17"
  "Statement": []
}
EOT
}
`,
      at: '"Statement"',
    },
    {
      surface: 'terraform',
      valid: `resource "aws_iam_role" "ci" {
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",
  "Statement": \${jsonencode(var.statements)}
}
EOT
}
`,
    },
  ],
  policy(policy, context) {
    const [first] = policy.problems;
    if (first) context.report('syntax', first.at, { data: { problem: first.message } });
  },
});
