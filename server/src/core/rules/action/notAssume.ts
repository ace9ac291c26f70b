import { expandAction, findAction, isAssumeFamily, nearestAction, type StsAction } from '../../oidc/actions.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

type Fault = 'other' | 'service' | 'wildcard';

const WEB = '"sts:AssumeRoleWithWebIdentity"';

/** An action that exists and has no place in a trust policy. Actions that STS does not have are another rule's affair. */
export default defineRule({
  id: 'action/not-assume',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: [
    'UNSUPPORTED_ACTION_IN_POLICY',
    'INVALID_SERVICE',
    'INVALID_SERVICE_IN_ACTION',
    'WILDCARD_IN_SERVICE_NAME',
  ],
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
    service:
      '"{action}" is no action: "{meant}" is. IAM refuses the policy: "AssumeRole policy may only specify STS AssumeRole actions."',
    wildcard:
      '"{action}" also covers actions by which no role is assumed. By several reports IAM refuses this: "AssumeRole policy may only specify STS AssumeRole actions."',
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
    {
      surface: 'json',
      invalid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}, "iam:TagSession"]`)),
      at: '"iam:TagSession"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, `"Action": [${WEB}, "sts:TagSession"]`)),
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
      const meant = ofSts(action!)?.name;
      const canGo = items.some((other) => isAssumeFamily(knownString(other) ?? ''));
      context.report(fault, value, {
        severity: fault === 'wildcard' ? 'warning' : 'error',
        data: { action: action!, meant: meant ?? '' },
        fixes: () => {
          if (meant !== undefined && items.every((other) => knownString(other) !== meant))
            return fix(`Replace with "${meant}"`, 'safe', policy.editor.replaceString(value, meant));
          // A wildcard may be what names the action by which the role is assumed.
          const safety = fault === 'wildcard' ? 'review' : 'safe';
          return canGo ? fix(`Delete "${action}"`, safety, policy.editor.removeItem(items, value)) : [];
        },
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
  if (/^[\w-]*[*?][\w*?-]*:/.test(name)) return 'wildcard';
  if (!/^[\w-]+:/.test(name)) return undefined;
  return ofSts(name) ? 'service' : 'other';
}

/** The action of STS with this name, where another service is named. */
function ofSts(action: string): StsAction | undefined {
  const colon = action.indexOf(':');
  const own = colon < 0 ? '' : `sts:${action.slice(colon + 1).trim()}`;
  return isAssumeFamily(own) ? findAction(own) : undefined;
}
