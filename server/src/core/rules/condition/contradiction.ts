import { acceptedTexts } from '../../access/accepted.ts';
import { isDisjoint } from '../../access/language/language.ts';
import type { ConditionReading } from '../../access/reading.ts';
import { isNamed, isPositive, ownerOf, type StatementReading } from '../../access/reading.ts';
import { whyNobody } from '../../access/remembered.ts';
import { AWS } from '../../oidc/sources.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import { known } from '../../value/text.ts';
import { knownString, textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import type { Fix } from '../finding.ts';
import { github } from '../samples.ts';

/** Two operators on one key, mostly meant as alternatives: IAM wants both. */
export default defineRule({
  id: 'condition/contradiction',
  severity: 'error',
  since: '0.1.0',
  summary: 'Two operators on one key that no value satisfies together.',
  fixable: true,
  docs: {
    what: 'The same key stands under two operators, and no text is among the values of both.',
    why: 'All operators of a statement must be true at once, only the values of one key under one operator are alternatives: the statement admits nobody.',
    fix: 'Put all the values under one operator: `StringLike` compares values without `*` exactly.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    contradiction:
      '"{key}" must be one of these and also one of those under {other}, and no text is both. The statement admits nobody: IAM wants every operator to be true.',
  },
  examples: [
    {
      surface: 'json',
      invalid:
        github(`"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:refs/heads/main" },
"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/web:*" }`),
      at: '"repo:acme/web:*"',
      fixed: github(
        '"StringLike": { "token.actions.githubusercontent.com:sub": ["repo:acme/web:*", "repo:acme/api:ref:refs/heads/main"] }',
      ),
    },
    {
      surface: 'json',
      valid: github(`"StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/api:ref:refs/heads/main" },
"StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/*" }`),
    },
  ],
  statement(reading, policy, context) {
    if (reading.effect !== 'Allow') return;
    const checked = reading.conditions.filter((one) => isSingleText(one) && !isNeverMet(one, reading));
    for (const [i, later] of checked.entries()) {
      const other = checked.slice(0, i).find((earlier) => contradict(earlier, later));
      const place = later.condition.values.items[0];
      if (!other || !place) continue;
      context.report('contradiction', place, {
        data: { key: known(later.key)!, other: other.operator!.canonical },
        related: [{ range: other.condition.at, message: `the other values, under ${other.operator!.canonical}` }],
        fixes: () => joined(other, later, reading, policy.editor),
      });
    }
  },
});

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

/** A claim with several values can have one for each operator. */
function isSingleText({ operator, claim, key }: ConditionReading): boolean {
  const isText = operator?.operator.family === 'string' && isPositive(operator);
  return isText && known(key) !== undefined && claim !== undefined && claim.name.toLowerCase() !== 'amr';
}

/** No value can be right, which rules about values say better. */
function isNeverMet({ operator, claim, condition }: ConditionReading, reading: StatementReading): boolean {
  const { wildcards, ignoresCase } = operator!.operator;
  const provider = isNamed(claim!, 'sub') ? ownerOf(claim!, reading)?.catalogued : undefined;
  return condition.values.items.every((value) => {
    if (!wildcards && /[*?]/.test(knownString(value) ?? '')) return true;
    const why =
      provider && whyNobody(provider, { text: textOf(value) ?? [{ key: undefined }], wildcards, ignoresCase });
    return why !== undefined && !why.onlyByTemplate;
  });
}

function contradict(a: ConditionReading, b: ConditionReading): boolean {
  if (known(a.key)!.toLowerCase() !== known(b.key)!.toLowerCase()) return false;
  const [left, right] = [acceptedTexts(a), acceptedTexts(b)];
  return left !== undefined && right !== undefined && isDisjoint(left, right);
}
