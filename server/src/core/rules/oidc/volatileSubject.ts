import type { SpelledPart } from '../../access/subjectParts.ts';
import { AWS } from '../../oidc/sources.ts';
import { textOf, type Value } from '../../value/value.ts';
import { defineRule } from '../define.ts';
import { trust } from '../samples.ts';
import { formsOf, type SubjectCondition, subjectCondition } from '../subjectCondition.ts';
import { subjectFixes } from '../subjectFault.ts';

const BITBUCKET = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
const REPOSITORY = '{11111111-2222-3333-4444-555555555555}';
const AUDIENCE = 'ari:cloud:bitbucket::workspace/22222222-3333-4444-5555-666666666666';

/** An exact value for a part of the subject that the next run does not have again. */
export default defineRule({
  id: 'oidc/volatile-subject',
  severity: 'error',
  since: '0.1.0',
  summary: 'The subject is compared with a part that changes with each run.',
  fixable: true,
  masks: ['oidc/mutable-name'],
  docs: {
    what: 'The value spells out a part of the subject that is another one each time: the step of a Bitbucket pipeline, the commit of a Buildkite job, the user of a CircleCI job.',
    why: 'The value was right for one run. Every later one gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Write `*` for this part, under `StringLike`.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    sourced:
      '"{text}" is the {part} of one run: {issuer} puts another one into the subject each time, so that no later token is admitted by this value.',
    likely:
      '"{text}" is the {part} of the subject, which differs from run to run at {issuer}: other tokens of the same workload are not admitted.',
  },
  examples: [
    {
      surface: 'json',
      invalid: trust(
        BITBUCKET,
        `"StringEquals": { "${BITBUCKET}:sub": "${REPOSITORY}:{66666666-7777-8888-9999-000000000000}" }`,
      ),
      at: `"${REPOSITORY}:{66666666-7777-8888-9999-000000000000}"`,
      fixed: trust(BITBUCKET, `"StringLike": { "${BITBUCKET}:sub": "${REPOSITORY}:{*}" }`),
    },
    {
      surface: 'json',
      invalid: trust(
        BITBUCKET,
        `"StringEquals": { "${BITBUCKET}:sub": "${REPOSITORY}:{66666666-7777-8888-9999-000000000000}", "${BITBUCKET}:aud": "${AUDIENCE}" }`,
      ),
      at: `"${REPOSITORY}:{66666666-7777-8888-9999-000000000000}"`,
      fixed: trust(
        BITBUCKET,
        `"StringEquals": { "${BITBUCKET}:aud": "${AUDIENCE}" },\n"StringLike": {\n  "${BITBUCKET}:sub": "${REPOSITORY}:{*}"\n}`,
      ),
    },
    { surface: 'json', valid: trust(BITBUCKET, `"StringLike": { "${BITBUCKET}:sub": "${REPOSITORY}:*" }`) },
  ],
  condition(reading, statement, policy, context) {
    if (statement.effect !== 'Allow') return;
    const subject = subjectCondition(reading, statement);
    if (!subject) return;
    const { condition } = reading;
    const faults = condition.values.items.flatMap((value) => {
      const spelled = volatilePart(subject, value);
      return spelled ? [{ value, spelled }] : [];
    });
    const nobody = !condition.values.open && faults.length === condition.values.items.length;
    for (const { value, spelled } of faults) {
      const { part, at, length } = spelled;
      const literal = (textOf(value) ?? []).filter((piece) => typeof piece === 'string').join('');
      const isSourced = part.changesEachRun === 'sourced';
      context.report(isSourced ? 'sourced' : 'likely', value, {
        data: { text: literal.slice(at, at + length), part: part.part, issuer: subject.provider.name },
        severity: nobody && isSourced && subject.provider.subject?.complete ? 'error' : 'warning',
        fixes: () =>
          subjectFixes(policy, condition, value, subject.operator, {
            text: undefined,
            edit: { at, remove: length, insert: '*' },
            safety: 'review',
            needsWildcards: !subject.operator.operator.wildcards,
          }),
      });
    }
  },
});

/** The part that changes, where every subject that the value admits has it spelled out. */
function volatilePart(subject: SubjectCondition, value: Value): SpelledPart | undefined {
  if (value.kind !== 'string') return undefined;
  let first: SpelledPart | undefined;
  for (const admitted of formsOf(subject, value)?.[0] ?? []) {
    const found = admitted.changes ? admitted.spelled.find(({ part }) => part.changesEachRun) : undefined;
    if (!found) return undefined;
    first ??= found;
  }
  return first;
}
