import { excludesAll } from '../../access/exclusions.ts';
import { issuerName } from '../../access/federation.ts';
import { isOnlyGuard } from '../../access/guards.ts';
import { isIdentityClaim, isKeyOf, type StatementReading, soleOidc } from '../../access/reading.ts';
import { judgeStatements } from '../../access/roleVerdict.ts';
import type { Issuers } from '../../oidc/project.ts';
import { AWS } from '../../oidc/sources.ts';
import type { TrustPolicy } from '../../policy/model.ts';
import { defineRule, fix } from '../define.ts';
import { mayDeny } from '../narrowing.ts';
import { GITHUB, github, gitlab } from '../samples.ts';

/** Everybody but some: with a shared issuer that is everybody, and nobody where those are all there are. */
export default defineRule({
  id: 'condition/negated',
  severity: 'error',
  since: '0.1.0',
  summary: 'The only condition on who the token is for is a negated one, or a negated one excludes everybody.',
  fixable: true,
  masks: ['oidc/anyone', 'condition/null'],
  docs: {
    what: 'An `Allow` statement names whom it does not want (`StringNotEquals`, `StringNotLike`) and nobody whom it wants. Or it excludes every value that there is.',
    why: 'Everybody else is let in: with an issuer that serves all its customers by one URL, that is every other customer. A negated operator is also true when the claim is absent. Where all values are excluded, nobody gets in.',
    fix: 'Name who is meant with `StringEquals` or `StringLike`. To take some out, add a `Deny` statement or a second condition.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    strangers:
      '{operator} lets in every token whose "{claim}" is another one, and nothing else restricts it: {issuer} serves everybody with the same URL, so strangers get in.',
    others:
      '{operator} lets in every token whose "{claim}" is another one, and nothing else restricts it: every other workload of this issuer gets in.',
    nobody:
      '{operator} excludes every "{claim}" that a token of {issuer} can have: nobody gets in by this statement. Name whom you want with {positive}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(
        `"StringEquals": { "${GITHUB}:aud": "sts.amazonaws.com" },\n"StringNotEquals": { "${GITHUB}:sub": "repo:acme/api:pull_request" }`,
      ),
      at: '"StringNotEquals"',
      fixed: github(
        `"StringEquals": { "${GITHUB}:aud": "sts.amazonaws.com", "${GITHUB}:sub": "repo:acme/api:pull_request" }`,
      ),
    },
    {
      surface: 'json',
      invalid: gitlab('"StringNotLike": { "gitlab.com:sub": "project_path:*" }'),
      at: '"StringNotLike"',
    },
    {
      surface: 'json',
      valid: github(
        `"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" },\n"StringNotLike": { "${GITHUB}:sub": "repo:acme/api:pull_request" }`,
      ),
    },
  ],
  condition(reading, statement, policy, context) {
    const { operator, claim, condition } = reading;
    // What the negated operators of other types make of a text, AWS does not say.
    if (!operator?.operator.negated || operator.operator.family !== 'string' || !claim) return;
    if (statement.effect !== 'Allow' || !statement.admitsWebIdentity) return;
    const federation = soleOidc(statement);
    if (!federation || isKeyOf(claim, federation) !== 'yes') return;
    const positive = operator.canonical.replace('Not', '').replace(/^For(All|Any)Values?:|IfExists$/g, '');
    const covers = condition.values.items.map(({ at }) => at);
    if (excludesAll(reading, federation, statement)) {
      const data = { operator: operator.canonical, claim: claim.name, issuer: issuerName(federation), positive };
      context.report('nobody', condition.operator, { data, covers });
      return;
    }
    if (!isIdentityClaim(claim, federation) || !isOnlyGuard(reading, statement)) return;
    const isShared = federation.catalogued?.tenancy === 'shared';
    if (isShared && !mayAdmitStrangers(statement, policy, context.issuers)) return;
    context.report(isShared ? 'strangers' : 'others', condition.operator, {
      data: { operator: operator.canonical, claim: claim.name, issuer: federation.catalogued?.name ?? '' },
      severity: isShared ? 'error' : 'warning',
      covers,
      fixes: () => fix(`Let in only these: ${positive}`, 'review', policy.editor.setOperator(condition, positive)),
    });
  },
});

/** A Deny may name who is meant. What stands here lets strangers in also where the values are not known. */
function mayAdmitStrangers({ statement }: StatementReading, policy: TrustPolicy, issuers: Issuers): boolean {
  const verdict = judgeStatements(policy, issuers).find(({ at }) => at === statement.at)?.verdict;
  return verdict === 'anyone' || (verdict === 'unknown' && !mayDeny(policy));
}
