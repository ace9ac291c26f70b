import { isOnlyGuard } from '../../access/guards.ts';
import { isIdentityClaim, isKeyOf, type StatementReading, soleOidc } from '../../access/reading.ts';
import { judgeStatements } from '../../access/roleVerdict.ts';
import type { Issuers } from '../../oidc/project.ts';
import { AWS } from '../../oidc/sources.ts';
import type { TrustPolicy } from '../../policy/model.ts';
import { defineRule, fix } from '../define.ts';
import { mayDeny } from '../narrowing.ts';
import { github } from '../samples.ts';

/** Everybody but some: with a shared issuer that is everybody. */
export default defineRule({
  id: 'condition/negated',
  severity: 'error',
  since: '0.1.0',
  summary: 'The only condition on who the token is for is a negated one.',
  fixable: true,
  masks: ['oidc/anyone'],
  docs: {
    what: 'An `Allow` statement names whom it does not want (`StringNotEquals`, `StringNotLike`) and nobody whom it wants.',
    why: 'Everybody else is let in: with an issuer that serves all its customers by one URL, that is every other customer. A negated operator is also true when the claim is absent.',
    fix: 'Name who is meant with `StringEquals` or `StringLike`. To take some out, add a `Deny` statement or a second condition.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    strangers:
      '{operator} lets in every token whose "{claim}" is another one, and nothing else restricts it: {issuer} serves everybody with the same URL, so strangers get in.',
    others:
      '{operator} lets in every token whose "{claim}" is another one, and nothing else restricts it: every other workload of this issuer gets in.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(
        '"StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },\n"StringNotEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
      at: '"StringNotEquals"',
      fixed: github(
        '"StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
    {
      surface: 'json',
      valid: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:*" },\n"StringNotLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
  ],
  condition(reading, statement, policy, context) {
    const { operator, claim, condition } = reading;
    // What the negated operators of other types make of a text, AWS does not say.
    if (!operator?.operator.negated || operator.operator.family !== 'string' || !claim) return;
    if (statement.effect !== 'Allow' || !statement.admitsWebIdentity) return;
    const federation = soleOidc(statement);
    if (!federation || isKeyOf(claim, federation) !== 'yes' || !isIdentityClaim(claim, federation)) return;
    if (!isOnlyGuard(reading, statement)) return;
    const isShared = federation.catalogued?.tenancy === 'shared';
    if (isShared && !mayAdmitStrangers(statement, policy, context.issuers)) return;
    const positive = operator.canonical.replace('Not', '').replace(/^For(All|Any)Values?:|IfExists$/g, '');
    context.report(isShared ? 'strangers' : 'others', condition.operator, {
      data: { operator: operator.canonical, claim: claim.name, issuer: federation.catalogued?.name ?? '' },
      severity: isShared ? 'error' : 'warning',
      covers: condition.values.items.map(({ at }) => at),
      fixes: () => fix(`Let in only these: ${positive}`, 'review', policy.editor.setOperator(condition, positive)),
    });
  },
});

/** A Deny may name who is meant. What stands here lets strangers in also where the values are not known. */
function mayAdmitStrangers({ statement }: StatementReading, policy: TrustPolicy, issuers: Issuers): boolean {
  const verdict = judgeStatements(policy, issuers).find(({ at }) => at === statement.at)?.verdict;
  return verdict === 'anyone' || (verdict === 'unknown' && !mayDeny(policy));
}
