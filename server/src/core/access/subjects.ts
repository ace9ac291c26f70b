/**
 * What a pattern of a subject admits out of the subjects that a provider can send: how much, in words, and with an example
 * from outside. Decided by intersecting automata, so neither guessed nor sampled; `unknown` where a limit is reached.
 */
import type { Provider } from '../oidc/provider.ts';
import { globElements, globNfa } from './language/glob.ts';
import { isEverything, isFew, isNothing, isSpelled, type Language } from './language/language.ts';
import { type Budget, newBudget } from './language/product.ts';
import { shortestPath, shortestWord } from './language/words.ts';
import { readableText, STRANGER } from './subjectExample.ts';
import { compileSubjects } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { type Scope, scopeOf } from './subjectScope.ts';
import { sentenceFor } from './subjectWords.ts';
import { isWidth, type Verdict, type Width, wider } from './verdict.ts';

export { type Repair, type WhyNobody, whyNobody } from './subjectNearest.ts';
export type { SubjectPattern } from './subjectPattern.ts';

export interface SubjectJudgement {
  readonly verdict: Exclude<Verdict, 'not-federated'>;
  /** Who gets in: `any workflow of repository acme/api: any branch, any tag, pull_request`. */
  readonly sentence: string;
  /** A subject that is admitted, from outside the tenant or resource that the pattern seems to name where it is that wide. */
  readonly witness?: string;
  /** Only repositories, projects... with a customised subject get in. */
  readonly onlyByTemplate?: true;
}

/** What one value admits. A hole (text that is not known) may be anything: then only `nobody` is ever certain. */
export function judgePattern(provider: Provider, pattern: SubjectPattern): SubjectJudgement {
  const elements = globElements(pattern.text, pattern);
  const judgement = judgeSubjects(provider, globNfa(elements), newBudget());
  const hasHole = elements.some(({ source }) => source === 'hole');
  if (!hasHole || judgement.verdict === 'nobody') return judgement;
  return { verdict: 'unknown', sentence: 'depends on text that is not known here' };
}

/** What a set of subjects admits, however it came about. */
export function judgeSubjects(provider: Provider, subjects: Language, budget: Budget): SubjectJudgement {
  const { complete, forms } = compileSubjects(provider);
  const widest = widestWidth(provider);
  const scopes: Scope[] = [];
  for (const compiled of forms) {
    const scope = scopeOf(compiled, subjects, budget);
    if (scope === 'unknown') return { verdict: 'unknown', sentence: 'too many possibilities to tell' };
    if (scope) scopes.push(scope);
    if (scope?.width === widest) break;
  }
  if (scopes.length === 0 && (complete || isNothing(subjects)))
    return { verdict: 'nobody', sentence: `no subject of ${provider.name}` };
  return complete ? judgeScopes(scopes) : judgeIncomplete(provider, subjects, scopes);
}

/** Where each tenant has an issuer of its own, nobody else's subjects come from it. */
function widestWidth({ tenancy }: Provider): Width {
  return tenancy === 'shared' ? 'anyone' : 'tenant';
}

/** The widest of several values decides; one that is not known leaves it open whether it is wider. */
export function judgePatterns(provider: Provider, patterns: readonly SubjectPattern[]): SubjectJudgement {
  const judgements = patterns.map((pattern) => judgePattern(provider, pattern));
  const [first, ...others] = judgements;
  if (!first) return { verdict: 'nobody', sentence: 'no value at all' };
  const unknown = judgements.find(({ verdict }) => verdict === 'unknown');
  const widest = others.reduce((best, other) => (isWider(other.verdict, best.verdict) ? other : best), first);
  return unknown && widest.verdict !== widestWidth(provider) ? unknown : widest;
}

function judgeScopes(scopes: readonly Scope[]): SubjectJudgement {
  const issued = scopes.filter(({ compiled }) => compiled.form.kind !== 'custom');
  // Of equally wide ones the first: what is sent by default.
  const widest = widestOf(scopes);
  const witness = witnessOf(widest);
  return {
    verdict: widest.width,
    sentence: sentenceFor(widest),
    witness,
    ...(issued.length === 0 ? { onlyByTemplate: true as const } : {}),
  };
}

/** Where other subjects than the known ones exist, only the widest verdict, and single subjects, are certain. */
function judgeIncomplete(provider: Provider, subjects: Language, scopes: readonly Scope[]): SubjectJudgement {
  const widest = widestWidth(provider);
  const found = scopes.find(({ width }) => width === widest);
  if (found) return judgeScopes([found]);
  if (isEverything(subjects)) return { verdict: widest, sentence: `any subject of ${provider.name}` };
  return judgeSpelled(subjects) ?? { verdict: 'unknown', sentence: `not all subjects of ${provider.name} are known` };
}

/** Single subjects, of whatever issuer. */
export function judgeSpelled(subjects: Language): SubjectJudgement | undefined {
  const witness = isFew(subjects) ? shortestWord(subjects) : undefined;
  return witness === undefined ? undefined : { verdict: 'exact', sentence: `the subject ${witness}`, witness };
}

function widestOf(scopes: readonly Scope[]): Scope {
  return scopes.reduce((best, scope) => (isWider(scope.width, best.width) ? scope : best));
}

function isWider(a: Verdict, b: Verdict): boolean {
  return isWidth(a) && (!isWidth(b) || (a !== b && wider(a, b) === a));
}

/** A readable subject out of what is admitted, from outside if the set is that wide. */
function witnessOf({ compiled, admitted, pattern, isFixed, outside }: Scope): string {
  const isOpen = (state: number): boolean => !isSpelled(pattern, admitted.right[state]!);
  if (!outside) return readableText(compiled, admitted, shortestPath(admitted)!, STRANGER, isOpen);
  const { path, identity } = outside;
  const avoid = (state: number): boolean => isFixed[state] === 1 && identity.tags.has(admitted.tags[state]!);
  return readableText(compiled, admitted, path, STRANGER, isOpen, avoid);
}
