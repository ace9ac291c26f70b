/** The same questions to another implementation: refa's automata. More of them with OIDC_TRUST_CORPUS_FULL=1. */
import { DFA, JS, NFA } from 'refa';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../server/src/core/access/language/nfa.ts';
import { intersect, minus } from '../../../server/src/core/access/language/product.ts';
import { shortestWord } from '../../../server/src/core/access/language/words.ts';
import { Random, randomExpression } from './random.ts';

const PAIRS = process.env['OIDC_TRUST_CORPUS_FULL'] === '1' ? 20_000 : 1_000;

function parse(source: string): NFA {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags: '' }).parse();
  return NFA.fromRegex(expression, { maxCharacter });
}

/** Fails unless both are empty, or the word of ours is one of refa's and no longer than its shortest. */
function expectSame(ours: string | undefined, theirs: NFA | DFA, what: string): void {
  if ((ours === undefined) !== theirs.isEmpty) expect.fail(`${what}: ours ${ours}, theirs empty: ${theirs.isEmpty}`);
  if (ours === undefined) return;
  if (!theirs.test(Array.from(ours, (character) => character.charCodeAt(0)))) expect.fail(`${what}: ${ours}`);
  const [shortest] = theirs.wordSets();
  if (shortest!.length !== ours.length) expect.fail(`${what}: ${ours} has not ${shortest!.length} characters`);
}

describe(`against refa, ${PAIRS} random pairs`, () => {
  it('intersections and remainders have the same shortest length and are empty together', () => {
    const random = new Random(5);
    for (let round = 0; round < PAIRS; round++) {
      const [a, b] = [randomExpression(random), randomExpression(random)];
      const [ourA, ourB] = [compile(a.expression), compile(b.expression)];
      const [theirA, theirB] = [parse(a.source), parse(b.source)];
      const both = NFA.fromIntersection(theirA, theirB);
      expectSame(shortestWord(intersect(ourA, ourB)!), both, `${a.source} & ${b.source}`);
      const others = DFA.fromFA(theirB);
      others.complement();
      const rest = NFA.fromIntersection(theirA, others);
      expectSame(shortestWord(minus(ourA, ourB)!), rest, `${a.source} - ${b.source}`);
    }
  }, 600_000);
});
