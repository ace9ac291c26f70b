import { isPositive } from '../../access/reading.ts';
import { admittedForms } from '../../access/remembered.ts';
import { AWS } from '../../oidc/sources.ts';
import { known, literal } from '../../value/text.ts';
import { defineRule } from '../define.ts';
import { GITHUB, github } from '../samples.ts';
import { type SubjectCondition, subjectCondition } from '../subjectCondition.ts';

/** A subject of an organisation that is none of the project's own. */
export default defineRule({
  id: 'oidc/unexpected-organisation',
  severity: 'warning',
  since: '0.1.0',
  summary: "The subject belongs to an organisation that is none of the project's.",
  fixable: false,
  docs: {
    what: 'The value names an owner, group or organisation that is not among the `organisations` of the configuration. Without that setting this rule says nothing.',
    why: 'Workloads of that organisation can assume the role. A name that is misspelled may belong to somebody else, today or tomorrow.',
    fix: 'Correct the name, or add it to `organisations` where it is one of yours.',
    sources: [AWS.oidcControls],
  },
  messages: {
    unexpected:
      '"{value}" belongs to "{organisation}", and the configuration expects {expected}. Workloads of "{organisation}" can assume this role.',
  },
  examples: [
    {
      surface: 'json',
      project: { organisations: ['acme'] },
      invalid: github(`"StringLike": { "${GITHUB}:sub": "repo:acmee/api:environment:prod" }`),
      at: '"repo:acmee/api:environment:prod"',
    },
    {
      surface: 'json',
      project: { organisations: ['acme'] },
      valid: github(`"StringLike": { "${GITHUB}:sub": "repo:Acme/api:environment:prod" }`),
    },
    {
      surface: 'json',
      project: { organisations: ['acme'] },
      valid: github(
        `"StringLike": { "${GITHUB}:sub": "repo:acme/*" },\n"StringNotLike": { "${GITHUB}:sub": "repo:acmee/*" }`,
      ),
    },
    {
      surface: 'json',
      project: { organisations: ['acme'] },
      valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme@12/api@34:environment:prod" }`),
    },
    {
      surface: 'json',
      project: { organisations: ['acme'] },
      valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acmee/api:environment:prod" }`).replace('Allow', 'Deny'),
    },
    {
      surface: 'json',
      valid: github(`"StringLike": { "${GITHUB}:sub": "repo:acmee/api:environment:prod" }`),
    },
  ],
  condition(reading, statement, _policy, context) {
    const { organisations } = context.project;
    if (organisations.length === 0 || statement.effect !== 'Allow' || !statement.admitsWebIdentity) return;
    const subject = subjectCondition(reading, statement);
    if (!subject || !isPositive(subject.operator)) return;
    const expected = new Set(organisations.map((name) => name.toLowerCase()));
    for (const value of reading.condition.values.items) {
      const text = value.kind === 'string' ? known(value.text) : undefined;
      const named = text === undefined ? [] : organisationsIn(text, subject);
      if (text === undefined || named.length === 0 || named.some((name) => expected.has(name.toLowerCase()))) continue;
      context.report('unexpected', value, {
        data: {
          value: text,
          organisation: named[0]!,
          expected: organisations.map((name) => `"${name}"`).join(' or '),
        },
      });
    }
  },
});

/** What says whose the subject is, names and ids alike; empty where some subject that is admitted may be of anybody. */
function organisationsIn(text: string, { provider, operator }: SubjectCondition): readonly string[] {
  const { wildcards, ignoresCase } = operator.operator;
  const forms = admittedForms(provider, { text: literal(text), wildcards, ignoresCase });
  const named = forms.map(({ tenants }) => tenants.map(({ at, length }) => text.slice(at, at + length)));
  return named.some((names) => names.length === 0) ? [] : [...new Set(named.flat())];
}
