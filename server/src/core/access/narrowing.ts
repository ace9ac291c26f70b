/** Narrower patterns that somebody may have meant: a star taken away, or kept behind what ends the name before it. */
import type { Provider } from '../oidc/provider.ts';
import { known, literal } from '../value/text.ts';
import { newBudget } from './language/product.ts';
import { admittedForms, judgePattern } from './remembered.ts';
import { compileSubjects } from './subjectGrammar.ts';
import { mayBeNarrower, type SubjectJudgement, type SubjectPattern } from './subjects.ts';
import { isNarrower, isWidth, nextNarrower } from './verdict.ts';

export interface Narrowing {
  readonly text: string;
  readonly judgement: SubjectJudgement;
}

/** The widest of those that let in less than the pattern and not nobody; of equally wide ones the shortest. */
export function narrowingOf(provider: Provider, pattern: SubjectPattern): Narrowing | undefined {
  const text = known(pattern.text);
  const now = judgePattern(provider, pattern).verdict;
  if (text === undefined || !pattern.wildcards || !isWidth(now) || now === 'nobody') return undefined;
  const budget = newBudget();
  let best: Narrowing | undefined;
  for (const candidate of candidates(text, separators(provider))) {
    const narrower = { ...pattern, text: literal(candidate) };
    if (!mayBeNarrower(provider, narrower, now, budget)) continue;
    const judgement = judgePattern(provider, narrower);
    const { verdict } = judgement;
    if (judgement.onlyByTemplate || !isWidth(verdict) || verdict === 'nobody' || !isNarrower(verdict, now)) continue;
    // Where not all subjects are known, any text may be one; nobody means one that no known form has.
    if (admittedForms(provider, narrower).length === 0) continue;
    const before = best?.judgement.verdict;
    if (!before || (isWidth(before) && isNarrower(before, verdict))) best = { text: candidate, judgement };
    if (verdict === nextNarrower(now)) break;
  }
  return best;
}

/** Shorter ones first. */
function candidates(text: string, separators: readonly string[]): string[] {
  const stars = [...text.matchAll(/\*+/g)].slice(0, MOST_STARS);
  return ['', ...separators.map((separator) => `${separator}*`)].flatMap((instead) =>
    stars.map(({ index, 0: star }) => text.slice(0, index) + instead + text.slice(index + star.length)),
  );
}

const MOST_STARS = 4;

/** What can stand behind a name: the first character of each fixed stretch. */
function separators(provider: Provider): string[] {
  const fixed = compileSubjects(provider).forms.flatMap(({ form, parts }) =>
    form.kind === 'custom' ? [] : parts.flatMap((part) => (part.kind === 'fixed' ? [part.text.charAt(0)] : [])),
  );
  return [...new Set(fixed.filter((character) => !/\w/.test(character)))];
}
