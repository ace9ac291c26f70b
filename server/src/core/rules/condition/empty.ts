import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab } from '../samples.ts';

const SUB = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** Conditions that compare with nothing. */
export default defineRule({
  id: 'condition/empty',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: [
    'EMPTY_ARRAY_CONDITION',
    'EMPTY_ARRAY_CONDITION_FORALLVALUES',
    'EMPTY_ARRAY_CONDITION_FORANYVALUE',
    'EMPTY_ARRAY_CONDITION_IFEXISTS',
    'EMPTY_OBJECT_CONDITION',
  ],
  summary: 'A condition without values, or an empty Condition.',
  fixable: true,
  docs: {
    what: 'A condition key has an empty list of values, or a `Condition` or an operator holds nothing.',
    why: 'Nothing equals one of no values: a positive condition is never met, and with `ForAllValues` or `IfExists` only by a token without the claim. An empty `Condition` restricts nothing.',
    fix: 'Write the values, or delete what is empty.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    values: 'The list of values for "{key}" is empty: nothing can be one of them, so the condition is never met.',
    absent:
      'The list of values for "{key}" is empty: with {operator} the condition is met only by a token that lacks the claim.',
    negated: 'The list of values for "{key}" is empty: no value can be one of them, so the condition is always met.',
    object: 'This "{name}" is empty and asks for nothing.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"StringLike": { "gitlab.com:user_login": [] }`),
      at: '[]',
    },
    {
      surface: 'terraform',
      invalid: `resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = {}
    }]
  })
}
`,
      at: 'Condition',
      fixed: `resource "aws_iam_role" "this" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}
`,
    },
    { surface: 'json', valid: gitlab(`${SUB},\n"StringLike": { "gitlab.com:user_login": ["deploy-*"] }`) },
  ],
  statement({ statement, conditions }, policy, context) {
    for (const element of statement.emptyConditions) {
      context.report('object', element.keyAt, {
        data: { name: element.name },
        severity: 'hint',
        fixes: () => fix(`Delete the empty "${element.name}"`, 'safe', policy.editor.removeElement(element)),
      });
    }
    for (const { condition, operator, key } of conditions) {
      const { items, open, at } = condition.values;
      const name = known(key);
      if (items.length > 0 || open || !operator || name === undefined) continue;
      const passesAbsent = operator.ifExists || operator.set === 'ForAllValues';
      context.report(operator.operator.negated ? 'negated' : passesAbsent ? 'absent' : 'values', at, {
        data: { key: name, operator: operator.canonical },
      });
    }
  },
});
