/** What a pattern admits, said in words. */
import type { NamedPart } from '../oidc/provider.ts';
import { isSingleLetter, pick } from './language/charset.ts';
import { globElements, globNfa } from './language/glob.ts';
import { both, isSpelled, isWithin, type Language, NOTHING, texts } from './language/language.ts';
import { newBudget } from './language/product.ts';
import { shortestPath } from './language/words.ts';
import { type Demand, subjectsWith } from './subjectDemands.ts';
import { type CompiledForm, isOfIssuer, type TaggedTree } from './subjectGrammar.ts';
import type { Admission } from './subjectScope.ts';

/** Some words of a sentence: our own, or quoted from the pattern. */
export type Piece = string | Quote;

export interface Quote {
  readonly text: string;
  /** By letter, the states of the pattern that write it. */
  readonly read: readonly (readonly number[])[];
  /** Those at which it ends because they write different letters, or none. */
  readonly stop: readonly number[];
}

/** The words in one row. */
type Phrase<P> = readonly P[];

export interface Sentence<P> {
  readonly whole: Phrase<P>;
  /** In which situations. */
  readonly contexts: readonly Phrase<P>[];
  /** Some subjects that the words describe are not admitted. */
  readonly isTooWide: boolean;
}

/** `any workflow of repository acme/api: any branch, any tag, pull_request`. */
export function say<P>({ whole, contexts, isTooWide }: Sentence<P>, textOf: (piece: P) => string): string {
  const words = (phrase: Phrase<P>): string => phrase.map(textOf).join('');
  const situations = [...new Set(contexts.map(words))];
  const all = `${words(whole)}${situations.length > 0 ? `: ${situations.join(', ')}` : ''}`;
  return isTooWide ? `${all}, as far as the subject matches` : all;
}

/** What a piece says about the pattern that it was made for. */
export function textOfPiece(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.text;
}

/** `isOne`: it is a single subject. */
export function sentenceFor(admission: Admission, isOne: boolean): Sentence<Piece> {
  const stretches = new Stretches(admission);
  const lead = leadOf(admission.compiled);
  const contexts = stretches.contexts();
  const own = contexts.find(({ name }) => name === lead);
  const place = stretches.place();
  // The place may begin with the thing itself: `any namespace` needs no `any namespace of`.
  const named = own ? undefined : sameName(admission, lead, place);
  const who = own?.words ?? named?.[0] ?? [`${isOne ? 'a' : 'any'} ${lead}`];
  return {
    whole: [who, ...(named ? place.slice(1) : place)].flatMap((words, i) => (i === 0 ? words : [' of ', ...words])),
    contexts: contexts.filter((context) => context !== own).map(({ words }) => words),
    isTooWide: !isOne && stretches.isTooWide(),
  };
}

/** What has a subject of this form: `workflow` out of `a workflow of a repository, by name`. */
function leadOf({ form }: CompiledForm): string {
  return form.title.replace(/^(?:an?|the) /, '').replace(/(?: of | on | at | that |, | \().*$/, '');
}

interface Context {
  readonly name: string | undefined;
  readonly words: Phrase<Piece>;
}

interface Named {
  readonly tag: number;
  readonly part: NamedPart;
}

/** How the place begins, where that names the thing itself: `any Amazon account`. */
function sameName({ compiled }: Admission, lead: string, place: readonly Phrase<Piece>[]): Phrase<Piece>[] | undefined {
  const [first, ...others] = place[0] ?? [];
  if (typeof first !== 'string') return undefined;
  const any = first.startsWith('any ') ? 'any ' : '';
  const name = compiled.parts
    .flatMap((tagged) => (tagged.kind === 'part' ? [tagged.part.part] : []))
    .find((part) => `${first} `.startsWith(`${any}${part} `) && (lead === part || lead.endsWith(` ${part}`)));
  return name === undefined ? undefined : [[`${any}${lead}${first.slice(any.length + name.length)}`, ...others]];
}

/** `branch main`, where the form knows branches and tags by one name. */
function withKind({ name, words }: Context, kind: string | undefined): Context {
  const [first, ...others] = words;
  return kind === undefined || typeof first !== 'string'
    ? { name, words }
    : { name, words: [first.replace(name!, kind), ...others] };
}

/** What is said of a part. */
type Said =
  | { readonly kind: 'text'; readonly text: Quote }
  | { readonly kind: 'affixes'; readonly start: Quote | undefined; readonly end: Quote | undefined }
  | { readonly kind: 'any' };

/** The texts that a part has where this is said of it; undefined for all that it can have. */
function textsOf(said: Said): Language | undefined {
  if (said.kind === 'any') return undefined;
  if (said.kind === 'text') return texts([said.text.text]);
  const affixes = [said.start ? [said.start.text, ANYTHING] : [], said.end ? [ANYTHING, said.end.text] : []];
  return affixes
    .filter(({ length }) => length > 0)
    .map((text) => globNfa(globElements(text, { wildcards: false, ignoresCase: false })))
    .reduce((a, b) => both(a, b, newBudget()));
}

const ANYTHING = { key: undefined };

/** The parts of the subject, as the pattern fixes them. */
class Stretches {
  readonly #admission: Admission;
  /** By tag, the states of `admitted`. */
  readonly #states = new Map<number, number[]>();
  /** The states in which a stretch begins. */
  readonly #entered = new Set<number>();
  readonly #said = new Map<number, Said>();

  constructor(admission: Admission) {
    this.#admission = admission;
    admission.admitted.tags.forEach((tag, state) => {
      if (state === 0) return;
      const states = this.#states.get(tag);
      if (states) states.push(state);
      else this.#states.set(tag, [state]);
    });
    const { next, tags } = admission.admitted;
    next.forEach((targets, from) => {
      for (const target of targets) if (tags[from] !== tags[target]) this.#entered.add(target);
    });
  }

  /** `repository acme/api`, or `any repository` and `owner acme`; empty where none is said. */
  place(): Phrase<Piece>[] {
    const { parts, realm } = this.#admission.compiled;
    const inPlace = [...this.#states.keys()]
      .sort((a, b) => a - b)
      .flatMap((tag): Named[] => {
        const tagged = parts[tag]!;
        return tagged.kind === 'fixed' || tagged.part.level === 'context' ? [] : [{ tag, part: tagged.part }];
      });
    const joined = this.#joined(inPlace.map(({ tag }) => tag));
    if (joined) {
      const names = inPlace.map(({ part }) => part.part).filter((name) => !name.endsWith(' id'));
      return [[`${names.at(-1) ?? inPlace[0]!.part.part} `, ...joined]];
    }
    const said = inPlace.filter((one) => !this.#saysNothing(one, inPlace)).reverse();
    const [outermost] = said.slice(-1);
    const isOpen = !outermost || (!isOfIssuer(outermost.part, realm) && this.#saidOf(outermost.tag).kind !== 'text');
    const isWhole = realm !== undefined && isOpen && inPlace.length > 0;
    return [...said.map(({ tag, part }) => this.#words(tag, part)), ...(isWhole ? [[`the ${realm}`]] : [])];
  }

  /** Whether a part of the place is left open, and naming it would tell nothing. */
  #saysNothing({ tag, part }: Named, inPlace: readonly Named[]): boolean {
    if (this.#saidOf(tag).kind !== 'any') return false;
    const { form, realm } = this.#admission.compiled;
    if (form.kind === 'custom' || part.part.endsWith(' id') || isOfIssuer(part, realm)) return true;
    const id = inPlace.find((other) => other.part.part === `${part.part} id`);
    return (id !== undefined && this.#saidOf(id.tag).kind === 'text') || !this.#isInAll(tag);
  }

  /** Whether every admitted subject has the part. */
  #isInAll(tag: number): boolean {
    const { admitted } = this.#admission;
    return shortestPath(admitted, { avoid: (state) => admitted.tags[state] === tag }) === undefined;
  }

  /** Whether the words describe subjects that are not admitted; of those that a tenant made up, nobody can tell. */
  isTooWide(): boolean {
    const { compiled, pattern } = this.#admission;
    if (compiled.form.kind === 'custom') return true;
    const demands = compiled.parts.map((tagged, tag): Demand => {
      if (!this.#states.has(tag)) return { texts: NOTHING, isInAll: false };
      if (tagged.kind === 'fixed') return { isInAll: false };
      return { texts: textsOf(this.#saidOf(tag)), isInAll: this.#isInAll(tag) };
    });
    return !isWithin(subjectsWith(compiled, demands), pattern);
  }

  /** The text from the first to the last part, if all is fixed and nothing but punctuation lies between. */
  #joined(tags: readonly number[]): Phrase<Piece> | undefined {
    const { compiled, admitted, isFixed } = this.#admission;
    const [first, last] = [tags[0], tags.at(-1)];
    if (first === undefined || last === undefined || first === last) return undefined;
    const pieces: Piece[] = [];
    for (let tag = first; tag <= last; tag++) {
      const tagged = compiled.parts[tag]!;
      if (tagged.kind === 'fixed') {
        if (!/^[/@]$/.test(tagged.text)) return undefined;
        pieces.push(tagged.text);
      } else if (this.#states.has(tag)) {
        if (this.#states.get(tag)!.some((state) => !isFixed[state]) || !this.#isInAll(tag)) return undefined;
        pieces.push(this.#fixedText(tag));
      } else if (!admitted.tags.includes(tag - 1) && tag !== first) {
        return undefined;
      }
    }
    return pieces;
  }

  /** The situations that are admitted; a choice of which nothing is excluded and nothing has a name says nothing. */
  contexts(): Context[] {
    const contexts = this.#contextsOf(this.#admission.compiled.tree);
    const kinds = contexts.flatMap(({ name, words }) =>
      name === undefined && typeof words[0] === 'string' ? [words[0]] : [],
    );
    const kindOf = (name: string): string | undefined => {
      const [kind, ...others] = name.split(' or ').filter((one) => kinds.includes(one));
      return others.length === 0 ? kind : undefined;
    };
    const known = new Set(contexts.map(({ name }) => name && kindOf(name)));
    return contexts
      .filter(({ name, words }) => name !== undefined || !known.has(words[0] as string))
      .map((context) => withKind(context, context.name === undefined ? undefined : kindOf(context.name)));
  }

  #contextsOf(tree: readonly TaggedTree[]): Context[] {
    return tree.flatMap((node) => this.#contextsOfNode(node));
  }

  #contextsOfNode(node: TaggedTree): Context[] {
    if (node.kind === 'leaf') return this.#contextOf(node.tag);
    const admitted = node.items.filter((item) => this.#isAdmitted(item));
    if (node.kind === 'list') return admitted.flatMap((item) => this.#contextsOf(item));
    const hasNames = node.items.some((item) => item.some((inner) => this.#isNamed(inner)));
    const isOpen = admitted.length === node.items.length && !hasNames;
    return isOpen ? [] : admitted.flatMap((item) => this.#alternative(item));
  }

  #alternative(item: readonly TaggedTree[]): Context[] {
    const named = this.#contextsOf(item);
    if (named.length > 0 || item.length === 0) return named;
    const text = item.map((node) => (node.kind === 'leaf' ? this.#fixedPart(node.tag) : '')).join('');
    return [{ name: undefined, words: [text.replace(/:$/, '')] }];
  }

  #fixedPart(tag: number): string {
    const tagged = this.#admission.compiled.parts[tag]!;
    return tagged.kind === 'fixed' ? tagged.text : '';
  }

  #isNamed(node: TaggedTree): boolean {
    return node.kind !== 'leaf' || this.#admission.compiled.parts[node.tag]!.kind === 'part';
  }

  #isAdmitted(item: readonly TaggedTree[]): boolean {
    return item.some((node) =>
      node.kind === 'leaf' ? this.#states.has(node.tag) : node.items.some((inner) => this.#isAdmitted(inner)),
    );
  }

  #contextOf(tag: number): Context[] {
    const tagged = this.#admission.compiled.parts[tag]!;
    if (tagged.kind === 'fixed' || tagged.part.level !== 'context' || !this.#states.has(tag)) return [];
    if (this.#admission.compiled.form.kind === 'custom' && this.#saidOf(tag).kind === 'any') return [];
    return [{ name: tagged.part.part, words: this.#words(tag, tagged.part) }];
  }

  /** `branch main`, `any branch beginning with "release/"`, `any branch`. */
  #words(tag: number, part: NamedPart): Phrase<Piece> {
    const said = this.#saidOf(tag);
    if (said.kind === 'text') return [`${part.part} `, withoutSlash(said.text)];
    const article = `${isOfIssuer(part, this.#admission.compiled.realm) ? 'the' : 'any'} ${part.part}`;
    if (said.kind === 'any') return [article];
    const start = said.start && withoutSlash(said.start);
    if (start && said.end) return [`${article} beginning with "`, start, '" and ending in "', said.end, '"'];
    if (start) return [`${article} beginning with "`, start, '"'];
    return said.end ? [`${article} ending in "`, said.end, '"'] : [article];
  }

  #saidOf(tag: number): Said {
    let said = this.#said.get(tag);
    if (!said) {
      said = this.#decideOn(tag);
      this.#said.set(tag, said);
    }
    return said;
  }

  #decideOn(tag: number): Said {
    const { compiled, isFixed } = this.#admission;
    const states = this.#states.get(tag)!;
    const isCustom = compiled.form.kind === 'custom';
    if (isCustom ? this.#isFixedInAll(states) : states.every((s) => isFixed[s]) && this.#isSaidOfAll(tag)) {
      return { kind: 'text', text: this.#fixedText(tag) };
    }
    const { start, end } = this.#affixes(states);
    return (start || end) && this.#isSaidOfAll(tag) ? { kind: 'affixes', start, end } : { kind: 'any' };
  }

  /** Situations are alternatives; what is said of the place is said of every subject. */
  #isSaidOfAll(tag: number): boolean {
    const { form, parts } = this.#admission.compiled;
    const tagged = parts[tag]!;
    const isAlternative = form.kind !== 'custom' && tagged.kind === 'part' && tagged.part.level === 'context';
    return isAlternative || this.#isInAll(tag);
  }

  /**
   * Of a customised subject: whether what the pattern spells here is spelled out in every subject. It may be so under two names
   * (`branch` and `ref`), and the part may come again.
   */
  #isFixedInAll(states: readonly number[]): boolean {
    const { admitted, isFixed } = this.#admission;
    const spelled = new Set(states.filter((state) => isFixed[state]).map((state) => admitted.right[state]!));
    const avoid = (state: number): boolean => isFixed[state] === 1 && spelled.has(admitted.right[state]!);
    return spelled.size > 0 && shortestPath(admitted, { avoid }) === undefined;
  }

  /** The one text that a stretch can be. */
  #fixedText(tag: number): Quote {
    const { admitted } = this.#admission;
    let current = this.#states.get(tag)!.filter((state) => this.#admission.isFixed[state] && this.#entered.has(state));
    let text = '';
    const read: number[][] = [];
    while (current.length > 0) {
      text += String.fromCharCode(this.#written(current[0]!));
      read.push([admitted.right[current[0]!]!]);
      current = admitted.next[current[0]!]!.filter((state) => admitted.tags[state] === tag);
    }
    return { text, read, stop: [] };
  }

  /** The character as the pattern writes it, where letters count in both cases. */
  #written(state: number): number {
    const set = this.#admission.admitted.sets[state]!;
    return isSingleLetter(set) && set.length === 4 ? set[2]! : pick(set);
  }

  /** What the pattern demands at both ends of an open stretch; undefined for nothing. */
  #affixes(states: readonly number[]): { readonly start: Quote | undefined; readonly end: Quote | undefined } {
    const { next, accepting, tags } = this.#admission.admitted;
    const tag = tags[states[0]!];
    const own = (state: number): readonly number[] => next[state]!.filter((target) => tags[target] === tag);
    const before = new Map<number, number[]>(states.map((state) => [state, []]));
    for (const state of states) for (const target of own(state)) before.get(target)!.push(state);
    const entered = this.#entered;
    const firsts = states.filter((state) => entered.has(state));
    const isEnd = (state: number): boolean => accepting[state]! || own(state).length < next[state]!.length;
    const start = this.#common(firsts, own, isEnd);
    const end = this.#common(
      states.filter(isEnd),
      (state) => before.get(state)!,
      (state) => entered.has(state),
    );
    return { start: nonEmpty(withoutSlash(start)) && start, end: nonEmpty(reversed(end)) };
  }

  /** The letters that every way from these states begins with, as far as the pattern spells them. */
  #common(
    from: readonly number[],
    follow: (state: number) => readonly number[],
    stops: (state: number) => boolean,
  ): Quote {
    const { pattern, admitted } = this.#admission;
    let text = '';
    const read: number[][] = [];
    for (let current = new Set(from); current.size > 0; ) {
      const states = [...new Set([...current].map((state) => admitted.right[state]!))];
      const [first] = current;
      const letter = pattern.sets[admitted.right[first!]!]!.at(-1)!;
      const isCommon = (state: number): boolean =>
        isSpelled(pattern, admitted.right[state]!) && pattern.sets[admitted.right[state]!]!.at(-1) === letter;
      if (![...current].every(isCommon)) return { text, read, stop: states };
      read.push(states);
      text += String.fromCharCode(letter);
      if ([...current].some(stops)) break;
      current = new Set([...current].flatMap(follow));
    }
    return { text, read, stop: [] };
  }
}

function withoutSlash(quote: Quote): Quote {
  return quote.text.startsWith('/') ? { ...quote, text: quote.text.slice(1), read: quote.read.slice(1) } : quote;
}

function reversed({ text, read, stop }: Quote): Quote {
  return { text: [...text].reverse().join(''), read: [...read].reverse(), stop };
}

function nonEmpty(quote: Quote): Quote | undefined {
  return quote.text === '' ? undefined : quote;
}
