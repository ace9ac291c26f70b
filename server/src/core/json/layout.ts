import type { Span } from '../text/range.ts';
import type { JsonPiece } from './nodes.ts';

/** Stands for a hole in the text that the JSON parser sees. Known by its offset, so the same character in a file does no harm. */
const FILLER = '\uf8ff';

interface Segment {
  readonly start: number;
  readonly end: number;
  /** Where it stands in the file: character by character, or as a whole. */
  readonly source: Span | ((index: number) => number);
  /** The hole that it stands for. */
  readonly filler?: number;
  /** The hole that it is filled from, wholly or in part. */
  readonly from?: number;
  /** The hole stands where a value should be, and so was given quotes. */
  readonly quoted?: boolean;
}

/** A stretch of the joined text; one without length lies between two characters. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What must be escaped in a string of JSON. */
const SPECIAL = /["\\\u0000-\u001f]/;

/** Joins the pieces of a template to one text for the JSON parser, and leads every offset of it back to the file. */
export class Layout {
  /** A part of the document is not in the text, and not a value in it either. */
  readonly open: boolean;
  readonly text: string;
  readonly #segments: readonly Segment[];
  /** What is not there just as the file has it. */
  readonly #computed: readonly Stretch[];

  constructor(pieces: readonly JsonPiece[]) {
    const writer = new Writer();
    for (const [i, piece] of pieces.entries()) writer.write(piece, pieces[i + 1]);
    const { open, text, segments, computed } = writer;
    this.open = open;
    this.text = text;
    this.#segments = segments;
    this.#computed = computed;
  }

  /**
   * Whether a node is not there just as the file has it. What lies whole in one of its children makes only the child computed.
   */
  isComputed({ offset, length }: Extent, children: readonly Extent[]): boolean {
    const holds = (extent: Extent, { start, end }: Stretch): boolean =>
      extent.offset < start && end < extent.offset + extent.length;
    return this.#computed.some((stretch) => {
      if (holds({ offset, length }, stretch)) return !children.some((child) => holds(child, stretch));
      return stretch.start < offset + length && offset < stretch.end;
    });
  }

  /** The span in the file of a stretch of the joined text. */
  span(offset: number, length: number): Span {
    const start = this.#sourceStart(offset);
    const end = length === 0 ? start : this.#sourceEnd(offset + length);
    // What begins in one round of a loop and ends in the next may end before it begins.
    return start <= end ? { start, end } : { start: end, end: start };
  }

  /** The number of the hole that makes up the string at this offset, when it stands where a value should be. */
  valueHole(offset: number): number | undefined {
    const segment = this.#segmentAt(offset);
    return segment?.quoted && segment.start === offset ? segment.filler : undefined;
  }

  /** The holes that the text of a stretch comes from. */
  holesIn(offset: number, length: number): number[] {
    return [...new Set(this.#within(offset, length).flatMap(({ from }) => from ?? []))];
  }

  /** A string's unescaped literal stretches and hole numbers. `value` is the whole string as the parser unescaped it. */
  stringParts(offset: number, length: number, value: string): (string | number)[] {
    const holes = this.#within(offset, length).filter(({ filler }) => filler !== undefined);
    if (holes.length === 0) return value === '' ? [] : [value];
    const parts: (string | number)[] = [];
    let at = offset + 1;
    for (const segment of holes) {
      pushText(parts, this.text.slice(at, segment.start));
      if (segment.filler !== undefined) parts.push(segment.filler);
      at = segment.end;
    }
    pushText(parts, this.text.slice(at, Math.max(at, offset + length - 1)));
    return parts;
  }

  /** The segments that a stretch has a part of. */
  #within(offset: number, length: number): Segment[] {
    const found: Segment[] = [];
    for (let i = Math.max(0, this.#indexAt(offset)); i < this.#segments.length; i++) {
      const segment = this.#segments[i]!;
      if (segment.start >= offset + length) break;
      if (segment.end > offset) found.push(segment);
    }
    return found;
  }

  #sourceStart(offset: number): number {
    const segment = this.#segmentAt(offset);
    if (!segment) return this.#lastSource();
    return typeof segment.source === 'function' ? segment.source(offset - segment.start) : segment.source.start;
  }

  #sourceEnd(offset: number): number {
    const segment = this.#segmentAt(offset - 1);
    if (!segment) return this.#lastSource();
    return typeof segment.source === 'function' ? segment.source(offset - segment.start) : segment.source.end;
  }

  #lastSource(): number {
    const last = this.#segments[this.#segments.length - 1];
    if (!last) return 0;
    return typeof last.source === 'function' ? last.source(last.end - last.start) : last.source.end;
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

interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** Writes the joined text. */
class Writer {
  text = '';
  open = false;
  readonly segments: Segment[] = [];
  readonly computed: Stretch[] = [];
  readonly #scan = new Scan();

  write(piece: JsonPiece, next: JsonPiece | undefined): void {
    const start = this.text.length;
    if (piece.kind === 'text') this.#add(piece.cooked, { source: piece.sourceOffset }, next !== undefined);
    else if (piece.kind === 'hole') this.#addHole(piece, next);
    else if (piece.open) this.#addUnknown(piece.span, next);
    const isWritten = piece.kind !== 'seam' && !piece.repeated;
    if (!isWritten) this.computed.push({ start, end: this.text.length });
  }

  #add(text: string, segment: Omit<Segment, 'start' | 'end'>, isScanned = true): void {
    const start = this.text.length;
    this.text += text;
    this.segments.push({ start, end: this.text.length, ...segment });
    if (isScanned) this.#scan.read(text);
  }

  #addHole({ span, hole, text }: JsonPiece & { kind: 'hole' }, next: JsonPiece | undefined): void {
    const { inside, escaped, expectsValue } = this.#scan;
    const isPlain = inside && !escaped && !text?.some((part) => typeof part === 'string' && SPECIAL.test(part));
    if (text && !isPlain) this.#addText(text, hole, span);
    else if (inside) this.#add(FILLER, { source: span, filler: hole, from: hole });
    else if (expectsValue || isKey(next))
      this.#add(`"${FILLER}"`, { source: span, filler: hole, from: hole, quoted: true });
    else this.#addUnknown(span, next);
  }

  /** A text that is known may hold quotes, and end the string that it stands in. */
  #addText(parts: readonly (string | number)[], from: number, source: Span): void {
    const start = this.text.length;
    for (const part of parts) {
      if (typeof part === 'string') this.#add(part, { source, from });
      else if (this.#scan.inside) this.#add(FILLER, { source, filler: part, from });
      else if (this.#scan.expectsValue) this.#add(`"${FILLER}"`, { source, filler: part, from, quoted: true });
      else this.#addUnknown(source);
    }
    this.computed.push({ start, end: this.text.length });
  }

  /** Any text: a part of a string, a value or a key, or else nothing that is seen. */
  #addUnknown(source: Span, next?: JsonPiece): void {
    this.open = true;
    const { inside, expectsValue } = this.#scan;
    if (inside) this.#add(FILLER, { source, filler: UNKNOWN });
    else if (expectsValue || isKey(next)) this.#add(`"${FILLER}"`, { source, filler: UNKNOWN, quoted: true });
  }
}

/** The number of a hole that nothing more is known of. */
const UNKNOWN = -1;

/** Whether a colon follows. */
function isKey(next: JsonPiece | undefined): boolean {
  return next?.kind === 'text' && /^\s*:/.test(next.cooked);
}

/** How far a text has been read: whether that is inside of a string, and if not, what may follow. */
class Scan {
  inside = false;
  /** Behind a backslash that belongs to what follows. */
  escaped = false;
  /** The brackets that are open. */
  readonly #open: number[] = [];
  /** The last character outside of strings that is no white space, a string counting as its last quote. */
  #last: number | undefined;

  /** Whether a value may follow: at the beginning, behind a colon, and in a list. */
  get expectsValue(): boolean {
    if (this.inside) return false;
    if (this.#last === undefined || this.#last === COLON || this.#last === BRACKET) return true;
    return this.#last === COMMA && this.#open[this.#open.length - 1] === BRACKET;
  }

  read(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (this.escaped) this.escaped = false;
      else if (this.inside) this.#readInside(code);
      else if (code > 32) this.#readOutside(code);
    }
  }

  #readInside(code: number): void {
    if (code === BACKSLASH) this.escaped = true;
    else if (code === QUOTE || code === LINE_FEED) this.inside = false;
  }

  #readOutside(code: number): void {
    this.#last = code;
    if (code === QUOTE) this.inside = true;
    else if (code === BRACE || code === BRACKET) this.#open.push(code);
    else if (code === BRACE + 2 || code === BRACKET + 2) this.#open.pop();
  }
}

const QUOTE = 34;
const BACKSLASH = 92;
const LINE_FEED = 10;
const COMMA = 44;
const COLON = 58;
const BRACKET = 91;
const BRACE = 123;
