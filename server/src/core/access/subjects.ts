/**
 * What a pattern of a subject admits out of the subjects that a provider can send: how much, in words, and with an example
 * from outside. Decided by intersecting automata, so neither guessed nor sampled; `unknown` where a limit is reached.
 */
import type { Provider } from '../oidc/provider.ts';
import { once } from '../value/once.ts';
import { formsAdmitting } from './admittingForms.ts';
import { type GlobElement, globElements, globNfa } from './language/glob.ts';
import { isEverything, isFew, isNothing, isSpelled, type Language } from './language/language.ts';
import { type Budget, type Cost, newBudget } from './language/product.ts';
import { shortestPath, shortestWord } from './language/words.ts';
import { readableText, STRANGER } from './subjectExample.ts';
import { type CompiledForm, compileSubjects } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { type Admission, admissionOf, outsideOf, type Scope, scopeOf } from './subjectScope.ts';
import { type SentenceOfShape, sayOfPattern, sentenceOfShape } from './subjectSentence.ts';
import { ByShape, type Shape, shapeOf } from './subjectShape.ts';
import { type Piece, type Sentence, say, sentenceFor, textOfPiece } from './subjectWords.ts';
import { isWidth, type Verdict, type Width, wider } from './verdict.ts';

export { type Repair, type WhyNobody, whyNobody } from './subjectNearest.ts';
export type { SubjectPattern } from './subjectPattern.ts';

/** Words and example are worked out when somebody asks for them. */
export interface SubjectJudgement {
  readonly verdict: Exclude<Verdict, 'not-federated'>;
  /** Who gets in: `any workflow of repository acme/api: any branch, any tag, pull_request`. */
  readonly sentence: string;
  /** A subject that is admitted, from outside the tenant or resource that the pattern seems to name where it is that wide. */
  readonly witness?: string | undefined;
  /** Only repositories, projects... with a customised subject get in. */
  readonly onlyByTemplate?: true;
  /** Code that nobody has reviewed gets in, from any branch or only by pull requests. Missing where strangers get in. */
  readonly unreviewed?: 'any ref' | 'pull requests';
  /** What it took to tell; one object for all patterns of one shape. */
  readonly cost?: Cost;
  /** The form of subjects that the sentence is about. */
  readonly widest?: CompiledForm;
}

/** What one value admits. A hole (text that is not known) may be anything: then only `nobody` is ever certain. */
export function judgePattern(provider: Provider, pattern: SubjectPattern): SubjectJudgement {
  const elements = globElements(pattern.text, pattern);
  if (elements.some(({ source }) => source === 'hole')) return judgeOpen(provider, elements);
  const shape = shapeOf(provider, elements);
  if (shape.isDead && compileSubjects(provider).complete) return nobodyOf(provider);
  const judged = new JudgedPattern(provider, elements, shape);
  const { widest: _, ...verdict } = judged.verdict;
  return {
    ...verdict,
    get sentence() {
      return judged.sentence;
    },
    get witness() {
      return judged.witness;
    },
  };
}

function nobodyOf({ name }: Provider): SubjectJudgement {
  return { verdict: 'nobody', sentence: `no subject of ${name}` };
}

/** Of a pattern that is not known in part, only that it admits nobody is ever certain. */
function judgeOpen(provider: Provider, elements: readonly GlobElement[]): SubjectJudgement {
  const { complete } = compileSubjects(provider);
  return complete && formsAdmitting(provider, elements).length === 0
    ? nobodyOf(provider)
    : { verdict: 'unknown', sentence: 'depends on text that is not known here' };
}

type ShapeVerdict = Pick<SubjectJudgement, 'verdict' | 'onlyByTemplate' | 'unreviewed' | 'cost' | 'widest'>;

const verdicts = new ByShape<ShapeVerdict>();
const sentences = new ByShape<SentenceOfShape | undefined>();

/** A pattern of a shape. The verdict, and how the sentence is made, are found out once for all patterns of the shape. */
class JudgedPattern {
  readonly verdict: ShapeVerdict;
  readonly #provider: Provider;
  readonly #elements: readonly GlobElement[];
  readonly #shape: Shape;
  readonly #decide = new Lately(() => this.#decided());
  readonly #admission = new Lately(() => this.#admitted());
  #sentence: string | undefined;
  #witness: { readonly subject: string | undefined } | undefined;

  constructor(provider: Provider, elements: readonly GlobElement[], shape: Shape) {
    this.#provider = provider;
    this.#elements = elements;
    this.#shape = shape;
    this.verdict = verdicts.get(provider, shape, () => {
      const { judgement, cost } = this.#decide.get();
      const { verdict, widest, onlyByTemplate, unreviewed } = judgement;
      return {
        verdict,
        cost,
        ...(widest ? { widest } : {}),
        ...(onlyByTemplate ? { onlyByTemplate } : {}),
        ...(unreviewed ? { unreviewed } : {}),
      };
    });
  }

  get sentence(): string {
    this.#sentence ??= this.#quoted() ?? this.#decide.get().judgement.sentence;
    return this.#sentence;
  }

  get witness(): string | undefined {
    if (this.#witness) return this.#witness.subject;
    const admission = this.#admission.get();
    const subject = admission ? witnessOf(admission) : this.#decide.get().judgement.witness;
    this.#witness = { subject };
    return subject;
  }

  #decided(): { readonly judgement: SubjectJudgement; readonly cost: Cost } {
    const budget = newBudget();
    const { steps } = budget;
    const judgement = judgeSubjects(this.#provider, globNfa(this.#elements), budget);
    return { judgement, cost: { steps: steps - budget.steps } };
  }

  /** Where it is known which form is widest, the others need not be looked at. Undefined where it is not, or too much to look at. */
  #admitted(): Admission | undefined {
    const { widest } = this.verdict;
    const admission = widest && admissionOf(widest, globNfa(this.#elements), newBudget());
    return admission === 'unknown' ? undefined : admission;
  }

  /** The sentence of the shape with this pattern's letters. */
  #quoted(): string | undefined {
    const ofShape = sentences.get(this.#provider, this.#shape, () => {
      const sentence = this.#own();
      return sentence && sentenceOfShape(sentence, this.#elements, this.#shape);
    });
    if (ofShape) return sayOfPattern(ofShape, this.#elements, this.#shape);
    const sentence = this.#own();
    return sentence && say(sentence, textOfPiece);
  }

  #own(): Sentence<Piece> | undefined {
    const admission = this.#admission.get();
    return admission && sentenceFor(admission, this.verdict.verdict === 'exact');
  }
}

/**
 * What is asked for several times in a row. Remembered judgements must not keep their automata, and weak references would keep
 * all of them until the run is over: so only those that were made last are kept, whosever they are.
 */
class Lately<T> {
  static readonly #kept = new Map<Lately<unknown>, unknown>();
  readonly #compute: () => T;

  constructor(compute: () => T) {
    this.#compute = compute;
  }

  get(): T {
    const kept = Lately.#kept;
    if (kept.has(this)) return kept.get(this) as T;
    const value = this.#compute();
    kept.set(this, value);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return value;
  }
}

/** Enough for the values of one condition that are asked about in turn. */
const MOST_KEPT = 8;

/**
 * Whether a pattern may admit some of what is sent by default and be narrower than a width. A look at the forms sent by default,
 * which have few states, before customised subjects are looked at. False where that takes too much.
 */
export function mayBeNarrower(provider: Provider, pattern: SubjectPattern, than: Width, budget: Budget): boolean {
  const { complete, forms } = compileSubjects(provider);
  if (!complete) return true;
  const nfa = globNfa(globElements(pattern.text, pattern));
  let isAdmitted = false;
  for (const compiled of forms) {
    if (compiled.form.kind === 'custom') continue;
    const scope = scopeOf(compiled, nfa, budget);
    if (scope === 'unknown' || (scope && wider(scope.width, than) === scope.width)) return false;
    isAdmitted ||= scope !== undefined;
  }
  return isAdmitted;
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
  if (scopes.length === 0 && (complete || isNothing(subjects))) return nobodyOf(provider);
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
  const sentence = once(() => say(sentenceFor(widest, widest.width === 'exact'), textOfPiece));
  const witness = once(() => witnessOf(widest));
  const unreviewed = issued.some(admitsAnyRef)
    ? 'any ref'
    : issued.some(admitsPullRequests)
      ? 'pull requests'
      : undefined;
  return {
    verdict: widest.width,
    widest: widest.compiled,
    get sentence() {
      return sentence();
    },
    get witness() {
      return witness();
    },
    ...(issued.length === 0 ? { onlyByTemplate: true as const } : {}),
    ...(unreviewed ? { unreviewed } : {}),
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

/** Whether a branch is left open from its first letter to its last. */
function admitsAnyRef({ compiled: { parts }, admitted, pattern }: Scope): boolean {
  const spelled = new Map<number, boolean>();
  admitted.tags.forEach((tag, state) => {
    const part = parts[tag];
    if (part?.kind !== 'part' || !part.part.isRef) return;
    spelled.set(tag, (spelled.get(tag) ?? false) || isSpelled(pattern, admitted.right[state]!));
  });
  return [...spelled.values()].includes(false);
}

/** Every state of what is admitted lies on a way to an end. */
function admitsPullRequests({ compiled: { parts }, admitted }: Scope): boolean {
  return admitted.tags.some((tag) => {
    const part = parts[tag];
    return part?.kind === 'fixed' && part.isPullRequest === true;
  });
}

function widestOf(scopes: readonly Scope[]): Scope {
  return scopes.reduce((best, scope) => (isWider(scope.width, best.width) ? scope : best));
}

function isWider(a: Verdict, b: Verdict): boolean {
  return isWidth(a) && (!isWidth(b) || (a !== b && wider(a, b) === a));
}

/** A readable subject out of what is admitted, from outside if the set is that wide. */
export function witnessOf(admission: Admission): string {
  const { compiled, admitted, pattern, isFixed } = admission;
  const outside = outsideOf(admission);
  const isOpen = (state: number): boolean => !isSpelled(pattern, admitted.right[state]!);
  if (!outside) return readableText(compiled, admitted, shortestPath(admitted)!, STRANGER, isOpen);
  const { path, identity } = outside;
  const avoid = (state: number): boolean => isFixed[state] === 1 && identity.tags.has(admitted.tags[state]!);
  return readableText(compiled, admitted, path, STRANGER, isOpen, avoid);
}
