import { AWS } from '../../oidc/sources.ts';
import { defineRule, fix } from '../define.ts';
import { github } from '../samples.ts';

/** The same key twice in one object: Terraform keeps the last without a word, IAM refuses it. */
export default defineRule({
  id: 'policy/duplicate-key',
  severity: 'error',
  since: '0.1.0',
  summary: 'A key stands twice in one object of the policy.',
  fixable: true,
  docs: {
    what: 'One object of the policy has the same key twice, most often `StringEquals` in `Condition`.',
    why: 'In a Terraform object the last one wins silently, so the conditions under the first are lost. In JSON, IAM refuses the policy ("Duplicate condition element").',
    fix: 'Put both conditions under one key.',
    sources: [AWS.grammar],
  },
  messages: {
    lost: '"{key}" stands twice in this object. Terraform keeps only the last one: what stands under the first is lost without a word.',
    refused:
      '"{key}" stands twice in this object. IAM refuses a policy with the same key twice (MalformedPolicyDocument).',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production" }`),
    },
    {
      surface: 'json',
      valid: github(`"StringEquals": {
  "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
  "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production"
}`),
    },
  ],
  policy(policy, context) {
    for (const duplicate of policy.duplicates) {
      context.report(policy.surface === 'jsonencode' ? 'lost' : 'refused', duplicate.later.key, {
        data: { key: duplicate.name },
        related: [{ range: duplicate.first.key.at, message: `"${duplicate.name}" stands here for the first time` }],
        fixes: () => fix(`Put both under one "${duplicate.name}"`, 'review', policy.editor.mergeDuplicate(duplicate)),
      });
    }
  },
});
