/** Which forms of subject a pattern admits, and which of their parts it spells out. */
import type { NamedPart, Provider, SubjectForm } from '../oidc/provider.ts';
import { type GlobElement, globElements, globNfa } from './language/glob.ts';
import type { Nfa } from './language/nfa.ts';
import { intersect, newBudget, type Product } from './language/product.ts';
import { isEmpty, shortestPath } from './language/words.ts';
import { type CompiledForm, compileSubjects, type TaggedPart } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { fixedStretches } from './subjectScope.ts';

/** A part that has the same text in every subject that is admitted. */
export interface SpelledPart {
  readonly part: NamedPart;
  /** UTF-16 units into the pattern's literal text, holes counted as nothing. */
  readonly at: number;
  readonly length: number;
}

export interface AdmittedForm {
  readonly form: SubjectForm;
  /** Those that change with each run, and those that are names with an id beside them. */
  readonly spelled: readonly SpelledPart[];
}

/** Whether any part of the provider's subjects changes with each run, or is a name with an id beside it. */
export function hasMarkedParts(provider: Provider): boolean {
  return compileSubjects(provider).forms.some(({ parts }) => parts.some((tagged) => isMarked(tagged)));
}

function isMarked(tagged: TaggedPart): tagged is TaggedPart & { kind: 'part' } {
  return tagged.kind === 'part' && (tagged.part.changesEachRun ?? tagged.part.stableClaim) !== undefined;
}

/** A hole may be any text, so that what is not admitted is certain, and what is spelled out too. Undefined: too much work. */
export function admittedForms(provider: Provider, pattern: SubjectPattern): readonly AdmittedForm[] | undefined {
  const elements = globElements(pattern.text, pattern);
  const glob = globNfa(elements);
  const budget = newBudget();
  const admittedBy: AdmittedForm[] = [];
  for (const compiled of compileSubjects(provider).forms) {
    const admitted = intersect(compiled.nfa, glob, budget);
    if (!admitted) return undefined;
    if (isEmpty(admitted)) continue;
    admittedBy.push({ form: compiled.form, spelled: spelledParts(compiled, admitted, glob, elements) });
  }
  return admittedBy;
}

function spelledParts(
  compiled: CompiledForm,
  admitted: Product,
  glob: Nfa,
  elements: readonly GlobElement[],
): readonly SpelledPart[] {
  const isFixed = fixedStretches(admitted, compiled, glob);
  return compiled.parts.flatMap((tagged, tag): SpelledPart[] => {
    if (!isMarked(tagged)) return [];
    const isSpelled = (state: number): boolean => admitted.tags[state] === tag && isFixed[state] === 1;
    if (!admitted.tags.some((_, state) => isSpelled(state)) || shortestPath(admitted, { avoid: isSpelled })) return [];
    const places = shortestPath(admitted)!
      .filter(isSpelled)
      .map((state) => elements[admitted.right[state]! - 1]!.at);
    return [{ part: tagged.part, at: places[0]!, length: places.at(-1)! + 1 - places[0]! }];
  });
}
