/** What is still recognised of a file that one edit has broken, and what that costs. */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { CORPUS, corpusFiles, FULL } from '../corpus/corpus.ts';
import { measure, quantile, type Tally, total } from './recovering.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/hcl/valid/trust.tf', import.meta.url));

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10;
}

function figures({ topLevelKept, topLevel, itemsKept, items, whole, files, costs }: Tally) {
  const [median, high] = [quantile(costs, 0.5).toFixed(1), quantile(costs, 0.99).toFixed(1)];
  return {
    topLevel: percent(topLevelKept, topLevel),
    items: percent(itemsKept, items),
    nothingLost: percent(whole, files),
    cost: `median ${median}, p99 ${high}`,
  };
}

describe('a file broken by one edit', () => {
  it('keeps its blocks', () => {
    const all = total(measure([fs.readFileSync(FIXTURE, 'utf8')], 30, 3).values());
    expect(figures(all).topLevel).toBeGreaterThanOrEqual(99);
    expect(figures(all).nothingLost).toBeGreaterThanOrEqual(85);
  });
});

if (!CORPUS) console.warn('OIDC_TRUST_CORPUS is not set: recovery is not measured on public files.');

describe.skipIf(!CORPUS)('a public file broken by one edit', () => {
  it('keeps its blocks at little cost', { timeout: 120_000 }, () => {
    const tallies = measure(publicFiles(CORPUS!), FULL ? 200 : 50, 42);
    console.table(Object.fromEntries([...tallies].map(([name, tally]) => [name, figures(tally)])));
    const all = total(tallies.values());
    console.log(`all ${all.files} edits:`, figures(all));
    expect(figures(all).topLevel).toBeGreaterThanOrEqual(99);
    expect(figures(all).nothingLost).toBeGreaterThanOrEqual(85);
    expect(quantile(all.costs, 0.5)).toBeLessThanOrEqual(3);
    expect(quantile(all.costs, 0.99)).toBeLessThanOrEqual(10);
  });
});

/** Each text once, of a size that a person edits. */
function publicFiles(corpus: string): string[] {
  const texts = new Map<string, string>();
  for (const { file, blob } of corpusFiles(corpus)) {
    if (!/\.(tf|tofu)$/.test(file) || texts.has(blob)) continue;
    const text = fs.readFileSync(path.join(corpus, file), 'utf8');
    if (text.length > 1_500 && text.length < 30_000 && parseHcl(text).problems.length === 0) texts.set(blob, text);
  }
  return [...texts.values()];
}
