import type { StatementReading } from '../../access/reading.ts';
import { assumeActionFor } from '../../oidc/actions.ts';
import { AWS } from '../../oidc/sources.ts';
import { defineRule, fix } from '../define.ts';
import { isMisspelled } from '../elements.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** A statement that says who, but not what they may do. */
export default defineRule({
  id: 'statement/missing-action',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_ACTION', 'EMPTY_ARRAY_ACTION'],
  summary: 'The statement has no action.',
  fixable: true,
  docs: {
    what: 'A statement has neither `Action` nor `NotAction`, or an empty list of actions.',
    why: 'IAM refuses the policy: "Missing required field Action". With an empty list the statement has no effect.',
    fix: 'Name the action: `sts:AssumeRoleWithWebIdentity` for an OpenID Connect provider.',
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    missing: 'This statement has no Action. IAM refuses the policy: "Missing required field Action".',
    empty: 'The list of actions is empty: the statement has no effect.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" } }',
      ),
      at: '{',
      fixed: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" }',
      ),
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement(reading, policy, context) {
    const { statement } = reading;
    const { actions, notActions, others, head } = statement;
    if (actions.is === 'present') {
      const { items, open, at } = actions.value;
      if (items.length === 0 && !open) context.report('empty', at, { severity: 'warning' });
    }
    if (actions.is !== 'absent' || notActions.is !== 'absent') return;
    if (isMisspelled(others, 'Action') || isMisspelled(others, 'NotAction')) return;
    const action = actionFor(reading);
    context.report('missing', head, {
      fixes: () =>
        action ? fix(`Add "${action}"`, 'review', policy.editor.addElement(statement, 'Action', [action])) : [],
    });
  },
});

/** The one action that fits all principals. */
function actionFor({ federations, principalsClosed }: StatementReading): string | undefined {
  if (!principalsClosed) return undefined;
  const fitting = new Set(federations.map(({ kind }) => (kind === 'unknown' ? undefined : assumeActionFor[kind])));
  return fitting.size === 1 ? [...fitting][0] : undefined;
}
