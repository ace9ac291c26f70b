import { defineRule } from '../define.ts';

/** A finding that is ignored without saying why. Found where suppressions are applied. */
export default defineRule({
  id: 'config/suppression-reason',
  severity: 'warning',
  since: '0.1.0',
  summary: 'A finding is ignored and nobody says why.',
  fixable: false,
  docs: {
    what: 'An `oidc-trust-ignore` comment, or an entry of `ignores` in the configuration, gives no reason.',
    why: 'Whoever reads it later cannot tell whether it still holds, and nobody dares to remove it.',
    fix: 'Write the reason behind a colon: `# oidc-trust-ignore oidc/subject-scope: any branch may read the bucket`. In the configuration it is `reason`.',
    sources: [],
  },
  messages: {
    missing: 'Nothing says why {rules} is ignored here. Whoever reads this later cannot tell whether it still holds.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: `# oidc-trust-ignore provider/thumbprint-unneeded
resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
`,
      at: '# oidc-trust-ignore provider/thumbprint-unneeded',
    },
    {
      surface: 'terraform',
      valid: `# oidc-trust-ignore provider/thumbprint-unneeded: the provider plugin is older than 5.81
resource "aws_iam_openid_connect_provider" "github" {
  url             = "https://token.actions.githubusercontent.com"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["6938fd4d98bab03faadb97b34396831e3780aea1"]
}
`,
    },
  ],
});
