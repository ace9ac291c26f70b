import { isSensitiveKey } from '../../oidc/keyFacts.ts';
import { AWS } from '../../oidc/sources.ts';
import { known, show } from '../../value/text.ts';
import type { StringValue, Value } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { policyOf } from '../samples.ts';

type Fault = 'wildcard' | 'variable' | 'user';

const ORGANISATION = (test: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "AWS": "*" },
  "Action": "sts:AssumeRole",
  "Condition": { ${test} }
}`);

/** Keys that hold one id, which nobody knows by its beginning. */
export default defineRule({
  id: 'condition/sensitive-wildcard',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: ['WILDCARD_USAGE_TOO_PERMISSIVE', 'VARIABLE_USAGE_TOO_PERMISSIVE'],
  summary: 'A pattern is compared with the id of an account, an organisation or a network.',
  fixable: false,
  masks: ['condition/null'],
  docs: {
    what: 'A value with `*` or `?`, or with a policy variable, is compared as a pattern with a key that holds the id of an account, an organisation, a VPC or an endpoint; or the pattern for `aws:userid` leaves the part before the colon open.',
    why: 'Ids have no common beginning that belongs to one owner: the pattern also matches the ids of strangers. AWS calls these keys sensitive and says that no use of a wildcard in them is valid.',
    fix: 'Write the whole ids, one by one, under `StringEquals`. For `aws:userid` write the unique id of the role or user before the colon.',
    sources: [AWS.sensitiveKeys, AWS.accessAnalyzer],
  },
  messages: {
    wildcard:
      '"{value}" also matches ids of strangers: in "{key}" no part of an id tells whose it is. Write the whole ids.',
    variable:
      'Under {operator} a policy variable in "{key}" may act as a wildcard. Compare the key with {exact}, or write the id.',
    user: '"{value}" leaves open whose session it is: ids of strangers can match too. Write the whole unique id before the colon.',
  },
  examples: [
    {
      surface: 'json',
      invalid: ORGANISATION('"StringLike": { "aws:PrincipalOrgID": "o-a1b2*" }'),
      at: '"o-a1b2*"',
    },
    {
      surface: 'json',
      invalid: ORGANISATION('"StringLike": { "aws:userid": "AROA*:deploy" }'),
      at: '"AROA*:deploy"',
    },
    { surface: 'json', valid: ORGANISATION('"StringEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }') },
    { surface: 'json', valid: ORGANISATION('"StringLike": { "aws:userid": "AROAEXAMPLEEXAMPLE:*" }') },
  ],
  condition({ condition, operator, key }, _statement, _policy, context) {
    const name = known(key) ?? '';
    if (operator?.operator.family !== 'string' || !operator.operator.wildcards) return;
    const faultIn = isSensitiveKey(name) ? sensitiveFault : name.toLowerCase() === 'aws:userid' ? userFault : undefined;
    for (const value of faultIn ? condition.values.items : []) {
      const fault = value.kind === 'string' ? faultIn!(value) : undefined;
      if (!fault) continue;
      const exact = operator.canonical.replace('Like', 'Equals');
      context.report(fault, value, {
        data: { value: shown(value), key: name, operator: operator.canonical, exact },
        severity: fault === 'variable' ? 'information' : 'warning',
      });
    }
  },
});

function shown(value: Value): string {
  return value.kind === 'string' ? show(value.text) : '';
}

function sensitiveFault({ text }: StringValue): Fault | undefined {
  const literal = text.filter((part): part is string => typeof part === 'string');
  if (literal.some((part) => /[*?]/.test(withoutVariables(part)))) return 'wildcard';
  return literal.some((part) => /\$\{(?:aws|sts|saml):/i.test(part)) ? 'variable' : undefined;
}

/** `ID:SESSION`; a star alone stands for whole ids, which other rules tell. */
function userFault({ text }: StringValue): Fault | undefined {
  const whole = known(text);
  if (whole === undefined) return undefined;
  const plain = withoutVariables(whole);
  const id = plain.split(':', 1)[0]!;
  if (!/[*?]/.test(id) || /^\*+$/.test(plain)) return undefined;
  return id === '*' && plain.includes(':') ? undefined : 'user';
}

/** A star in braces is a star on purpose. */
function withoutVariables(text: string): string {
  return text.replace(/\$\{[^}]*\}/g, '');
}
