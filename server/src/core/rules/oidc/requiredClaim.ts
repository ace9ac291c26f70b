import { type ConditionReading, isNamed } from '../../access/reading.ts';
import { requiredKey } from '../../oidc/catalogue.ts';
import type { RequiredKey } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import { usePlace } from '../../policy/model.ts';
import { known, show } from '../../value/text.ts';
import { textsOf } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { addSubject } from '../narrowing.ts';
import { github } from '../samples.ts';

/** AWS's identity-provider controls: a policy for a shared issuer must evaluate the claim that names the tenant. */
export default defineRule({
  id: 'oidc/required-claim',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_GITHUB_REPO_CONDITION_KEY', 'MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL'],
  summary: 'The claim that AWS demands for this shared issuer is not evaluated.',
  fixable: true,
  masks: ['oidc/anyone', 'condition/wildcard-literal', 'condition/null'],
  docs: {
    what: 'The statement trusts an issuer that serves all its customers with one URL, and has no condition on the claim that tells them apart.',
    why: 'Since June 2025 IAM refuses to create or update such a role (MalformedPolicyDocument). A role from before stays, and whoever uses that issuer may assume it.',
    fix: 'Add a condition on the claim: `sub` for GitHub, GitLab, HCP Terraform and most others, `aud` for Vercel and Pulumi.',
    sources: [AWS.oidcControls, AWS.createRole],
  },
  messages: {
    missing:
      'No condition evaluates "{key}". {issuer} serves everybody with the same URL, so IAM refuses to create or update this role (MalformedPolicyDocument).',
    wildcard:
      '"{key}" is compared with nothing but wildcards. {issuer} serves everybody with the same URL, so IAM refuses to create or update this role (MalformedPolicyDocument).',
    wildcardLikely:
      '"{key}" is compared with nothing but wildcards. {issuer} serves everybody with the same URL: AWS demands this condition so that it tells the customers apart, and this one does not.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github('"StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" }'),
      at: '"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"',
    },
    {
      surface: 'json',
      invalid: github('"StringLike": { "token.actions.githubusercontent.com:sub": "*" }'),
      at: '"*"',
    },
    {
      surface: 'json',
      valid: github('"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/api:*" }'),
    },
  ],
  statement(reading, policy, context) {
    if (reading.effect !== 'Allow' || !reading.admitsWebIdentity) return;
    for (const federation of reading.oidc) {
      for (const required of federation.catalogued?.requiredByAws ?? []) {
        if (required.mark !== 'S') continue;
        const key = requiredKey(required, show(federation.issuer!));
        const data = { key, issuer: federation.catalogued!.name };
        const evaluating = reading.conditions.filter((condition) => mayEvaluate(condition, required, key));
        if (evaluating.length === 0) {
          if (reading.conditionsClosed)
            context.report('missing', usePlace(federation.principal.id), {
              data,
              fixes: () => (key.endsWith(':sub') ? addSubject(federation, reading.statement, policy.editor) : []),
            });
        } else if (reading.conditionsClosed && evaluating.every(isOnlyWildcards)) {
          const isSourced = required.rule === 'not-only-wildcards';
          // Who gets in by a subject, other rules can tell.
          if (!isSourced && (key.endsWith(':sub') || !evaluating.every(acceptsAll))) continue;
          context.report(isSourced ? 'wildcard' : 'wildcardLikely', evaluating[0]!.condition.values.items[0]!, {
            data,
            severity: isSourced ? 'error' : 'warning',
          });
        }
      }
    }
  },
});

/** A key with the right claim under a wrong prefix has a finding of its own; whether it counts for AWS is then not the question. */
function mayEvaluate(condition: ConditionReading, required: RequiredKey, key: string): boolean {
  const name = known(condition.key);
  if (name === undefined)
    return 'global' in required.key || !condition.claim || isNamed(condition.claim, required.key.claim);
  if (name.toLowerCase() === key.toLowerCase()) return true;
  return 'claim' in required.key && condition.claim !== undefined && isNamed(condition.claim, required.key.claim);
}

function acceptsAll({ operator }: ConditionReading): boolean {
  return operator?.operator.wildcards === true && !operator.operator.negated;
}

function isOnlyWildcards({ condition }: ConditionReading): boolean {
  const { items, open } = condition.values;
  if (open || items.length === 0) return false;
  return items.every(
    (value) => textsOf(value).length > 0 && textsOf(value).every((text) => /^[*?]+$/.test(known(text) ?? 'x')),
  );
}
