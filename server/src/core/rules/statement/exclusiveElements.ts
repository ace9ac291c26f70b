import { AWS } from '../../oidc/sources.ts';
import { defineRule } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** `Action` and its opposite in one statement. `NotPrincipal` is refused in any trust policy, which another rule tells. */
export default defineRule({
  id: 'statement/exclusive-elements',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['UNSUPPORTED_ELEMENT_COMBINATION'],
  summary: 'The statement has both Action and NotAction.',
  fixable: false,
  docs: {
    what: 'A statement has `Action` together with `NotAction`.',
    why: 'IAM takes one of them, and refuses the policy with MalformedPolicyDocument.',
    fix: 'Keep `Action`.',
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    both: 'NotAction stands in a statement that has Action. IAM takes one of them, and refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY, '"NotAction": "sts:TagSession"')),
      at: '"NotAction"',
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement: { actions, notActions } }, _policy, context) {
    if (actions.is === 'present' && notActions.is === 'present') context.report('both', notActions.keyAt);
  },
});
