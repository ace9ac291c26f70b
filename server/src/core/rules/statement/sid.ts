import { AWS } from '../../oidc/sources.ts';
import type { Statement, TrustPolicy } from '../../policy/model.ts';
import { knownString, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** A statement's name: letters and digits, and no other statement's. */
export default defineRule({
  id: 'statement/sid',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['UNSUPPORTED_SID', 'UNIQUE_SIDS_REQUIRED', 'UNIQUE_SIDS_RECOMMENDED', 'EMPTY_SID_VALUE'],
  summary: 'The Sid has other characters than letters and digits, or stands twice.',
  fixable: true,
  docs: {
    what: 'The `Sid` of a statement has a character that is no letter A-Z, a-z and no digit, or two statements of the policy have the same.',
    why: 'IAM refuses the policy: "The Statement Ids in the policy are not unique". An empty Sid is accepted and says nothing.',
    fix: 'Write a name of letters and digits that no other statement has, or delete the `Sid`: it may be left out.',
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    characters: 'A Sid has only letters A-Z, a-z and digits. IAM refuses the policy with MalformedPolicyDocument.',
    twice:
      'Another statement of this policy has the Sid "{sid}" already. IAM refuses the policy: "The Statement Ids in the policy are not unique".',
    empty: 'This Sid is empty: it can be left out.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf('"Sid": "deploy from github"', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
      at: '"deploy from github"',
      fixed: policyOf(statementOf('"Sid": "deployFromGithub"', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'json',
      invalid: policyOf(
        statementOf('"Sid": "Deploy"', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Sid": "Deploy", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"Deploy"',
      fixed: policyOf(
        statementOf('"Sid": "Deploy"', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Sid": "Deploy2", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }',
      ),
    },
    {
      surface: 'json',
      invalid: policyOf(statementOf('"Sid": ""', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
      at: '""',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'json',
      valid: policyOf(
        statementOf('"Sid": "Deploy1"', ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY),
        '{ "Sid": "Deploy2", "Effect": "Allow", "Principal": { "AWS": "111122223333" }, "Action": "sts:AssumeRole" }',
      ),
    },
  ],
  policy(policy, context) {
    const first = new Map<string, Value>();
    for (const statement of policy.statements.items) {
      const { sid, site } = statement;
      if (sid.is !== 'present') continue;
      const text = knownString(sid.value);
      const write = (name: string | undefined, title: string) => () =>
        name ? fix(`${title} "${name}"`, safetyIn(policy), policy.editor.replaceString(sid.value, name)) : [];
      if (text === '') {
        // A policy document leaves an empty one out.
        if (site.kind !== 'object') continue;
        context.report('empty', sid.value, {
          severity: 'hint',
          fixes: () => fix('Delete the empty Sid', 'safe', policy.editor.removeSid(statement)),
        });
      } else if (hasOtherCharacters(sid.value)) {
        context.report('characters', sid.value, { fixes: write(cleaned(text, policy), 'Write') });
      } else if (text !== undefined && first.has(text)) {
        context.report('twice', sid.value, {
          data: { sid: text },
          related: [{ range: first.get(text)!.at, message: `"${text}" stands here for the first time` }],
          fixes: write(numbered(text, policy), 'Rename to'),
        });
      } else if (text !== undefined) first.set(text, sid.value);
    }
  },
});

function hasOtherCharacters(sid: Value): boolean {
  if (sid.kind !== 'string') return false;
  return sid.text.some((part) => typeof part === 'string' && /[^A-Za-z0-9]/.test(part));
}

/** Documents that merge others tell statements apart by their names. */
function safetyIn(policy: TrustPolicy): 'safe' | 'review' {
  return policy.written ? 'safe' : 'review';
}

function sidsOf(policy: TrustPolicy): Set<string | undefined> {
  return new Set(
    policy.statements.items.map(({ sid }: Statement) => (sid.is === 'present' ? knownString(sid.value) : '')),
  );
}

/** The words of a name in one: `deploy from github` becomes `deployFromGithub`. */
function cleaned(sid: string | undefined, policy: TrustPolicy): string | undefined {
  const words = sid?.split(/[^A-Za-z0-9]+/).filter((word) => word !== '') ?? [];
  const [head, ...rest] = words;
  if (head === undefined) return undefined;
  const name = head + rest.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return sidsOf(policy).has(name) ? undefined : name;
}

function numbered(sid: string, policy: TrustPolicy): string | undefined {
  const taken = sidsOf(policy);
  for (let i = 2; i <= taken.size + 1; i++) if (!taken.has(`${sid}${i}`)) return `${sid}${i}`;
  return undefined;
}
