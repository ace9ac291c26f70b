import { nearestName } from '../../oidc/nearest.ts';
import { AWS } from '../../oidc/sources.ts';
import { equals, known, literal } from '../../value/text.ts';
import { textOf } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { isMisspelled } from '../elements.ts';
import { ALLOW, GITHUB_PRINCIPAL, policyOf, statementOf, WEB_IDENTITY } from '../samples.ts';

const EFFECTS = ['Allow', 'Deny'] as const;

/** Whether a statement allows or denies must stand there, with these very letters. A policy document allows where it says nothing. */
export default defineRule({
  id: 'statement/effect',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: ['MISSING_EFFECT', 'INVALID_EFFECT'],
  summary: 'The effect is missing, or neither Allow nor Deny.',
  fixable: true,
  docs: {
    what: 'A statement has no `Effect`, or one that is not exactly `Allow` or `Deny`; capitals count.',
    why: 'IAM refuses the policy: "Missing required field Effect".',
    fix: 'Write `"Effect": "Allow"` or `"Effect": "Deny"`.',
    sources: [AWS.grammar, AWS.accessAnalyzer],
  },
  messages: {
    missing: 'This statement has no Effect. IAM refuses the policy: "Missing required field Effect".',
    wrong: 'The effect is "Allow" or "Deny", letter by letter, and not "{effect}". IAM refuses the policy.',
  },
  examples: [
    {
      surface: 'json',
      invalid: policyOf(statementOf('"Effect": "allow"', GITHUB_PRINCIPAL, WEB_IDENTITY)),
      at: '"allow"',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    {
      surface: 'json',
      invalid: policyOf(statementOf(GITHUB_PRINCIPAL, WEB_IDENTITY)),
      at: '{',
      fixed: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)),
    },
    { surface: 'json', valid: policyOf(statementOf(ALLOW, GITHUB_PRINCIPAL, WEB_IDENTITY)) },
  ],
  statement({ statement }, policy, context) {
    const { effect, others, head } = statement;
    if (effect.is === 'maybe') return;
    if (effect.is === 'absent') {
      if (isMisspelled(others, 'Effect')) return;
      context.report('missing', head, {
        fixes: () => fix('Add "Effect": "Allow"', 'review', policy.editor.addElement(statement, 'Effect', ['Allow'])),
      });
      return;
    }
    const { value } = effect;
    const text = value.kind === 'string' ? textOf(value) : undefined;
    if (!text || !EFFECTS.every((name) => equals(text, literal(name)) === 'no')) return;
    const written = known(text);
    const meant = written === undefined ? undefined : nearestName(written.trim(), EFFECTS);
    context.report('wrong', value, {
      data: { effect: written ?? '...' },
      fixes: () => (meant ? fix(`Write "${meant}"`, 'safe', policy.editor.replaceString(value, meant)) : []),
    });
  },
});
