/** JSON inside a JSON string: its text, and the way back through the escapes to the file. */
import type { Span } from '../text/range.ts';
import type { JsonPiece } from './nodes.ts';

/** What a string literal of a file holds; `span` includes the quotes. */
export function pieceOfLiteral(text: string, span: Span): JsonPiece {
  const end = span.end - 1;
  /** Where each character begins, and where the text ends. */
  const offsets: number[] = [];
  let cooked = '';
  let at = span.start + 1;
  while (at < end) {
    const length = unitLength(text, at, end);
    offsets.push(at);
    cooked += length === 1 ? text[at] : unescaped(text.slice(at, at + length));
    at += length;
  }
  offsets.push(end);
  return { kind: 'text', cooked, sourceOffset: (index) => offsets[Math.min(index, offsets.length - 1)]! };
}

/** An escape stands for one UTF-16 unit. */
function unitLength(text: string, at: number, end: number): number {
  if (text[at] !== '\\') return 1;
  return Math.min(text[at + 1] === 'u' ? 6 : 2, end - at);
}

function unescaped(written: string): string {
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    // The file's own fault; one unit, so that the offsets stay right.
    return '\ufffd';
  }
}
