/** Mistakes in a file that the user wrote for this program. */

import { LineIndex } from '../core/text/lineIndex.ts';
import type { Span } from '../core/text/range.ts';
import { UsageError } from './io.ts';
import { escapeControls } from './report/escape.ts';

/** Something wrong in a text; the span lies in it. */
export interface TextProblem {
  readonly span: Span;
  readonly message: string;
}

/** Every mistake with its place, one a line. `name` is the file's as the user knows it. */
export function mistakesIn(name: string, text: string, problems: readonly TextProblem[]): UsageError {
  const index = new LineIndex(text);
  const lines = problems.map(({ span, message }) => {
    const { line, column } = index.positionAt(span.start);
    return `${escapeControls(name)}:${line + 1}:${column + 1}: ${escapeControls(message)}`;
  });
  return new UsageError(lines.join('\n'));
}
