import { trustPolicySize } from '../../oidc/policyLimits.ts';
import { AWS } from '../../oidc/sources.ts';
import { leastSize } from '../../policy/size.ts';
import { defineRule } from '../define.ts';
import { GITHUB, github } from '../samples.ts';

const { standard, highest } = trustPolicySize;

const MANY = Array.from({ length: 70 }, (_, i) => `"repo:acme/service-${i + 100}:pull_request"`).join(', ');

/** Too many characters for the quota that an account has unless it asked for more. */
export default defineRule({
  id: 'policy/size',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: ['POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA'],
  summary: `The policy is longer than ${standard} characters.`,
  fixable: false,
  docs: {
    what: `The trust policy has more than ${standard} characters, white space not counted.`,
    why: `That is the quota of an account which has not asked for more; it can be raised to ${highest}. Above it IAM refuses the policy (LimitExceeded).`,
    fix: 'List fewer subjects: use a wildcard for what is common to them, or a claim that they share. Or ask for a higher quota.',
    sources: [AWS.quotas, AWS.accessAnalyzer],
  },
  messages: {
    size: `This trust policy has at least {size} characters, white space not counted, and the standard quota is ${standard}: IAM refuses it (LimitExceeded) unless the account's quota was raised.`,
    highest: `This trust policy has at least {size} characters, white space not counted, and no quota is higher than ${highest}: IAM refuses it (LimitExceeded).`,
  },
  examples: [
    { surface: 'json', invalid: github(`"StringEquals": { "${GITHUB}:sub": [${MANY}] }`), at: '{' },
    { surface: 'json', valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/service-*:pull_request" }`) },
  ],
  policy(policy, context) {
    const size = leastSize(policy);
    if (size <= standard) return;
    context.report(size > highest ? 'highest' : 'size', policy.head, { data: { size: String(size) } });
  },
});
