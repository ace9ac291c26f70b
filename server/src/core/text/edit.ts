import type { SourceRange } from './range.ts';

/** Replaces a stretch of a file's text; an empty range inserts. */
export interface TextEdit {
  readonly range: SourceRange;
  readonly newText: string;
}

/** Whether no two edits of one file touch the same text. Two insertions at one place overlap: their order would be chance. */
export function areDisjoint(edits: readonly TextEdit[]): boolean {
  const sorted = [...edits].sort(byPlace);
  return sorted.every((edit, i) => {
    const next = sorted[i + 1];
    if (!next || next.range.file !== edit.range.file) return true;
    return (
      edit.range.end < next.range.start || (edit.range.end === next.range.start && edit.range.start < next.range.start)
    );
  });
}

/**
 * Applies edits of one file to its text.
 * @throws Error when two edits overlap, or one lies outside the text.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  if (!areDisjoint(edits)) throw new Error('edits overlap');
  let result = text;
  for (const edit of [...edits].sort(byPlace).reverse()) {
    if (edit.range.start < 0 || edit.range.end > text.length) throw new Error('an edit lies outside the text');
    result = result.slice(0, edit.range.start) + edit.newText + result.slice(edit.range.end);
  }
  return result;
}

/** The edit with new lines as the file writes them around its place; the text is the file's. */
export function withLineEnds(edit: TextEdit, text: string): TextEdit {
  if (!text.includes('\r\n') || !edit.newText.includes('\n')) return edit;
  const next = text.indexOf('\n', edit.range.start);
  const near = next < 0 ? text.lastIndexOf('\n') : next;
  return { ...edit, newText: edit.newText.replaceAll(/\r?\n/g, text[near - 1] === '\r' ? '\r\n' : '\n') };
}

function byPlace(a: TextEdit, b: TextEdit): number {
  if (a.range.file !== b.range.file) return a.range.file < b.range.file ? -1 : 1;
  return a.range.start - b.range.start || a.range.end - b.range.end;
}
