/** What the stretches of a pattern of subjects stand for, and a subject that it admits. */
import type { NamedPart, Provider, SubjectForm } from '../oidc/provider.ts';
import { known } from '../value/text.ts';
import { matchesGlob } from './glob.ts';
import { type GlobElement, globElements, globNfa } from './language/glob.ts';
import { isSpelled } from './language/language.ts';
import { intersect, type Product } from './language/product.ts';
import { shortestPath } from './language/words.ts';
import { READER, readableText } from './subjectExample.ts';
import { type CompiledForm, compileSubjects, type TaggedPart } from './subjectGrammar.ts';
import type { SubjectPattern } from './subjectPattern.ts';

/** A stretch of the pattern that lies in the same parts of the subject from end to end. */
export interface SubjectStretch {
  readonly kind: 'text' | 'wildcard' | 'unknown';
  /** As it is written; empty where it is not known. */
  readonly text: string;
  /** The named parts that it can stand for, in their order; none where it is text that all such subjects have. */
  readonly parts: readonly NamedPart[];
  /** It can stand for the text that marks a pull request. */
  readonly isPullRequest: boolean;
}

export interface ReadForm {
  readonly form: SubjectForm;
  readonly stretches: readonly SubjectStretch[];
  /** A subject that the pattern admits, by the evaluator's own comparison too; undefined where parts of it are not known. */
  readonly example: string | undefined;
}

/** What a character of an unusual situation costs, so that the usual one is the example though its text is longer. */
const UNUSUAL = 3;

/** The forms of a provider's subjects that a pattern admits: those that are sent by default, else the customised ones. */
export function readSubject(provider: Provider, pattern: SubjectPattern): readonly ReadForm[] {
  const { forms } = compileSubjects(provider);
  const isCustom = ({ form }: CompiledForm): boolean => form.kind === 'custom';
  const read = (some: readonly CompiledForm[]): readonly ReadForm[] =>
    some.flatMap((compiled) => readForm(compiled, pattern) ?? []);
  const issued = read(forms.filter((compiled) => !isCustom(compiled)));
  return issued.length > 0 ? issued : read(forms.filter(isCustom));
}

function readForm(compiled: CompiledForm, pattern: SubjectPattern): ReadForm | undefined {
  const elements = globElements(pattern.text, pattern);
  const glob = globNfa(elements);
  const admitted = intersect(compiled.nfa, glob);
  const path =
    admitted && shortestPath(admitted, { extraCost: (state) => UNUSUAL * compiled.rank[admitted.tags[state]!]! });
  if (!admitted || !path) return undefined;
  const isOpen = (state: number): boolean => !isSpelled(glob, admitted.right[state]!);
  const example = readableText(compiled, admitted, path, READER, isOpen);
  return {
    form: compiled.form,
    stretches: stretchesOf(compiled, admitted, elements, pattern),
    example: isMatch(pattern, example) ? example : undefined,
  };
}

function stretchesOf(
  { parts }: CompiledForm,
  admitted: Product,
  elements: readonly GlobElement[],
  { text }: SubjectPattern,
): readonly SubjectStretch[] {
  const written = text.filter((part) => typeof part === 'string').join('');
  const tags = tagsOf(admitted, elements);
  const stretches: { kind: SubjectStretch['kind']; tags: readonly number[]; text: string }[] = [];
  elements.forEach(({ source, at }, index) => {
    const kind = source === 'character' ? 'text' : source === 'hole' ? 'unknown' : 'wildcard';
    const own = [...tags[index]!].sort((a, b) => a - b);
    const unit = kind === 'unknown' ? '' : written.charAt(at);
    const last = stretches.at(-1);
    if (last?.kind === kind && last.tags.join() === own.join()) last.text += unit;
    else stretches.push({ kind, tags: own, text: unit });
  });
  return stretches.map((stretch) => ({
    kind: stretch.kind,
    text: stretch.text,
    ...meaning(stretch.tags.map((tag) => parts[tag]!)),
  }));
}

/** By element: the tags of the states in which it is read. */
function tagsOf({ right, tags }: Product, elements: readonly GlobElement[]): readonly ReadonlySet<number>[] {
  const found = elements.map(() => new Set<number>());
  right.forEach((state, i) => {
    if (i > 0) found[state - 1]!.add(tags[i]!);
  });
  return found;
}

function meaning(tagged: readonly TaggedPart[]): Pick<SubjectStretch, 'parts' | 'isPullRequest'> {
  const parts = tagged.flatMap((one) => (one.kind === 'part' ? [one.part] : []));
  return {
    parts: parts.filter((part, i) => parts.findIndex((other) => other.part === part.part) === i),
    isPullRequest: tagged.some((one) => one.kind === 'fixed' && one.isPullRequest === true),
  };
}

function isMatch({ text, wildcards, ignoresCase }: SubjectPattern, example: string): boolean {
  const pattern = known(text);
  if (pattern === undefined) return false;
  const [left, right] = ignoresCase ? [pattern.toLowerCase(), example.toLowerCase()] : [pattern, example];
  return wildcards ? matchesGlob(left, right) : left === right;
}
