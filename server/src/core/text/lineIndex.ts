/** A place in a text: line and UTF-16 column, both 0-based. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Turns UTF-16 offsets into lines and columns and back. Lines end at LF, CRLF or CR, as in the Language Server Protocol. */
export class LineIndex {
  readonly #text: string;
  readonly #starts: number[] = [0];

  constructor(text: string) {
    this.#text = text;
    if (!text.includes('\r')) {
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#starts.push(i + 1);
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) this.#starts.push(i + 1);
    }
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset at which a line (0-based) begins; the text's length for a line after the last. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** The place of an offset; offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#text.length));
    let low = 0;
    let high = this.#starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= at) low = middle;
      else high = middle;
    }
    return { line: low, column: at - this.#starts[low]! };
  }

  /** The offset of a place; a column behind the line's end is clamped to it, before what ends the line. */
  offsetAt({ line, column }: Position): number {
    return Math.min(this.lineStart(line) + column, this.#lineEnd(line));
  }

  #lineEnd(line: number): number {
    const next = this.#starts[line + 1];
    if (next === undefined) return this.#text.length;
    const isPair = this.#text.startsWith('\r\n', next - 2);
    return isPair ? next - 2 : next - 1;
  }
}
