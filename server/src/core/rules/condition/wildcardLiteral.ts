import { soleOidc } from '../../access/reading.ts';
import { judgePattern } from '../../access/remembered.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Listing } from '../../policy/model.ts';
import { known, show } from '../../value/text.ts';
import { all, definitely } from '../../value/tri.ts';
import { textsOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import type { Fix, FixSafety } from '../finding.ts';
import { gitlab } from '../samples.ts';

/** `*` or `?` under an operator that compares literally: the text must then contain a star, which no token does. */
export default defineRule({
  id: 'condition/wildcard-literal',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['WILDCARD_WITHOUT_LIKE_OPERATOR'],
  summary: 'A wildcard stands under an operator that does not expand it.',
  fixable: true,
  masks: ['oidc/nobody', 'oidc/kubernetes-subject', 'oidc/immutable-subject', 'oidc/mutable-name'],
  docs: {
    what: 'A value with `*` or `?` stands under `StringEquals` or another operator that does not expand wildcards.',
    why: 'STS compares the star as a character, which no claim contains: this value admits nobody. A token gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Move this key to `StringLike`, or write the exact value.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    nobody:
      '{operator} compares "{value}" letter by letter, and no token has a "{wildcard}" there: this value admits nobody.',
    spares:
      '{operator} compares "{value}" letter by letter, and no token has a "{wildcard}" there: this Deny does not spare whom it is meant to.',
    inert:
      '{operator} compares "{value}" letter by letter and does not expand the "{wildcard}": this value never matches what it is meant to.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab('"StringEquals": { "gitlab.com:sub": "project_path:acme/api:*" }'),
      at: '"project_path:acme/api:*"',
      fixed: gitlab('"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" }'),
    },
    { surface: 'json', valid: gitlab('"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" }') },
  ],
  condition({ condition, operator, claim }, reading, policy, context) {
    if (operator?.operator.family !== 'string' || operator.operator.wildcards) return;
    const literalStars = condition.values.items.filter((value) => definitely(hasWildcard(value)));
    if (literalStars.length === 0) return;
    const closes =
      !operator.operator.negated &&
      !operator.ifExists &&
      operator.set !== 'ForAllValues' &&
      claim !== undefined &&
      reading.effect === 'Allow';
    const nobody = closes && !condition.values.open && literalStars.length === condition.values.items.length;
    const like = operator.canonical.replace(/String(Not)?Equals(IgnoreCase)?/, 'String$1Like');
    const safety: FixSafety = operator.operator.ignoresCase ? 'review' : 'safe';
    const fixes = (): readonly Fix[] =>
      opensToAnyone(condition.values, reading)
        ? []
        : fix(`Move this key to ${like}`, safety, policy.editor.setOperator(condition, like));
    for (const value of literalStars) {
      const text = show(textsOf(value)[0]!);
      const spares = reading.effect === 'Deny' && operator.operator.negated && claim !== undefined;
      context.report(nobody ? 'nobody' : spares ? 'spares' : 'inert', value, {
        data: { operator: operator.base, value: text, wildcard: text.includes('*') ? '*' : '?' },
        severity: nobody ? 'error' : 'warning',
        fixes,
      });
    }
  },
});

/** Whether every text that the value may have holds a wildcard. A policy variable is no wildcard, and `\${*}` is a star on purpose. */
function hasWildcard(value: Value): 'yes' | 'no' | 'maybe' {
  const texts = textsOf(value);
  if (texts.length === 0) return 'no';
  return all(
    texts.map((text) => {
      return text.some((part) => typeof part === 'string' && hasStar(part)) ? 'yes' : 'maybe';
    }),
  );
}

function hasStar(stretch: string): boolean {
  return /[*?]/.test(stretch) && /[*?]/.test(stretch.replace(/\$\{[^}]*\}/g, ''));
}

/** The fix must not turn "nobody" into "everybody". */
function opensToAnyone(values: Listing<Value>, reading: Parameters<typeof soleOidc>[0]): boolean {
  const texts = values.items.flatMap(textsOf);
  if (texts.some((text) => /^[*?]*$/.test(known(text) ?? 'x'))) return true;
  const catalogued = soleOidc(reading)?.catalogued;
  if (!catalogued) return false;
  const widened = texts.map((text) => judgePattern(catalogued, { text, wildcards: true, ignoresCase: false }));
  return widened.some(({ verdict }) => verdict === 'anyone');
}
