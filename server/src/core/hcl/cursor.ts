import type { Span } from '../text/range.ts';
import { Layout } from './layout.ts';
import type { SyntaxProblem } from './nodes.ts';

/** Deeper nesting is refused with a problem, because the parser works by recursion. Terraform code stays below 30. */
const MAX_DEPTH = 400;
/** Longest chain of operators, attributes or calls on one value. */
export const MAX_CHAIN = 2_000;
/** More problems than this help nobody, and a list of a million would only be slow to show. */
const MAX_PROBLEMS = 100;
/** How much of a file may be read again in search of a better guess, in file lengths. */
const REREADS = 4;

export const END = -1;
export const LF = 10;
export const CR = 13;
export const QUOTE = 34;

const START = 1;
const CONTINUE = 2;
const KINDS = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(char)) KINDS[code] = START | CONTINUE;
  else if (/[0-9-]/.test(char)) KINDS[code] = CONTINUE;
}
const UNICODE_START = /\p{ID_Start}/u;
/** Without the four characters that later versions of Unicode have added, which Terraform does not take. */
const UNICODE_CONTINUE = /(?!\u200c|\u200d|\u30fb|\uff65)\p{ID_Continue}/u;

/** Thrown and caught in here alone: a strict reading ends at its first fault. Made once, because a stack trace is slow. */
const UNREADABLE = new Error('not readable');

/** A place in the text, with what has been found so far. All offsets are UTF-16. */
export class Cursor {
  text: string;
  end: number;
  readonly problems: SyntaxProblem[] = [];
  readonly comments: Span[] = [];
  pos = 0;
  /** Inside brackets a line break is white space. */
  newlinesAreSpace = false;
  /** The file is known to be broken, and it is guessed where the author's blocks and brackets end. */
  guessing = false;
  /** While guessing: the `${` at the beginning has its brace at the end, and not on its line. */
  isOneExpression = false;
  /** Why: the first fault. */
  failure: SyntaxProblem | undefined;
  /** Counts what could not be read, also what is not noted as a problem. */
  faults = 0;
  /** The closing characters that brackets around this place wait for, the innermost last. */
  readonly open: number[] = [];
  /** How far the lines are indented that open the blocks around this place, the innermost last. */
  readonly heads: number[] = [];
  /** Where the blocks around this place begin, the innermost last. */
  readonly blocks: number[] = [];
  /** How far the items of the block around this place are indented. */
  itemIndent = 0;
  #strict = false;
  #depth = 0;
  #fault: SyntaxProblem | undefined;
  #layout: Layout | undefined;
  #rereads: number;
  /** Where blocks begin that hold the fault of a strict reading, up to the present end of the text: read again, they end there too. */
  #broken = new Set<number>();
  readonly #noted = new Set<number>();
  readonly #whole: string;

  constructor(text: string) {
    this.text = text;
    this.#whole = text;
    this.end = text.length;
    this.#rereads = REREADS * text.length;
    if (text.charCodeAt(0) === 0xfeff) this.pos = 1;
  }

  /** The lines of the whole text; needed only for guesses. */
  get layout(): Layout {
    this.#layout ??= new Layout(this.#whole);
    return this.#layout;
  }

  /** From here on the text is known to be broken; gives the fault that ended the strict reading. */
  giveUpStrictness(): SyntaxProblem {
    this.guessing = true;
    this.failure = this.#fault!;
    return this.failure;
  }

  /** Reads strictly, as Terraform does. At the first fault it gives undefined, with everything as it was before. */
  attempt<T>(read: () => T): T | undefined {
    const { pos, newlinesAreSpace, guessing, itemIndent } = this;
    const [depth, comments, open, heads] = [this.#depth, this.comments.length, this.open.length, this.heads.length];
    const blocks = this.blocks.length;
    this.#strict = true;
    this.guessing = false;
    try {
      return read();
    } catch (error) {
      if (error !== UNREADABLE) throw error;
      this.#rereads -= Math.max(0, this.pos - pos) + 1;
      this.pos = pos;
      this.newlinesAreSpace = newlinesAreSpace;
      this.itemIndent = itemIndent;
      this.#depth = depth;
      this.comments.length = comments;
      this.open.length = open;
      this.heads.length = heads;
      for (const block of this.blocks.splice(blocks)) this.#broken.add(block);
      return undefined;
    } finally {
      this.#strict = false;
      this.guessing = guessing;
    }
  }

  /** Whether it is still worth trying: each failed attempt costs, and a hostile file must not make it cost without end. */
  get mayTryAgain(): boolean {
    return this.#rereads > 0 && !this.#broken.has(this.pos);
  }

  /** Reads as if the text ended at an offset. */
  within<T>(limit: number, read: () => T): T {
    const { text, end } = this;
    const broken = this.#broken;
    if (limit >= end) return read();
    this.text = text.slice(0, limit);
    this.end = limit;
    this.#broken = new Set();
    try {
      return read();
    } finally {
      this.text = text;
      this.end = end;
      this.#broken = broken;
    }
  }

  /** The character at a distance from here; NaN behind the end. */
  at(distance: number): number {
    return this.text.charCodeAt(this.pos + distance);
  }

  /** Notes a problem; only the first at a place counts, what follows from it is noise. Ends a strict reading. */
  problem(message: string, start: number, end = start + 1): void {
    this.faults++;
    const last = this.#whole.length;
    const span = { start: Math.min(start, last), end: Math.max(Math.min(start, last), Math.min(end, last)) };
    if (this.#strict) {
      this.#fault = { message, span };
      throw UNREADABLE;
    }
    if (this.problems.length >= MAX_PROBLEMS || this.#noted.has(span.start)) return;
    this.#noted.add(span.start);
    this.problems.push({ message, span });
  }

  /** Goes one level deeper, or gives up the rest of the text. */
  enter(): boolean {
    if (++this.#depth <= MAX_DEPTH) return true;
    this.problem(`nested more than ${MAX_DEPTH} levels deep: the rest is not read`, this.pos);
    this.pos = this.end;
    return false;
  }

  leave(): void {
    this.#depth--;
  }

  /** Skips blanks and comments (and line breaks, inside brackets); gives the character that follows, or END. */
  skip(): number {
    const { text } = this;
    let pos = this.pos;
    for (;;) {
      const code = text.charCodeAt(pos);
      if (code === 32 || code === 9) pos++;
      else if (code === LF) {
        if (!this.newlinesAreSpace) break;
        pos++;
      } else if (code === CR && text.charCodeAt(pos + 1) === LF) {
        if (!this.newlinesAreSpace) break;
        pos += 2;
      } else if (code === 35 || (code === 47 && text.charCodeAt(pos + 1) === 47)) pos = this.#lineComment(pos);
      else if (code === 47 && text.charCodeAt(pos + 1) === 42) pos = this.#blockComment(pos);
      else break;
    }
    this.pos = pos;
    return pos < this.end ? text.charCodeAt(pos) : END;
  }

  /** As `skip`, over line breaks as well. */
  skipLines(): number {
    const before = this.newlinesAreSpace;
    this.newlinesAreSpace = true;
    const code = this.skip();
    this.newlinesAreSpace = before;
    return code;
  }

  skipToLineEnd(): void {
    const line = this.text.indexOf('\n', this.pos);
    this.pos = line < 0 ? this.end : line;
  }

  /** Goes back over the blanks before this place to the line break before them, which ends an item. */
  backToLineEnd(): void {
    this.pos = this.lineEndBefore(this.pos);
  }

  /** Where the line before ends, for an offset at which a line begins; else the offset itself. */
  lineEndBefore(offset: number): number {
    let pos = offset;
    while (pos > 0 && (this.text.charCodeAt(pos - 1) === 32 || this.text.charCodeAt(pos - 1) === 9)) pos--;
    if (this.text.charCodeAt(pos - 1) !== LF) return offset;
    return this.text.charCodeAt(pos - 2) === CR ? pos - 2 : pos - 1;
  }

  isLineBreak(code: number): boolean {
    return code === LF || (code === CR && this.at(1) === LF);
  }

  startsIdentifier(pos = this.pos): boolean {
    const code = this.text.charCodeAt(pos);
    if (code < 128) return (KINDS[code]! & START) !== 0;
    return pos < this.end && UNICODE_START.test(String.fromCodePoint(this.text.codePointAt(pos)!));
  }

  #continuesIdentifier(pos: number): boolean {
    const code = this.text.charCodeAt(pos);
    if (code < 128) return KINDS[code] !== 0;
    return pos < this.end && UNICODE_CONTINUE.test(String.fromCodePoint(this.text.codePointAt(pos)!));
  }

  /** Reads the identifier that begins here. */
  identifier(): string {
    const { text } = this;
    const start = this.pos;
    let pos = start;
    for (;;) {
      const code = text.charCodeAt(pos);
      if (code < 128) {
        if (KINDS[code] === 0) break;
        pos++;
      } else if (this.#continuesIdentifier(pos)) pos += text.codePointAt(pos)! > 0xffff ? 2 : 1;
      else break;
    }
    this.pos = pos;
    return text.slice(start, pos);
  }

  /** Whether a word stands here, and not only the beginning of a longer one. */
  atWord(word: string): boolean {
    return this.text.startsWith(word, this.pos) && !this.#continuesIdentifier(this.pos + word.length);
  }

  #lineComment(start: number): number {
    let stop = this.text.indexOf('\n', start);
    if (stop < 0) stop = this.end;
    const end = this.text.charCodeAt(stop - 1) === CR ? stop - 1 : stop;
    this.#comment(start, end);
    return end;
  }

  #blockComment(start: number): number {
    const stop = this.text.indexOf('*/', start + 2);
    if (stop < 0) {
      this.problem('this comment is not closed: `*/` is missing', start, start + 2);
      return this.end;
    }
    this.#comment(start, stop + 2);
    return stop + 2;
  }

  /** The parser may look at a comment more than once. */
  #comment(start: number, end: number): void {
    const last = this.comments[this.comments.length - 1];
    if (!last || last.start < start) this.comments.push({ start, end });
  }
}
