/** Breaks files by single edits and counts what of each file is still recognised. */
import type { Attribute, Block, Body } from '../../server/src/core/hcl/nodes.ts';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { applied, type Edit, MUTATIONS } from './mutations.ts';
import { Random } from './random.ts';

export interface Tally {
  files: number;
  /** Files in which everything outside the edited line is recognised. */
  whole: number;
  topLevel: number;
  topLevelKept: number;
  items: number;
  itemsKept: number;
  /** Times of the broken file, as multiples of the same file's before. */
  readonly costs: number[];
}

export interface Loss {
  readonly mutation: string;
  readonly text: string;
  readonly edit: Edit;
  readonly lost: readonly string[];
}

/** `perKind` edits of each kind, in files taken at random; the same each time. */
export function measure(texts: readonly string[], perKind: number, seed: number, onLoss?: (loss: Loss) => void) {
  const random = new Random(seed);
  const tallies = new Map<string, Tally>();
  for (const [name, mutate] of Object.entries(MUTATIONS)) {
    const tally: Tally = { files: 0, whole: 0, topLevel: 0, topLevelKept: 0, items: 0, itemsKept: 0, costs: [] };
    tallies.set(name, tally);
    while (tally.files < perKind) {
      const text = random.pick(texts)!;
      const edit = mutate(text, random);
      if (!edit) continue;
      const lost = tallyOne(tally, text, edit);
      if (lost.length > 0) onLoss?.({ mutation: name, text, edit, lost });
    }
  }
  return tallies;
}

export function total(tallies: Iterable<Tally>): Tally {
  const sum: Tally = { files: 0, whole: 0, topLevel: 0, topLevelKept: 0, items: 0, itemsKept: 0, costs: [] };
  for (const tally of tallies) {
    for (const key of ['files', 'whole', 'topLevel', 'topLevelKept', 'items', 'itemsKept'] as const)
      sum[key] += tally[key];
    sum.costs.push(...tally.costs);
  }
  return sum;
}

function tallyOne(tally: Tally, text: string, edit: Edit): string[] {
  const broken = applied(text, edit);
  tally.costs.push(best(broken) / best(text));
  const seen = new Set(outline(parseHcl(broken).body).map(({ key, item }) => `${key}@${item.start}`));
  const lost: string[] = [];
  for (const { key, item, top } of outline(parseHcl(text).body)) {
    if (isOnEditedLine(text, edit, item.start)) continue;
    const moved = item.start >= edit.at + edit.remove ? edit.insert.length - edit.remove : 0;
    const kept = seen.has(`${key}@${item.start + moved}`);
    if (!kept) lost.push(`${key}@${item.start + moved}`);
    tally.items++;
    tally.itemsKept += kept ? 1 : 0;
    if (top) tally.topLevel++;
    if (top && kept) tally.topLevelKept++;
  }
  tally.files++;
  if (lost.length === 0) tally.whole++;
  return lost;
}

/** An inserted line stands alone: nothing of the file is on it. */
function isOnEditedLine(text: string, { at, remove, insert }: Edit, offset: number): boolean {
  if (insert.endsWith('\n')) return false;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const end = text.indexOf('\n', at + remove);
  return offset >= start && (end < 0 || offset <= end);
}

/** The fastest of a few: what is measured is the work, not the machine's mood. */
function best(text: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    parseHcl(text);
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

interface Entry {
  readonly key: string;
  readonly item: Attribute | Block;
  readonly top: boolean;
}

/** Every item of every body, with the blocks that hold it: an item that lands in another block is lost. */
function outline(body: Body, path = ''): Entry[] {
  return body.items.flatMap((item): Entry[] => {
    if (item.kind === 'attribute') return [{ key: `${path}${item.name} =`, item, top: false }];
    const key = `${path}${item.type}`;
    return [{ key: `${key} {`, item, top: path === '' }, ...outline(item.body, `${key}/`)];
  });
}

export function quantile(numbers: readonly number[], part: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
}
