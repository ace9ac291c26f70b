import { defineRule } from '../define.ts';

/** A suppression of a rule that there is not. Found where suppressions are applied. */
export default defineRule({
  id: 'config/unknown-rule',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A suppression names a rule that there is not.',
  fixable: true,
  docs: {
    what: 'An `oidc-trust-ignore` comment names no rule, or one that there is not.',
    why: 'It suppresses nothing.',
    fix: 'Write the id of a rule, or a pattern such as `oidc/*`; several are separated by commas.',
    sources: [],
  },
  messages: {
    near: 'There is no rule "{name}": nothing is ignored by this name. Did you mean "{nearest}"?',
    unknown: 'There is no rule "{name}". Nothing is ignored by this name.',
    none: 'This comment names no rule. Nothing is ignored by it.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: `# oidc-trust-ignore provider/clientids: another account registers the audience
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`,
      at: 'provider/clientids',
      fixed: `# oidc-trust-ignore provider/client-ids: another account registers the audience
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`,
    },
    {
      surface: 'terraform',
      valid: `# oidc-trust-ignore provider/*: a test of what AWS answers
resource "aws_iam_openid_connect_provider" "github" {
  url            = "http://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`,
    },
  ],
});
