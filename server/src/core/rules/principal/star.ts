import { type ConditionReading, isPositive, type StatementReading } from '../../access/reading.ts';
import { expandAction } from '../../oidc/actions.ts';
import { callerKeys } from '../../oidc/principals.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

const GOOD = statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY);
const ANYONE = (condition: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "AWS": "*" },
  "Action": "sts:AssumeRole"${condition}
}`);

/** Everyone as principal. */
export default defineRule({
  id: 'principal/star',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
  summary: 'The principal is everyone.',
  fixable: true,
  docs: {
    what: 'The principal is `*`, or `{ "AWS": "*" }` in a statement with `Allow` that no condition narrows.',
    why: 'IAM refuses the bare star in a trust policy (`AssumeRolepolicy contained an invalid principal: "STAR":"*"`), also beside a condition. `{ "AWS": "*" }` is accepted and means every identity in every AWS account.',
    fix: 'Name the accounts, roles or the identity provider. Where it must be everyone of an organisation, add a condition on `aws:PrincipalOrgID`.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    bare: 'A trust policy takes no bare "*" as principal. IAM refuses it: AssumeRolepolicy contained an invalid principal: "STAR":"*".',
    open: 'Everyone in every AWS account can assume this role: nothing narrows the principal "*".',
    weak: 'Everyone in every AWS account is trusted here, and no condition compares something that a stranger cannot choose.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(GOOD, '{ "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole" }'),
      at: '"*"',
      fixed: policyOf(GOOD, '{ "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" }'),
    },
    { surface: 'json', invalid: ANYONE(''), at: '"*"' },
    {
      surface: 'json',
      invalid: ANYONE(',\n  "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }'),
      at: '"*"',
    },
    {
      surface: 'json',
      valid: ANYONE(',\n  "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }'),
    },
    {
      surface: 'json',
      valid: policyOf(GOOD, '{ "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "sts:TagSession" }'),
    },
  ],
  statement(reading, policy, context) {
    const { principals, misfits } = reading.statement;
    if (principals.is !== 'present') return;
    for (const { type, id } of principals.value.items) {
      if (knownString(id) !== '*') continue;
      if (knownString(type) === '*' && principals.value.items.length === 1) {
        const { dialect } = id.kind === 'string' ? id : {};
        const misfit = { element: 'Principal', expected: 'principals', value: id, dialect } as const;
        context.report('bare', id, {
          fixes: () =>
            reading.effect === 'Deny' && type === id
              ? fix('Write { "AWS": "*" }', 'review', policy.editor.wrapPrincipal(misfit, 'AWS'))
              : [],
        });
      } else if (knownString(type) === 'AWS' && misfits.length === 0 && mayLetIn(reading)) {
        const fault = faultOf(reading);
        if (fault) context.report(fault, id, { severity: fault === 'open' ? 'error' : 'warning' });
      }
    }
  },
});

/** Whether the statement is certainly one by which an AWS identity assumes the role. */
function mayLetIn({ effect, statement: { actions } }: StatementReading): boolean {
  if (effect !== 'Allow' || actions.is !== 'present') return false;
  return actions.value.items.some((value) =>
    expandAction(knownString(value) ?? '').some(({ name }) => name === 'sts:AssumeRole'),
  );
}

function faultOf({ conditions, conditionsClosed }: StatementReading): 'open' | 'weak' | undefined {
  if (!conditionsClosed || conditions.some(mayNarrow)) return undefined;
  return conditions.length === 0 ? 'open' : 'weak';
}

/** Whether a condition could keep strangers out. */
function mayNarrow({ key, operator, condition }: ConditionReading): boolean {
  const name = known(key)?.toLowerCase();
  if (name === undefined || !operator) return true;
  if (!isPositive(operator) || !callerKeys.some((caller) => caller.name === name)) return false;
  const { items, open } = condition.values;
  return open || !items.every((value) => isEverything(knownString(value), operator.operator.family));
}

/** A value that any caller has. */
function isEverything(value: string | undefined, family: string): boolean {
  if (value === undefined) return false;
  return family === 'ip' ? /\/0$/.test(value) : /^[*?]*\*[*?]*$/.test(value);
}
