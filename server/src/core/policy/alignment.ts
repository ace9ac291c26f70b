/** Keeps the `=` of neighbouring lines under each other where one of them goes or gets another name, as `terraform fmt` does. */
import type { TextEdit } from '../text/edit.ts';
import type { SourceRange } from '../text/range.ts';

/** Indentation, name, and the spaces in front of the `=`. */
const ASSIGNMENT = /^([ \t]*)([\w-]+|"[^"\n]*")([ \t]+)=(?![=>])/;

interface Line {
  /** UTF-16 offset in the text. */
  readonly start: number;
  readonly indent: string;
  readonly name: string;
  readonly gap: string;
}

/**
 * The edits beside that of the argument itself: `removed` is an argument that goes, name and value. None where the lines are not
 * lined up.
 */
export function withoutArgument(text: string, removed: SourceRange): TextEdit[] {
  if (text.slice(removed.start, removed.end).includes('\n')) return [];
  const own = lineAt(text, lineStartOf(text, removed.start));
  return own ? linedUp(text, removed.file, own, undefined) : [];
}

/** The same for an argument or key that gets another name, which is written at `name` now. */
export function withOtherName(text: string, name: SourceRange, newName: string): TextEdit[] {
  const own = lineAt(text, lineStartOf(text, name.start));
  const isName = own && own.start + own.indent.length === name.start && own.name.length === name.end - name.start;
  return isName ? linedUp(text, name.file, own, newName) : [];
}

function linedUp(text: string, file: string, own: Line, newName: string | undefined): TextEdit[] {
  const others = [...linesFrom(text, own, -1), ...linesFrom(text, own, 1)];
  if (others.length === 0 || Math.min(...[own, ...others].map(({ gap }) => gap.length)) > 1) return [];
  const stay = newName === undefined ? others : [own, ...others];
  const nameOf = (line: Line): string => (line === own && newName !== undefined ? newName : line.name);
  const width = Math.max(...stay.map((line) => widthOf(nameOf(line))));
  return stay.flatMap((line) => {
    const gap = ' '.repeat(width - widthOf(nameOf(line)) + 1);
    const start = line.start + line.indent.length + line.name.length;
    return gap === line.gap ? [] : [{ range: { file, start, end: start + line.gap.length }, newText: gap }];
  });
}

/** The lines next to each other, upwards or downwards, whose `=` stands where this one's does. */
function linesFrom(text: string, from: Line, step: 1 | -1): Line[] {
  const found: Line[] = [];
  const column = columnOf(from);
  for (let start = neighbour(text, from.start, step); start !== undefined; start = neighbour(text, start, step)) {
    const line = lineAt(text, start);
    if (!line || line.indent !== from.indent || columnOf(line) !== column) break;
    found.push(line);
  }
  return found;
}

function neighbour(text: string, start: number, step: 1 | -1): number | undefined {
  if (step < 0) return start === 0 ? undefined : lineStartOf(text, start - 1);
  const end = text.indexOf('\n', start);
  return end < 0 ? undefined : end + 1;
}

function lineAt(text: string, start: number): Line | undefined {
  const end = text.indexOf('\n', start);
  const match = ASSIGNMENT.exec(text.slice(start, end < 0 ? text.length : end));
  return match ? { start, indent: match[1]!, name: match[2]!, gap: match[3]! } : undefined;
}

function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function columnOf({ name, gap }: Line): number {
  return widthOf(name) + gap.length;
}

/** `terraform fmt` counts characters. */
function widthOf(text: string): number {
  return [...text].length;
}
