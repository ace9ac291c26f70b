import { isOutside, leastTexts, mostTexts } from '../../access/accepted.ts';
import { demandsKey, isNull, mustMatch } from '../../access/guards.ts';
import { isDisjoint, isWithin } from '../../access/language/language.ts';
import type { ConditionReading } from '../../access/reading.ts';
import { isNamed, ownerOf, publishedAs, type StatementReading } from '../../access/reading.ts';
import { whyNobody } from '../../access/remembered.ts';
import { findAwsKey } from '../../oidc/keys.ts';
import { AWS } from '../../oidc/sources.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import type { TrustPolicy } from '../../policy/model.ts';
import { ANY, equals, known, show } from '../../value/text.ts';
import { knownString, optionsOf, textOf } from '../../value/value.ts';
import { type Context, defineRule, fix } from '../define.ts';
import type { Fix } from '../finding.ts';
import { EKS, GITHUB, github, trustOf } from '../samples.ts';

const EKS_ABROAD = 'oidc.eks.us-east-1.amazonaws.com/id/FEDCBA9876543210FEDCBA9876543210';

type Message = 'contradiction' | 'excluded' | 'absent' | 'issuers';

/** Conditions that rule each other out, mostly meant as alternatives: IAM wants all of them. */
export default defineRule({
  id: 'condition/contradiction',
  severity: 'error',
  since: '0.1.0',
  summary: 'Two conditions that no token meets together.',
  fixable: true,
  docs: {
    what: 'The same key stands under two operators, and no text is among the values of both, or all that one of them takes the other excludes; or a key is compared that `Null` wants to be absent; or a statement for several providers demands a key of each of them.',
    why: 'All conditions of a statement must be true at once, only the values of one key under one operator are alternatives: the statement admits nobody. A token has the keys of its own issuer only.',
    fix: 'Put all the values of a key under one operator: `StringLike` compares values without `*` exactly. Write a statement for each provider.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    contradiction:
      '"{key}" must be one of these and also one of those under {other}, and no text is both. The statement admits nobody: IAM wants every operator to be true. Put the values that are meant under one operator.',
    excluded:
      'Under {positive} "{key}" must be a text that {negated} excludes: no text is left. The statement admits nobody: IAM wants every operator to be true. Let {negated} exclude less, or leave it out.',
    absent:
      'Null with "true" wants no "{key}" in the token, and {other} wants one. The statement admits nobody: IAM wants every operator to be true.',
    issuers:
      'No token has both "{other}" and "{key}": each is only in tokens of its own issuer, and IAM wants every condition to be true. The statement admits nobody. Write a statement for each provider.',
  },
  examples: [
    {
      surface: 'json',
      invalid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api:ref:refs/heads/main" },
"StringLike": { "${GITHUB}:sub": "repo:acme/web:*" }`),
      at: '"repo:acme/web:*"',
      fixed: github(`"StringLike": { "${GITHUB}:sub": ["repo:acme/web:*", "repo:acme/api:ref:refs/heads/main"] }`),
    },
    {
      surface: 'json',
      invalid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" },
"StringNotLike": { "${GITHUB}:sub": "repo:acme/*" }`),
      at: '"repo:acme/*"',
    },
    {
      surface: 'json',
      invalid: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" },
"Null": { "${GITHUB}:sub": "true" }`),
      at: '"true"',
      fixed: github(`"StringLike": { "${GITHUB}:sub": "repo:acme/api:*" }`),
    },
    {
      surface: 'json',
      invalid: trustOf(
        [EKS, EKS_ABROAD],
        `"StringEquals": {
  "${EKS}:sub": "system:serviceaccount:web:api",
  "${EKS_ABROAD}:sub": "system:serviceaccount:web:api"
}`,
      ),
      at: `"${EKS_ABROAD}:sub"`,
    },
    {
      surface: 'json',
      valid: github(`"StringEquals": { "${GITHUB}:sub": "repo:acme/api:ref:refs/heads/main" },
"StringLike": { "${GITHUB}:sub": "repo:acme/*" }`),
    },
  ],
  statement(reading, policy, context) {
    if (reading.effect !== 'Allow') return;
    reportKeys(reading, policy, context);
    reportIssuers(reading, context);
  },
});

/** Two conditions on one key. */
function reportKeys(reading: StatementReading, policy: TrustPolicy, context: Context<Message>): void {
  const { conditions, statement } = reading;
  for (const [i, later] of conditions.entries()) {
    const found = firstConflict(conditions.slice(0, i), later, reading);
    if (!found) continue;
    const { other, conflict } = found;
    const [denying, demanding] = isDenying(later) ? [later, other] : [other, later];
    const [at, related] = conflict === 'contradiction' ? [later, other] : [denying, demanding];
    const place = at.condition.values.items[0];
    if (!place) continue;
    context.report(conflict, place, {
      data: {
        key: known(later.key)!,
        other: related.operator!.canonical,
        positive: demanding.operator!.canonical,
        negated: denying.operator!.canonical,
      },
      related: [{ range: related.condition.at, message: `the other values, under ${related.operator!.canonical}` }],
      fixes: () => {
        if (conflict === 'contradiction') return joined(other, later, reading, policy.editor);
        if (conflict === 'excluded') return [];
        return fix('Delete this condition', 'review', policy.editor.removeCondition(statement, denying.condition));
      },
    });
  }
}

function firstConflict(
  earlier: readonly ConditionReading[],
  later: ConditionReading,
  reading: StatementReading,
): { readonly other: ConditionReading; readonly conflict: Message } | undefined {
  for (const other of earlier) {
    const conflict = conflictOf(other, later, reading);
    if (conflict) return { other, conflict };
  }
  return undefined;
}

/** Keys of several issuers. One finding for each issuer beside the first. */
function reportIssuers(reading: StatementReading, context: Context<Message>): void {
  if (reading.oidc.length < 2) return;
  const demanded = reading.conditions.flatMap((condition) => {
    const owner = condition.claim && demandsKey(condition) ? ownerOf(condition.claim, reading) : undefined;
    return owner?.lowerIssuer ? [{ condition, issuer: owner.lowerIssuer }] : [];
  });
  const [first, ...others] = demanded;
  const seen = [first];
  for (const one of others) {
    if (!seen.every((before) => before && equals(before.issuer, one.issuer) === 'no')) continue;
    seen.push(one);
    const { condition } = first!.condition;
    context.report('issuers', one.condition.condition.key, {
      data: { key: show(one.condition.key), other: show(first!.condition.key) },
      related: [{ range: condition.key.at, message: 'the key of the other issuer' }],
    });
  }
}

/** Both as alternatives: what is compared letter by letter may stand under StringLike too, where it has no star. */
function joined(
  a: ConditionReading,
  b: ConditionReading,
  { statement }: StatementReading,
  editor: PolicyEditor,
): readonly Fix[] {
  const [like] = [a, b].filter(({ operator }) => operator!.canonical === 'StringLike');
  const [exact] = [a, b].filter(({ operator }) => operator!.canonical === 'StringEquals');
  if (!like || !exact) return [];
  const { values } = like.condition;
  const last = values.items.at(-1)!;
  const texts = [last, ...exact.condition.values.items].map(knownString);
  if (!texts.every((text) => text !== undefined) || texts.slice(1).some((text) => /[*?]/.test(text))) return [];
  const added = editor.replaceBySeveral(values, last, texts);
  const removed = editor.removeCondition(statement, exact.condition);
  return added && removed ? fix('Put all values under StringLike', 'review', [...removed, ...added]) : [];
}

/** Why no token meets both; undefined where one may, or where a rule about values says better why. */
function conflictOf(a: ConditionReading, b: ConditionReading, reading: StatementReading): Message | undefined {
  const key = known(a.key)?.toLowerCase();
  if (key === undefined || key !== known(b.key)?.toLowerCase()) return undefined;
  if ([a, b].some(wantsAbsence)) return [a, b].some(demandsKey) ? 'absent' : undefined;
  if (![a, b].every(isSingleText)) return undefined;
  const [demanding, denying] = isDenying(a) ? [b, a] : [a, b];
  if (!mustMatch(demanding, reading) || isNeverMet(demanding, reading)) return undefined;
  const left = mostTexts(demanding);
  if (!left) return undefined;
  if (isDenying(denying)) return isWithin(left, leastTexts(denying)) ? 'excluded' : undefined;
  const right = mostTexts(denying);
  const isJoint = !right || !mustMatch(denying, reading) || isNeverMet(denying, reading);
  return !isJoint && isDisjoint(left, right) ? 'contradiction' : undefined;
}

/** Whether what a condition says is what the key must not be. */
function isDenying(reading: ConditionReading): boolean {
  return reading.operator?.operator.negated === true || wantsAbsence(reading);
}

/** Null takes no set operator; what it does with one AWS does not say. */
function wantsAbsence(reading: ConditionReading): boolean {
  return reading.operator?.set === undefined && isNull(reading, 'true');
}

/** A text of which a token has one. A claim with several values can have one for each operator. */
function isSingleText({ operator, claim, key }: ConditionReading): boolean {
  if (operator?.operator.family !== 'string') return false;
  if (claim) return !isNamed(claim, 'amr');
  const aws = findAwsKey(known(key)!);
  return aws?.type === 'string' && !aws.multivalued;
}

/** No value can be right, which rules about values say better. */
function isNeverMet({ operator, claim, condition }: ConditionReading, reading: StatementReading): boolean {
  const { wildcards, ignoresCase } = operator!.operator;
  const owner = claim && ownerOf(claim, reading);
  const provider = claim && isNamed(claim, 'sub') ? owner?.catalogued : undefined;
  const published = owner && publishedAs(claim, owner);
  return condition.values.items.flatMap(optionsOf).every((value) => {
    const text = textOf(value) ?? ANY;
    if (!wildcards && /[*?]/.test(known(text) ?? '')) return true;
    if (published && isOutside(text, operator!, published)) return true;
    const why = provider && whyNobody(provider, { text, wildcards, ignoresCase });
    return why !== undefined && !why.onlyByTemplate;
  });
}
