import { AWS } from '../../oidc/sources.ts';
import { includes } from '../../value/text.ts';
import { knownString, textOf } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** A star stands for every AWS principal, and never for a part of a name. */
export default defineRule({
  id: 'principal/partial-wildcard',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['UNSUPPORTED_WILDCARD_IN_PRINCIPAL'],
  summary: 'A wildcard stands in the name of a principal.',
  fixable: false,
  masks: ['principal/arn', 'principal/federated-syntax'],
  docs: {
    what: 'A `*` stands inside the name or ARN of a principal, or in the place of a service or an identity provider.',
    why: 'IAM expands no wildcard there and refuses the policy: "Invalid principal in policy".',
    fix: 'List the principals one by one. To trust many roles of an account, trust the account and compare `aws:PrincipalArn` with `ArnLike` in a condition.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    part: 'A "*" stands for every AWS principal, never for a part of a name. IAM refuses the policy: "Invalid principal in policy".',
    whole: 'A "*" cannot stand in the place of {what}. IAM refuses the policy: "Invalid principal in policy".',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111122223333:role/ci-*" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"arn:aws:iam::111122223333:role/ci-*"',
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement: { principals } }, _policy, context) {
    if (principals.is !== 'present') return;
    for (const { type, id } of principals.value.items) {
      const kind = knownString(type);
      const text = textOf(id);
      if (!text || includes(text, '*') !== 'yes') continue;
      if (kind !== 'AWS' && kind !== 'Service' && kind !== 'Federated') continue;
      if (knownString(id) !== '*') context.report('part', id);
      else if (kind !== 'AWS')
        context.report('whole', id, { data: { what: kind === 'Service' ? 'a service' : 'an identity provider' } });
    }
  },
});
