/**
 * Texts by the patterns that they match: of those that match the same, one stands for all. Shares no code with the product. Which
 * one is left to chance, so that over many policies none is spared.
 */
import { Random } from '../unit/access/random.ts';

/** A value of a condition, and how it is compared. */
export interface Pattern {
  readonly text: string;
  readonly wildcards: boolean;
  readonly ignoresCase: boolean;
}

/** The letters that patterns are made of, each in both cases, both wildcards as plain text, and one for all others. */
const LETTERS = [...'aAbBz'];
const CHARACTERS = [...LETTERS, '*', '?'];

/** The longest patterns that `TEXTS` tells apart. */
export const LONGEST = 3;

/**
 * Enough texts for patterns of at most three characters out of `a`, `b`, `*` and `?`: whatever two such patterns differ in, they
 * differ in one of these. Up to a length of three it is every text. Of a longer one such a pattern sees at most how it begins
 * and ends, together two letters, or, between two stars, whether it holds one letter. So there is one for each beginning of
 * two letters, each end of two, and each set of letters between them.
 */
export const TEXTS: readonly string[] = [...words(CHARACTERS, LONGEST), ...longer()];

/** All texts over an alphabet up to a length. */
export function words(alphabet: readonly string[], length: number): string[] {
  let [all, last] = [[''], ['']];
  for (let round = 0; round < length; round++) {
    last = last.flatMap((word) => alphabet.map((letter) => word + letter));
    all = [...all, ...last];
  }
  return all;
}

function longer(): string[] {
  const ends = words(LETTERS, 2).filter((word) => word.length === 2);
  return ends.flatMap((start) =>
    ends.flatMap((end) => {
      const others = LETTERS.filter((letter) => letter !== 'z' && !start.includes(letter) && !end.includes(letter));
      return subsets(others).map((middle) => start + middle + end);
    }),
  );
}

function subsets(letters: readonly string[]): string[] {
  let sets = [''];
  for (const letter of letters) sets = sets.flatMap((set) => [set, set + letter]);
  return sets;
}

/** Texts of which the matches with each pattern are worked out once. */
export class Universe {
  readonly texts: readonly string[];
  readonly #matches = new Map<string, Uint8Array>();
  readonly #random = new Random(20261121);

  constructor(texts: readonly string[]) {
    this.texts = texts;
  }

  /** Of all texts that match the same of the patterns, one. */
  representatives(patterns: readonly Pattern[]): string[] {
    let groups = new Int32Array(this.texts.length);
    let count = 1;
    for (const pattern of patterns) {
      const matches = this.#of(pattern);
      const renamed = new Int32Array(2 * count).fill(-1);
      count = 0;
      groups = groups.map((group, i) => {
        const split = 2 * group + matches[i]!;
        if (renamed[split]! < 0) renamed[split] = count++;
        return renamed[split]!;
      });
    }
    const members: string[][] = Array.from({ length: count }, () => []);
    for (const [i, group] of groups.entries()) members[group]!.push(this.texts[i]!);
    return members.map((all) => this.#random.of(all));
  }

  #of({ text, wildcards, ignoresCase }: Pattern): Uint8Array {
    const key = `${wildcards} ${ignoresCase} ${text}`;
    let matches = this.#matches.get(key);
    if (!matches) {
      const source = [...text].map((character) => expressionOf(character, wildcards)).join('');
      const expression = new RegExp(`^${source}$`, ignoresCase ? 'is' : 's');
      matches = Uint8Array.from(this.texts, (one) => Number(expression.test(one)));
      this.#matches.set(key, matches);
    }
    return matches;
  }
}

function expressionOf(character: string, wildcards: boolean): string {
  if (wildcards && character === '*') return '.*';
  if (wildcards && character === '?') return '.';
  return character.replace(/[^\w:/-]/, '\\$&');
}
