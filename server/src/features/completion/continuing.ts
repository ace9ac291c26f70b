/** Goes on behind an expression in a string: `"repo:${var.org}/|"` keeps what is written, and is offered the rest of subjects. */

import type { Span } from '../../core/text/range.ts';
import { HOLE } from '../policyPlace.ts';
import { typedText, type WordCursor } from './cursor.ts';
import { type Completion, cutInsert, insertedText, stopSpans } from './items.ts';

/**
 * An editor compares what is typed with an item from its beginning on, and no item begins with the user's expression. So
 * the items are cut where the expression may end, and those that it cannot be part of are left out. `offset`: of the cursor.
 */
export function continued(completions: Completion[], cursor: WordCursor, source: string, offset: number): Completion[] {
  const typed = typedText(cursor);
  const hole = typed.lastIndexOf(HOLE);
  if (hole < 0) return completions;
  const asWritten = completions.filter(({ filter, span }) => filter.startsWith(source.slice(span.start, offset)));
  if (asWritten.length > 0) return asWritten;
  // Letters beside an expression are part of the same name.
  const after = /(?:[:/].*)?$/s.exec(typed.slice(hole + 1))![0];
  const start = offset - after.length;
  if (source.slice(start, offset) !== after) return [];
  const head = typed.slice(0, typed.length - after.length);
  const rests = completions.flatMap((completion) => {
    const text = wordOf(completion);
    const opening = cursor.inner.start - completion.span.start;
    const length = matchedLength(text.slice(opening), stopSpans(completion.insert, -opening), head, after[0]);
    return length === undefined ? [] : [behind(completion, text, opening + length, start)];
  });
  return [...new Map(rests.map((rest) => [rest.label, rest])).values()];
}

/** The string that an item puts in; behind a key that is put in with its value, there is more. */
function wordOf({ insert, filter }: Completion): string {
  const text = insertedText(insert);
  return text.startsWith(filter) ? filter : text;
}

function behind({ insert, span, ...item }: Completion, text: string, length: number, start: number): Completion {
  const rest = text.slice(length);
  return { ...item, label: rest, insert: cutInsert(insert, length), span: { start, end: span.end }, filter: rest };
}

/**
 * How much of a text `head` stands for. An expression is one step of a name or more, up to the separator that is typed
 * behind it; what is written out is the same in the text, or stands where the user fills in.
 */
function matchedLength(
  text: string,
  stops: readonly Span[],
  head: string,
  separator: string | undefined,
): number | undefined {
  const steps = head.split(/([:/])/);
  const literals = steps.filter((step, i) => i % 2 === 0 && !step.includes(HOLE));
  const pattern = steps.map((step, i) => (i % 2 === 1 ? step : step.includes(HOLE) ? '.+?' : '([^:/]*)')).join('');
  const match = new RegExp(`^${pattern}(?=${separator ?? '[:/]|$'})`, 'd').exec(text);
  if (!match || match[0].length === text.length) return undefined;
  const fits = literals.every((literal, i) => {
    const [start, end] = match.indices![i + 1]!;
    return text.slice(start, end) === literal || stops.some((stop) => stop.start <= start && end <= stop.end);
  });
  return fits ? match[0].length : undefined;
}
