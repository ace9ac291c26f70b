/** What a pattern admits, said in words. */
import { isSingleLetter, pick } from './language/charset.ts';
import { isSpelled } from './language/language.ts';
import type { CompiledForm, TaggedTree } from './subjectGrammar.ts';
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
}

/** `any workflow of repository acme/api: any branch, any tag, pull_request`. */
export function say<P>({ whole, contexts }: Sentence<P>, textOf: (piece: P) => string): string {
  const words = (phrase: Phrase<P>): string => phrase.map(textOf).join('');
  const situations = [...new Set(contexts.map(words))];
  return `${words(whole)}${situations.length > 0 ? `: ${situations.join(', ')}` : ''}`;
}

/** What a piece says about the pattern that it was made for. */
export function textOfPiece(piece: Piece): string {
  return typeof piece === 'string' ? piece : piece.text;
}

/** `isOne`: it is a single subject. */
export function sentenceFor(admission: Admission, isOne: boolean): Sentence<Piece> {
  const stretches = new Stretches(admission);
  const { compiled } = admission;
  const place = stretches.place();
  const lead = leadOf(compiled);
  const contexts = stretches.contexts();
  const own = contexts.find(({ name }) => name === lead);
  const who = own ? own.words : [`${isOne ? 'a' : 'any'} ${lead}`];
  const where = place.length === 0 ? [] : [' of ', ...place];
  return {
    whole: (own ? undefined : sameName(admission, lead, place)) ?? [...who, ...where],
    contexts: contexts.filter((context) => context !== own).map(({ words }) => words),
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

/** The place alone, where it names the thing itself: `any account` for an Amazon account. */
function sameName({ compiled }: Admission, lead: string, place: Phrase<Piece>): Phrase<Piece> | undefined {
  const [first, ...others] = place;
  if (typeof first !== 'string') return undefined;
  const [, any = '', name, rest] = /^(any )?(\S+)(.*)$/s.exec(first) ?? [];
  if (!compiled.parts.some((tagged) => tagged.kind === 'part' && tagged.part.part === name)) return undefined;
  return lead === name || lead.endsWith(` ${name}`) ? [`${any}${lead}${rest}`, ...others] : undefined;
}

/** The parts of the subject, as the pattern fixes them. */
class Stretches {
  readonly #admission: Admission;
  /** By tag, the states of `admitted`. */
  readonly #states = new Map<number, number[]>();
  /** The states in which a stretch begins. */
  readonly #entered = new Set<number>();

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

  /** `repository acme/api`, `any repository of owner acme`; empty where none is said. */
  place(): Phrase<Piece> {
    const { parts } = this.#admission.compiled;
    const named = [...this.#states.keys()]
      .sort((a, b) => a - b)
      .flatMap((tag) => {
        const tagged = parts[tag]!;
        if (tagged.kind === 'fixed' || tagged.part.level === 'context' || this.#isIdle(tag)) return [];
        return [{ tag, part: tagged.part }];
      });
    const joined = this.#joined(named.map(({ tag }) => tag));
    if (joined !== undefined) {
      const names = named.map(({ part }) => part.part).filter((name) => !name.endsWith(' id'));
      return [`${names.at(-1) ?? named[0]!.part.part} `, ...joined];
    }
    return named
      .reverse()
      .flatMap(({ tag, part }, i) => [...(i === 0 ? [] : [' of ']), ...this.#words(tag, part.part)]);
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
        if (this.#states.get(tag)!.some((state) => !isFixed[state])) return undefined;
        pieces.push(this.#fixedText(tag));
      } else if (!admitted.tags.includes(tag - 1) && tag !== first) {
        return undefined;
      }
    }
    return pieces;
  }

  /** The situations that are admitted; a choice of which nothing is excluded and nothing has a name says nothing. */
  contexts(): Context[] {
    return this.#contextsOf(this.#admission.compiled.tree);
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

  /** Whether the part belongs to a customised subject, where it need not be, and the pattern says nothing about it. */
  #isIdle(tag: number): boolean {
    const { compiled, isFixed } = this.#admission;
    if (compiled.form.kind !== 'custom') return false;
    const states = this.#states.get(tag)!;
    const { start, end } = this.#affixes(states);
    return !start && !end && states.every((state) => !isFixed[state]);
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
    if (this.#isIdle(tag)) return [];
    return [{ name: tagged.part.part, words: this.#words(tag, tagged.part.part) }];
  }

  /** `branch main`, `any branch beginning with "release/"`, `any branch`. */
  #words(tag: number, name: string): Phrase<Piece> {
    const states = this.#states.get(tag)!;
    const { isFixed, compiled } = this.#admission;
    // In a customised subject a part can come again, unfixed; that it is fixed once is what counts.
    const isNamed = compiled.form.kind === 'custom' ? states.some((s) => isFixed[s]) : states.every((s) => isFixed[s]);
    if (isNamed) return [`${name} `, withoutSlash(this.#fixedText(tag))];
    const { start, end } = this.#affixes(states);
    const article = `any ${name}`;
    if (start && end) return [`${article} beginning with "`, start, '" and ending in "', end, '"'];
    if (start) return [`${article} beginning with "`, start, '"'];
    if (end) return [`${article} ending in "`, end, '"'];
    return [article];
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
    return { start: nonEmpty(withoutSlash(start)), end: nonEmpty(reversed(end)) };
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
