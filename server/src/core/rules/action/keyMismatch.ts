import { isPositive, type StatementReading } from '../../access/reading.ts';
import { expandAction, type StsAction } from '../../oidc/actions.ts';
import { isKeyWithoutSts } from '../../oidc/keyFacts.ts';
import { type AwsKey, findAwsKey } from '../../oidc/keys.ts';
import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { knownString } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { GITHUB, github } from '../samples.ts';

const SUBJECT = `"${GITHUB}:sub": "repo:acme/api:pull_request"`;

/** A condition on something that the statement's calls never carry. */
export default defineRule({
  id: 'action/key-mismatch',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['UNSUPPORTED_ACTION_FOR_CONDITION_KEY', 'USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES'],
  summary: "The condition key is never present in a call of the statement's action.",
  fixable: true,
  docs: {
    what: "A condition compares a key that no call of the statement's actions carries: `sts:ExternalId` with `sts:AssumeRoleWithWebIdentity`, for example.",
    why: 'A key that is absent meets no positive condition: the statement lets nobody in, and one with `Deny` keeps nobody out.',
    fix: 'Remove the condition, or use what the call carries: with a web identity the claims of the token and `sts:RoleSessionName`.',
    sources: [AWS.stsAuthorization, AWS.stsKeys, AWS.globalKeys, AWS.networkKeys, AWS.accessAnalyzer],
  },
  messages: {
    action: '"{key}" is never present in a call of {action}, so this condition is never met: {effect}.',
    service:
      'AWS does not list STS among the services whose calls carry "{key}", so this condition is never met: {effect}.',
    caller: 'A call of {action} has no AWS caller yet, so "{key}" is absent and this condition is never met: {effect}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": { ${SUBJECT}, "sts:ExternalId": "acme" }`),
      at: '"sts:ExternalId"',
      fixed: github(`"StringEquals": { ${SUBJECT} }`),
    },
    {
      surface: 'json',
      invalid: github(
        `"StringEquals": { ${SUBJECT} },\n"ArnLike": { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci" }`,
      ),
      at: '"aws:PrincipalArn"',
    },
    {
      surface: 'json',
      invalid: github(`"StringEquals": { ${SUBJECT}, "aws:VpceOrgID": "o-a1b2c3d4e5" }`),
      at: '"aws:VpceOrgID"',
    },
    { surface: 'json', valid: github(`"StringEquals": { ${SUBJECT}, "sts:RoleSessionName": "ci" }`) },
    { surface: 'json', valid: github(`"StringEquals": { ${SUBJECT} },\n"Null": { "sts:ExternalId": "true" }`) },
  ],
  condition({ condition, key, claim, operator }, reading, policy, context) {
    if (claim || !operator || !isPositive(operator) || reading.effect === undefined) return;
    const name = known(key);
    const found = name === undefined ? undefined : findAwsKey(name);
    const isOfOthers = name !== undefined && isKeyWithoutSts(name);
    if (!found || (found.actions === 'any' && found.webIdentity !== 'no' && !isOfOthers)) return;
    const called = actionsOf(reading);
    if (!called || (carries(found, called) && !isOfOthers)) return;
    const isAllow = reading.effect === 'Allow';
    context.report(isOfOthers ? 'service' : found.actions === 'any' ? 'caller' : 'action', condition.key, {
      // The lists of services grow, and are read by those who write them first.
      severity: isOfOthers ? 'information' : found.mark === 'S' && isAllow ? 'error' : 'warning',
      data: {
        key: name!,
        action: called
          .filter(({ role }) => role === 'assume')
          .map((action) => action.name)
          .join(' or '),
        effect: isAllow ? 'the statement lets nobody in' : 'the statement denies nothing',
      },
      fixes: () =>
        isAllow
          ? fix(
              `Delete the condition on "${name}"`,
              'review',
              policy.editor.removeCondition(reading.statement, condition),
            )
          : [],
    });
  },
});

/** What the statement is about, where that is all known and assumes a role. */
function actionsOf({ statement: { actions, notActions } }: StatementReading): StsAction[] | undefined {
  if (actions.is !== 'present' || actions.value.open || notActions.is !== 'absent') return undefined;
  const names = actions.value.items.map(knownString);
  if (names.includes(undefined)) return undefined;
  const found = names.flatMap((name) => expandAction(name!));
  return found.some(({ role }) => role === 'assume') ? found : undefined;
}

function carries(key: AwsKey, called: readonly StsAction[]): boolean {
  if (key.actions !== 'any') return called.some(({ name }) => key.actions.includes(name));
  // Only a web identity's call is known to lack these keys.
  return called.some(({ name, role }) => role === 'assume' && name !== 'sts:AssumeRoleWithWebIdentity');
}
