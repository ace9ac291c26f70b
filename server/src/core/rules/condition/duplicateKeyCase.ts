import type { StatementReading } from '../../access/reading.ts';
import { AWS } from '../../oidc/sources.ts';
import type { Condition } from '../../policy/model.ts';
import { known } from '../../value/text.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab } from '../samples.ts';

/** Condition keys are compared without case: two that differ in capitals only are one key twice. */
export default defineRule({
  id: 'condition/duplicate-key-case',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['DUPLICATE_KEYS_WITH_DIFFERENT_CASE'],
  summary: 'One condition key stands twice, in other capitals.',
  fixable: true,
  masks: ['condition/contradiction'],
  docs: {
    what: 'Two keys under one operator differ only in capitals. Condition keys are compared without case, so this is one key twice.',
    why: 'AWS calls such a policy an error: only one of the two can count.',
    fix: 'Keep one key, with the values of both if both are meant.',
    sources: [AWS.condition, AWS.accessAnalyzer],
  },
  messages: {
    twice:
      '"{key}" stands here twice: capitals make no difference in a condition key. AWS calls this an error, because only one of the two can count.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(
        '"StringLike": {\n  "gitlab.com:sub": "project_path:acme/api:*",\n  "gitlab.com:Sub": "project_path:acme/web:*"\n}',
      ),
      at: '"gitlab.com:Sub"',
      fixed: gitlab('"StringLike": {\n  "gitlab.com:sub": ["project_path:acme/api:*", "project_path:acme/web:*"]\n}'),
    },
    {
      surface: 'json',
      valid: gitlab(
        '"StringLike": { "gitlab.com:sub": "project_path:acme/api:*" },\n"StringEquals": { "gitlab.com:Sub": "project_path:acme/api:ref_type:branch:ref:main" }',
      ),
    },
  ],
  statement(reading, policy, context) {
    const seen = new Map<string, Named>();
    for (const named of namedConditions(reading)) {
      const { name, key, condition } = named;
      const earlier = seen.get(name);
      if (!earlier) seen.set(name, named);
      // The very same key is a duplicate of another kind.
      if (!earlier || earlier.key === key) continue;
      const first = earlier.condition;
      context.report('twice', condition.key, {
        data: { key },
        related: [{ range: first.key.at, message: 'the same key' }],
        covers: condition.values.items.map(({ at }) => at),
        fixes: () =>
          fix(
            'Put the values of both under one key',
            'review',
            policy.editor.joinConditions({ first, later: condition }),
          ),
      });
    }
  },
});

interface Named {
  /** Operator and key, in lower case. */
  readonly name: string;
  readonly key: string;
  readonly condition: Condition;
}

/** The conditions of which operator and key are known. */
function namedConditions({ conditions }: StatementReading): Named[] {
  return conditions.flatMap(({ condition, operator, key }) => {
    const text = known(key);
    if (text === undefined || !operator) return [];
    return [{ name: `${operator.canonical} ${text.toLowerCase()}`, key: text, condition }];
  });
}
