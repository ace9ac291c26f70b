/** Code frames: the lines of a finding with carets under its exact range. */
import type { LineIndex } from '../../core/text/lineIndex.ts';
import type { Span } from '../../core/text/range.ts';
import { type Cell, cellsOf } from './cells.ts';
import type { Paint, Style } from './style.ts';

/** How much of a longer line stands before the range. */
const CONTEXT = 24;
const MIN_WIDTH = 40;

export interface FrameOptions {
  /** The width of the terminal. */
  readonly columns: number;
  readonly style: Style;
  /** For carets. */
  readonly paint: Paint;
}

/** The lines to print. A range over several lines shows its first and its last line. */
export function renderFrame(text: string, index: LineIndex, span: Span, options: FrameOptions): string[] {
  const stretches = stretchesOf(text, index, span);
  const gutter = String(stretches.at(-1)!.line + 1).length;
  const width = Math.max(MIN_WIDTH, options.columns - gutter - 4);
  const bar = options.style.frame(`${' '.repeat(gutter)} |`);
  const lines = [bar];
  let previous: number | undefined;
  for (const stretch of stretches) {
    if (previous !== undefined && stretch.line > previous + 1) lines.push(options.style.frame(`${'.'.repeat(3)}`));
    previous = stretch.line;
    const { shown, carets } = renderLine(lineText(text, index, stretch.line), stretch, width);
    lines.push(`${options.style.frame(`${String(stretch.line + 1).padStart(gutter)} |`)} ${shown}`.trimEnd());
    lines.push(`${bar} ${carets.replace(/\^+/, (run) => options.paint(run))}`);
  }
  return lines;
}

/** The part of a range on one line, in UTF-16 columns. */
interface Stretch {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

function stretchesOf(text: string, index: LineIndex, span: Span): Stretch[] {
  const from = index.positionAt(span.start);
  let to = index.positionAt(Math.max(span.start, span.end));
  // A range that takes a whole line ends at the start of the next one, where nothing is to be seen.
  if (to.line > from.line && to.column === 0) to = { line: to.line - 1, column: Number.POSITIVE_INFINITY };
  if (from.line === to.line) {
    const length = lineText(text, index, from.line).length;
    return [{ line: from.line, start: from.column, end: Math.min(to.column, Math.max(length, from.column)) }];
  }
  const first = lineText(text, index, from.line).trimEnd();
  const last = lineText(text, index, to.line);
  return [
    { line: from.line, start: from.column, end: Math.max(first.length, from.column) },
    { line: to.line, start: last.length - last.trimStart().length, end: Math.min(to.column, last.trimEnd().length) },
  ];
}

/** A line without its end. */
function lineText(text: string, index: LineIndex, line: number): string {
  return text.slice(index.lineStart(line), index.lineStart(line + 1)).replace(/[\r\n]+$/, '');
}

function renderLine(line: string, stretch: Stretch, width: number): { shown: string; carets: string } {
  const cut = { from: 0, to: line.length };
  // Splitting megabytes into characters to show a hundred of them would take seconds.
  if (line.length > 4 * width) {
    cut.from = whole(line, Math.max(0, stretch.start - 2 * width));
    cut.to = whole(line, Math.min(line.length, stretch.start + 2 * width));
  }
  const cells = cellsOf(line.slice(cut.from, cut.to), cut.from);
  const view = windowOf(cells, stretch.start, width);
  const before = cut.from > 0 || view.from > 0 ? '…' : '';
  const after = cut.to < line.length || view.to < cells.length ? '…' : '';
  const visible = cells.slice(view.from, view.to);
  const shown = before + visible.map((cell) => cell.text).join('') + after;
  const indent = before.length + widthBefore(visible, stretch.start);
  return { shown, carets: ' '.repeat(indent) + '^'.repeat(caretWidth(visible, stretch)) };
}

/** Which cells fit: all, or a window that begins a little before the range. */
function windowOf(cells: readonly Cell[], start: number, width: number): { from: number; to: number } {
  if (sum(cells) <= width) return { from: 0, to: cells.length };
  const at = cells.findIndex((cell) => cell.end > start);
  const limit = width - 2; // room for both ellipses
  let from = at < 0 ? cells.length : at;
  for (let room = CONTEXT; from > 0 && room >= cells[from - 1]!.width; from--) room -= cells[from - 1]!.width;
  let to = from;
  for (let room = limit; to < cells.length && room >= cells[to]!.width; to++) room -= cells[to]!.width;
  // Near the end of the line: fill the window to the left instead.
  if (to === cells.length) {
    for (let room = limit - sum(cells.slice(from)); from > 0 && room >= cells[from - 1]!.width; from--) {
      room -= cells[from - 1]!.width;
    }
  }
  return { from, to };
}

function widthBefore(cells: readonly Cell[], column: number): number {
  return sum(cells.filter((cell) => cell.end <= column));
}

/** At least one caret: an empty range marks the place itself. */
function caretWidth(cells: readonly Cell[], stretch: Stretch): number {
  return Math.max(1, sum(cells.filter((cell) => cell.end > stretch.start && cell.start < stretch.end)));
}

function sum(cells: readonly Cell[]): number {
  return cells.reduce((total, cell) => total + cell.width, 0);
}

/** Moves an offset out of the middle of a surrogate pair. */
function whole(line: string, offset: number): number {
  const code = line.charCodeAt(offset);
  return code >= 0xdc00 && code <= 0xdfff ? offset + 1 : offset;
}
