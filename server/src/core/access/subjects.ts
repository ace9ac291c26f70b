/**
 * What a pattern of a subject admits out of the subjects that a provider can send: how much, in words, and with an example
 * from outside. Decided by intersecting automata, so neither guessed nor sampled; `unknown` where a limit is reached.
 */
import type { Provider } from '../oidc/provider.ts';
import { known } from '../value/text.ts';
import { type GlobElement, globElements } from './language/glob.ts';
import { shortestPath } from './language/words.ts';
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
  const { complete, forms } = compileSubjects(provider);
  const elements = globElements(pattern.text, pattern);
  const hasHole = elements.some(({ source }) => source === 'hole');
  const widest = widestWidth(provider);
  const scopes: Scope[] = [];
  for (const compiled of forms) {
    const scope = scopeOf(compiled, elements);
    if (scope === 'unknown') return { verdict: 'unknown', sentence: 'too many possibilities to tell' };
    if (scope) scopes.push(scope);
    if (scope?.width === widest) break;
  }
  if (complete && scopes.length === 0) return { verdict: 'nobody', sentence: `no subject of ${provider.name}` };
  if (hasHole) return { verdict: 'unknown', sentence: 'depends on text that is not known here' };
  if (!complete) return judgeIncomplete(provider, pattern, elements, scopes);
  return judgeScopes(scopes);
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

/** Where other subjects than the known ones exist, only the widest verdict, and a single subject, are certain. */
function judgeIncomplete(
  provider: Provider,
  { text, wildcards }: SubjectPattern,
  elements: readonly GlobElement[],
  scopes: readonly Scope[],
): SubjectJudgement {
  const widest = widestWidth(provider);
  const found = scopes.find(({ width }) => width === widest);
  if (found) return judgeScopes([found]);
  if (elements.length > 0 && elements.every(({ set }) => set === undefined)) {
    return { verdict: widest, sentence: `any subject of ${provider.name}` };
  }
  const whole = known(text);
  if (whole !== undefined && elements.every(({ source }) => source === 'character')) {
    return { verdict: 'exact', sentence: `the subject ${whole}`, witness: whole };
  }
  return { verdict: 'unknown', sentence: `not all subjects of ${provider.name} are known${wildcards ? '' : ' here'}` };
}

function widestOf(scopes: readonly Scope[]): Scope {
  return scopes.reduce((best, scope) => (isWider(scope.width, best.width) ? scope : best));
}

function isWider(a: Verdict, b: Verdict): boolean {
  return isWidth(a) && (!isWidth(b) || (a !== b && wider(a, b) === a));
}

/** A readable subject out of what is admitted, from outside if the set is that wide. */
function witnessOf({ compiled, admitted, elements, isFixed, outside }: Scope): string {
  const isOpen = (state: number): boolean => elements[admitted.right[state]! - 1]!.source !== 'character';
  if (!outside) return readableText(compiled, admitted, shortestPath(admitted)!, STRANGER, isOpen);
  const { path, identity } = outside;
  const avoid = (state: number): boolean => isFixed[state] === 1 && identity.tags.has(admitted.tags[state]!);
  return readableText(compiled, admitted, path, STRANGER, isOpen, avoid);
}
