import { expandAction, findAction, isAssumeFamily, nearestAction } from '../../oidc/actions.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

type Fault = 'other' | 'wildcard';

const WEB = '"sts:AssumeRoleWithWebIdentity"';

/** An action that exists and has no place in a trust policy. Actions that STS does not have are another rule's affair. */
export default defineRule({
  id: 'action/not-assume',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['UNSUPPORTED_ACTION_IN_POLICY'],
  summary: 'The action is none by which a role is assumed.',
  fixable: true,
  docs: {
    what: 'The trust policy names an action of another service, or one of STS that assumes no role.',
    why: 'IAM refuses the policy: "AssumeRole policy may only specify STS AssumeRole actions."',
    fix: 'Name `sts:AssumeRole`, `sts:AssumeRoleWithWebIdentity` or `sts:AssumeRoleWithSAML`, with `sts:TagSession`, `sts:SetSourceIdentity` and `sts:SetContext` where they are needed. What the role may do belongs into its permission policies.',
    sources: [AWS.accessAnalyzer, AWS.stsAuthorization],
  },
  messages: {
    other:
      '"{action}" is no action by which a role is assumed. IAM refuses the policy: "AssumeRole policy may only specify STS AssumeRole actions."',
    wildcard:
      '"{action}" also covers actions by which no role is assumed. IAM refuses this by several reports: "AssumeRole policy may only specify STS AssumeRole actions."',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}, "s3:GetObject"]`)),
      at: '"s3:GetObject"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}]`)),
    },
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}, "sts:GetCallerIdentity"]`)),
      at: '"sts:GetCallerIdentity"',
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}, "sts:TagSession"]`)) },
  ],
  statement({ statement: { actions } }, policy, context) {
    if (actions.is !== 'present') return;
    const { items } = actions.value;
    for (const value of items) {
      const action = knownString(value);
      const fault = action === undefined ? undefined : faultOf(action);
      if (!fault) continue;
      context.report(fault, value, {
        severity: fault === 'other' ? 'error' : 'warning',
        data: { action: action! },
        fixes: () =>
          items.some((other) => isAssumeFamily(knownString(other) ?? ''))
            ? fix(`Delete "${action}"`, 'safe', policy.editor.removeItem(items, value))
            : [],
      });
    }
  },
});

function faultOf(action: string): Fault | undefined {
  const name = action.trim();
  if (isAssumeFamily(name) || /[<>{}$]/.test(name)) return undefined;
  if (/^sts:/i.test(name)) {
    if (/[*?]/.test(name)) return expandAction(name).some(({ role }) => role === 'other') ? 'wildcard' : undefined;
    return findAction(name) ? 'other' : undefined;
  }
  if (!name.includes(':')) {
    if (/^\*+$/.test(name)) return 'wildcard';
    return /^\w+$/.test(name) && !nearestAction(name) ? 'other' : undefined;
  }
  return /^[\w-]+:/.test(name) ? 'other' : undefined;
}
