import { AWS } from '../../oidc/sources.ts';
import { known } from '../../value/text.ts';
import { textsOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab } from '../samples.ts';

const EXACT = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** What asks whether a key is there: `Null` written in a way that misleads, or a pattern that does the same. */
export default defineRule({
  id: 'condition/null',
  severity: 'warning',
  since: '0.1.0',
  accessAnalyzer: ['NULL_WITH_QUALIFIER', 'EQUIVALENT_TO_NULL_FALSE', 'EQUIVALENT_TO_NULL_TRUE'],
  summary: 'A test for presence that does not look like one, or Null with a set operator.',
  fixable: true,
  docs: {
    what: 'A pattern of nothing but `*` only asks whether the key is there, whatever its value; or `Null` has a set operator, which it has no use for.',
    why: 'Every value passes: it reads like a restriction and is none.',
    fix: 'Write the values that are meant, or `Null` with `false` (there) or `true` (not there).',
    sources: [AWS.conditionOperators, AWS.accessAnalyzer],
  },
  messages: {
    present:
      '{operator} with "{value}" is true for every value: it only asks whether "{key}" is there. If that is meant, write Null with "false".',
    absent:
      '{operator} with "{value}" is false for every value: it only asks whether "{key}" is absent. If that is meant, write Null with "true".',
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
    { surface: 'json', valid: gitlab(`${EXACT},\n"Null": { "gitlab.com:user_login": "false" }`) },
  ],
  condition({ condition, operator, key, claim }, _statement, policy, context) {
    if (!operator) return;
    if (operator.operator.family === 'null') {
      if (!operator.set) return;
      context.report('qualifier', condition.operator, {
        data: { set: operator.set },
        fixes: () => fix(`Drop "${operator.set}:"`, 'safe', policy.editor.setOperator(condition, 'Null')),
      });
      return;
    }
    if (!operator.operator.wildcards || operator.ifExists || operator.set === 'ForAllValues') return;
    // Of a subject nobody wants to know whether it is there: rules of the verdict say who gets in.
    if (claim?.name.toLowerCase() === 'sub') return;
    const star = condition.values.items.find(isEverything);
    const name = known(key);
    if (!star || name === undefined) return;
    const isThere = !operator.operator.negated;
    context.report(isThere ? 'present' : 'absent', star, {
      data: { operator: operator.canonical, key: name, value: known(textsOf(star)[0]!)! },
      // AWS itself writes it so to demand a session tag.
      severity: claim ? 'warning' : 'information',
      fixes: () =>
        fix(`Write Null with "${isThere ? 'false' : 'true'}"`, 'safe', policy.editor.testPresence(condition, isThere)),
    });
  },
});

/** Stars only, whichever of its texts it has. */
function isEverything(value: Value): boolean {
  const texts = textsOf(value);
  return texts.length > 0 && texts.every((text) => /^\*+$/.test(known(text) ?? ''));
}
