import { type ClaimKey, isPositive, type StatementReading, soleOidc } from '../../access/reading.ts';
import type { ParsedOperator } from '../../oidc/operators.ts';
import { AWS } from '../../oidc/sources.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import { known, knownEnd, knownStart, show } from '../../value/text.ts';
import { textOf, type Value } from '../../value/value.ts';
import { defineRule, fix } from '../define.ts';
import { gitlab, roleForSubject } from '../samples.ts';

/** White space at an end of a value: it is compared like any other character. For keys see condition/key-format. */
export default defineRule({
  id: 'condition/whitespace',
  severity: 'error',
  since: '0.1.0',
  summary: 'A value begins or ends with white space.',
  fixable: true,
  masks: ['oidc/nobody', 'oidc/kubernetes-subject', 'oidc/audience-unregistered', 'oidc/audience-unexpected'],
  docs: {
    what: 'A value of a condition on a claim begins or ends with a space, a tab or a line end.',
    why: 'STS compares it as it is, and no token has white space there: the value admits nobody. A token gets "Not authorized to perform sts:AssumeRoleWithWebIdentity".',
    fix: 'Take the white space away. A heredoc ends in a line end: use a quoted string, or `trimspace()` around `file()`.',
    sources: [AWS.conditionOperators],
  },
  messages: {
    nobody:
      'This value {where} with white space, which is compared like any other character: no token has such a "{claim}", so it admits nobody.',
    inert:
      'This value {where} with white space, which is compared like any other character: it never matches what it is meant to.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab('"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main " }'),
      at: '"project_path:acme/api:ref_type:branch:ref:main "',
      fixed: gitlab('"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }'),
    },
    {
      surface: 'terraform',
      invalid: roleForSubject('gitlab.com', '" project_path:acme/${var.name}:ref_type:branch:ref:main "'),
      at: '" project_path:acme/${var.name}:ref_type:branch:ref:main "',
      fixed: roleForSubject('gitlab.com', '"project_path:acme/${var.name}:ref_type:branch:ref:main"'),
    },
    {
      surface: 'json',
      valid: gitlab(
        '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main", "aws:RequestTag/team": " web " }',
      ),
    },
  ],
  condition({ condition, operator, claim }, reading, policy, context) {
    if (operator?.operator.family !== 'string' || !claim) return;
    const spaced = condition.values.items.filter((value) => whereSpaced(value) !== undefined);
    if (spaced.length === 0) return;
    const closes =
      isCertain(claim, operator, reading) && !condition.values.open && spaced.length === condition.values.items.length;
    for (const value of spaced) {
      context.report(closes ? 'nobody' : 'inert', value, {
        data: { where: whereSpaced(value)!, claim: claim.name },
        severity: closes ? 'error' : 'warning',
        fixes: () => fix('Take the white space away', 'safe', trimmed(value, policy.editor)),
      });
    }
  },
});

function whereSpaced(value: Value): string | undefined {
  const text = textOf(value);
  if (!text || known(text)?.trim() === '') return undefined;
  const [start, end] = [/^\s/.test(knownStart(text)), /\s$/.test(knownEnd(text))];
  if (start && end) return 'begins and ends';
  return start ? 'begins' : end ? 'ends' : undefined;
}

/** Subjects and audiences of the issuers that we know have no white space at their ends. */
function isCertain({ name }: ClaimKey, operator: ParsedOperator, reading: StatementReading): boolean {
  const isKnown = soleOidc(reading)?.catalogued !== undefined && /^(sub|aud)$/i.test(name);
  return isKnown && isPositive(operator) && reading.effect === 'Allow';
}

function trimmed(value: Value, editor: PolicyEditor): Parameters<typeof fix>[2] {
  const text = textOf(value)!;
  const whole = known(text);
  if (whole !== undefined) return editor.replaceString(value, whole.trim());
  const [start, end] = [knownStart(text), knownEnd(text)];
  const before = start.length - start.trimStart().length;
  const after = end.length - end.trimEnd().length;
  const visible = show(text.filter((part) => typeof part === 'string')).length;
  const edits = [
    before > 0 ? editor.editText(value, 0, before, '') : [],
    after > 0 ? editor.editText(value, visible - after, after, '') : [],
  ];
  return edits.includes(undefined) ? undefined : edits.flatMap((one) => one ?? []);
}
