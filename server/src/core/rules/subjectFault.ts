/** What the rules about impossible subjects have in common: the words and the fix. */
import type { Repair, WhyNobody } from '../access/subjects.ts';
import type { ParsedOperator } from '../oidc/operators.ts';
import type { Condition, TrustPolicy } from '../policy/model.ts';
import { show, type Text } from '../value/text.ts';
import { textOf, type Value } from '../value/value.ts';
import { fix } from './define.ts';
import { norByOthers, type OptionFinding, ofEveryOption } from './everyOption.ts';
import type { Fix } from './finding.ts';

/** Whether a value waits for somebody to fill it in (`<ORG>`, `{{ repo }}`): what it will be is not known. */
export function isPlaceholder(text: Text): boolean {
  return text.some((part) => typeof part === 'string' && /<[^<>]*>|\{\{|\$\{/.test(part));
}

/** Why a value admits nobody. Of one that is one of several, the first; each of them admits nobody. */
export type SubjectFault = OptionFinding<WhyNobody>;

/** The fault of a value where every string that it may be has one. */
export function subjectFault(value: Value, whyOf: (text: Text) => WhyNobody | undefined): SubjectFault | undefined {
  const faults = ofEveryOption(value, (text) => (isPlaceholder(text) ? undefined : whyOf(text)));
  // What only a customised subject can be is less certain.
  return faults.find(({ found }) => found.onlyByTemplate) ?? faults[0];
}

/** The placeholders of a message about a subject that nobody has. */
export function subjectData(fault: SubjectFault): Record<string, string> {
  const { text, found: why } = fault;
  const literal = text.filter((part) => typeof part === 'string').join('');
  const rest = literal.slice(why.at);
  return {
    value: show(text),
    where: rest === '' ? 'at its end' : `at "${rest}"`,
    expected: why.expected,
    nearest: why.nearest,
    others: norByOthers(fault),
  };
}

/** The repair of one value, none where it is one of several; where it brings a wildcard, the key moves to an operator that expands it. */
export function subjectFixes(
  policy: TrustPolicy,
  condition: Condition,
  value: Value,
  operator: ParsedOperator,
  repair: Repair | undefined,
): readonly Fix[] {
  if (!repair || value.kind === 'one-of') return [];
  const { text, edit, safety, needsWildcards } = repair;
  const replace = policy.editor.editText(value, edit.at, edit.remove, edit.insert);
  const title = `Replace with "${text ?? show(edited(textOf(value) ?? [], edit))}"`;
  if (!needsWildcards) return fix(title, safety, replace);
  const like = operator.canonical.replace(/StringEquals(IgnoreCase)?/, 'StringLike');
  return fix(`${title} under ${like}`, 'review', replace && policy.editor.setOperator(condition, like, replace));
}

/** A text with an edit in its literal stretches, whose offsets count the holes as nothing. */
function edited(text: Text, { at, remove, insert }: Repair['edit']): Text {
  let before = 0;
  let done = false;
  return text.map((part) => {
    if (typeof part !== 'string') return part;
    const local = at - before;
    before += part.length;
    if (done || local < 0 || local + remove > part.length) return part;
    done = true;
    return part.slice(0, local) + insert + part.slice(local + remove);
  });
}
