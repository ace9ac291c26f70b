import { type ConditionReading, isPositive } from '../../access/reading.ts';
import { type PairedKey, pairOf } from '../../oidc/keyFacts.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { defineRule } from '../define.ts';
import { gitlab } from '../samples.ts';

const SUB = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** A key that tells something only together with another one. */
export default defineRule({
  id: 'condition/paired',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_PAIRED_CONDITION_KEYS'],
  summary: 'A private address is compared, but not the VPC that it is in.',
  fixable: false,
  docs: {
    what: 'A statement with `Allow` compares `aws:VpcSourceIp` without `aws:SourceVpc`, `aws:SourceVpce` or `aws:SourceVpcArn` beside it.',
    why: 'Two VPCs can use the same addresses: a call from a VPC of somebody else passes too, if its address is in the range.',
    fix: 'Add a condition on `aws:SourceVpc` or `aws:SourceVpce`.',
    sources: [AWS.networkKeys],
  },
  messages: {
    alone:
      'Other VPCs, also those of strangers, use the same private addresses, and nothing here says which VPC is meant. Compare {others} too.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"IpAddress": { "aws:VpcSourceIp": "10.0.0.0/8" }`),
      at: '"aws:VpcSourceIp"',
    },
    {
      surface: 'json',
      valid: gitlab(
        `${SUB.replace(' }', ', "aws:SourceVpc": "vpc-1a2b3c4d" }')},\n"IpAddress": { "aws:VpcSourceIp": "10.0.0.0/8" }`,
      ),
    },
  ],
  statement({ effect, conditions, conditionsClosed }, _policy, context) {
    if (effect !== 'Allow' || !conditionsClosed) return;
    for (const { condition, operator, key } of conditions) {
      const pair = pairOf(known(key) ?? '');
      if (!pair || !operator || !isPositive(operator) || conditions.some((other) => mayComplete(other, pair))) continue;
      context.report('alone', condition.key, { data: { others: pair.oneOf.join(' or ') } });
    }
  },
});

function mayComplete({ key }: ConditionReading, { oneOf }: PairedKey): boolean {
  const name = known(key)?.toLowerCase();
  return name === undefined || oneOf.some((other) => other.toLowerCase() === name);
}
