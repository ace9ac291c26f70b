import { networkOf } from '../../oidc/addressRange.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab } from '../samples.ts';

const SUB = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** A range of addresses that names an address inside of it. */
export default defineRule({
  id: 'condition/host-bits',
  severity: 'hint',
  since: '0.1.0',
  accessAnalyzer: ['IMPROVE_IP_RANGE'],
  summary: 'A range of addresses is written with more of an address than counts.',
  fixable: true,
  docs: {
    what: 'A range such as `203.0.113.7/24` names a single address, of which only the first 24 bits count.',
    why: 'IAM ignores the rest: the whole range `203.0.113.0/24` is meant, which is easily read as one address.',
    fix: 'Write the range with zeros, or the address alone if only it is meant.',
    sources: [AWS.accessAnalyzer],
  },
  messages: {
    bits: '"{value}" is the whole range "{network}": what is behind the fixed bits is ignored.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"IpAddress": { "aws:SourceIp": "203.0.113.7/24" }`),
      at: '"203.0.113.7/24"',
      fixed: gitlab(`${SUB},\n"IpAddress": { "aws:SourceIp": "203.0.113.0/24" }`),
    },
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"IpAddress": { "aws:SourceIp": "2001:db8:0:1::7/48" }`),
      at: '"2001:db8:0:1::7/48"',
      fixed: gitlab(`${SUB},\n"IpAddress": { "aws:SourceIp": "2001:db8::/48" }`),
    },
    {
      surface: 'json',
      valid: gitlab(`${SUB},\n"IpAddress": { "aws:SourceIp": ["203.0.113.7", "203.0.113.7/32", "2001:db8::/32"] }`),
    },
  ],
  condition({ condition, operator }, _statement, policy, context) {
    if (operator?.operator.family !== 'ip') return;
    for (const value of condition.values.items) {
      const text = knownString(value);
      const network = text === undefined ? undefined : networkOf(text);
      if (network === undefined) continue;
      context.report('bits', value, {
        data: { value: text!, network },
        fixes: () => fix(`Write "${network}"`, 'safe', policy.editor.replaceString(value, network)),
      });
    }
  },
});
