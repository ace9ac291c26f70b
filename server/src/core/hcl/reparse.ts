/**
 * Reads an edited file again. Where the edit lies inside one block of a faultless file, only the innermost such block is read: what
 * stands around it has not changed, so it still means what it did, only at other offsets.
 */
import type { Span } from '../text/range.ts';
import type { Attribute, Block, Body, HclFile } from './nodes.ts';
import { parseHcl, parseItemAt } from './parse.ts';

/** A file that was read. */
export interface ReadHcl {
  readonly text: string;
  readonly tree: HclFile;
}

export function readHcl(text: string): ReadHcl {
  return { text, tree: parseHcl(text) };
}

/** The same as `readHcl(text)`, mostly faster. */
export function rereadHcl(before: ReadHcl, text: string): ReadHcl {
  const { problems, body, comments } = before.tree;
  const edit = problems.length === 0 ? editBetween(before.text, text) : undefined;
  const read = edit && rereadItems(body, text, edit);
  if (!read) return readHcl(text);
  const { by } = edit;
  const tree: HclFile = {
    body: { ...body, end: text.length, items: read.items },
    problems: [],
    comments: [
      ...comments.filter(({ start }) => start < read.old.start),
      ...read.comments,
      ...comments.filter(({ start }) => start >= read.old.end).map((comment) => shiftedSpan(comment, by)),
    ],
  };
  return { text, tree };
}

/** The items of a body after an edit, and which block was read again. */
interface Reread {
  readonly items: readonly (Attribute | Block)[];
  readonly old: Span;
  readonly comments: readonly Span[];
}

/** Undefined where the edit is not inside one block that is faultless still. */
function rereadItems({ items }: Body, text: string, edit: Edit): Reread | undefined {
  const index = items.findIndex((item) => item.start < edit.start && edit.end < item.end);
  const old = items[index];
  if (old?.kind !== 'block') return undefined;
  const read = rereadInside(old, text, edit) ?? rereadBlock(old, text, edit);
  if (!read) return undefined;
  const { item, ...rest } = read;
  return { ...rest, items: items.map((one, i) => (i < index ? one : i === index ? item : moved(one, edit.by))) };
}

type RereadBlock = Omit<Reread, 'items'> & { readonly item: Block };

/** Where the edit lies inside a block of the block. */
function rereadInside(block: Block, text: string, edit: Edit): RereadBlock | undefined {
  if (edit.start <= block.header.end) return undefined;
  const { kind, type, typeSpan, labels, header, body, start, end } = block;
  const read = rereadItems(body, text, edit);
  if (!read) return undefined;
  const { items, ...rest } = read;
  const edited = { ...body, items, end: body.end + edit.by };
  return { ...rest, item: { kind, start, end: end + edit.by, type, typeSpan, labels, body: edited, header } };
}

function rereadBlock(old: Block, text: string, { by }: Edit): RereadBlock | undefined {
  const read = parseItemAt(text, { start: old.start, end: old.end + by });
  return read?.item.kind === 'block' ? { item: read.item, comments: read.comments, old } : undefined;
}

/** What was replaced: a span of the old text, and how much longer the new text is. */
interface Edit extends Span {
  readonly by: number;
}

function editBetween(old: string, now: string): Edit {
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start + CHUNK <= shorter && old.slice(start, start + CHUNK) === now.slice(start, start + CHUNK))
    start += CHUNK;
  while (start < shorter && old.charCodeAt(start) === now.charCodeAt(start)) start++;
  const by = now.length - old.length;
  let end = old.length;
  const last = start + Math.max(0, -by);
  while (end - CHUNK >= last && old.slice(end - CHUNK, end) === now.slice(end - CHUNK + by, end + by)) end -= CHUNK;
  while (end > last && old.charCodeAt(end - 1) === now.charCodeAt(end - 1 + by)) end--;
  return { start, end, by };
}

/** So many characters are compared at once: faster than one by one. */
const CHUNK = 256;

/** The item where it stands now. */
function moved<T extends Attribute | Block>(item: T, by: number): T;
function moved(item: Attribute | Block, by: number): Attribute | Block {
  if (by === 0) return item;
  if (item.kind === 'attribute') return shifted(item, by);
  if (!(item instanceof MovedBlock)) return new MovedBlock(item, by);
  return item.by + by === 0 ? item.origin : new MovedBlock(item.origin, item.by + by);
}

/** A block that stands elsewhere than where it was read. What is in it is computed when somebody looks: most are not looked at. */
class MovedBlock implements Block {
  readonly kind = 'block';
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The block as it was read. */
  readonly origin: Block;
  /** In UTF-16 units. */
  readonly by: number;
  #labels: Block['labels'] | undefined;
  #body: Block['body'] | undefined;

  constructor(origin: Block, by: number) {
    this.type = origin.type;
    this.start = origin.start + by;
    this.end = origin.end + by;
    this.origin = origin;
    this.by = by;
  }

  get typeSpan(): Span {
    return shiftedSpan(this.origin.typeSpan, this.by);
  }

  get header(): Span {
    return shiftedSpan(this.origin.header, this.by);
  }

  get labels(): Block['labels'] {
    this.#labels ??= shifted(this.origin.labels, this.by);
    return this.#labels;
  }

  get body(): Block['body'] {
    this.#body ??= shifted(this.origin.body, this.by);
    return this.#body;
  }
}

function shiftedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** A copy with all offsets moved. */
function shifted<T>(data: T, by: number): T {
  if (by === 0 || typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item: unknown) => shifted(item, by)) as T;
  if (isBlock(data)) return moved(data, by);
  const copy: Record<string, unknown> = {};
  for (const key in data) {
    const value: unknown = data[key];
    copy[key] = typeof value === 'number' && (key === 'start' || key === 'end') ? value + by : shifted(value, by);
  }
  return copy as T;
}

function isBlock(data: object): data is Block {
  return 'kind' in data && data.kind === 'block';
}
