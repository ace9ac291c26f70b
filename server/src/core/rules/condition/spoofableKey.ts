import { isCallerChosenKey } from '../../oidc/keyFacts.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { defineRule } from '../define.ts';
import { gitlab } from '../samples.ts';

const SUB = '"gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main"';

/** A condition on what the caller says about itself. */
export default defineRule({
  id: 'condition/spoofable-key',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: ['UNTRUSTWORTHY_CONDITION_KEY'],
  summary: 'The condition compares a header that the caller writes.',
  fixable: false,
  docs: {
    what: 'A condition compares `aws:UserAgent` or `aws:referer`.',
    why: 'Both are headers of the call, which whoever calls writes as they like: the condition looks like a restriction and keeps out nobody who knows of it.',
    fix: 'Compare claims of the token, or where the call comes from (`aws:SourceIp`, `aws:SourceVpc`), and remove this condition.',
    sources: [AWS.globalKeys, AWS.accessAnalyzer],
  },
  messages: {
    header: '"{key}" is a header that the caller writes: this condition keeps out nobody who knows of it.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`"StringLike": { ${SUB}, "aws:UserAgent": "aws-cli/*" }`),
      at: '"aws:UserAgent"',
    },
    { surface: 'json', valid: gitlab(`"StringEquals": { ${SUB} }`) },
  ],
  condition({ condition, key }, _statement, _policy, context) {
    const name = known(key);
    if (name !== undefined && isCallerChosenKey(name)) context.report('header', condition.key, { data: { key: name } });
  },
});
