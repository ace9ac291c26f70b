/**
 * A file as the core knows it: an opaque name that it compares and passes on, never opens.
 * The workspace makes it from a path or a URI.
 */
export type FileId = string;

/** A stretch of one file's text: UTF-16 offsets, half-open. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of text in a named file: UTF-16 offsets, half-open. */
export interface SourceRange extends Span {
  readonly file: FileId;
}

/** Puts a file's name on a span. */
export function inFile(file: FileId, span: Span): SourceRange {
  return { file, start: span.start, end: span.end };
}

/** Whether `outer` holds all of `inner`. */
export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** Whether an offset lies in the span or right at its end, as a cursor does. */
export function touches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}

/** The index of the first of some stretches, in the order of the text, that begins at an offset or behind it. */
export function firstFrom(stretches: readonly Span[], offset: number): number {
  let [low, high] = [0, stretches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.start < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether two ranges are the same text of the same file. */
export function isSamePlace(a: SourceRange, b: SourceRange): boolean {
  return a.file === b.file && a.start === b.start && a.end === b.end;
}

/** In the order of files and places. */
export function sortByPlace<T extends { readonly range: SourceRange }>(items: readonly T[]): T[] {
  return [...items].sort(
    (a, b) => compare(a.range.file, b.range.file) || a.range.start - b.range.start || a.range.end - b.range.end,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
