/** The sentence about a pattern, made once for all patterns of its shape: they differ in letters that it quotes. */
import { isSingle } from './language/charset.ts';
import type { GlobElement } from './language/glob.ts';
import { type Row, rowOfPattern, rowOfShape, type Shape } from './subjectShape.ts';
import { type Piece, type Quote, type Sentence, say } from './subjectWords.ts';

/** Text that is the same in all patterns of the shape, and rows of kept elements whose letters are quoted. */
export type SentenceOfShape = Sentence<string | Row>;

/** Undefined where the sentence about one pattern does not tell how that about another is made. */
export function sentenceOfShape(
  { whole, contexts, isTooWide }: Sentence<Piece>,
  elements: readonly GlobElement[],
  shape: Shape,
): SentenceOfShape | undefined {
  const phrases = [whole, ...contexts].map((phrase) => phrase.map((piece) => pieceOfShape(piece, elements, shape)));
  const known = phrases.filter((phrase) => phrase.every((piece) => piece !== undefined));
  const [first, ...others] = known;
  return first && known.length === phrases.length ? { whole: first, contexts: others, isTooWide } : undefined;
}

export function sayOfPattern(sentence: SentenceOfShape, elements: readonly GlobElement[], shape: Shape): string {
  return say(sentence, (piece) => (typeof piece === 'string' ? piece : lettersIn(piece, elements, shape)));
}

function lettersIn(row: Row, elements: readonly GlobElement[], shape: Shape): string {
  const { from, to } = rowOfPattern(row, elements, shape);
  let text = '';
  for (let at = from; at < to; at++) text += String.fromCharCode(elements[at]!.set![0]!);
  return text;
}

function pieceOfShape(piece: Piece, elements: readonly GlobElement[], shape: Shape): string | Row | undefined {
  if (typeof piece === 'string') return piece;
  const row = rowOf(piece);
  if (row && elements.slice(row.from, row.to).every(({ set }) => set && isSingle(set)))
    return rowOfShape(row, elements, shape);
  // Only letters before the first wildcard are left out of a shape.
  const firstWildcard = elements.findIndex(({ source }) => source !== 'character');
  const isSame = (state: number): boolean => firstWildcard >= 0 && elementOf(state) >= firstWildcard;
  return [...piece.read, piece.stop].every((states) => states.every(isSame)) ? piece.text : undefined;
}

/** The elements that a text is quoted from one after the other; undefined where it is read in several places at once. */
function rowOf({ read, stop }: Quote): Row | undefined {
  const first = read[0]?.[0];
  if (first === undefined) return undefined;
  const from = elementOf(first);
  const isRow = read.every((states, i) => states.length === 1 && elementOf(states[0]!) === from + i);
  return isRow && stop.length <= 1 ? { from, to: from + read.length } : undefined;
}

function elementOf(state: number): number {
  return state - 1;
}
