/** Entries and items with the comments beside them, in objects and lists of any surface; JSON has none. */
import { commentsBetween } from '../hcl/comments.ts';
import { applyEdits, type TextEdit } from '../text/edit.ts';
import type { SourceRange, Span } from '../text/range.ts';
import type { Entry, ObjectValue } from '../value/value.ts';

/** Something to be written into an object, with its comments. */
export interface Piece {
  /** Comments on lines of their own, without indentation. */
  readonly above: readonly string[];
  readonly text: string;
  /** Comments on the same line; empty without any. */
  readonly behind: string;
}

/** An entry as it is written. `lines`: those that it has for itself, with the comments right above it and the line end. */
export interface NotedEntry extends Piece {
  readonly lines: Span | undefined;
}

export function plainPiece(text: string): Piece {
  return { above: [], text, behind: '' };
}

/** Whether a piece can stand on one line with something behind it. */
export function fitsOnLine({ above, behind }: Piece): boolean {
  return above.length === 0 && !/^(?:\/\*(?:(?!\*\/).)*\*\/|\s)*(?:#|\/\/)/.test(behind);
}

/** On one line. */
export function onLine({ text, behind }: Piece, comma = ''): string {
  return `${text}${comma}${behind === '' ? '' : ` ${behind}`}`;
}

/** An entry of an object with the comments that stand beside it, where it has its lines for itself. `within`: edits of the entry. */
export function notedEntry(
  text: string,
  container: ObjectValue,
  entry: Entry,
  within: readonly TextEdit[] = [],
): NotedEntry {
  const { start, end } = entry.at;
  const written = applyEdits(text.slice(0, end), within).slice(start);
  const alone: NotedEntry = { ...plainPiece(written), lines: undefined };
  const index = container.entries.indexOf(entry);
  const before = container.entries[index - 1]?.at.end ?? container.at.start + 1;
  const after = container.entries[index + 1]?.at.start ?? container.at.end - 1;
  const lineStart = lineStartOf(text, start);
  const lineEnd = text.indexOf('\n', end);
  if (lineStart < before || lineEnd < 0 || lineEnd >= after) return alone;
  const leading = commentsBetween(text, before, start);
  const trailing = commentsBetween(text, end, after).filter((comment) => comment.start < lineEnd);
  const isOutside = (comment: Span): boolean => comment.end <= lineStart || comment.start >= lineStart;
  if (!leading.every(isOutside) || trailing.some((comment) => comment.end > lineEnd)) return alone;
  const first = startOfNotes(text, before, lineStart, leading);
  const inline = leading.filter((comment) => comment.start >= lineStart).map((comment) => sourceOf(text, comment));
  return {
    above: leading
      .filter((comment) => comment.start >= first && comment.end <= lineStart)
      .map((comment) => sourceOf(text, comment)),
    text: [...inline, written].join(' '),
    behind: trailing.map((comment) => sourceOf(text, comment)).join(' '),
    lines: { start: first, end: lineEnd + 1 },
  };
}

/** Where the lines with comments begin that stand right above a line. */
function startOfNotes(text: string, from: number, lineStart: number, comments: readonly Span[]): number {
  let first = lineStart;
  for (const comment of comments.filter(({ end }) => end <= lineStart).reverse()) {
    const own = lineStartOf(text, comment.start);
    const isOwn = own >= from && text.slice(own, comment.start).trim() === '';
    if (!isOwn || !/^[ \t]*\r?\n$/.test(text.slice(comment.end, first))) break;
    first = own;
  }
  return first;
}

/** What stands on the line behind something in a list or object: its comma and comments. */
interface Behind {
  /** Where that ends. */
  readonly at: number;
  readonly hasComma: boolean;
  readonly hasComments: boolean;
  /** Nothing else follows on the line. */
  readonly endsLine: boolean;
}

export function behind(text: string, end: number): Behind {
  const found = /^(?:[ \t]*(?:,|\/\*(?:(?!\*\/)[^\n])*\*\/))*(?:[ \t]*(?:#|\/\/)[^\n]*)?/
    .exec(text.slice(end))![0]
    .trimEnd();
  const comments = commentsBetween(text, end, end + found.length);
  const isComma = (_: string, i: number): boolean =>
    found[i] === ',' && !comments.some((comment) => comment.start <= end + i && end + i < comment.end);
  const at = end + found.length;
  return {
    at,
    hasComma: [...found.split('')].some(isComma),
    hasComments: comments.length > 0,
    endsLine: /^[ \t]*\r?\n/.test(text.slice(at)),
  };
}

/** Writes items behind the last one of a list, and behind the comments on its line. */
export function itemsBehind(text: string, last: SourceRange, source: string): TextEdit[] {
  const { file, end } = last;
  const { at, hasComma, hasComments, endsLine } = behind(text, end);
  if (!hasComments) return [{ range: { file, start: end, end }, newText: `, ${source}` }];
  if (!endsLine) return [{ range: { file, start: at, end: at }, newText: `${hasComma ? '' : ','} ${source}` }];
  const indent = /^[ \t]*/.exec(text.slice(lineStartOf(text, last.start)))![0];
  const comma = { range: { file, start: end, end }, newText: ',' };
  const added = { range: { file, start: at, end: at }, newText: `\n${indent}${source}${hasComma ? ',' : ''}` };
  return hasComma ? [added] : [comma, added];
}

/** The lines that an item of a list has for itself; undefined where it has none, or comments stand on them. */
export function itemLines(text: string, { file, start, end }: SourceRange): SourceRange | undefined {
  const lineStart = lineStartOf(text, start);
  const rest = /^[ \t]*,?[ \t]*\r?\n/.exec(text.slice(end))?.[0];
  if (rest === undefined || text.slice(lineStart, start).trim() !== '') return undefined;
  return { file, start: lineStart, end: end + rest.length };
}

function lineStartOf(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function sourceOf(text: string, { start, end }: Span): string {
  return text.slice(start, end);
}
