/** How a text is laid out in lines. Only a broken file is judged by it: people and formatters indent what is inside. */

const HEADER =
  /^(?:resource|data|module|variable|output|locals|provider|terraform|moved|import|check|removed|ephemeral|run|action)(?=[ \t]*["{]|[ \t]+[\w-]+")/;
const HEREDOC = /<<-?([\p{ID_Start}_][\p{ID_Continue}-]*)\r?$/u;
const WORD = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;
const ITEM = /[\p{ID_Start}_][\p{ID_Continue}-]*[ \t]*(?:=(?![=>])|\{|"[^\n]*\{[ \t]*\r?$)/muy;
const OPENER = /[{[(][ \t]*(?:(?:#|\/\/).*)?\r?$/;

/** What a line does to the brackets, as far as its ends show. */
const CLOSES = 1;
const OPENS = 2;
/** How many lines may be looked at in search of ends, in numbers of lines: a hostile file must not make it quadratic. */
const LOOKS = 30;

export class Layout {
  readonly #text: string;
  readonly #starts: number[] = [];
  /** Per line: blanks before the first character; -1 for a blank line and for one inside a heredoc. */
  readonly #indents: number[] = [];
  readonly #brackets: number[] = [];
  /** Where the lines begin that hold the head of a top-level block. */
  readonly #headers: number[] = [];
  readonly #headerLines = new Set<number>();
  /** Per line that begins a heredoc: the line of its end marker. */
  readonly #heredocEnds = new Map<number, number>();
  #looks: number;

  constructor(text: string) {
    this.#text = text;
    this.#hideHeredocs(this.#readLines());
    this.#looks = LOOKS * this.#starts.length + 10_000;
  }

  /** The number of the line that holds an offset. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  startOf(line: number): number {
    return this.#starts[line] ?? this.#text.length;
  }

  /** How far the line of an offset is indented, in characters. */
  indentAt(offset: number): number {
    return Math.max(0, this.#indents[this.lineOf(offset)]!);
  }

  /** Whether only blanks stand before an offset on its line. */
  isFirstOnLine(offset: number): boolean {
    const line = this.lineOf(offset);
    return this.#indents[line]! >= 0 && offset - this.#starts[line]! <= this.#indents[line]!;
  }

  /** Where the next top-level block begins, behind an offset. */
  nextHeader(offset: number): number {
    let low = 0;
    let high = this.#headers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#headers[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#headers[low] ?? this.#text.length;
  }

  /** Where the line of the end marker begins, of a heredoc that begins on the line of an offset; undefined without one. */
  heredocEnd(offset: number): number | undefined {
    const line = this.#heredocEnds.get(this.lineOf(offset));
    return line === undefined ? undefined : this.startOf(line);
  }

  /** Whether `name =` or the head of a block stands at an offset. */
  isItem(offset: number): boolean {
    ITEM.lastIndex = offset;
    return ITEM.test(this.#text);
  }

  /**
   * Whether the brackets at the beginnings and ends of the lines from an offset on close one that was opened at this
   * indentation, before a line comes that is indented less.
   */
  isClosedLater(offset: number, indent: number): boolean {
    let balance = 0;
    for (let line = this.lineOf(offset); line < this.#starts.length; line++) {
      const own = this.#indents[line]!;
      if (--this.#looks < 0) return true;
      if (own < 0 || own > indent) continue;
      if (own < indent || this.#headerLines.has(line)) return false;
      const brackets = this.#brackets[line]!;
      if ((brackets & CLOSES) !== 0 && --balance < 0) return true;
      if ((brackets & OPENS) !== 0) balance++;
    }
    return false;
  }

  /**
   * Where a heredoc without an end marker most likely ends: before the line that looks like the next argument, or like
   * the brace of a block around it. Its own brackets do not count.
   */
  lostHeredocEnd(offset: number, limit: number, indent: number): number {
    let depth = 0;
    for (let line = this.lineOf(offset); line < this.#starts.length && this.#starts[line]! < limit; line++) {
      if (--this.#looks < 0) break;
      const own = this.#indents[line]!;
      if (own < 0) continue;
      const content = this.#content(line);
      const first = this.#starts[line]! + own;
      if (depth <= 0 && own <= indent && this.isItem(first)) return this.#starts[line]!;
      depth += count(content, /[{[(]/g) - count(content, /[}\])]/g);
      if (depth < 0 && own < indent && content.startsWith('}')) return this.#starts[line]!;
    }
    return limit;
  }

  #content(line: number): string {
    return this.#text.slice(this.#starts[line]! + Math.max(0, this.#indents[line]!), this.#lineEnd(line));
  }

  #lineEnd(line: number): number {
    const next = this.#starts[line + 1];
    return next === undefined ? this.#text.length : next - 1;
  }

  /** Finds the lines, and which of them begin or may end a heredoc. */
  #readLines(): Marks {
    const marks: Marks = { words: new Map(), heredocs: new Map(), openers: [], headers: [] };
    const text = this.#text;
    for (let start = 0, line = 0; ; line++) {
      this.#starts.push(start);
      const stop = text.indexOf('\n', start);
      const content = text.slice(start, stop < 0 ? text.length : stop);
      const indent = indentOf(content);
      this.#indents.push(indent);
      this.#brackets.push(bracketsOf(content, indent));
      if (indent === 0 && HEADER.test(content)) marks.headers.push(line);
      const marker = content.includes('<<') ? HEREDOC.exec(content)?.[1] : undefined;
      if (marker !== undefined) {
        marks.openers.push({ line, marker });
        listed(marks.heredocs, marker).push(line);
      } else if (stop >= 0 && content.length < 200) {
        const word = content.trim();
        if (WORD.test(word)) listed(marks.words, word).push(line);
      }
      if (stop < 0) return marks;
      start = stop + 1;
    }
  }

  /** Takes the lines inside heredocs out: their indentation and headers are not the file's. */
  #hideHeredocs(marks: Marks): void {
    let hidden = -1;
    for (const { line, marker } of marks.openers) {
      if (line <= hidden) continue;
      const end = after(marks.words.get(marker) ?? [], line);
      if (end === undefined) continue;
      const header = after(marks.headers, line);
      const again = after(marks.heredocs.get(marker)!, line);
      // The marker belongs to a later heredoc, and blocks begin in between: this one lost its own.
      if (header !== undefined && header < end && again !== undefined && again < end) continue;
      this.#heredocEnds.set(line, end);
      for (let inside = line + 1; inside <= end; inside++) this.#indents[inside] = -1;
      hidden = end;
    }
    for (const line of marks.headers) {
      if (this.#indents[line] !== 0) continue;
      this.#headers.push(this.#starts[line]!);
      this.#headerLines.add(line);
    }
  }
}

interface Marks {
  /** Lines that hold one word alone, by that word. */
  readonly words: Map<string, number[]>;
  /** Lines that begin a heredoc, by its marker. */
  readonly heredocs: Map<string, number[]>;
  readonly openers: { readonly line: number; readonly marker: string }[];
  readonly headers: number[];
}

/** Blanks before the first character; -1 in a blank line. */
function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === 32 || line.charCodeAt(indent) === 9) indent++;
  return indent === line.length || line.charCodeAt(indent) === 13 ? -1 : indent;
}

function bracketsOf(line: string, indent: number): number {
  if (indent < 0) return 0;
  return ('}])'.includes(line.charAt(indent)) ? CLOSES : 0) | (OPENER.test(line) ? OPENS : 0);
}

function listed(map: Map<string, number[]>, key: string): number[] {
  let list = map.get(key);
  if (!list) {
    list = [];
    map.set(key, list);
  }
  return list;
}

/** The first of the ascending numbers that is greater. */
function after(numbers: readonly number[], than: number): number | undefined {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! <= than) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
