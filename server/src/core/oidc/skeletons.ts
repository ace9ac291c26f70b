/** Texts to fill in: subjects and issuers in the shape that a provider gives them, with blanks where they differ. */
import { type PatternNode, parsePattern } from './pattern.ts';
import type { NamedPart, Provider, SubjectForm, SubjectPart } from './provider.ts';
import { USUAL_NAMES } from './usualNames.ts';

/** A stretch that somebody has to fill in, and what stands there until then. */
export interface Blank {
  readonly blank: string;
  /** Of a subject. */
  readonly part?: NamedPart;
}

export type Skeleton = readonly (string | Blank)[];

export interface SubjectSkeleton {
  readonly pieces: Skeleton;
  readonly form: SubjectForm;
  /** Whether a star in it stands for other text: only an operator that takes wildcards reads it so. */
  readonly wildcards: boolean;
}

/** More ways to end a subject than these are not told apart. */
const MAX_ENDINGS = 8;

/**
 * The subjects that a provider sends unless told otherwise, the narrowest first; behind them, with a star at the end, all of a
 * resource. What is new at each run is a star.
 * @param names what to write for a part, where it fits
 */
export function subjectSkeletons(
  provider: Provider,
  names: ReadonlyMap<string, string> = new Map(),
): readonly SubjectSkeleton[] {
  const forms = (provider.subject?.forms ?? []).filter(({ kind }) => kind === 'default');
  const exact = forms.flatMap((form) => endingsOf(form).map((parts) => filledIn(form, parts, names)));
  const whole = forms.flatMap((form) => wholeResource(form, names) ?? []);
  const all = [...exact, ...whole].filter(({ pieces }) => pieces.length > 0);
  return [...new Map(all.map((skeleton) => [plainText(skeleton.pieces), skeleton])).values()];
}

/** An issuer's address without scheme, once for each that it has. */
export function issuerSkeletons({ issuer }: Provider): readonly Skeleton[] {
  if (issuer.kind === 'fixed') return issuer.urls.map((url) => [url]);
  if (issuer.kind === 'any-host') return [[{ blank: issuer.example }]];
  return [splitAt(issuer.examples[0], literalsOf(parsePattern(issuer.pattern)))];
}

/** The text with its blanks as they are. */
export function plainText(pieces: Skeleton): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece.blank)).join('');
}

type PlainPart = Exclude<SubjectPart, { readonly oneOf: unknown } | { readonly listOf: unknown }>;

/** Every sequence of literals and names that the choices of a form leave; of a list the first of its parts. */
function endingsOf({ parts }: SubjectForm): readonly (readonly PlainPart[])[] {
  return expand(parts).slice(0, MAX_ENDINGS);
}

function expand([first, ...rest]: readonly SubjectPart[]): readonly (readonly PlainPart[])[] {
  if (!first) return [[]];
  const tails = expand(rest);
  if ('literal' in first || 'part' in first) return tails.map((tail) => [first, ...tail]);
  const choices = 'oneOf' in first ? first.oneOf : first.listOf.slice(0, 1);
  return choices.flatMap((choice) => expand(choice).flatMap((head) => tails.map((tail) => [...head, ...tail])));
}

function filledIn(form: SubjectForm, parts: readonly PlainPart[], names: ReadonlyMap<string, string>): SubjectSkeleton {
  const pieces = parts.map((part): string | Blank => {
    if ('literal' in part) return part.literal;
    return part.changesEachRun
      ? '*'
      : { blank: nameFor(part, names) ?? fromExamples(form, parts).get(part.part) ?? part.part, part };
  });
  return { form, pieces: joined(pieces), wildcards: pieces.includes('*') };
}

/** All subjects of a resource: up to the part that says in which situation the workload runs. */
function wholeResource(form: SubjectForm, names: ReadonlyMap<string, string>): SubjectSkeleton | undefined {
  for (const parts of endingsOf(form)) {
    const last = parts.findLastIndex((part) => 'part' in part && part.level !== 'context');
    const next = parts[last + 1];
    const goesOn = parts.slice(last + 1).some((part) => 'part' in part);
    if (last < 0 || !goesOn || !next || !('literal' in next)) continue;
    const { pieces } = filledIn(form, parts, names);
    const kept = plainText(filledIn(form, parts.slice(0, last + 1), names).pieces);
    return { form, pieces: joined([...cut(pieces, kept.length), `${next.literal[0]!}*`]), wildcards: true };
  }
  return undefined;
}

/** The pieces of a text's beginning, which ends between two of them. */
function cut(pieces: Skeleton, length: number): Skeleton {
  const kept: (string | Blank)[] = [];
  let left = length;
  for (const piece of pieces) {
    const text = plainText([piece]);
    if (left <= 0) break;
    kept.push(text.length <= left ? piece : text.slice(0, left));
    left -= text.length;
  }
  return kept;
}

/** Blanks without text are nothing, and literals side by side are one. */
function joined(pieces: Skeleton): Skeleton {
  const result: (string | Blank)[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (plainText([piece]) === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') result[result.length - 1] = last + piece;
    else result.push(piece);
  }
  return result;
}

/** A name that somebody could have chosen, where one fits. */
function nameFor(part: NamedPart, names: ReadonlyMap<string, string>): string | undefined {
  const fits = new RegExp(`^(?:${part.pattern})$`);
  const own = part.level === 'context' ? [] : [part.part.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '-')];
  const candidates = [names.get(part.part), ...(USUAL_NAMES[part.part] ?? []), ...own];
  return candidates.find((name) => name !== undefined && fits.test(name));
}

const exampleNames = new WeakMap<SubjectForm, Map<string, ReadonlyMap<string, string>>>();

/** What the examples of a form have in the place of its parts. */
function fromExamples(form: SubjectForm, parts: readonly PlainPart[]): ReadonlyMap<string, string> {
  const known = exampleNames.get(form) ?? new Map<string, ReadonlyMap<string, string>>();
  exampleNames.set(form, known);
  const key = parts.map((part) => ('literal' in part ? part.literal : part.part)).join('\0');
  const names = known.get(key) ?? readExamples(form, parts);
  known.set(key, names);
  return names;
}

function readExamples(form: SubjectForm, parts: readonly PlainPart[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const sequence of [parts, ...endingsOf(form)]) {
    const source = sequence.map((part) => ('literal' in part ? escaped(part.literal) : `(${part.pattern})`)).join('');
    const match = form.examples.map((example) => new RegExp(`^${source}$`).exec(example)).find((each) => each);
    const named = sequence.filter((part): part is NamedPart => 'part' in part);
    for (const [i, { part }] of named.entries()) if (match && !found.has(part)) found.set(part, match[i + 1]!);
  }
  return found;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** Shorter ones, such as the dashes in a UUID, do not divide a text. */
const MIN_LITERAL = 4;

/** The stretches that every text of a pattern has, in order. */
function literalsOf(node: PatternNode): readonly string[] {
  const items = node.kind === 'sequence' ? node.items : [node];
  const runs = [''];
  for (const item of items) {
    const single = item.kind === 'chars' && item.ranges.length === 1 ? item.ranges[0] : undefined;
    if (single && single.from === single.to) runs[runs.length - 1] += String.fromCharCode(single.from);
    else runs.push('');
  }
  return runs.filter((run) => run.length >= MIN_LITERAL);
}

function splitAt(text: string, literals: readonly string[]): Skeleton {
  const pieces: (string | Blank)[] = [];
  let at = 0;
  for (const literal of literals) {
    const found = text.indexOf(literal, at);
    if (found < 0) continue;
    pieces.push({ blank: text.slice(at, found) }, literal);
    at = found + literal.length;
  }
  return joined([...pieces, { blank: text.slice(at) }]);
}
