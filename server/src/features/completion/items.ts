/** What a completion is, as plain data: text with stretches to fill in, and where to look up what it means. */
import type { Skeleton } from '../../core/oidc/skeletons.ts';
import type { Span } from '../../core/text/range.ts';

/** A stretch that the user fills in; those of one number, from 1 on, are the same text. */
export interface Stop {
  readonly stop: number;
  readonly text: string;
}

export type Insert = readonly (string | Stop)[];

type CompletionKind = 'element' | 'operator' | 'key' | 'action' | 'principal' | 'subject' | 'value' | 'block';

/** What there is to read about an item; looked up only when somebody looks at it. */
export type Topic =
  | { readonly about: 'operator' | 'action' | 'key' | 'issuer'; readonly name: string }
  | { readonly about: 'block'; readonly name: string };

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  readonly detail?: string;
  readonly insert: Insert;
  /** What is replaced: around the cursor, and on its line. */
  readonly span: Span;
  /** What is typed for it. */
  readonly filter: string;
  readonly topic?: Topic;
}

/** An item before it is known how its text has to be written where it goes. */
export interface Offer extends Omit<Completion, 'insert' | 'span' | 'filter'> {
  readonly insert: Insert;
  /** Where what is typed is not the label. */
  readonly filter?: string;
}

/** Every blank is a stop of its own. */
export function stopsOf(skeleton: Skeleton): Insert {
  let stop = 1;
  return skeleton.map((piece) => (typeof piece === 'string' ? piece : { stop: stop++, text: piece.blank }));
}

export function insertedText(insert: Insert): string {
  return insert.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('');
}

/** Where the stops stand in `insertedText`, which begins at `offset`. */
export function stopSpans(insert: Insert, start: number): Span[] {
  let offset = start;
  return insert.flatMap((piece) => {
    const from = offset;
    offset += typeof piece === 'string' ? piece.length : piece.text.length;
    return typeof piece === 'string' ? [] : [{ start: from, end: offset }];
  });
}

/** Without so many characters at the beginning. */
export function cutInsert(insert: Insert, length: number): Insert {
  let left = length;
  return insert.flatMap((piece): Insert => {
    const text = typeof piece === 'string' ? piece : piece.text;
    const rest = text.slice(left);
    const isCut = left >= text.length;
    left = Math.max(0, left - text.length);
    if (isCut && text !== '') return [];
    return [typeof piece === 'string' ? rest : { ...piece, text: rest }];
  });
}

/** The literal pieces in another spelling, and what stands in the stops. */
export function mapInsert(insert: Insert, change: (text: string) => string): Insert {
  return insert.map((piece) => (typeof piece === 'string' ? change(piece) : { ...piece, text: change(piece.text) }));
}

/** One text behind the other. The stops of each are its own: they get numbers that none before has. */
export function concatInserts(parts: readonly Insert[]): Insert {
  let used = 0;
  return parts.flatMap((part) => {
    const by = used;
    used = Math.max(used, ...part.map((piece) => (typeof piece === 'string' ? 0 : piece.stop + by)));
    return part.map((piece) => (typeof piece === 'string' ? piece : { ...piece, stop: piece.stop + by }));
  });
}
