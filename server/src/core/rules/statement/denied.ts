import { issuerName } from '../../access/federation.ts';
import { type Lockout, lockoutsIn } from '../../access/lockouts.ts';
import { AWS } from '../../oidc/sources.ts';
import type { SourceRange } from '../../text/range.ts';
import { show } from '../../value/text.ts';
import type { Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, GITHUB_PRINCIPAL, policyOf, WEB_IDENTITY } from '../samples.ts';
import { placeOf } from '../subjectCondition.ts';

const ALLOWED = `{ "Effect": "Allow", ${GITHUB_PRINCIPAL}, ${WEB_IDENTITY},
  "Condition": { "StringLike": { "${GITHUB}:sub": "repo:acme/api:*" } } }`;

function denied(condition: string): string {
  return policyOf(`${ALLOWED},
{ "Effect": "Deny", ${GITHUB_PRINCIPAL}, ${WEB_IDENTITY}${condition === '' ? '' : `,\n  "Condition": { ${condition} }`} }`);
}

/** Only what one Deny does by itself. An Allow that admits nobody anyway is left to the rules about its conditions. */
export default defineRule({
  id: 'statement/denied',
  severity: 'error',
  since: '0.1.0',
  summary: 'A Deny refuses everybody whom an Allow lets in.',
  fixable: true,
  masks: ['condition/claim-not-published', 'condition/negated', 'oidc/immutable-subject', 'oidc/mutable-name'],
  docs: {
    what: 'A statement with `Deny` refuses every token of an issuer that a statement with `Allow` lets in: it has no condition, all that is allowed fits its condition, or its condition is a negated operator on a key that those tokens do not have.',
    why: 'A `Deny` wins over every `Allow`, so none of these tokens gets in. `StringNotEquals`, `StringNotLike` and operators with `IfExists` are true when the key is absent: a `Deny` with them also refuses whoever cannot have the key.',
    fix: 'Give the `Deny` a condition on a key that the tokens have, with whom it is meant to refuse; or remove it, or the `Allow`.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    unconditional:
      'This Deny has no condition: it refuses every token of {issuer}, also those that the Allow lets in. A Deny always wins: none of them gets in.',
    absent:
      'No token of {issuer} has the key "{key}", and {operator} is true without it: this Deny refuses every one of them, also those that the Allow lets in. A Deny always wins: none of them gets in.',
    covered:
      'This Deny refuses every token of {issuer} that the Allow lets in. A Deny always wins: none of them gets in.',
  },
  examples: [
    { surface: 'json', invalid: denied(''), at: '"Deny"', fixed: policyOf(ALLOWED) },
    {
      surface: 'json',
      invalid: denied('"StringNotEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }'),
      at: '"gitlab.com:sub"',
    },
    { surface: 'json', invalid: denied(`"StringLike": { "${GITHUB}:sub": "repo:acme/*" }`), at: '"repo:acme/*"' },
    { surface: 'json', valid: denied(`"StringLike": { "${GITHUB}:sub": "repo:acme/*:pull_request" }`) },
  ],
  policy(policy, context) {
    for (const lockout of lockoutsIn(policy, context.issuers)) {
      const { deny, allow, federation, withoutKey } = lockout;
      const isUnconditional = deny.conditions.length === 0;
      context.report(isUnconditional ? 'unconditional' : withoutKey ? 'absent' : 'covered', placeIn(lockout), {
        data: {
          issuer: issuerName(federation),
          key: show(withoutKey?.key ?? []),
          operator: withoutKey?.operator?.canonical ?? '',
        },
        related: [{ range: allow.statement.at, message: 'what it takes all of' }],
        fixes: () =>
          isUnconditional
            ? fix('Remove this Deny', 'review', policy.editor.removeStatement(policy.statements.items, deny.statement))
            : [],
      });
    }
  },
});

/** What is at fault in the Deny: a key, the values of its only condition, else that it is one. */
function placeIn({ deny: { statement, conditions }, withoutKey }: Lockout): Value | SourceRange {
  if (withoutKey) return withoutKey.condition.key;
  const [only] = conditions;
  if (only && conditions.length === 1) return placeOf(only.condition.values);
  return statement.effect.is === 'present' ? statement.effect.value : statement.head;
}
