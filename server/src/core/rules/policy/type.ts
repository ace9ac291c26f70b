import { AWS } from '../../oidc/sources.ts';
import type { Misfit } from '../../policy/model.ts';
import type { Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, role, statementOf, WEB_IDENTITY } from '../samples.ts';

const EXPECTED: Readonly<Record<Misfit['expected'], string>> = {
  string: 'a string',
  strings: 'a string or a list of strings',
  scalars: 'a string, a number, a boolean, or a list of them',
  object: 'an object',
  principals: 'an object',
};

/** A value of another JSON type than IAM takes there. What stands as principal itself has a rule of its own. */
export default defineRule({
  id: 'policy/type',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['DATA_TYPE_MISMATCH'],
  summary: 'An element has a value of the wrong type.',
  fixable: true,
  docs: {
    what: 'An element of the policy has a value of another JSON type than IAM takes there: a number for an account id, a list around the `Condition`, a version without quotes.',
    why: 'IAM refuses the policy with MalformedPolicyDocument. In HCL, `2012-10-17` without quotes is a subtraction and gives 1985.',
    fix: 'Put quotes around the value, or take the brackets away.',
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    type: '"{element}" takes {expected}, and this is {found}. IAM refuses the policy with MalformedPolicyDocument.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Effect": "Allow", "Principal": { "AWS": 111122223333 }, "Action": "sts:AssumeRole" }',
      ),
      at: '111122223333',
      fixed: policyOf(
        statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }',
      ),
    },
    {
      surface: 'terraform',
      invalid: role(`jsonencode({
  Version = 2012-10-17
  Statement = [{
    Effect    = "Allow"
    Principal = { Service = "ec2.amazonaws.com" }
    Action    = "sts:AssumeRole"
  }]
})`),
      at: '2012-10-17',
      fixed: role(`jsonencode({
  Version = "2012-10-17"
  Statement = [{
    Effect    = "Allow"
    Principal = { Service = "ec2.amazonaws.com" }
    Action    = "sts:AssumeRole"
  }]
})`),
    },
    {
      surface: 'json',
      valid: policyOf(`{
  "Effect": "Allow",
  "Principal": { "AWS": ["111122223333"] },
  "Action": ["sts:AssumeRole"],
  "Condition": { "Bool": { "aws:MultiFactorAuthPresent": true }, "NumericLessThan": { "aws:MultiFactorAuthAge": 3600 } }
}`),
    },
  ],
  policy(policy, context) {
    for (const misfit of [...policy.misfits, ...policy.statements.items.flatMap(({ misfits }) => misfits)]) {
      const { element, expected, value } = misfit;
      if (expected === 'principals') continue;
      context.report('type', value, {
        data: { element, expected: EXPECTED[expected], found: wordFor(value) },
        fixes: () => {
          const title = value.kind === 'list' ? 'Take the brackets away' : 'Put quotes around it';
          return fix(title, 'safe', policy.editor.correctType(misfit));
        },
      });
    }
  },
});

function wordFor({ kind }: Value): string {
  if (kind === 'bool') return 'a boolean';
  return kind === 'object' ? 'an object' : `a ${kind}`;
}
