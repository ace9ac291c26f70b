import { policyVersions } from '../../oidc/policyLimits.ts';
import { AWS } from '../../oidc/sources.ts';
import { POLICY_ELEMENTS } from '../../policy/elements.ts';
import type { TrustPolicy } from '../../policy/model.ts';
import { forEachString } from '../../policy/strings.ts';
import { knownString, textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { isMisspelled } from '../elements.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

const { current, old } = policyVersions;
const RIGHT = policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY));

/** The version of the policy language. Without one IAM reads a policy as of 2008, where `${...}` is plain text. */
export default defineRule({
  id: 'policy/version',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_VERSION', 'MISSING_VERSION'],
  summary: 'The version of the policy is missing or wrong.',
  fixable: true,
  docs: {
    what: 'The policy has no `Version`, or one that does not exist.',
    why: 'IAM refuses any version but `2012-10-17` and `2008-10-17`. Without a version it takes the older one, in which `${aws:username}` is plain text: a condition with it compares with that very text.',
    fix: 'Write `"Version": "2012-10-17"`. The date names the language, not the day of your policy.',
    sources: [AWS.grammar, AWS.variables, AWS.accessAnalyzer],
  },
  messages: {
    wrong:
      'There is no policy version "{version}". IAM refuses the policy: "The policy must contain a valid version string".',
    missing:
      'The policy has no Version, so IAM reads it by the rules of 2008-10-17: policy variables would be plain text.',
    ignored:
      'The policy has no Version, so IAM reads it by the rules of 2008-10-17: the policy variable "{variable}" in it is plain text.',
  },
  examples: [
    {
      surface: 'json',
      invalid: RIGHT.replace('2012-10-17', '2012-10-18'),
      at: '"2012-10-18"',
      fixed: RIGHT,
    },
    {
      surface: 'json',
      invalid: RIGHT.replace('  "Version": "2012-10-17",\n', ''),
      at: '{',
      fixed: RIGHT,
    },
    { surface: 'json', valid: RIGHT },
    { surface: 'json', valid: RIGHT.replace('2012-10-17', '2008-10-17') },
  ],
  policy(policy, context) {
    const { version, editor } = policy;
    if (version.is === 'present') {
      const text = knownString(version.value);
      if (text === undefined || text === current || text === old) return;
      context.report('wrong', version.value, {
        data: { version: text },
        fixes: () => fix(`Write "${current}"`, 'safe', editor.replaceString(version.value, current)),
      });
      return;
    }
    if (version.is === 'maybe' || isMisspelled(policy.others, 'Version', POLICY_ELEMENTS)) return;
    if (policy.statements.items.length === 0) return;
    const variable = variableIn(policy);
    context.report(variable === undefined ? 'missing' : 'ignored', policy.head, {
      severity: 'warning',
      data: { variable: variable ?? '' },
      fixes: () =>
        fix(
          `Add "Version": "${current}"`,
          variable === undefined && !policy.statements.open ? 'safe' : 'review',
          editor.addVersion(policy, current),
        ),
    });
  },
});

const VARIABLE = /\$\{(?:aws|sts|saml|iam|[\w.-]+\.\w+):[^}]*\}/i;

/** A policy variable in it: the first that is seen. */
function variableIn(policy: TrustPolicy): string | undefined {
  const found: string[] = [];
  forEachString(policy, (value) => {
    for (const part of textOf(value) ?? []) if (typeof part === 'string') found.push(...(VARIABLE.exec(part) ?? []));
  });
  return found[0];
}
