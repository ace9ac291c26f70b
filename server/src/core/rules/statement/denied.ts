import { issuerName } from '../../access/federation.ts';
import { type Lockout, lockoutsIn } from '../../access/lockouts.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Statement, TrustPolicy } from '../../policy/model.ts';
import type { SourceRange } from '../../text/range.ts';
import { show } from '../../value/text.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, GITHUB_PRINCIPAL, policyOf, WEB_IDENTITY } from '../samples.ts';
import { placeOf } from '../subjectCondition.ts';

const ALLOWED = `{ "Effect": "Allow", ${GITHUB_PRINCIPAL}, ${WEB_IDENTITY},
  "Condition": { "StringLike": { "${GITHUB}:sub": "repo:acme/api:*" } } }`;

function deniedBy(...conditions: readonly string[]): string {
  const denies = conditions.map(
    (condition) =>
      `{ "Effect": "Deny", ${GITHUB_PRINCIPAL}, ${WEB_IDENTITY}${condition === '' ? '' : `,\n  "Condition": { ${condition} }`} }`,
  );
  return policyOf([ALLOWED, ...denies].join(',\n'));
}

/** An Allow that admits nobody anyway is left to the rules about its conditions. */
export default defineRule({
  id: 'statement/denied',
  severity: 'error',
  since: '0.1.0',
  summary: 'A Deny refuses everybody whom an Allow lets in.',
  fixable: true,
  masks: ['condition/claim-not-published', 'condition/negated', 'oidc/immutable-subject', 'oidc/mutable-name'],
  docs: {
    what: 'A statement with `Deny` refuses every token of an issuer that a statement with `Allow` lets in: it has no condition, all that is allowed fits its condition, or its condition is a negated operator on a key that those tokens do not have. Or several such statements do it together, each for a part of the tokens.',
    why: 'A `Deny` wins over every `Allow`, so none of these tokens gets in. `StringNotEquals`, `StringNotLike` and operators with `IfExists` are true when the key is absent: a `Deny` with them also refuses whoever cannot have the key.',
    fix: 'Give the `Deny` a condition on a key that the tokens have, with whom it is meant to refuse; or remove it, or the `Allow`.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    unconditional:
      'This Deny has no condition: it refuses every token of {issuer}, also those that the Allow lets in. A Deny always wins: none of them gets in. Say in a condition whom to refuse, or remove this Deny.',
    absent:
      'No token of {issuer} has the key "{key}", and {operator} is true without it: this Deny refuses every one of them, also those that the Allow lets in. A Deny always wins: none of them gets in. Use a key that these tokens have.',
    covered:
      'This Deny refuses every token of {issuer} that the Allow lets in. A Deny always wins: none of them gets in. Let the Deny refuse fewer, or remove it.',
    together:
      '{denies} together refuse every token of {issuer} that the Allow lets in. A Deny always wins: none of them gets in. Let one of them refuse fewer, or remove it.',
  },
  examples: [
    { surface: 'json', invalid: deniedBy(''), at: '"Deny"', fixed: policyOf(ALLOWED) },
    {
      surface: 'json',
      invalid: deniedBy('"StringNotEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }'),
      at: '"gitlab.com:sub"',
    },
    { surface: 'json', invalid: deniedBy(`"StringLike": { "${GITHUB}:sub": "repo:acme/*" }`), at: '"repo:acme/*"' },
    {
      surface: 'json',
      invalid: deniedBy(
        `"StringEquals": { "${GITHUB}:ref": "refs/heads/main" }`,
        `"StringNotEqualsIfExists": { "${GITHUB}:ref": "refs/heads/main" }`,
      ),
      at: '"Deny"',
    },
    { surface: 'json', valid: deniedBy(`"StringLike": { "${GITHUB}:sub": "repo:acme/*:pull_request" }`) },
  ],
  policy(policy, context) {
    for (const lockout of lockoutsIn(policy, context.issuers)) {
      const {
        denies: [deny, ...others],
        allow,
        federation,
        withoutKey,
      } = lockout;
      context.report(messageOf(lockout), placeIn(lockout), {
        data: {
          issuer: issuerName(federation),
          key: show(withoutKey?.key ?? []),
          operator: withoutKey?.operator?.canonical ?? '',
          denies: listed(['This Deny', ...others.map(({ statement }) => nameOf(statement, policy))]),
        },
        related: [
          { range: allow.statement.at, message: others.length > 0 ? 'what they take all of' : 'what it takes all of' },
          ...others.map(({ statement }) => ({ range: statement.at, message: 'this one refuses others of them' })),
        ],
        fixes: () =>
          deny.conditions.length === 0
            ? fix('Remove this Deny', 'review', policy.editor.removeStatement(policy.statements.items, deny.statement))
            : [],
      });
    }
  },
});

function messageOf({ denies, withoutKey }: Lockout): 'unconditional' | 'absent' | 'covered' | 'together' {
  if (denies.length > 1) return 'together';
  if (denies[0].conditions.length === 0) return 'unconditional';
  return withoutKey ? 'absent' : 'covered';
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** By its Sid, else by its place, where all statements before it are seen. */
function nameOf(statement: Statement, { statements }: TrustPolicy): string {
  const sid = statement.sid.is === 'present' ? knownString(statement.sid.value) : undefined;
  if (sid) return `"${sid}"`;
  return statements.open ? 'another one' : `that of statement ${statements.items.indexOf(statement) + 1}`;
}

/** What is at fault: a key, the values of the only condition of the only Deny, else that it is one. */
function placeIn({ denies: [{ statement, conditions }, ...others], withoutKey }: Lockout): Value | SourceRange {
  if (withoutKey) return withoutKey.condition.key;
  const [only] = conditions;
  if (only && conditions.length === 1 && others.length === 0) return placeOf(only.condition.values);
  return statement.effect.is === 'present' ? statement.effect.value : statement.head;
}
