import { defineRule } from '../define.ts';

/** A suppression that suppresses nothing. Found where suppressions are applied. */
export default defineRule({
  id: 'config/unused-suppression',
  severity: 'information',
  since: '0.1.0',
  summary: 'A suppression has nothing to suppress.',
  fixable: true,
  // Where a value is not known, nothing is found, and there is nothing to suppress.
  aboutOptionalParts: true,
  docs: {
    what: 'An `oidc-trust-ignore` comment, or an entry of `ignores` in the configuration, names a rule that finds nothing there.',
    why: 'It does nothing today, and hides the next fault of that rule that somebody makes there.',
    fix: 'Remove it. If the finding stands on another line, put the comment before that line. Keep it where the value comes from a variable that is set elsewhere.',
    sources: [],
  },
  messages: {
    comment: '{rule} finds nothing here. This comment does nothing, and would hide the next such fault.',
    entry: '{rule} finds nothing in these files. This entry does nothing, and would hide the next such fault.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: `resource "aws_iam_openid_connect_provider" "github" {
  # oidc-trust-ignore provider/url: it is an old one
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`,
      at: 'provider/url',
      fixed: `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`,
    },
    {
      surface: 'terraform',
      valid: `resource "aws_iam_openid_connect_provider" "github" {
  # oidc-trust-ignore provider/url: a test of what AWS answers
  url            = "http://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
`,
    },
  ],
});
