/** Arguments of a resource that are written out: what needs no evaluation. */
import type { Block, Expression, HclFile } from '../core/hcl/nodes.ts';
import { contains, firstFrom, type SourceRange } from '../core/text/range.ts';

/** The block whose header is at a place. */
export function blockAt(tree: HclFile, place: SourceRange): Block | undefined {
  const { items } = tree.body;
  const item = items[firstFrom(items, place.start + 1) - 1];
  return item?.kind === 'block' && contains(item, place) ? item : undefined;
}

/** A string without interpolations and escapes. */
export function writtenString(text: string, block: Block, name: string): string | undefined {
  const value = argument(block, name);
  return value && literal(text, value);
}

/** An object of such strings; undefined where the argument is anything else, empty where there is none. */
export function writtenStrings(text: string, block: Block, name: string): ReadonlyMap<string, string> | undefined {
  const value = argument(block, name);
  if (!value) return new Map();
  if (value.kind !== 'object' || !value.complete) return undefined;
  const entries = value.entries.map(({ key, value: item }) => [
    key.kind === 'variable' ? key.name : literal(text, key),
    literal(text, item),
  ]);
  const known = entries.filter((entry): entry is [string, string] => entry.every((part) => part !== undefined));
  return known.length === entries.length ? new Map(known) : undefined;
}

function argument(block: Block, name: string): Expression | undefined {
  return block.body.items.flatMap((item) => (item.kind === 'attribute' && item.name === name ? [item.value] : []))[0];
}

function literal(text: string, value: Expression): string | undefined {
  if (value.kind !== 'template' || value.form !== 'quoted' || !value.closed) return undefined;
  if (value.parts.some((part) => part.kind !== 'text')) return undefined;
  const written = text.slice(value.content.start, value.content.end);
  return /[\\]|[$%]\{/.test(written) ? undefined : written;
}
