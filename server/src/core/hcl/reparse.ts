/**
 * Reads an edited file again. Where the edit lies inside one block of a faultless file, only that block is read: what stands
 * around it has not changed, so it still means what it did, only at other offsets.
 */
import type { Span } from '../text/range.ts';
import type { Attribute, Block, HclFile } from './nodes.ts';
import { parseHcl, parseItemAt } from './parse.ts';

/** A file that was read, and what it takes to read it again after an edit. */
export interface ReadHcl {
  readonly text: string;
  readonly tree: HclFile;
  /** The items of the tree where they were first read, and how far each has moved since, in UTF-16 units. */
  readonly origins: readonly Origin[];
}

interface Origin {
  readonly item: Attribute | Block;
  readonly by: number;
}

export function readHcl(text: string): ReadHcl {
  const tree = parseHcl(text);
  return { text, tree, origins: tree.body.items.map((item) => ({ item, by: 0 })) };
}

/** The same as `readHcl(text)`, mostly faster. */
export function rereadHcl(before: ReadHcl, text: string): ReadHcl {
  const edit = before.tree.problems.length === 0 ? editBetween(before.text, text) : undefined;
  const index = edit ? before.tree.body.items.findIndex((item) => item.start < edit.start && edit.end < item.end) : -1;
  const old = before.tree.body.items[index];
  if (!edit || old?.kind !== 'block') return readHcl(text);
  const read = parseItemAt(text, { start: old.start, end: old.end + edit.by });
  return read ? replaced(before, text, index, edit.by, read) : readHcl(text);
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

function replaced(
  before: ReadHcl,
  text: string,
  index: number,
  by: number,
  read: { readonly item: Attribute | Block; readonly comments: readonly Span[] },
): ReadHcl {
  const { body, comments } = before.tree;
  const old = body.items[index]!;
  const origins = before.origins.map((origin, i): Origin => {
    if (i === index) return { item: read.item, by: 0 };
    return i < index ? origin : { item: origin.item, by: origin.by + by };
  });
  const items = body.items.map((item, i) => (i < index ? item : moved(origins[i]!)));
  const tree: HclFile = {
    body: { ...body, end: text.length, items },
    problems: [],
    comments: [
      ...comments.filter(({ start }) => start < old.start),
      ...read.comments,
      ...comments.filter(({ start }) => start >= old.end).map((comment) => shiftedSpan(comment, by)),
    ],
  };
  return { text, tree, origins };
}

/** The item where it stands now. */
function moved({ item, by }: Origin): Attribute | Block {
  if (by === 0) return item;
  return item.kind === 'block' ? new MovedBlock(item, by) : shifted(item, by);
}

/** A block that stands elsewhere than where it was read. What is in it is computed when somebody looks: most are not looked at. */
class MovedBlock implements Block {
  readonly kind = 'block';
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The block as it was read. */
  readonly origin: Block;
  readonly #by: number;
  #labels: Block['labels'] | undefined;
  #body: Block['body'] | undefined;

  constructor(origin: Block, by: number) {
    this.type = origin.type;
    this.start = origin.start + by;
    this.end = origin.end + by;
    this.origin = origin;
    this.#by = by;
  }

  get typeSpan(): Span {
    return shiftedSpan(this.origin.typeSpan, this.#by);
  }

  get header(): Span {
    return shiftedSpan(this.origin.header, this.#by);
  }

  get labels(): Block['labels'] {
    this.#labels ??= shifted(this.origin.labels, this.#by);
    return this.#labels;
  }

  get body(): Block['body'] {
    this.#body ??= shifted(this.origin.body, this.#by);
    return this.#body;
  }
}

function shiftedSpan({ start, end }: Span, by: number): Span {
  return { start: start + by, end: end + by };
}

/** A copy of plain data with all offsets moved. */
function shifted<T>(data: T, by: number): T {
  if (by === 0 || typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item: unknown) => shifted(item, by)) as T;
  const copy: Record<string, unknown> = {};
  for (const key in data) {
    const value: unknown = data[key];
    copy[key] = typeof value === 'number' && (key === 'start' || key === 'end') ? value + by : shifted(value, by);
  }
  return copy as T;
}
