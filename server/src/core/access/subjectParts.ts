/** Which forms of subject a pattern admits, and which of their parts it spells out. */
import type { NamedPart, Provider, SubjectForm } from '../oidc/provider.ts';
import { type GlobElement, globElements, globNfa } from './language/glob.ts';
import { intersect, newBudget } from './language/product.ts';
import { isEmpty, shortestPath } from './language/words.ts';
import { type CompiledForm, compileSubjects, type TaggedPart } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { fixedStretches } from './subjectScope.ts';
import { ByShape, shapeOf } from './subjectShape.ts';
import { traceOf } from './subjectTrace.ts';

/** A part that has the same text in every subject that is admitted. */
export interface SpelledPart {
  readonly part: NamedPart;
  /** UTF-16 units into the pattern's literal text, holes counted as nothing. */
  readonly at: number;
  readonly length: number;
}

export interface AdmittedForm {
  readonly form: SubjectForm;
  /** Whether a part of it changes with each run, spelled out or not. */
  readonly changes: boolean;
  /** Those that change with each run, and those that are names with an id beside them. */
  readonly spelled: readonly SpelledPart[];
  /** Those that say whose the workload is. */
  readonly tenants: readonly SpelledPart[];
}

/** Whether any part of the provider's subjects changes with each run, or is a name with an id beside it. */
export function hasMarkedParts(provider: Provider): boolean {
  return compileSubjects(provider).forms.some(({ parts }) => parts.some((tagged) => isMarked(tagged)));
}

type NamedTag = TaggedPart & { kind: 'part' };

function isTenant(tagged: TaggedPart): tagged is NamedTag {
  return tagged.kind === 'part' && tagged.part.level === 'tenant';
}

function isMarked(tagged: TaggedPart): tagged is NamedTag {
  return tagged.kind === 'part' && (tagged.part.changesEachRun ?? tagged.part.stableClaim) !== undefined;
}

/** Which forms admit something of a shape. */
const admitting = new ByShape<readonly CompiledForm[]>();

/** A hole may be any text, so that what is not admitted is certain, and what is spelled out too. */
export function admittedForms(provider: Provider, pattern: SubjectPattern): readonly AdmittedForm[] {
  const elements = globElements(pattern.text, pattern);
  const shape = shapeOf(provider, elements);
  if (shape.isDead) return [];
  return admitting
    .get(provider, shape, () => compileSubjects(provider).forms.filter((form) => admits(form, elements)))
    .map((form) => new Admitted(form, elements));
}

function admits(compiled: CompiledForm, elements: readonly GlobElement[]): boolean {
  const { reached, length } = traceOf(compiled, elements);
  return length === elements.length && [...reached[length]!].some((state) => compiled.nfa.accepting[state]);
}

/** What is spelled out is worked out when somebody asks: it takes a whole intersection, and mostly the form says enough. */
class Admitted implements AdmittedForm {
  readonly form: SubjectForm;
  readonly changes: boolean;
  readonly #compiled: CompiledForm;
  readonly #elements: readonly GlobElement[];
  #spelled: readonly SpelledPart[] | undefined;
  #tenants: readonly SpelledPart[] | undefined;

  constructor(compiled: CompiledForm, elements: readonly GlobElement[]) {
    this.form = compiled.form;
    this.changes = compiled.parts.some((one) => one.kind === 'part' && one.part.changesEachRun !== undefined);
    this.#compiled = compiled;
    this.#elements = elements;
  }

  get spelled(): readonly SpelledPart[] {
    this.#spelled ??= spelledParts(this.#compiled, this.#elements, isMarked);
    return this.#spelled;
  }

  get tenants(): readonly SpelledPart[] {
    this.#tenants ??= spelledParts(this.#compiled, this.#elements, isTenant);
    return this.#tenants;
  }
}

/** Those of note. None where that would be too much work. */
function spelledParts(
  compiled: CompiledForm,
  elements: readonly GlobElement[],
  isOfNote: (tagged: TaggedPart) => tagged is NamedTag,
): readonly SpelledPart[] {
  if (!compiled.parts.some(isOfNote)) return [];
  const glob = globNfa(elements);
  const admitted = intersect(compiled.nfa, glob, newBudget());
  if (!admitted || isEmpty(admitted)) return [];
  const isFixed = fixedStretches(admitted, compiled, glob);
  return compiled.parts.flatMap((tagged, tag): SpelledPart[] => {
    if (!isOfNote(tagged)) return [];
    const isSpelled = (state: number): boolean => admitted.tags[state] === tag && isFixed[state] === 1;
    if (!admitted.tags.some((_, state) => isSpelled(state)) || shortestPath(admitted, { avoid: isSpelled })) return [];
    const places = shortestPath(admitted)!
      .filter(isSpelled)
      .map((state) => elements[admitted.right[state]! - 1]!.at);
    return [{ part: tagged.part, at: places[0]!, length: places.at(-1)! + 1 - places[0]! }];
  });
}
