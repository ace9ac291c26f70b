import type { Span } from '../text/range.ts';
import type { SyntaxProblem } from './nodes.ts';

/** Deeper nesting is refused with a problem, because the parser works by recursion. Terraform code stays below 30. */
const MAX_DEPTH = 400;
/** Longest chain of operators, attributes or calls on one value. */
export const MAX_CHAIN = 2_000;

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
const UNICODE_CONTINUE = /\p{ID_Continue}/u;

const TOP_LEVEL_HEADER =
  /(?:resource|data|module|variable|output|locals|provider|terraform|moved|import|check|removed|ephemeral|run|action)[ \t]*(?:"[^"\n]*"[ \t]*){0,2}\{/y;

/** A place in the text, with what has been found so far. All offsets are UTF-16. */
export class Cursor {
  readonly text: string;
  readonly end: number;
  /** The second pass over a broken file: guesses where the author's blocks end. */
  readonly recovering: boolean;
  readonly problems: SyntaxProblem[] = [];
  readonly comments: Span[] = [];
  pos = 0;
  /** Inside brackets a line break is white space. */
  newlinesAreSpace = false;
  depth = 0;
  #absentMarkers = new Map<string, number>();

  constructor(text: string, recovering: boolean) {
    this.text = text;
    this.end = text.length;
    this.recovering = recovering;
    if (text.charCodeAt(0) === 0xfeff) this.pos = 1;
  }

  /** The character at a distance from here; NaN behind the end. */
  at(distance: number): number {
    return this.text.charCodeAt(this.pos + distance);
  }

  /** Notes a problem; only the first at a place counts, what follows from it is noise. */
  problem(message: string, start: number, end = start + 1): void {
    const last = this.problems[this.problems.length - 1];
    if (last && last.span.start === start) return;
    const stop = Math.max(start, Math.min(end, this.end));
    this.problems.push({ message, span: { start: Math.min(start, this.end), end: stop } });
  }

  /** Goes one level deeper, or gives up the rest of the file. */
  enter(): boolean {
    if (++this.depth <= MAX_DEPTH) return true;
    this.problem(`nested more than ${MAX_DEPTH} levels deep: the rest of the file is not read`, this.pos);
    this.pos = this.end;
    return false;
  }

  leave(): void {
    this.depth--;
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

  isLineBreak(code: number): boolean {
    return code === LF || (code === CR && this.at(1) === LF);
  }

  startsIdentifier(pos = this.pos): boolean {
    const code = this.text.charCodeAt(pos);
    if (code < 128) return (KINDS[code]! & START) !== 0;
    return pos < this.end && UNICODE_START.test(String.fromCodePoint(this.text.codePointAt(pos)!));
  }

  continuesIdentifier(pos: number): boolean {
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
      } else if (pos < this.end && UNICODE_CONTINUE.test(String.fromCodePoint(text.codePointAt(pos)!))) {
        pos += text.codePointAt(pos)! > 0xffff ? 2 : 1;
      } else break;
    }
    this.pos = pos;
    return text.slice(start, pos);
  }

  /** Whether a word stands here, and not only the beginning of a longer one. */
  atWord(word: string): boolean {
    return this.text.startsWith(word, this.pos) && !this.continuesIdentifier(this.pos + word.length);
  }

  /** Whether only blanks stand before an offset on its line. */
  isFirstOnLine(pos: number): boolean {
    for (let i = pos - 1; i >= 0; i--) {
      const code = this.text.charCodeAt(i);
      if (code === LF) return true;
      if (code !== 32 && code !== 9) return false;
    }
    return true;
  }

  /** How far the line of an offset is indented, in characters. */
  indentAt(pos: number): number {
    const lineStart = this.text.lastIndexOf('\n', pos - 1) + 1;
    let i = lineStart;
    while (this.text.charCodeAt(i) === 32 || this.text.charCodeAt(i) === 9) i++;
    return i - lineStart;
  }

  /** While recovering: a top-level block begins at column 0, so whatever is open has lost its end. */
  atTopLevelHeader(pos = this.pos): boolean {
    if (!this.recovering || (pos > 0 && this.text.charCodeAt(pos - 1) !== LF)) return false;
    TOP_LEVEL_HEADER.lastIndex = pos;
    return TOP_LEVEL_HEADER.test(this.text);
  }

  /** Whether `name =` or the head of a block stands here. */
  looksLikeItem(pos = this.pos): boolean {
    if (!this.startsIdentifier(pos)) return false;
    const before = this.pos;
    this.pos = pos;
    this.identifier();
    let i = this.pos;
    this.pos = before;
    while (this.text.charCodeAt(i) === 32 || this.text.charCodeAt(i) === 9) i++;
    const code = this.text.charCodeAt(i);
    return (
      (code === 61 && this.text.charCodeAt(i + 1) !== 61 && this.text.charCodeAt(i + 1) !== 62) ||
      code === 123 ||
      (code === QUOTE && i > before)
    );
  }

  /**
   * While recovering: an item at the start of a line, not deeper than the line that opened a bracket, belongs to the body
   * around it. Code inside brackets is indented deeper.
   */
  leavesBracket(openIndent: number): boolean {
    if (!this.recovering || !this.isFirstOnLine(this.pos)) return false;
    return this.indentAt(this.pos) <= openIndent && this.looksLikeItem();
  }

  /** Remembers that a heredoc's end marker does not come behind an offset, so that it is searched only once. */
  isAbsent(marker: string, from: number): boolean {
    const known = this.#absentMarkers.get(marker);
    return known !== undefined && known <= from;
  }

  markAbsent(marker: string, from: number): void {
    this.#absentMarkers.set(marker, Math.min(from, this.#absentMarkers.get(marker) ?? from));
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
