/** Where a stretch of a string's text stands in its file. */
import type { SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { type StringValue, type TemplatePiece, textOf } from '../value/value.ts';
import type { TextOf } from './editor.ts';

/**
 * The offset counts UTF-16 units of the text, what is not known of it as nothing. Undefined unless the whole stretch is literal
 * text, and without escapes in JSON.
 */
export function stretchOf(value: StringValue, at: number, length: number, source: TextOf): SourceRange | undefined {
  if (value.template) return stretchOfTemplate(value, value.template.pieces, at, length);
  if (value.dialect === undefined) return undefined;
  const { file, start, end } = value.at;
  const written = source(file).slice(start, end);
  const first = value.inserted ? besideExpressions(value, written, at, length) : wholeAt(value, written, at);
  return first === undefined ? undefined : { file, start: start + first, end: start + first + length };
}

function wholeAt({ text }: StringValue, written: string, at: number): number | undefined {
  const whole = known(text);
  const first = whole === undefined ? -1 : written.indexOf(whole);
  return first < 0 ? undefined : first + at;
}

/** In JSON that is written as a template: the only place that has the same text. */
function besideExpressions({ text }: StringValue, written: string, at: number, length: number): number | undefined {
  const literal = text.filter((part) => typeof part === 'string').join('');
  const wanted = literal.slice(at, at + length);
  const plain = written.replaceAll(/\$\{[^}]*\}/g, (expression) => ' '.repeat(expression.length));
  const first = plain.indexOf(wanted);
  return wanted === '' || first < 0 || plain.includes(wanted, first + 1) ? undefined : first;
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
