/**
 * One-step repairs of a pattern that admits nobody: one stretch replaced by words that are fixed in the provider's
 * subjects, such that the result can be produced. Data of the grammar decides what may be put in, never a list of mistakes.
 */
import { editDistance } from '../oidc/nearest.ts';
import { has } from './language/charset.ts';
import type { GlobElement } from './language/glob.ts';
import type { CompiledForm } from './subjectGrammar.ts';
import { fitting, type Trace } from './subjectTrace.ts';

/** What to do in the pattern's literal text, holes counted as nothing. */
export interface Edit {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

export interface RepairEdit extends Edit {
  /** `safe`: the meaning is beyond doubt. `review`: one of several, or wider than what stands there. */
  readonly safety: 'safe' | 'review';
  /** Only an operator with wildcards accepts the result as meant. */
  readonly needsWildcards?: true;
}

interface Candidate extends RepairEdit {
  readonly cost: number;
}

/** Longest stretch that is taken out or put in. */
const MAX_STRETCH = 40;
/** Above this many (element, state) pairs no repair is looked for. */
const MAX_PAIRS = 500_000;

/** The most likely repair over several forms. */
export function bestRepair(traces: readonly Trace[]): RepairEdit | undefined {
  let best: Candidate | undefined;
  let rivals = false;
  for (const trace of traces) {
    for (const candidate of candidates(trace)) {
      if (!best || candidate.cost < best.cost) {
        rivals = false;
        best = candidate;
      } else if (candidate.cost === best.cost && resultOf(trace, candidate) !== resultOf(trace, best)) {
        rivals = true;
      }
    }
  }
  return best && (rivals ? { ...best, safety: 'review' } : best);
}

function resultOf({ elements }: Trace, edit: Edit): string {
  return apply(writtenText(elements, 0, elements.length), edit);
}

/** The text after an edit. */
export function apply(text: string, { at, remove, insert }: Edit): string {
  return text.slice(0, at) + insert + text.slice(at + remove);
}

function* candidates(trace: Trace): Generator<Candidate> {
  const { compiled, elements, reached, length } = trace;
  if (elements.length * compiled.nfa.sets.length > MAX_PAIRS) return;
  yield* missingEnd(trace);
  const fits = fitting(trace);
  for (let start = 0; start <= length; start++) {
    for (const from of reached[start]!) {
      // Within a name nothing is certain before the place where it can no longer go on.
      if (start !== length && partOf(compiled, from) !== undefined) continue;
      for (const { state, words, rank } of fixedWords(compiled, from)) {
        const lastEnd = Math.min(elements.length, start + MAX_STRETCH);
        for (let end = start; end <= lastEnd; end++) {
          if (end > start && !isRemovable(elements[end - 1]!)) break;
          if (fits[end]![state] !== 1) continue;
          const rated = rate(trace, { start, end, from, state, words, rank });
          if (rated) yield { ...place(elements, start, end), insert: words, ...rated };
        }
      }
    }
  }
}

function isRemovable({ source }: GlobElement): boolean {
  return source === 'character';
}

interface FixedWords {
  readonly state: number;
  readonly words: string;
  /** That of the least usual alternative on the way. */
  readonly rank: number;
}

/** The fixed text that can follow a state, word by word as far as no named part comes between; nothing is one possibility. */
function* fixedWords(compiled: CompiledForm, from: number): Generator<FixedWords> {
  const { nfa, parts, rank: ranks } = compiled;
  const seen = new Map([[from, 0]]);
  let frontier: FixedWords[] = [{ state: from, words: '', rank: 0 }];
  for (let depth = 0; frontier.length > 0 && depth <= MAX_STRETCH; depth++) {
    const following: FixedWords[] = [];
    for (const reached of frontier) {
      yield reached;
      for (const target of nfa.next[reached.state]!) {
        if (parts[nfa.tags[target]!]!.kind !== 'fixed') continue;
        const rank = Math.max(reached.rank, ranks[nfa.tags[target]!]!);
        if (rank >= (seen.get(target) ?? Number.POSITIVE_INFINITY)) continue;
        seen.set(target, rank);
        following.push({ state: target, words: reached.words + String.fromCharCode(nfa.sets[target]![0]!), rank });
      }
    }
    frontier = following;
  }
}

interface Replacement {
  /** Elements from `start` to `end` go. */
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly state: number;
  readonly words: string;
  readonly rank: number;
}

/** How likely a replacement is what was meant; undefined where it would only make the pattern fit by force. */
function rate(trace: Trace, replacement: Replacement): Pick<Candidate, 'cost' | 'safety'> | undefined {
  const { compiled, elements } = trace;
  const { start, end, from, state, words, rank } = replacement;
  const removed = writtenText(elements, start, end);
  if (removed === words) return undefined;
  if (removed === '') {
    // Two separators in a row are never meant, though a name could begin with one.
    if (/^[:/]$/.test(words) && writtenText(elements, start - 1, start + 1).includes(words)) return undefined;
    const isSlip = words.length <= 2 && isInsideWord(compiled, from, state);
    return isSlip ? { cost: words.length, safety: 'safe' } : { cost: 3 + 0.001 * rank, safety: 'review' };
  }
  if (words === '') return rateRemoval(trace, start, end, from, removed);
  if (removed.toLowerCase() === words.toLowerCase()) return { cost: 0.3, safety: 'safe' };
  const misspelled = rateMisspelling(compiled, replacement, removed);
  if (misspelled) return misspelled;
  const name = removed.replace(/[:/]$/, '');
  if (name !== removed && partsAfter(compiled, state).includes(name)) return { cost: 0.5, safety: 'review' };
  if (name !== removed && name.length >= 3 && words === completion(words, name)) return { cost: 1.5, safety: 'review' };
  return undefined;
}

/** A separator for another, or a word one or two letters away; the latter must end alike where a name follows. */
function rateMisspelling(
  compiled: CompiledForm,
  { from, state, words }: Replacement,
  removed: string,
): Pick<Candidate, 'cost' | 'safety'> | undefined {
  if (removed.length === 1 && words.length === 1) {
    const isSeparator = !/[A-Za-z0-9]/.test(removed);
    return isSeparator || isInsideWord(compiled, from, state) ? { cost: 1, safety: 'safe' } : undefined;
  }
  const longer = Math.max(removed.length, words.length);
  const limit = longer >= 6 ? 2 : 1;
  const distance = editDistance(removed, words, limit);
  if (distance > limit || Math.min(removed.length, words.length) < 3) return undefined;
  if (partsAfter(compiled, state).length > 0 && removed.at(-1) !== words.at(-1)) return undefined;
  return { cost: distance + 0.2, safety: distance === 1 ? 'safe' : 'review' };
}

/** The word itself if it is the name written out: `environment:` for `env`. */
function completion(words: string, name: string): string | undefined {
  return /^[a-z_]+:$/.test(words) && words.startsWith(name) ? words : undefined;
}

function rateRemoval(
  { compiled, elements, length }: Trace,
  start: number,
  end: number,
  from: number,
  removed: string,
): Pick<Candidate, 'cost' | 'safety'> | undefined {
  if (removed.trim() === '' && (start === 0 || end === elements.length)) return { cost: 0.2, safety: 'safe' };
  const { nfa, parts } = compiled;
  const goesOnFixed = nfa.next[from]!.every((target) => parts[nfa.tags[target]!]!.kind === 'fixed');
  // A separator is left out only where there are two of them: before a wildcard anything would seem to fit.
  const isSeparator = /^[:/]+$/.test(removed) && !writtenText(elements, end, end + 1).startsWith(removed[0]!);
  if (goesOnFixed && removed.length <= 2 && !isSeparator) return { cost: removed.length, safety: 'safe' };
  // What is fixed already stands there once more.
  if (removed.length > 2 && writtenText(elements, Math.max(0, start - removed.length), start) === removed) {
    return { cost: 1.1, safety: 'safe' };
  }
  // A beginning that the named part cannot have: it ends at the character that could not be read.
  const beginsPart = partOf(compiled, from) === undefined && !goesOnFixed;
  if (!beginsPart || end !== length + 1 || !/[:/]$/.test(removed)) return undefined;
  const last = elements[length]!.set![0]!;
  const isInPart = nfa.next[from]!.some((target) => {
    const tag = nfa.tags[target]!;
    return nfa.tags.some((other, state) => other === tag && has(nfa.sets[state]!, last));
  });
  return isInPart ? { cost: 1.2, safety: 'safe' } : undefined;
}

/** A pattern that stops too early: the separator that must come next, and anything behind it. */
function* missingEnd({ compiled, elements, reached, length }: Trace): Generator<Candidate> {
  if (length < elements.length || elements.length === 0 || elements.at(-1)!.set === undefined) return;
  const { nfa, parts, beforeIdentity } = compiled;
  const { at } = place(elements, length, length);
  for (const state of reached[length]!) {
    for (const target of nfa.next[state]!) {
      const separator = String.fromCharCode(nfa.sets[target]![0]!);
      if (parts[nfa.tags[target]!]!.kind !== 'fixed' || !/[:/]/.test(separator)) continue;
      const cost = beforeIdentity[target] ? 2.5 : 2;
      yield { at, remove: 0, insert: `${separator}*`, safety: 'review', needsWildcards: true, cost };
    }
  }
}

/** Whether a fixed word has begun at one state and goes on at the other. */
function isInsideWord({ nfa, parts }: CompiledForm, from: number, to: number): boolean {
  return nfa.tags[from] === nfa.tags[to] && parts[nfa.tags[from]!]?.kind === 'fixed';
}

function partOf({ nfa, parts }: CompiledForm, state: number): string | undefined {
  const tagged = parts[nfa.tags[state]!];
  return tagged?.kind === 'part' ? tagged.part.part : undefined;
}

/** The named parts that can come right behind a state. */
function partsAfter(compiled: CompiledForm, state: number): string[] {
  return compiled.nfa.next[state]!.flatMap((target) => partOf(compiled, target) ?? []);
}

/** The literal text of some elements; holes have none. */
export function writtenText(elements: readonly GlobElement[], start: number, end: number): string {
  return elements
    .slice(start, end)
    .map(({ source, set }) => {
      if (source === 'character') return String.fromCharCode(set!.at(-1)!);
      return source === 'one' ? '?' : source === 'many' ? '*' : '';
    })
    .join('');
}

function place(elements: readonly GlobElement[], start: number, end: number): { at: number; remove: number } {
  return { at: offsetOf(elements, start), remove: end - start };
}

/** Where an element stands in the literal text; behind the last one, the end. */
export function offsetOf(elements: readonly GlobElement[], index: number): number {
  const element = elements[index];
  if (element) return element.at;
  const last = elements.at(-1);
  return last ? last.at + (last.source === 'hole' ? 0 : 1) : 0;
}
