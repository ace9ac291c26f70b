import { isDemanded, isOnlyGuard, mayBeAbsent } from '../../access/guards.ts';
import { isIdentityClaim, isKeyOf, soleOidc } from '../../access/reading.ts';
import { AWS } from '../../oidc/sources.ts';
import { defineRule, fix } from '../define.ts';
import { github } from '../samples.ts';

/** `IfExists` lets in whoever does not bring the claim. */
export default defineRule({
  id: 'condition/if-exists',
  severity: 'error',
  since: '0.1.0',
  summary: 'IfExists on a claim that tells who the token is for.',
  fixable: true,
  docs: {
    what: 'An `Allow` statement compares a claim that identifies the workload with an operator that ends in `IfExists`.',
    why: 'A token without the claim passes. Where the claim can be absent and nothing else tells workloads apart, strangers are let in.',
    fix: 'Drop `IfExists`.',
    sources: [AWS.conditionOperators, AWS.oidcKeys],
  },
  messages: {
    opens:
      '{operator} is true when the token has no "{claim}", and tokens of this issuer can come without it: they are let in, whoever they are for.',
    weak: '{operator} is true when the token has no "{claim}": this comparison then restricts nothing. The claim tells who the token is for, so demand it.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github('"StringEqualsIfExists": { "token.actions.githubusercontent.com:environment": "production" }'),
      at: '"StringEqualsIfExists"',
    },
    {
      surface: 'json',
      invalid: github(
        '"StringLikeIfExists": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production" }',
      ),
      at: '"StringLikeIfExists"',
      fixed: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:environment:production" }',
      ),
    },
    {
      surface: 'json',
      valid: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:*" }'),
    },
  ],
  condition(reading, statement, policy, context) {
    const { operator, claim, condition } = reading;
    if (!operator?.ifExists || !claim || statement.effect !== 'Allow') return;
    const federation = soleOidc(statement);
    if (!federation || isKeyOf(claim, federation) !== 'yes' || !isIdentityClaim(claim, federation)) return;
    if (isDemanded(reading, statement)) return;
    const opens = mayBeAbsent(reading, statement) && isOnlyGuard(reading, statement);
    const strict = operator.canonical.replace(/IfExists$/, '');
    context.report(opens ? 'opens' : 'weak', condition.operator, {
      data: { operator: operator.canonical, claim: claim.name },
      severity: opens ? 'error' : 'warning',
      fixes: () => fix('Drop "IfExists"', 'review', policy.editor.setOperator(condition, strict)),
    });
  },
});
