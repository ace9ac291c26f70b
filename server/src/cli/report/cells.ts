/** A line of source as a terminal shows it: characters, how wide each is, and where in the line it stands. */
import { escapeControls } from './escape.ts';

/** One character as a reader sees it. `start` and `end` are UTF-16 offsets in the line. */
export interface Cell {
  readonly text: string;
  readonly width: number;
  readonly start: number;
  readonly end: number;
}

const TAB_STOP = 4;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** East Asian wide and full-width ranges that are not emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]/u;
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const ASCII = /^[\x20-\x7e]*$/;

/** The cells of a stretch of a line that begins at `offset` of it. */
export function cellsOf(line: string, offset = 0): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const { text, start } of characters(line)) {
    const cell = shown(text, column);
    cells.push({ ...cell, start: offset + start, end: offset + start + text.length });
    column += cell.width;
  }
  return cells;
}

/** How many columns a text takes; control characters count as they are spelled. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  return cellsOf(text).reduce((sum, cell) => sum + cell.width, 0);
}

/** Filled up with spaces to a number of columns. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

function* characters(line: string): Iterable<{ text: string; start: number }> {
  if (ASCII.test(line)) {
    for (let start = 0; start < line.length; start++) yield { text: line[start]!, start };
    return;
  }
  for (const { segment, index } of segmenter.segment(line)) yield { text: segment, start: index };
}

function shown(text: string, column: number): { text: string; width: number } {
  if (text === '\t') {
    const width = TAB_STOP - (column % TAB_STOP);
    return { text: ' '.repeat(width), width };
  }
  const safe = escapeControls(text);
  if (safe !== text) return { text: safe, width: safe.length };
  if (/^\p{Mark}+$/u.test(text)) return { text, width: 0 };
  return { text, width: EMOJI.test(text) || WIDE.test(text) ? 2 : 1 };
}
