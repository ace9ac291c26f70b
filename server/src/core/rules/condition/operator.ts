import { nearestOperator } from '../../oidc/operators.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab } from '../samples.ts';

/** An operator that the policy language does not have. */
export default defineRule({
  id: 'condition/operator',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_CONDITION_OPERATOR', 'NULL_WITH_IF_EXISTS'],
  summary: 'There is no such condition operator.',
  fixable: true,
  docs: {
    what: 'The operator, its prefix (`ForAllValues:`, `ForAnyValue:`) or its suffix (`IfExists`) does not exist, or `Null` has `IfExists`.',
    why: 'IAM refuses the policy (MalformedPolicyDocument).',
    fix: 'Write the operator that is meant: `StringEquals`, `StringLike`, `Null` and the others of the policy language.',
    sources: [AWS.conditionOperators, AWS.accessAnalyzer],
  },
  messages: {
    near: 'There is no condition operator "{operator}". IAM refuses the policy (MalformedPolicyDocument). Did you mean "{nearest}"?',
    unknown: 'There is no condition operator "{operator}". IAM refuses the policy (MalformedPolicyDocument).',
    null: 'Null takes no "IfExists": Null by itself asks whether the key exists. IAM refuses the policy (MalformedPolicyDocument).',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab('"StringMatches": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }'),
      at: '"StringMatches"',
    },
    {
      surface: 'json',
      invalid: gitlab('"StringEqual": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }'),
      at: '"StringEqual"',
      fixed: gitlab('"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }'),
    },
    {
      surface: 'json',
      valid: gitlab(
        '"stringequalsifexists": { "gitlab.com:user_email": "deploy@example.com" },\n"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }',
      ),
    },
  ],
  condition({ condition, operator }, _statement, policy, context) {
    const text = operator ? undefined : knownString(condition.operator);
    if (text === undefined) return;
    const nearest = nearestOperator(text);
    const isNull = nearest !== undefined && /null\s*ifexists?$/i.test(text);
    context.report(isNull ? 'null' : nearest ? 'near' : 'unknown', condition.operator, {
      data: { operator: text, nearest: nearest ?? '' },
      fixes: () =>
        nearest ? fix(`Replace with "${nearest}"`, 'safe', policy.editor.renameOperator(condition, nearest)) : [],
    });
  },
});
