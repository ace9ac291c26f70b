import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../../server/src/core/access/glob.ts';
import {
  ANY_CHAR,
  type CharSet,
  complement,
  has,
  intersect as intersectSets,
  pick,
  subtract,
  unite,
} from '../../../server/src/core/access/language/charset.ts';
import { fromPattern } from '../../../server/src/core/access/language/expression.ts';
import { globElements, globNfa } from '../../../server/src/core/access/language/glob.ts';
import { accepts, compile, type Nfa } from '../../../server/src/core/access/language/nfa.ts';
import { intersect, minus } from '../../../server/src/core/access/language/product.ts';
import { isEmpty, shortestWord } from '../../../server/src/core/access/language/words.ts';
import { literal } from '../../../server/src/core/value/text.ts';
import { allWords, Random, randomExpression, randomGlob } from './random.ts';

const CASES = 10_000;
const WORDS = allWords(3);

function glob(pattern: string): Nfa {
  return globNfa(globElements(literal(pattern), { wildcards: true, ignoresCase: false }));
}

/** Fails unless the automaton accepts exactly the words that it should, and its shortest word is one of those. */
function expectLanguage(nfa: Nfa, isMember: (word: string) => boolean, what: string): void {
  const members = WORDS.filter(isMember);
  const accepted = WORDS.filter((word) => accepts(nfa, word));
  if (accepted.join() !== members.join()) expect.fail(`${what}: ${accepted.join()} instead of ${members.join()}`);
  const shortest = shortestWord(nfa);
  if (isEmpty(nfa) !== (shortest === undefined)) expect.fail(`${what}: empty, but ${shortest}`);
  if (shortest === undefined) {
    if (members.length > 0) expect.fail(`${what}: empty, but ${members[0]}`);
    return;
  }
  if (!isMember(shortest)) expect.fail(`${what}: ${shortest} is no member`);
  const length = Math.min(...members.map((word) => word.length));
  if (members.length > 0 ? shortest.length !== length : shortest.length <= 3) expect.fail(`${what}: ${shortest}`);
}

describe('character sets', () => {
  const random = new Random(1);
  const someSet = (): CharSet => {
    let set: CharSet = [];
    for (let i = random.below(4); i > 0; i--) {
      const from = random.below(60);
      set = unite(set, [from, from + random.below(10)]);
    }
    return random.below(3) === 0 ? complement(set) : set;
  };

  it('are combined unit by unit', () => {
    for (let round = 0; round < 500; round++) {
      const [a, b] = [someSet(), someSet()];
      const [both, only, either] = [intersectSets(a, b), subtract(a, b), unite(a, b)];
      for (let unit = 0; unit < 80; unit++) {
        const [inA, inB] = [has(a, unit), has(b, unit)];
        expect([has(both, unit), has(only, unit), has(either, unit)]).toEqual([inA && inB, inA && !inB, inA || inB]);
      }
    }
  });

  it('show a letter if they have one', () => {
    expect(String.fromCharCode(pick(ANY_CHAR))).toBe('a');
    expect(String.fromCharCode(pick([0, 0x39]))).toBe('0');
    expect(String.fromCharCode(pick([0, 0x2f]))).toBe('-');
    expect(pick([0x7f, 0xa5])).toBe(0xa1);
    expect(pick([0xd800, 0xdfff])).toBe(0xd800);
  });
});

describe('automata against all words up to a length', () => {
  it(`accept what the pattern language means (${CASES} random intersections)`, () => {
    const random = new Random(2);
    for (let round = 0; round < CASES; round++) {
      const [a, b] = [randomExpression(random), randomExpression(random)];
      const [inA, inB] = [new RegExp(`^(?:${a.source})$`), new RegExp(`^(?:${b.source})$`)];
      const nfa = round % 2 === 0 ? compile(a.expression) : compile(fromPattern(a.source));
      const both = intersect(nfa, compile(b.expression))!;
      expectLanguage(both, (word) => inA.test(word) && inB.test(word), `${a.source} & ${b.source}`);
    }
  });

  it('leave what the second does not accept', () => {
    const random = new Random(3);
    for (let round = 0; round < CASES / 4; round++) {
      const [a, b] = [randomExpression(random, 2), randomExpression(random, 2)];
      const [inA, inB] = [new RegExp(`^(?:${a.source})$`), new RegExp(`^(?:${b.source})$`)];
      const rest = minus(compile(a.expression), compile(b.expression))!;
      expectLanguage(rest, (word) => inA.test(word) && !inB.test(word), `${a.source} - ${b.source}`);
    }
  });

  it('read wildcards as the plain matcher does', () => {
    const random = new Random(4);
    for (let round = 0; round < CASES / 4; round++) {
      const pattern = randomGlob(random);
      const other = randomGlob(random);
      expectLanguage(glob(pattern), (word) => matchesGlob(pattern, word), pattern);
      const both = intersect(glob(pattern), glob(other))!;
      expectLanguage(both, (word) => matchesGlob(pattern, word) && matchesGlob(other, word), `${pattern} & ${other}`);
    }
  });
});

describe('the plain matcher', () => {
  it.each([
    ['', '', true],
    ['*', '', true],
    ['?', '', false],
    ['a*b?c', 'axxbyc', true],
    ['a*b?c', 'axxbc', false],
    ['*a', 'aaab', false],
    ['repo:acme/*', 'repo:acme/api:pull_request', true],
    ['repo:acme/*', 'repo:acme-x/api', false],
  ])('%s on %s', (pattern, text, matches) => {
    expect(matchesGlob(pattern, text)).toBe(matches);
  });

  it('takes no exponential time', () => {
    expect(matchesGlob(`${'*a'.repeat(500)}b`, 'a'.repeat(5_000))).toBe(false);
  });
});

describe('limits', () => {
  it('end a product that grows too large as unknown', () => {
    const a = glob(`${'*a'.repeat(200)}b`);
    const b = glob(`${'*b'.repeat(200)}a`);
    expect(intersect(a, b, { states: 1_000, steps: 100_000, paid: new Set() })).toBeUndefined();
    expect(minus(a, b, { states: 100_000, steps: 1_000, paid: new Set() })).toBeUndefined();
  });
});
