import { AWS } from '../../oidc/sources.ts';
import { defineRule, fix } from '../define.ts';

const FORBIDDEN = new Set(['Resource', 'NotResource', 'resources', 'not_resources']);

/** A trust policy belongs to one role, so it names no resource. */
export default defineRule({
  id: 'statement/resource',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE'],
  summary: 'A trust policy must not have Resource or NotResource.',
  fixable: true,
  docs: {
    what: 'A statement of a trust policy has `Resource` or `NotResource` (`resources`, `not_resources` in Terraform).',
    why: 'The role itself is the resource. IAM refuses the policy: "Has prohibited field Resource".',
    fix: 'Delete the element.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    resource:
      'A trust policy has no "{name}": the role is the resource. IAM refuses it: "Has prohibited field Resource".',
  },
  examples: [
    {
      surface: 'json',
      invalid: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "accounts.google.com" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Resource": "*",
      "Condition": { "StringEquals": { "accounts.google.com:sub": "111122223333444455556" } }
    }
  ]
}
`,
      at: '"Resource"',
      fixed: `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Federated": "accounts.google.com" },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": { "StringEquals": { "accounts.google.com:sub": "111122223333444455556" } }
    }
  ]
}
`,
    },
  ],
  statement({ statement }, policy, context) {
    for (const element of statement.others) {
      if (!FORBIDDEN.has(element.name)) continue;
      context.report('resource', element.keyAt, {
        data: { name: element.name },
        fixes: () => fix(`Delete "${element.name}"`, 'safe', policy.editor.removeElement(element)),
      });
    }
  },
});
