import { deletedPrincipal } from '../../oidc/principals.ts';
import { AWS } from '../../oidc/sources.ts';
import { knownString } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

/** What IAM leaves in a policy of a user or role that was deleted. */
export default defineRule({
  id: 'principal/unique-id',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: ['INVALID_ROLE_REFERENCE', 'INVALID_USER_REFERENCE'],
  summary: 'The principal is the id of a deleted user or role.',
  fixable: false,
  docs: {
    what: 'A principal is an id such as `AROA...` or `AIDA...`. IAM shows it in the place of a user or role that was deleted.',
    why: 'The id is of no use: a user or role that is made again under the old name has another one, and does not get in.',
    fix: 'Write the ARN of the user or role that is meant, or take the principal out.',
    sources: [AWS.principal, AWS.accessAnalyzer],
  },
  messages: {
    id: 'IAM shows an id such as "{id}" in the place of a {kind} that was deleted: nobody gets in by it. A {kind} of the same name has another id: write its ARN.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(
        '{ "Effect": "Allow", "Principal": { "AWS": "AROAIOSFODNN7EXAMPLE" }, "Action": "sts:AssumeRole" }',
      ),
      at: '"AROAIOSFODNN7EXAMPLE"',
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement: { principals } }, _policy, context) {
    if (principals.is !== 'present') return;
    for (const { type, id } of principals.value.items) {
      const name = knownString(id);
      if (name === undefined || knownString(type) !== 'AWS' || !deletedPrincipal.pattern.test(name)) continue;
      context.report('id', id, { data: { id: name, kind: name.startsWith('AROA') ? 'role' : 'user' } });
    }
  },
});
