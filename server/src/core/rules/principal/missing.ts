import { AWS } from '../../oidc/sources.ts';
import { defineRule } from '../define.ts';
import { isMisspelled } from '../elements.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** A statement that does not say who. */
export default defineRule({
  id: 'principal/missing',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_PRINCIPAL', 'EMPTY_OBJECT_PRINCIPAL', 'EMPTY_ARRAY_PRINCIPAL'],
  summary: 'The statement has no principal.',
  fixable: false,
  docs: {
    what: 'A statement of the trust policy has no `Principal` (no `principals` block), or one that names nobody.',
    why: 'IAM refuses the policy: "Missing required field Principal".',
    fix: 'Say who may assume the role.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    missing:
      'This statement of a trust policy has no principal. IAM refuses the policy: "Missing required field Principal".',
    empty: 'This names no principal: the statement lets nobody in. IAM refuses an empty object.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Effect": "Allow", "Action": "sts:AssumeRole" }',
      ),
      at: '{',
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement: { principals, others, head } }, _policy, context) {
    if (principals.is === 'present') {
      const { items, open, at } = principals.value;
      if (items.length === 0 && !open) context.report('empty', at, { severity: 'warning' });
      return;
    }
    if (principals.is === 'maybe' || isMisspelled(others, 'Principal')) return;
    if (others.some(({ name }) => name === 'NotPrincipal' || name === 'not_principals')) return;
    context.report('missing', head);
  },
});
