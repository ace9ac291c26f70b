/** Where a stretch of a string's text stands in its file. */
import type { SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { type StringValue, type TemplatePiece, textOf } from '../value/value.ts';
import type { TextOf } from './editor.ts';

/**
 * The offset counts UTF-16 units of the text, what is not known of it as nothing. Undefined unless the whole stretch is literal
 * text, without escapes where it is no template.
 */
export function stretchOf(value: StringValue, at: number, length: number, source: TextOf): SourceRange | undefined {
  const { file, start, end } = value.at;
  const whole = known(value.text);
  if (value.template) return stretchOfTemplate(value, value.template.pieces, at, length);
  if (whole === undefined || value.dialect === undefined || value.inserted) return undefined;
  const first = source(file).slice(start, end).indexOf(whole);
  return first < 0 ? undefined : { file, start: start + first + at, end: start + first + at + length };
}

function stretchOfTemplate(
  { text, at: { file } }: StringValue,
  pieces: readonly TemplatePiece[],
  at: number,
  length: number,
): SourceRange | undefined {
  const isKnown = known(text) !== undefined;
  let before = 0;
  for (const piece of pieces) {
    const local = at - before;
    const size = piece.kind === 'text' ? piece.cooked.length : insertedLength(piece, isKnown);
    if (piece.kind === 'text' && local >= 0 && local + length <= size)
      return { file, start: piece.sourceOffset(local), end: piece.sourceOffset(local + length) };
    before += size;
  }
  return undefined;
}

/** How much of a text an expression in it makes up, where the whole text is known. */
function insertedLength(piece: TemplatePiece, isKnown: boolean): number {
  if (!isKnown || piece.kind !== 'value') return 0;
  return known(textOf(piece.value) ?? [])?.length ?? 0;
}
