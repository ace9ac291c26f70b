import { acceptsAbsent } from '../../access/accepted.ts';
import type { ConditionReading } from '../../access/reading.ts';
import { newNameOf } from '../../oidc/keyFacts.ts';
import { findAwsKey, nearestAwsKey } from '../../oidc/keys.ts';
import { AWS } from '../../oidc/sources.ts';
import { known, knownStart, type Text } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab, policyOf } from '../samples.ts';

const OWN_ROLE = (key: string): string =>
  policyOf(`{
  "Effect": "Allow",
  "Principal": { "AWS": "111122223333" },
  "Action": "sts:AssumeRole",
  "Condition": { "ArnLike": { "${key}": "arn:aws:iam::111122223333:role/ci" } }
}`);

/** A key of AWS itself (`aws:`, `sts:`) that does not exist. Keys of issuers and of other services are not this rule's affair. */
export default defineRule({
  id: 'condition/unknown-key',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: [
    'INVALID_GLOBAL_CONDITION_KEY',
    'UNSUPPORTED_GLOBAL_CONDITION_KEY',
    'INVALID_SERVICE_CONDITION_KEY',
    'MISSING_TAG_KEY_IN_CONDITION',
    'DEPRECATED_GLOBAL_CONDITION_KEY',
  ],
  summary: 'AWS has no such global or STS condition key.',
  fixable: true,
  masks: ['condition/set-operator'],
  docs: {
    what: 'A key begins with `aws:` or `sts:` and is not in the lists of keys that AWS publishes, or is one for tags without the name of a tag, or has another name now.',
    why: 'The key is in no request: a positive operator is never met; a negated one, `IfExists` and `ForAllValues` restrict nothing.',
    fix: 'Write the key that is meant.',
    sources: [AWS.globalKeys, AWS.stsAuthorization, AWS.accessAnalyzer],
  },
  messages: {
    near: 'AWS has no condition key "{key}": no request carries it, so this condition {effect}. Did you mean "{nearest}"?',
    unknown: 'AWS has no condition key "{key}": no request carries it, so this condition {effect}.',
    old: '"{key}" is an old name, which AWS no longer lists: the key is now called "{nearest}".',
    tag: '"{key}" names no tag. No request carries such a key, so this condition {effect}. Write the name of a tag behind it, as in "{nearest}".',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(
        '"StringEquals": {\n  "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main",\n  "aws:RequestRegion": "eu-west-1"\n}',
      ),
      at: '"aws:RequestRegion"',
      fixed: gitlab(
        '"StringEquals": {\n  "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main",\n  "aws:RequestedRegion": "eu-west-1"\n}',
      ),
    },
    {
      surface: 'json',
      invalid: OWN_ROLE('aws:ARN'),
      at: '"aws:ARN"',
      fixed: OWN_ROLE('aws:PrincipalArn'),
    },
    {
      surface: 'json',
      valid: gitlab(
        '"StringEquals": {\n  "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main",\n  "aws:requestedregion": "eu-west-1"\n}',
      ),
    },
  ],
  condition({ condition, key, operator }, _statement, policy, context) {
    const name = nameIn(key);
    if (name === undefined || findAwsKey(name)) return;
    const isWhole = known(key) !== undefined;
    const said = (text: string): string => (isWhole ? text : text.slice(0, text.indexOf('/') + 1));
    const isTag = isWhole && findAwsKey(`${name.replace(/\/?$/, '/')}x`) !== undefined;
    const newName = newNameOf(name);
    const nearest = isTag ? undefined : (newName ?? nearestAwsKey(name));
    const meant = isTag ? `${name.replace(/\/$/, '')}/team` : (nearest ?? '');
    context.report(isTag ? 'tag' : newName ? 'old' : nearest ? 'near' : 'unknown', condition.key, {
      data: { key: said(name), nearest: said(meant), effect: effectOf(operator) },
      fixes: () =>
        nearest && isWhole
          ? fix(
              `Replace with "${nearest}"`,
              newName ? 'review' : 'safe',
              policy.editor.replaceString(condition.key, nearest),
            )
          : [],
    });
  },
});

/** What the condition does in a request without the key: in every one. */
function effectOf(operator: ConditionReading['operator']): string {
  const isMet = operator && operator.operator.family !== 'null' ? acceptsAbsent(operator) : 'maybe';
  if (isMet === 'maybe') return 'says nothing about who calls';
  return isMet === 'yes' ? 'is always met' : 'is never met';
}

/** The key, or as much of it as tells which it is: what follows the slash is the author's choice. */
function nameIn(key: Text): string | undefined {
  const start = knownStart(key);
  if (!/^(aws|sts):/i.test(start)) return undefined;
  if (known(key) !== undefined) return start;
  const slash = start.indexOf('/');
  return slash < 0 ? undefined : `${start.slice(0, slash + 1)}x`;
}
