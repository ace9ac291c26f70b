import { issuerName } from '../../access/federation.ts';
import { issuerOf } from '../../access/policyTokens.ts';
import { type ConditionReading, isIdentityClaim, ownerOf, type StatementReading } from '../../access/reading.ts';
import type { ParsedOperator } from '../../oidc/operators.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Condition, TrustPolicy } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { textsOf, type Value } from '../../value/value.ts';
import { type Context, defineRule, fix } from '../define.ts';
import type { Fix } from '../finding.ts';
import { gitlab } from '../samples.ts';

type Meaning = 'present' | 'absent' | 'always' | 'never';

const EXACT = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** What asks whether a key is there: `Null` written in a way that misleads, or a pattern that does the same. */
export default defineRule({
  id: 'condition/null',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: [
    'NULL_WITH_QUALIFIER',
    'EQUIVALENT_TO_NULL_FALSE',
    'EQUIVALENT_TO_NULL_TRUE',
    'REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION',
    'REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION',
  ],
  summary: 'A test for presence that does not look like one, or Null with a set operator.',
  fixable: true,
  masks: ['condition/set-operator'],
  docs: {
    what: 'A pattern of nothing but `*` only asks whether the key is there, whatever its value, or asks nothing at all; `Null` has a set operator, which it has no use for; or `Null` demands that a claim is missing which every token has.',
    why: 'Every value passes: it reads like a restriction and is none. What demands that such a claim is missing lets nobody in.',
    fix: 'Write the values that are meant, or `Null` with `false` (there) or `true` (not there).',
    sources: [AWS.conditionOperators, AWS.accessAnalyzer],
  },
  messages: {
    present:
      '{operator} with "{value}" is true for every value: it only asks whether "{key}" is there. If that is meant, write Null with "false".',
    absent:
      '{operator} with "{value}" is false for every value: it only asks whether "{key}" is absent. If that is meant, write Null with "true".',
    always:
      '{operator} with "{value}" is true for every value, and also where "{key}" is absent: this condition is always met.',
    never:
      '{operator} with "{value}" is false for every value, and also where "{key}" is absent: this condition is never met.',
    everyToken:
      'Every token of {issuer} has a "{claim}", and Null with "true" demands that it is missing: this condition is never met, so the statement lets nobody in.',
    qualifier: 'Null asks whether the key is there and has no use for "{set}:".',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`${EXACT},\n"StringLike": { "gitlab.com:user_login": "*" }`),
      at: '"*"',
      fixed: gitlab(`${EXACT},\n"Null": { "gitlab.com:user_login": "false" }`),
    },
    {
      surface: 'json',
      invalid: gitlab(`${EXACT},\n"ForAnyValue:Null": { "gitlab.com:user_login": "false" }`),
      at: '"ForAnyValue:Null"',
      fixed: gitlab(`${EXACT},\n"Null": { "gitlab.com:user_login": "false" }`),
    },
    {
      surface: 'json',
      invalid: gitlab(`${EXACT},\n"StringLikeIfExists": { "aws:RequestedRegion": "*" }`),
      at: '"*"',
      fixed: gitlab(EXACT),
    },
    {
      surface: 'json',
      invalid: gitlab('"Null": { "gitlab.com:sub": "true" }'),
      at: '"true"',
    },
    { surface: 'json', valid: gitlab(`${EXACT},\n"Null": { "gitlab.com:user_login": "false" }`) },
  ],
  condition(reading, statement, policy, context) {
    const { condition, operator, key, claim } = reading;
    if (!operator) return;
    if (operator.operator.family === 'null') {
      reportMissing(reading, statement, context);
      if (!operator.set) return;
      context.report('qualifier', condition.operator, {
        data: { set: operator.set },
        fixes: () => fix(`Drop "${operator.set}:"`, 'safe', policy.editor.setOperator(condition, 'Null')),
      });
      return;
    }
    const meaning = operator.operator.wildcards ? meaningOf(operator) : undefined;
    if (!meaning || isToldElsewhere(reading, statement)) return;
    // Of a subject nobody wants to know whether it is there: rules of the verdict say who gets in.
    if (claim?.name.toLowerCase() === 'sub') return;
    const star = condition.values.items.find(isEverything);
    const name = known(key);
    if (!star || name === undefined) return;
    context.report(meaning, star, {
      data: { operator: operator.canonical, key: name, value: known(textsOf(star)[0]!)! },
      // AWS itself writes it so to demand a session tag.
      severity: meaning === 'present' && !claim ? 'information' : 'warning',
      ...(meaning === 'always' ? { covers: [condition.operator.at] } : {}),
      fixes: () => fixFor(meaning, condition, statement, policy),
    });
  },
});

/** Whether a claim is to be missing that every token has. */
function reportMissing(
  { condition, claim }: ConditionReading,
  statement: StatementReading,
  context: Context<'everyToken'>,
): void {
  const federation = claim && ownerOf(claim, statement);
  const [value, ...others] = condition.values.items;
  if (!federation || !value || others.length > 0 || condition.values.open || statement.effect !== 'Allow') return;
  if (issuerOf(federation, statement).published(claim.name)?.presence !== 'always' || !isTrue(value)) return;
  context.report('everyToken', value, { data: { issuer: issuerName(federation), claim: claim.name } });
}

function isTrue(value: Value): boolean {
  const texts = textsOf(value);
  return texts.length > 0 && texts.every((text) => known(text)?.toLowerCase() === 'true');
}

/** What a pattern that every text matches comes to; undefined where AWS does not say what holds without the key. */
function meaningOf({ set, ifExists, operator }: ParsedOperator): Meaning | undefined {
  if (set === 'ForAnyValue' && ifExists) return undefined;
  if (operator.negated) return set === 'ForAnyValue' ? 'never' : 'absent';
  return ifExists || set === 'ForAllValues' ? 'always' : 'present';
}

/** Whether the rules about `IfExists` and `ForAllValues` say what is wrong. */
function isToldElsewhere({ operator, claim }: ConditionReading, statement: StatementReading): boolean {
  if (!claim || !(operator!.ifExists || operator!.set === 'ForAllValues')) return false;
  const owner = ownerOf(claim, statement);
  return operator!.set !== undefined || operator!.operator.negated || !owner || isIdentityClaim(claim, owner);
}

function fixFor(
  meaning: Meaning,
  condition: Condition,
  { statement }: StatementReading,
  { editor }: TrustPolicy,
): readonly Fix[] {
  if (meaning === 'never') return [];
  if (meaning === 'always') return fix('Delete this condition', 'review', editor.removeCondition(statement, condition));
  const isThere = meaning === 'present';
  return fix(`Write Null with "${isThere ? 'false' : 'true'}"`, 'safe', editor.testPresence(condition, isThere));
}

/** Stars only, whichever of its texts it has. */
function isEverything(value: Value): boolean {
  const texts = textsOf(value);
  return texts.length > 0 && texts.every((text) => /^\*+$/.test(known(text) ?? ''));
}
