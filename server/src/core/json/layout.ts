import type { Span } from '../text/range.ts';
import type { JsonPiece } from './nodes.ts';

/** Stands for a hole in the text that the JSON parser sees. Known by its offset, so the same character in a file does no harm. */
const FILLER = '\uf8ff';

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly piece: JsonPiece;
  /** The hole stands where a value should be, and so was given quotes. */
  readonly quoted: boolean;
}

/** Joins the pieces of a template to one text for the JSON parser, and leads every offset of it back to the file. */
export class Layout {
  readonly text: string;
  readonly #segments: readonly Segment[];

  constructor(pieces: readonly JsonPiece[]) {
    const segments: Segment[] = [];
    const strings = new StringTracker();
    let text = '';
    for (const piece of pieces) {
      const quoted = piece.kind === 'hole' && !strings.inside;
      const add = piece.kind === 'text' ? piece.cooked : quoted ? `"${FILLER}"` : FILLER;
      segments.push({ start: text.length, end: text.length + add.length, piece, quoted });
      if (piece.kind === 'text') strings.read(piece.cooked);
      text += add;
    }
    this.text = text;
    this.#segments = segments;
  }

  /** The span in the file of a stretch of the joined text. */
  span(offset: number, length: number): Span {
    const start = this.#sourceStart(offset);
    return { start, end: length === 0 ? start : this.#sourceEnd(offset + length) };
  }

  /** The number of the hole that makes up the string at this offset, when it stands where a value should be. */
  valueHole(offset: number): number | undefined {
    const segment = this.#segmentAt(offset);
    return segment?.piece.kind === 'hole' && segment.quoted && segment.start === offset
      ? segment.piece.hole
      : undefined;
  }

  /** A string's unescaped literal stretches and hole numbers. `value` is the whole string as the parser unescaped it. */
  stringParts(offset: number, length: number, value: string): (string | number)[] {
    const holes: Segment[] = [];
    for (let i = this.#indexAt(offset); i >= 0 && i < this.#segments.length; i++) {
      const segment = this.#segments[i]!;
      if (segment.end > offset + length) break;
      if (segment.piece.kind === 'hole') holes.push(segment);
    }
    if (holes.length === 0) return value === '' ? [] : [value];
    const parts: (string | number)[] = [];
    let at = offset + 1;
    for (const segment of holes) {
      pushText(parts, this.text.slice(at, segment.start));
      if (segment.piece.kind === 'hole') parts.push(segment.piece.hole);
      at = segment.end;
    }
    pushText(parts, this.text.slice(at, Math.max(at, offset + length - 1)));
    return parts;
  }

  #sourceStart(offset: number): number {
    const segment = this.#segmentAt(offset);
    if (!segment) return this.#lastSource();
    if (segment.piece.kind === 'hole') return segment.piece.span.start;
    return segment.piece.sourceOffset(offset - segment.start);
  }

  #sourceEnd(offset: number): number {
    const segment = this.#segmentAt(offset - 1);
    if (!segment) return this.#lastSource();
    if (segment.piece.kind === 'hole') return segment.piece.span.end;
    return segment.piece.sourceOffset(offset - segment.start);
  }

  #lastSource(): number {
    const last = this.#segments[this.#segments.length - 1];
    if (!last) return 0;
    return last.piece.kind === 'hole' ? last.piece.span.end : last.piece.sourceOffset(last.end - last.start);
  }

  #segmentAt(offset: number): Segment | undefined {
    return this.#segments[this.#indexAt(offset)];
  }

  /** The index of the segment that holds an offset, or -1. */
  #indexAt(offset: number): number {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = this.#segments[middle]!;
      if (offset < segment.start) high = middle - 1;
      else if (offset >= segment.end) low = middle + 1;
      else return middle;
    }
    return -1;
  }
}

function pushText(parts: (string | number)[], raw: string): void {
  if (raw === '') return;
  try {
    parts.push(JSON.parse(`"${raw}"`) as string);
  } catch {
    parts.push(raw);
  }
}

/** Whether a scan of JSON text is inside a string. */
class StringTracker {
  inside = false;
  #escaped = false;

  read(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (this.#escaped) this.#escaped = false;
      else if (this.inside && code === 92) this.#escaped = true;
      else if (code === 34) this.inside = !this.inside;
      else if (code === 10) this.inside = false;
    }
  }
}
