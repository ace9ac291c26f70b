/** Which forms of subject a pattern admits, and which of their parts it spells out. */
import type { NamedPart, Provider, SubjectForm } from '../oidc/provider.ts';
import { formsAdmitting } from './admittingForms.ts';
import { type GlobElement, globElements, globNfa } from './language/glob.ts';
import { intersect, newBudget } from './language/product.ts';
import { shortestPath } from './language/words.ts';
import { type CompiledForm, compileSubjects, type TaggedPart } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { fixedStretches } from './subjectScope.ts';
import { ByShape, type Row, rowOfPattern, rowOfShape, type Shape, shapeOf } from './subjectShape.ts';

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

/** Which forms admit something of a shape, and what is spelled out in it. */
const admitting = new ByShape<readonly AdmittedShape[]>();

/** A hole may be any text, so that what is not admitted is certain, and what is spelled out too. */
export function admittedForms(provider: Provider, pattern: SubjectPattern): readonly AdmittedForm[] {
  const elements = globElements(pattern.text, pattern);
  const shape = shapeOf(provider, elements);
  if (shape.isDead) return [];
  return admitting
    .get(provider, shape, () => formsAdmitting(provider, elements).map(admittedShape))
    .map((admitted) => new Admitted(admitted, elements, shape));
}

/** What all patterns of one shape admit of a form. */
interface AdmittedShape {
  readonly compiled: CompiledForm;
  readonly changes: boolean;
  readonly spelled: Stretches;
  readonly tenants: Stretches;
}

function admittedShape(compiled: CompiledForm): AdmittedShape {
  return {
    compiled,
    changes: compiled.parts.some((one) => one.kind === 'part' && one.part.changesEachRun !== undefined),
    spelled: new Stretches(compiled, isMarked),
    tenants: new Stretches(compiled, isTenant),
  };
}

class Admitted implements AdmittedForm {
  readonly #admitted: AdmittedShape;
  readonly #elements: readonly GlobElement[];
  readonly #shape: Shape;

  constructor(admitted: AdmittedShape, elements: readonly GlobElement[], shape: Shape) {
    this.#admitted = admitted;
    this.#elements = elements;
    this.#shape = shape;
  }

  get form(): SubjectForm {
    return this.#admitted.compiled.form;
  }

  get changes(): boolean {
    return this.#admitted.changes;
  }

  get spelled(): readonly SpelledPart[] {
    return this.#admitted.spelled.in(this.#elements, this.#shape);
  }

  get tenants(): readonly SpelledPart[] {
    return this.#admitted.tenants.in(this.#elements, this.#shape);
  }
}

interface Stretch extends Row {
  readonly part: NamedPart;
}

/**
 * Which parts of note are spelled out. It takes a whole intersection, so it is worked out when somebody asks, and once for all
 * patterns of a shape: those differ in letters within a name only, so that each part begins and ends at the same kept elements.
 */
class Stretches {
  readonly #compiled: CompiledForm;
  readonly #isOfNote: (tagged: TaggedPart) => tagged is NamedTag;
  /** By places in the list of kept elements. */
  #ofShape: readonly Stretch[] | undefined;

  constructor(compiled: CompiledForm, isOfNote: (tagged: TaggedPart) => tagged is NamedTag) {
    this.#compiled = compiled;
    this.#isOfNote = isOfNote;
  }

  in(elements: readonly GlobElement[], shape: Shape): readonly SpelledPart[] {
    if (!this.#ofShape) {
      const found = stretchesIn(elements, this.#compiled, this.#isOfNote) ?? [];
      const ofShape = found.flatMap(({ part, ...row }) => {
        const same = rowOfShape(row, elements, shape);
        return same ? [{ part, ...same }] : [];
      });
      if (ofShape.length < found.length) return found.map((stretch) => spelledPart(stretch, elements));
      this.#ofShape = ofShape;
    }
    return this.#ofShape.map(({ part, ...row }) =>
      spelledPart({ part, ...rowOfPattern(row, elements, shape) }, elements),
    );
  }
}

function spelledPart({ part, from, to }: Stretch, elements: readonly GlobElement[]): SpelledPart {
  const { at } = elements[from]!;
  return { part, at, length: elements[to - 1]!.at + 1 - at };
}

/** Undefined where that would be too much work. */
function stretchesIn(
  elements: readonly GlobElement[],
  compiled: CompiledForm,
  isOfNote: (tagged: TaggedPart) => tagged is NamedTag,
): readonly Stretch[] | undefined {
  if (!compiled.parts.some(isOfNote)) return [];
  const glob = globNfa(elements);
  const admitted = intersect(compiled.nfa, glob, newBudget());
  if (!admitted) return undefined;
  const shortest = shortestPath(admitted);
  if (!shortest) return [];
  const isFixed = fixedStretches(admitted, compiled, glob);
  return compiled.parts.flatMap((tagged, tag): Stretch[] => {
    if (!isOfNote(tagged)) return [];
    const isSpelled = (state: number): boolean => admitted.tags[state] === tag && isFixed[state] === 1;
    if (!admitted.tags.some((_, state) => isSpelled(state)) || shortestPath(admitted, { avoid: isSpelled })) return [];
    const places = shortest.filter(isSpelled).map((state) => admitted.right[state]! - 1);
    return [{ part: tagged.part, from: places[0]!, to: places.at(-1)! + 1 }];
  });
}
