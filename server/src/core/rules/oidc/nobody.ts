import { isOutside } from '../../access/accepted.ts';
import { mustMatch } from '../../access/guards.ts';
import { isNamed, ownerOf } from '../../access/reading.ts';
import { whyNobody } from '../../access/remembered.ts';
import { publishedClaim } from '../../oidc/catalogue.ts';
import type { ParsedOperator } from '../../oidc/operators.ts';
import type { Provider, PublishedClaim } from '../../oidc/provider.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Condition, TrustPolicy } from '../../policy/model.ts';
import { show, type Text } from '../../value/text.ts';
import type { Value } from '../../value/value.ts';
import { type Context, defineRule, fix } from '../define.ts';
import { norByOthers, ofEveryOption } from '../everyOption.ts';
import type { Fix } from '../finding.ts';
import { GITHUB, github, gitlab } from '../samples.ts';
import { isPlaceholder, subjectData, subjectFault, subjectFixes } from '../subjectFault.ts';

type Message = 'nobody' | 'template' | 'value';

/**
 * A subject that the issuer cannot produce, or a value outside of all that a claim has. Only where subjects or values are documented
 * in full. Who else the statement trusts makes no difference: nobody else's request has the key.
 */
export default defineRule({
  id: 'oidc/nobody',
  severity: 'error',
  since: '0.1.0',
  summary: 'No token that this issuer can produce has this subject or value.',
  fixable: true,
  masks: ['oidc/immutable-subject', 'oidc/mutable-name', 'condition/contradiction'],
  docs: {
    what: 'The value is not a subject that the issuer gives to any token: a part is missing, misspelled or in the wrong place. Or it is none of the values that a claim has, where all of them are known, or does not look like any: an id that is no number, a repository without its owner, a branch without `refs/heads/`.',
    why: 'The value admits nobody. A token gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Compare with the nearest subject in the message and write that form.',
    sources: [AWS.stsErrors],
  },
  messages: {
    nobody:
      'No token of {issuer} has the subject "{value}": it goes wrong {where}, where {expected} is expected. The nearest is "{nearest}". This value admits nobody{others}.',
    template:
      'By default no token of {issuer} has the subject "{value}": the nearest is "{nearest}". Only a repository with a customised subject template could send it; otherwise this value admits nobody{others}.',
    value:
      'No token of {issuer} has "{value}" as its "{claim}", which is always {expected}. This value admits nobody{others}.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api:ref:refs/head/main" }`),
      at: '"repo:acme/api:ref:refs/head/main"',
      fixed: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api:ref:refs/heads/main" }`),
    },
    {
      surface: 'json',
      invalid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api" }`),
      at: '"repo:acme/api"',
    },
    {
      surface: 'json',
      invalid: gitlab(
        '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main", "gitlab.com:ref_protected": "True" }',
      ),
      at: '"True"',
      fixed: gitlab(
        '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main", "gitlab.com:ref_protected": "true" }',
      ),
    },
    {
      surface: 'json',
      invalid: github(`"StringLike": {
  "${GITHUB}:sub": "repo:acme@1234/api@5678:*",
  "${GITHUB}:ref": "main"
}`),
      at: '"main"',
      fixed: github(`"StringLike": {
  "${GITHUB}:sub": "repo:acme@1234/api@5678:*",
  "${GITHUB}:ref": "refs/heads/main"
}`),
    },
    {
      surface: 'json',
      invalid: github(`"StringLike": {
  "${GITHUB}:sub": "repo:acme@1234/api@5678:*",
  "${GITHUB}:repository_owner_id": "acme"
}`),
      at: '"acme"',
    },
    {
      surface: 'json',
      valid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme@1234/api@5678:ref:refs/heads/main" }`),
    },
  ],
  condition(one, reading, policy, context) {
    const { condition, operator, claim } = one;
    if (reading.effect !== 'Allow' || !claim || operator?.operator.family !== 'string') return;
    const provider = ownerOf(claim, reading)?.catalogued;
    const published = provider && publishedClaim(provider, claim.name);
    if (!published || !mustMatch(one, reading)) return;
    if (isNamed(claim, 'sub')) return reportSubjects(condition, operator, provider, policy, context);
    if (published.values || published.form) reportValues(condition, operator, published, provider, policy, context);
  },
});

function reportSubjects(
  condition: Condition,
  operator: ParsedOperator,
  provider: Provider,
  policy: TrustPolicy,
  context: Context<Message>,
): void {
  const { wildcards, ignoresCase } = operator.operator;
  const faults = condition.values.items.flatMap((value) => {
    const fault = subjectFault(value, (text) => {
      const why = isWrongOperator(text, operator) ? undefined : whyNobody(provider, { wildcards, ignoresCase, text });
      return why?.onlyByTemplate && isMeantAsTemplate(text) ? undefined : why;
    });
    return fault ?? [];
  });
  const nobody = !condition.values.open && faults.length === condition.values.items.length;
  for (const fault of faults) {
    const { value, found: why } = fault;
    context.report(why.onlyByTemplate ? 'template' : 'nobody', value, {
      data: { ...subjectData(fault), issuer: provider.name },
      severity: nobody && !why.onlyByTemplate ? 'error' : 'warning',
      fixes: () => subjectFixes(policy, condition, value, operator, why.repair),
    });
  }
}

/** Values of a claim of which all values are known, or how they all look. */
function reportValues(
  condition: Condition,
  operator: ParsedOperator,
  published: PublishedClaim,
  provider: Provider,
  policy: TrustPolicy,
  context: Context<Message>,
): void {
  const { claim, mark } = published;
  const faults = condition.values.items.flatMap((value) => {
    const isFault = (text: Text): true | undefined =>
      (!isPlaceholder(text) && !isWrongOperator(text, operator) && isOutside(text, operator, published)) || undefined;
    return ofEveryOption(value, isFault)[0] ?? [];
  });
  const nobody = mark === 'S' && !condition.values.open && faults.length === condition.values.items.length;
  for (const fault of faults) {
    const { value, text } = fault;
    context.report('value', value, {
      data: {
        issuer: provider.name,
        claim,
        value: show(text),
        expected: expectedValues(published),
        others: norByOthers(fault),
      },
      severity: nobody ? 'error' : 'warning',
      fixes: () => (value.kind === 'one-of' ? [] : valueFixes(value, text, operator, published, policy)),
    });
  }
}

function expectedValues({ values, form }: PublishedClaim): string {
  return values ? values.map((one) => `"${one}"`).join(' or ') : `${form!.what}, such as "${form!.example}"`;
}

function valueFixes(
  value: Value,
  text: Text,
  operator: ParsedOperator,
  published: PublishedClaim,
  policy: TrustPolicy,
): readonly Fix[] {
  const { values = [], form } = published;
  const meant = values.find((one) => one.toLowerCase() === show(text).toLowerCase());
  if (meant !== undefined) return fix(`Replace with "${meant}"`, 'safe', policy.editor.replaceString(value, meant));
  const start = form?.starts?.find((one) => !isOutside([one, ...text], operator, published));
  if (start === undefined) return [];
  return fix(`Replace with "${start}${show(text)}"`, 'review', policy.editor.editText(value, 0, 0, start));
}

/** A wildcard that the operator does not expand has a finding of its own, which says more. */
function isWrongOperator(text: Text, { operator }: ParsedOperator): boolean {
  return !operator.wildcards && /[*?]/.test(show(text));
}

/** A subject of several claims is written by somebody who customised it; `repo:OWNER/REPO` alone mostly lacks its context. */
function isMeantAsTemplate(text: Text): boolean {
  return !/^repo:[^:]*$/.test(show(text));
}
