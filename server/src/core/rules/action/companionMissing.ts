import { isPositive } from '../../access/reading.ts';
import { assumeActionFor, expandAction, findAction, type StsAction, serviceActionSets } from '../../oidc/actions.ts';
import { findAwsKey } from '../../oidc/keys.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Principal, Statement, TrustPolicy } from '../../policy/model.ts';
import { equals, known } from '../../value/text.ts';
import { knownString, textOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf } from '../samples.ts';

const WEB = '"sts:AssumeRoleWithWebIdentity"';
const RIGHT = policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}, "sts:TagSession"]`));
const POD = (actions: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "Service": "pods.eks.amazonaws.com" },
  "Action": ${actions}
}`);
const TAGGED = (actions: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
  "Action": ${actions},
  "Condition": { "StringEquals": { "aws:RequestTag/team": "web" } }
}`);

/** Actions that only work together. What one principal may do is read from all statements: AWS's own examples split them. */
export default defineRule({
  id: 'action/companion-missing',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY', 'MISSING_ACTION_FOR_CONDITION_KEY'],
  summary: 'An action is missing without which the statement lets nobody in.',
  fixable: true,
  docs: {
    what: 'The policy lets a principal tag the session or set its source identity, but not assume the role; or a service lacks an action that it always needs; or a condition looks at session tags or a source identity that the principal is not allowed to set.',
    why: 'Nobody gets in by this statement: the call is refused as a whole, or the condition is never met.',
    fix: 'Add the missing action, in this statement or in another one for the same principal.',
    sources: [AWS.accessAnalyzer, AWS.sessionTags, AWS.podIdentity],
  },
  messages: {
    assume: 'No statement lets this principal assume the role: "{action}" alone lets nobody in.',
    service: '"{service}" also needs {missing}: without it every call is refused.',
    key: '"{key}" is only in a call that "{needed}" is allowed for, and no statement allows it to this principal: the condition is never met and nobody gets in.',
  },
  examples: [
    {
      surface: 'json',
      invalid: POD('"sts:AssumeRole"'),
      at: '"pods.eks.amazonaws.com"',
      fixed: POD('["sts:AssumeRole", "sts:TagSession"]'),
    },
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, '"Action": ["sts:TagSession"]')),
      at: '"sts:TagSession"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": ["sts:TagSession", ${WEB}]`)),
    },
    {
      surface: 'json',
      invalid: TAGGED('"sts:AssumeRole"'),
      at: '"aws:RequestTag/team"',
      fixed: TAGGED('["sts:AssumeRole", "sts:TagSession"]'),
    },
    { surface: 'json', valid: RIGHT },
    { surface: 'json', valid: TAGGED('["sts:AssumeRole", "sts:TagSession"]') },
    {
      surface: 'json',
      valid: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": ${WEB}`),
        `{ "Effect": "Allow", ${GITHUB_PRINCIPAL}, "Action": "sts:TagSession" }`,
      ),
    },
  ],
  statement(reading, policy, context) {
    const { statement } = reading;
    const { actions, principals } = statement;
    if (reading.effect !== 'Allow' || actions.is !== 'present' || principals.is !== 'present') return;
    const named = namedActions(actions.value.items);
    if (!named) return;
    const add = (names: readonly string[], safety: 'safe' | 'review') => () => {
      const [only] = names;
      return only !== undefined && names.length === 1
        ? fix(`Add "${only}"`, safety, policy.editor.addToListing(actions.value, only))
        : [];
    };
    for (const principal of principals.value.items) {
      const set = serviceActionSets.find(({ service }) => service === knownString(principal.id));
      if (!set || knownString(principal.type) !== 'Service') continue;
      const missing = set.actions.filter((action) => !mayDo(policy, principal, action));
      if (missing.length === 0) continue;
      context.report('service', principal.id, {
        data: { service: set.service, missing: missing.map((action) => `"${action}"`).join(' and ') },
        fixes: add(missing, 'safe'),
      });
      return;
    }
    if (!reading.principalsClosed || principals.value.items.length === 0) return;
    if (named.every(({ role }) => role === 'companion') && principals.value.items.every((p) => !mayAssume(policy, p))) {
      const kinds = new Set(reading.federations.map(({ kind }) => (kind === 'unknown' ? '' : assumeActionFor[kind])));
      context.report('assume', actions.value.items[0]!, {
        data: { action: named[0]!.name },
        fixes: add([...kinds], 'review'),
      });
      return;
    }
    for (const { condition, key, operator } of reading.conditions) {
      const needed = operator && isPositive(operator) ? findAwsKey(known(key) ?? '')?.needs : undefined;
      if (needed === undefined || principals.value.items.some((principal) => mayDo(policy, principal, needed)))
        continue;
      context.report('key', condition.key, {
        data: { key: known(key)!, needed },
        fixes: add([needed], 'review'),
      });
    }
  },
});

/** The actions, where each that is seen is known and one of STS. */
function namedActions(values: readonly Value[]): StsAction[] | undefined {
  const found: StsAction[] = [];
  for (const value of values) {
    const action = findAction(knownString(value) ?? '');
    if (!action) return undefined;
    found.push(action);
  }
  return found.length > 0 ? found : undefined;
}

function mayAssume(policy: TrustPolicy, principal: Principal): boolean {
  const names = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];
  return names.some((name) => mayDo(policy, principal, name));
}

/** Whether some statement allows the action to the principal, or could. */
function mayDo(policy: TrustPolicy, principal: Principal, action: string): boolean {
  return policy.statements.open || policy.statements.items.some((statement) => mayGrant(statement, principal, action));
}

function mayGrant(
  { effect, principals, actions, notActions }: Statement,
  principal: Principal,
  action: string,
): boolean {
  if (effect.is === 'present' && knownString(effect.value) === 'Deny') return false;
  if (notActions.is !== 'absent' || actions.is === 'maybe' || principals.is === 'maybe') return true;
  if (actions.is === 'absent' || principals.is === 'absent') return false;
  if (!principals.value.open && !principals.value.items.some((other) => mayBeSame(other, principal))) return false;
  return actions.value.open || actions.value.items.some((value) => mayBeAction(value, action));
}

/** One AWS principal may stand for another: an account for its roles, or a role for its session. */
function mayBeSame(a: Principal, b: Principal): boolean {
  if (isCertainlyOther(a.type, b.type)) return false;
  return knownString(a.type) === 'AWS' || !isCertainlyOther(a.id, b.id);
}

function isCertainlyOther(a: Value, b: Value): boolean {
  const [left, right] = [textOf(a), textOf(b)];
  return left !== undefined && right !== undefined && equals(left, right) === 'no';
}

function mayBeAction(value: Value, action: string): boolean {
  const name = knownString(value);
  return name === undefined || expandAction(name).some((found) => found.name === action);
}
