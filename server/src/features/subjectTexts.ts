/** What a hover says of a value that subjects are compared with, as Markdown. */
import { judgePattern, whyNobody } from '../core/access/remembered.ts';
import type { SubjectPattern } from '../core/access/subjectPattern.ts';
import { type ReadForm, readSubject, type SubjectStretch } from '../core/access/subjectReading.ts';
import type { WhyNobody } from '../core/access/subjects.ts';
import type { Provider } from '../core/oidc/provider.ts';
import { show } from '../core/value/text.ts';
import { page, trap } from './hoverTexts.ts';

/** The parts of the value, what its wildcards stand for, who gets in, and a subject that does. */
export function hoverForSubject(provider: Provider, pattern: SubjectPattern): string | undefined {
  const title = `**\`${show(pattern.text)}\`** (subject of ${provider.name})`;
  const [form, ...others] = readSubject(provider, pattern);
  const literally = pattern.wildcards ? undefined : literalStar(pattern);
  const why = whyNobody(provider, pattern);
  if (!form) {
    const facts = provider.subject?.forms.slice(0, 1) ?? [];
    return why && page(title, ['No token of this issuer has such a subject.', nearest(why), trap(literally)], facts);
  }
  const { verdict, sentence } = judgePattern(provider, pattern);
  return page(
    title,
    [
      form.stretches.flatMap((stretch, i) => line(stretch, form.stretches[i - 1]) ?? []).join('\n'),
      verdict === 'unknown' || verdict === 'nobody' ? undefined : `Admits: ${sentence}.`,
      form.example === undefined ? undefined : `Such as \`${form.example}\`: ${form.form.title}.`,
      why && `By default no token has such a subject. ${nearest(why)}`,
      others.length > 0 && `Also matches: ${others.map((other) => other.form.title).join('; ')}.`,
      trap(literally),
    ],
    [form.form, ...others.map((other) => other.form)],
  );
}

function nearest({ nearest: subject }: WhyNobody): string {
  return `The nearest that one can have: \`${subject}\`.`;
}

function literalStar({ text }: SubjectPattern): string | undefined {
  const hasStar = text.some((part) => typeof part === 'string' && /[*?]/.test(part));
  return hasStar ? 'This operator compares `*` and `?` as they are: no subject has them.' : undefined;
}

/** One item of a list; nothing for text that every subject of the form has. */
function line({ kind, text, parts, isPullRequest }: SubjectStretch, before: SubjectStretch | undefined) {
  const names = parts.map(({ part }) => part);
  if (kind === 'text') return names.length > 0 && /\w/.test(text) ? `- \`${text}\`: ${names.join(' or ')}` : undefined;
  const spans = names.map((name) => (before && isNamedIn(before, name) ? `the rest of the ${name}` : `any ${name}`));
  const all = isPullRequest ? [...spans, 'a pull request'] : spans;
  if (all.length === 0) return undefined;
  const what = kind === 'unknown' ? 'What is not known here' : `\`${text}\``;
  return `- ${what} stands for ${all.join(', ')}`;
}

function isNamedIn({ parts }: ReadForm['stretches'][number], name: string): boolean {
  return parts.some(({ part }) => part === name);
}
