/** Edits of lists, in any surface: `[a, b]`. */
import { contains } from '../text/range.ts';
import type { Value } from '../value/value.ts';
import type { Edits, TextOf } from './editor.ts';
import type { Listing } from './model.ts';
import { itemsBehind } from './notes.ts';

/** Puts the items of one written list behind those of another; a single value in its place becomes a list. */
export function appendItems(textOf: TextOf, into: Listing<Value>, from: Listing<Value>): Edits {
  const [target, source] = [itemsText(textOf, into), itemsText(textOf, from)];
  const last = into.items[into.items.length - 1];
  if (target === undefined || source === undefined || !last) return undefined;
  const { file, start } = into.at;
  if (textOf(file)[start] !== '[') return [{ range: into.at, newText: `[${target}, ${source}]` }];
  return itemsBehind(textOf(file), last.at, source);
}

/** From the first item to the last, as they are written; undefined where they stand elsewhere. */
function itemsText(textOf: TextOf, { items, open, at }: Listing<Value>): string | undefined {
  const [first, last] = [items[0], items[items.length - 1]];
  const isOwn = items.every(
    (item) => (item.via ?? []).length === 0 && item.at.file === at.file && contains(at, item.at),
  );
  return !open && first && last && isOwn ? textOf(at.file).slice(first.at.start, last.at.end) : undefined;
}
