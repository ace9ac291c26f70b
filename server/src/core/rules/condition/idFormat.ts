import { isPositive } from '../../access/reading.ts';
import { valueFormOf } from '../../oidc/keyFacts.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { gitlab } from '../samples.ts';

const SUB = '"gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main"';

/** Ids and names of which AWS says how they look. Patterns, and what another tool fills in, are left alone. */
export default defineRule({
  id: 'condition/id-format',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_VPC_FORMAT', 'INVALID_VPCE_FORMAT', 'INVALID_REGION'],
  summary: 'The value is no id or name of the kind that the key holds.',
  fixable: false,
  docs: {
    what: '`aws:SourceVpc`, `aws:SourceVpce` or `aws:RequestedRegion` is compared with a text that is no id of a VPC, of a VPC endpoint or no name of a region.',
    why: 'The value equals none that a call can have: a positive condition with no other value is never met, a negated one excludes nothing.',
    fix: 'Write the whole id, such as `vpc-0123456789abcdef0`, or the name of a region, such as `eu-west-1`.',
    sources: [AWS.accessAnalyzer, AWS.globalKeys],
  },
  messages: {
    value: '"{value}" is not {what}, such as "{example}": no call has this value, so it never matches.',
    nobody:
      '"{value}" is not {what}, such as "{example}": no call has this value, so the condition is never met and nobody gets in.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`"StringEquals": { ${SUB}, "aws:SourceVpc": "vpce-0123456789abcdef0" }`),
      at: '"vpce-0123456789abcdef0"',
    },
    {
      surface: 'json',
      invalid: gitlab(`"StringEquals": { ${SUB}, "aws:RequestedRegion": ["eu-west-1", "eu-central-1a"] }`),
      at: '"eu-central-1a"',
    },
    {
      surface: 'json',
      valid: gitlab(
        `"StringEquals": { ${SUB}, "aws:SourceVpc": "vpc-1a2b3c4d", "aws:RequestedRegion": "us-gov-west-1" }`,
      ),
    },
  ],
  condition({ condition, operator, key }, { effect }, _policy, context) {
    const form = valueFormOf(known(key) ?? '');
    if (!form || operator?.operator.family !== 'string') return;
    const { items, open } = condition.values;
    const wrong = items.filter((value) => {
      const text = knownString(value);
      return text !== undefined && text === text.trim() && !/[*?<>{}$%@]/.test(text) && !form.pattern.test(text);
    });
    const closes = form.mark === 'S' && effect === 'Allow' && isPositive(operator) && !open;
    const nobody = closes && wrong.length === items.length;
    for (const value of wrong) {
      context.report(nobody ? 'nobody' : 'value', value, {
        data: { value: knownString(value)!, what: form.what, example: form.example },
        severity: nobody ? 'error' : 'warning',
      });
    }
  },
});
