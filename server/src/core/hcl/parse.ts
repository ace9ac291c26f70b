import type { Span } from '../text/range.ts';
import { type Item, parseItem, parseTopLevel } from './body.ts';
import { Cursor } from './cursor.ts';
import { parseTemplateText } from './heredoc.ts';
import type { HclFile, SyntaxProblem, TemplatePart } from './nodes.ts';

/**
 * Reads an HCL file. Never throws and always ends; a broken text gives the tree of what could be recognised, and its
 * problems. A file without problems has been read strictly throughout: guesses begin where the strict reading failed.
 */
export function parseHcl(text: string): HclFile {
  const cursor = new Cursor(text);
  const { pos: start, comments } = cursor;
  const items = parseTopLevel(cursor);
  const { failure } = cursor;
  const body = { kind: 'body', start, end: text.length, items, complete: !failure } as const;
  return { body, problems: failure ? inOrder(failure, cursor.problems) : [], comments };
}

/** The item that fills a span of a text from end to end; undefined where something else stands there, or a fault. */
export function parseItemAt(
  text: string,
  { start, end }: Span,
): { readonly item: Item; readonly comments: readonly Span[] } | undefined {
  const cursor = new Cursor(text.slice(0, end));
  cursor.pos = start;
  const item = cursor.attempt(() => parseItem(cursor));
  return item && item.end === end ? { item, comments: cursor.comments } : undefined;
}

/** Terraform's first complaint comes first; what follows from it is judged better by where the blocks seem to end. */
function inOrder(first: SyntaxProblem, guessed: readonly SyntaxProblem[]): SyntaxProblem[] {
  const later = guessed.filter((problem) => problem.span.start > first.span.start);
  return [first, ...later.sort((a, b) => a.span.start - b.span.start)];
}

/**
 * Reads a template file: text with `${...}` and `%{...}`, as `templatefile` does. Never throws. `isString`: the text is a string that
 * ends where its author wants it to, so that an expression which seems to fill it does so, whatever is wrong inside.
 */
export function parseHclTemplate(
  text: string,
  isString = false,
): { parts: readonly TemplatePart[]; problems: readonly SyntaxProblem[] } {
  const cursor = new Cursor(text);
  const parts = cursor.attempt(() => parseTemplateText(cursor));
  if (parts) return { parts, problems: [] };
  const first = cursor.giveUpStrictness();
  cursor.isOneExpression = isString && text.startsWith('${') && text.endsWith('}');
  return { parts: parseTemplateText(cursor), problems: inOrder(first, cursor.problems) };
}
