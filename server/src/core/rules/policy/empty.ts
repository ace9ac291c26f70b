import { AWS } from '../../oidc/sources.ts';
import { POLICY_ELEMENTS } from '../../policy/elements.ts';
import type { Statement } from '../../policy/model.ts';
import { contains } from '../../text/range.ts';
import { defineRule } from '../define.ts';
import { isMisspelled } from '../elements.ts';
import { role } from '../samples.ts';

/** A policy without a statement, or a statement that says nothing. */
export default defineRule({
  id: 'policy/empty',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_STATEMENT'],
  summary: 'The policy has no statement, or an empty one.',
  fixable: false,
  masks: ['statement/effect', 'statement/missing-action', 'principal/missing'],
  docs: {
    what: 'The trust policy has no `Statement`, an empty list of them, or a statement that names neither a principal nor an action.',
    why: 'IAM refuses the policy: a role cannot be made without saying who may assume it.',
    fix: 'Write a statement with `Effect`, `Principal` and `Action`.',
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    policy: 'This trust policy has no statement. IAM refuses it: "Could not parse the policy: Statement is empty!"',
    statement:
      'This statement names neither a principal nor an action. IAM refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'terraform',
      invalid: role(`jsonencode({
  Version   = "2012-10-17"
  Statement = []
})`),
      at: '[]',
    },
    {
      surface: 'terraform',
      invalid: role(`jsonencode({
  Version   = "2012-10-17"
  Statement = [{}]
})`),
      at: '{',
    },
    {
      surface: 'terraform',
      valid: role(`jsonencode({
  Version   = "2012-10-17"
  Statement = var.statements
})`),
    },
  ],
  policy(policy, context) {
    const { statements, head } = policy;
    for (const statement of statements.items) if (saysNothing(statement)) context.report('statement', statement.head);
    if (statements.open || statements.items.length > 0 || policy.misfits.length > 0) return;
    if (isMisspelled(policy.others, 'Statement', POLICY_ELEMENTS)) return;
    const isThere = policy.written !== undefined && !contains(statements.at, policy.at);
    context.report('policy', isThere ? statements.at : head);
  },
});

function saysNothing({ principals, actions, notActions, conditions, others }: Statement): boolean {
  return (
    principals.is === 'absent' &&
    actions.is === 'absent' &&
    notActions.is === 'absent' &&
    conditions.items.length === 0 &&
    !conditions.open &&
    others.length === 0
  );
}
