/** Random expressions and patterns from a seed, so that every failure can be repeated. */
import { type CharSet, complement, single, unite } from '../../../server/src/core/access/language/charset.ts';
import * as language from '../../../server/src/core/access/language/expression.ts';

/** The characters that expressions mention, and one that stands for all the others. */
const ALPHABET = ['a', 'b', ':', 'z'];
const MENTIONED = ALPHABET.slice(0, -1);

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

export interface Both {
  readonly expression: language.Expression;
  /** The same in the syntax of JavaScript, which is also that of the catalogue. */
  readonly source: string;
}

/** An expression of limited depth, as tree and as text. */
export function randomExpression(random: Random, depth = 3): Both {
  const kind = depth === 0 ? random.below(2) : random.below(7);
  if (kind === 0) {
    const character = random.of(MENTIONED);
    return { expression: language.literal(character), source: character };
  }
  if (kind === 1) return randomClass(random);
  if (kind <= 3) {
    const items = Array.from({ length: 1 + random.below(3) }, () => randomExpression(random, depth - 1));
    return {
      expression: language.sequence(items.map(({ expression }) => expression)),
      source: items.map(({ source }) => source).join(''),
    };
  }
  if (kind === 4) {
    const items = Array.from({ length: 2 + random.below(2) }, () => randomExpression(random, depth - 1));
    return {
      expression: language.choice(items.map(({ expression }) => expression)),
      source: `(?:${items.map(({ source }) => source).join('|')})`,
    };
  }
  const { expression, source } = randomExpression(random, depth - 1);
  const min = random.below(3);
  const max = random.below(2) === 0 ? Number.POSITIVE_INFINITY : min + random.below(3);
  const times = max === Number.POSITIVE_INFINITY ? `{${min},}` : `{${min},${max}}`;
  return { expression: language.repeat(expression, min, max), source: `(?:${source})${times}` };
}

function randomClass(random: Random): Both {
  const members = MENTIONED.filter(() => random.below(2) === 0);
  const isNegated = random.below(2) === 0;
  if (members.length === 0) return { expression: language.literal('a'), source: 'a' };
  const set = members.map((member): CharSet => single(member.charCodeAt(0))).reduce(unite);
  return {
    expression: language.chars(isNegated ? complement(set) : set),
    source: `[${isNegated ? '^' : ''}${members.join('')}]`,
  };
}

/** A text of the alphabet with `*` and `?` in it. */
export function randomGlob(random: Random): string {
  return Array.from({ length: random.below(6) }, () => random.of(['*', '?', ...MENTIONED])).join('');
}

/** All texts over the alphabet up to a length. */
export function allWords(length: number): string[] {
  const words = [''];
  for (let from = 0, round = 0; round < length; round++) {
    const to = words.length;
    for (; from < to; from++) for (const character of ALPHABET) words.push(words[from] + character);
  }
  return words;
}
