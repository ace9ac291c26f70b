import { isKeyOf, isNamed, isPositive, soleOidc } from '../../access/reading.ts';
import { whyNobody } from '../../access/remembered.ts';
import type { ParsedOperator } from '../../oidc/operators.ts';
import { AWS } from '../../oidc/sources.ts';
import { show, type Text } from '../../value/text.ts';
import { defineRule } from '../define.ts';
import { github } from '../samples.ts';
import { subjectData, subjectFault, subjectFixes } from '../subjectFault.ts';

/** A subject that the issuer cannot produce. Only for issuers whose subjects are documented in full. */
export default defineRule({
  id: 'oidc/nobody',
  severity: 'error',
  since: '0.1.0',
  summary: 'No token that this issuer can produce has this subject.',
  fixable: true,
  masks: ['oidc/immutable-subject', 'oidc/mutable-name'],
  docs: {
    what: 'The value is not a subject that the issuer gives to any token: a part is missing, misspelled or in the wrong place.',
    why: 'The value admits nobody. A token gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Compare with the nearest subject in the message and write that form.',
    sources: [AWS.stsErrors],
  },
  messages: {
    nobody:
      'No token of {issuer} has the subject "{value}": it parts from every possible one {where}, where {expected} is expected. The nearest is "{nearest}". This value admits nobody{others}.',
    template:
      'By default no token of {issuer} has the subject "{value}": the nearest is "{nearest}". Only a repository with a customised subject template could send it; otherwise this value admits nobody{others}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:refs/head/main" }',
      ),
      at: '"repo:acme/api:ref:refs/head/main"',
      fixed: github(
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:refs/heads/main" }',
      ),
    },
    {
      surface: 'json',
      invalid: github('"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api" }'),
      at: '"repo:acme/api"',
    },
    {
      surface: 'json',
      valid: github(
        '"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme@1234/api@5678:ref:refs/heads/main" }',
      ),
    },
  ],
  condition({ condition, operator, claim }, reading, policy, context) {
    const federation = soleOidc(reading);
    if (!operator || !claim || !isNamed(claim, 'sub') || operator.operator.family !== 'string' || !isPositive(operator))
      return;
    if (reading.effect !== 'Allow' || !federation?.catalogued || isKeyOf(claim, federation) !== 'yes') return;
    const { catalogued } = federation;
    const pattern = { wildcards: operator.operator.wildcards, ignoresCase: operator.operator.ignoresCase };
    const faults = condition.values.items.flatMap((value) => {
      const fault = subjectFault(value, (text) => {
        const why = isWrongOperator(text, operator) ? undefined : whyNobody(catalogued, { ...pattern, text });
        return why?.onlyByTemplate && isMeantAsTemplate(text) ? undefined : why;
      });
      return fault ?? [];
    });
    const nobody = !condition.values.open && faults.length === condition.values.items.length;
    for (const fault of faults) {
      const { value, why } = fault;
      context.report(why.onlyByTemplate ? 'template' : 'nobody', value, {
        data: { ...subjectData(fault), issuer: catalogued.name },
        severity: nobody && !why.onlyByTemplate ? 'error' : 'warning',
        fixes: () => subjectFixes(policy, condition, value, operator, why.repair),
      });
    }
  },
});

/** A wildcard that the operator does not expand has a finding of its own, which says more. */
function isWrongOperator(text: Text, { operator }: ParsedOperator): boolean {
  return !operator.wildcards && /[*?]/.test(show(text));
}

/** A subject of several claims is written by somebody who customised it; `repo:OWNER/REPO` alone mostly lacks its context. */
function isMeantAsTemplate(text: Text): boolean {
  return !/^repo:[^:]*$/.test(show(text));
}
