import { expandAction, nearestAction } from '../../oidc/actions.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, trust } from '../samples.ts';

/** An STS action that does not exist. Actions of other services are not this rule's affair. */
export default defineRule({
  id: 'action/unknown',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_ACTION'],
  summary: 'STS has no such action.',
  fixable: true,
  docs: {
    what: 'The policy names an `sts:` action that does not exist, most often a misspelled one.',
    why: 'IAM refuses the policy, or the statement lets nobody in.',
    fix: 'Write the action that is meant.',
    sources: [AWS.stsAuthorization],
  },
  messages: {
    near: 'There is no action "{action}". Did you mean "{nearest}"? IAM accepts only actions of STS that exist in a trust policy.',
    unknown: 'There is no action "{action}". IAM accepts only actions of STS that exist in a trust policy.',
  },
  examples: [
    {
      surface: 'json',
      invalid: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
        'sts:AssumeRoleWithWebIdendity',
      ),
      at: '"sts:AssumeRoleWithWebIdendity"',
      fixed: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
      ),
    },
    {
      surface: 'json',
      valid: trust(
        GITHUB,
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:pull_request" }',
        'sts:assumerolewithwebidentity',
      ),
    },
  ],
  statement({ statement }, policy, context) {
    const lists = [statement.actions, statement.notActions].flatMap((list) =>
      list.is === 'present' ? list.value.items : [],
    );
    for (const value of lists) {
      const action = knownString(value);
      if (action === undefined || !isMeantForSts(action) || expandAction(action).length > 0) continue;
      const nearest = nearestAction(action.trim())?.name;
      context.report(nearest ? 'near' : 'unknown', value, {
        data: { action, nearest: nearest ?? '' },
        fixes: () =>
          nearest ? fix(`Replace with "${nearest}"`, 'safe', policy.editor.replaceString(value, nearest)) : [],
      });
    }
  },
});

/** An action without service is meant for STS when STS has one like it. */
function isMeantForSts(action: string): boolean {
  if (/^\s*sts\s*:/i.test(action)) return true;
  return !action.includes(':') && nearestAction(action) !== undefined;
}
