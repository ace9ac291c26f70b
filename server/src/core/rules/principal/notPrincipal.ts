import { AWS } from '../../oidc/sources.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** A trust policy says who may come in, not who may not. */
export default defineRule({
  id: 'principal/not-principal',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: [
    'ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL',
    'ALLOW_WITH_NOT_PRINCIPAL',
    'UNSUPPORTED_ELEMENT_COMBINATION',
  ],
  summary: 'A trust policy takes no NotPrincipal.',
  fixable: true,
  docs: {
    what: 'A statement of the trust policy has `NotPrincipal` (`not_principals` in Terraform).',
    why: 'IAM refuses the policy, with `Allow` and with `Deny`: "AssumeRole policy must not contain NotPrincipal field."',
    fix: 'Name who may assume the role. To keep some out, deny `{ "AWS": "*" }` under a condition such as `ArnNotLike` on `aws:PrincipalArn`.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    not: 'A trust policy takes no NotPrincipal. IAM refuses it: "AssumeRole policy must not contain NotPrincipal field."',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::111122223333:root" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"NotPrincipal"',
    },
    {
      surface: 'json',
      invalid: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, '"NotPrincipal": { "AWS": "444455556666" }', WEB_IDENTITY),
      ),
      at: '"NotPrincipal"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement: { principals, others } }, policy, context) {
    for (const element of others) {
      if (element.name !== 'NotPrincipal' && element.name !== 'not_principals') continue;
      context.report('not', element.keyAt, {
        fixes: () =>
          principals.is === 'present' ? fix('Delete NotPrincipal', 'review', policy.editor.removeElement(element)) : [],
      });
    }
  },
});
