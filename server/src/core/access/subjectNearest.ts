/** Why a pattern admits nobody: where it leaves what the provider can send, what is nearest to it, and how to repair it. */
import type { NamedPart, Provider, SubjectForm } from '../oidc/provider.ts';
import { known, literal } from '../value/text.ts';
import { has } from './language/charset.ts';
import { type GlobElement, globElements, globNfa } from './language/glob.ts';
import { intersect } from './language/product.ts';
import { shortestPath } from './language/words.ts';
import { READER, readableText } from './subjectExample.ts';
import { type CompiledForm, compileSubjects } from './subjectGrammar.ts';
import { admittedForms } from './subjectParts.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { apply, bestRepair, type Edit, offsetOf, type RepairEdit, writtenText } from './subjectRepair.ts';
import { isReadToEnd, type Trace, traceOf } from './subjectTrace.ts';

export interface NobodyOptions {
  /** `default`: against what the provider sends unless told otherwise. `all`: against customised subjects too. */
  readonly forms: 'default' | 'all';
}

export interface Repair {
  /** The pattern after the repair; undefined where it has holes. */
  readonly text: string | undefined;
  readonly edit: Edit;
  /** `safe`: the meaning is beyond doubt. `review`: one of several, or wider than what stands there. */
  readonly safety: 'safe' | 'review';
  /** The result has a wildcard that the pattern's operator would not expand. */
  readonly needsWildcards: boolean;
}

export interface WhyNobody {
  /** A subject that the provider can send, as near to the pattern as possible. */
  readonly nearest: string;
  /** Where the pattern leaves the provider's subjects: UTF-16 units into its literal text, holes counted as nothing. */
  readonly at: number;
  /** What could stand there instead, in words. */
  readonly expected: string;
  /** Whether a customised subject could still match. */
  readonly onlyByTemplate: boolean;
  readonly repair?: Repair;
}

/** Undefined unless it is certain that no subject is admitted, whatever the pattern's holes are. */
export function whyNobody(
  provider: Provider,
  pattern: SubjectPattern,
  options: NobodyOptions = { forms: 'all' },
): WhyNobody | undefined {
  const { complete, forms } = compileSubjects(provider);
  if (!complete) return undefined;
  const admitted = admittedForms(provider, pattern);
  const onlyByTemplate = admitted.length > 0;
  if (admitted.some(isIssued) || (onlyByTemplate && options.forms === 'all')) return undefined;
  const elements = globElements(pattern.text, pattern);
  const issued = forms.filter(isIssued);
  const traces = (issued.length > 0 ? issued : forms).map((compiled) => traceOf(compiled, elements));
  const longest = traces.reduce((best, trace) => (trace.length > best.length ? trace : best));
  const repair = repairOf(provider, pattern, issued);
  return {
    nearest: nearestSubject(longest, issued, repair, pattern),
    at: offsetOf(elements, longest.length),
    expected: expectedAt(longest),
    onlyByTemplate,
    ...(repair ? { repair } : {}),
  };
}

function isIssued({ form }: { readonly form: SubjectForm }): boolean {
  return form.kind !== 'custom';
}

/**
 * The pattern with `*` and `?` as wildcards: under an operator that compares literally they are no characters of a subject,
 * so that they must have been meant so.
 */
function asMeant(pattern: SubjectPattern): SubjectPattern {
  const hasWildcard = pattern.text.some((part) => typeof part === 'string' && /[*?]/.test(part));
  return hasWildcard ? { ...pattern, wildcards: true } : pattern;
}

/** None where only the operator is wrong. */
function repairOf(provider: Provider, pattern: SubjectPattern, forms: readonly CompiledForm[]): Repair | undefined {
  const meant = asMeant(pattern);
  if (meant !== pattern && admittedForms(provider, meant).some(isIssued)) return undefined;
  const elements = globElements(pattern.text, meant);
  const traces = forms.map((compiled) => traceOf(compiled, elements));
  const edit = respelling(meant, traces) ?? bestRepair(traces);
  if (!edit) return undefined;
  const { at, remove, insert, safety } = edit;
  const text = known(pattern.text);
  return {
    text: text === undefined ? undefined : apply(text, edit),
    edit: { at, remove, insert },
    safety,
    needsWildcards: !pattern.wildcards && (meant.wildcards || edit.needsWildcards === true),
  };
}

/** Other spellings of a name whose characters the provider does not allow: lower case, dashes for underscores. */
const RESPELLED: readonly ((name: string) => string)[] = [
  (name) => name.toLowerCase(),
  (name) => name.replaceAll('_', '-'),
  (name) => name.toLowerCase().replaceAll('_', '-'),
];

function respelling(pattern: SubjectPattern, traces: readonly Trace[]): RepairEdit | undefined {
  const text = known(pattern.text);
  if (text === undefined) return undefined;
  for (const trace of traces) {
    const { compiled, length, elements } = trace;
    const stuck = stuckPart(trace);
    if (!stuck || length >= elements.length) continue;
    const start = offsetOf(elements, stuck.start);
    const at = offsetOf(elements, length);
    const behind = text.slice(at).search(/[:/@]/);
    const end = behind < 0 ? text.length : at + behind;
    const name = text.slice(start, end);
    const word = wordsOf(stuck.part).find((other) => other.toLowerCase() === name.toLowerCase());
    for (const insert of [...(word === undefined ? [] : [word]), ...RESPELLED.map((respell) => respell(name))]) {
      if (insert === name) continue;
      const edit: Edit = { at: start, remove: name.length, insert };
      const elementsAfter = globElements([apply(text, edit)], pattern);
      if (isReadToEnd(traceOf(compiled, elementsAfter))) return { ...edit, safety: 'review' };
    }
  }
  return undefined;
}

/** What a part can be, where that is one of a few words. */
function wordsOf({ pattern }: NamedPart): readonly string[] {
  return /^[\w|-]+$/.test(pattern) ? pattern.split('|') : [];
}

interface StuckPart {
  readonly tag: number;
  readonly part: NamedPart;
  /** The element that the part begins with. */
  readonly start: number;
}

/** The named part in which, or right before which, a trace ends. */
function stuckPart({ compiled: { nfa, parts }, reached, length }: Trace): StuckPart | undefined {
  for (const state of reached[length]!) {
    for (const target of nfa.next[state]!) {
      const tag = nfa.tags[target]!;
      const tagged = parts[tag]!;
      if (tagged.kind !== 'part') continue;
      let start = length;
      while (start > 0 && [...reached[start]!].some((other) => nfa.tags[other] === tag)) start--;
      return { tag, part: tagged.part, start };
    }
  }
  return undefined;
}

/** What could follow where a trace ends. */
function expectedAt(trace: Trace): string {
  const { compiled, reached, length, elements } = trace;
  const { nfa, parts } = compiled;
  const stuck = stuckPart(trace);
  const next = elements[length];
  const expected = new Set<string>();
  for (const state of reached[length]!) {
    for (const target of nfa.next[state]!) {
      const tagged = parts[nfa.tags[target]!]!;
      if (tagged.kind === 'fixed') expected.add(`"${tagged.text}"`);
      else if (nfa.tags[state] !== nfa.tags[target]) expected.add(withArticle(tagged.part.part));
    }
  }
  if (stuck && stuck.start < length && next?.source === 'character') {
    const unit = next.set!.at(-1)!;
    const isPossible = nfa.tags.some((tag, state) => tag === stuck.tag && has(nfa.sets[state]!, unit));
    const name = withArticle(stuck.part.part);
    expected.add(
      isPossible
        ? `${name} that does not begin with "${writtenText(elements, stuck.start, length + 1)}"`
        : `${name} without "${String.fromCharCode(unit)}"`,
    );
  }
  return expected.size > 0 ? joinOr([...expected]) : 'nothing more';
}

function withArticle(name: string): string {
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;
}

function joinOr(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A subject of the repaired pattern, or else one that begins as the pattern does. Usual names fill what is open. */
function nearestSubject(
  longest: Trace,
  forms: readonly CompiledForm[],
  repair: Repair | undefined,
  pattern: SubjectPattern,
): string {
  const meant = asMeant(pattern);
  const text = repair ? (repair.text === undefined ? undefined : literal(repair.text)) : pattern.text;
  if (text) {
    const wildcards = meant.wildcards || repair?.needsWildcards === true;
    const elements = globElements(text, { ...meant, wildcards });
    for (const compiled of forms) {
      const found = exampleOf(compiled, elements);
      if (found !== undefined) return found;
    }
  }
  if (longest.length === 0) return longest.compiled.form.examples[0]!;
  const start = longest.elements.slice(0, longest.length);
  const rest: GlobElement = { set: undefined, at: 0, source: 'many' };
  return exampleOf(longest.compiled, [...start, rest]) ?? longest.compiled.form.examples[0]!;
}

/** The most usual subject out of those that a pattern admits and that are sent by default. */
export function usualSubject(provider: Provider, pattern: SubjectPattern): string | undefined {
  const elements = globElements(pattern.text, pattern);
  for (const compiled of compileSubjects(provider).forms) {
    const found = compiled.form.kind === 'default' ? exampleOf(compiled, elements) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** How many characters an alternative may be longer for standing one place earlier in the grammar. */
const RANK_COST = 4;

/** The most usual subject of the form that the elements admit. */
function exampleOf(compiled: CompiledForm, elements: readonly GlobElement[]): string | undefined {
  const admitted = intersect(compiled.nfa, globNfa(elements));
  if (!admitted) return undefined;
  const path = shortestPath(admitted, { extraCost: (state) => RANK_COST * compiled.rank[admitted.tags[state]!]! });
  if (!path) return undefined;
  const isOpen = (state: number): boolean => elements[admitted.right[state]! - 1]!.source !== 'character';
  return readableText(compiled, admitted, path, READER, isOpen);
}
