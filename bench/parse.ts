/**
 * Our HCL parser against HashiCorp's own (as WebAssembly), both in one process, warm and interleaved, so that a busy
 * machine slows both; and a broken file against the same file unbroken.
 * `npx tsx bench/parse.ts [DIRECTORY] [ROUNDS]`; without a directory OIDC_TRUST_CORPUS, or the project's own fixtures.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@cdktf/hcl2json';
import { parseHcl } from '../server/src/core/hcl/parse.ts';
import { measure, quantile, total } from '../test/conformance/recovering.ts';

const MIN_ROUNDS = 9;
/** Enough to be steady, and few enough that HashiCorp's parser takes seconds and not minutes. */
const MAX_BYTES = 1_500_000;
const { OIDC_TRUST_CORPUS } = process.env;
const FIXTURES = fileURLToPath(new URL('../test/fixtures/hcl/valid', import.meta.url));

const directory = path.resolve(process.argv[2] ?? OIDC_TRUST_CORPUS ?? FIXTURES);
const rounds = Math.max(MIN_ROUNDS, Number(process.argv[3] ?? MIN_ROUNDS));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const texts = sample(filesIn(directory));
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const accepted = texts.filter((text) => parseHcl(text).problems.length === 0);
  await theirs(texts); // Warm: what counts is the steady state of a long run.

  const ratios: number[] = [];
  const [own, other]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    own.push(await timed(async () => texts.forEach(parseHcl)));
    other.push(await timed(() => theirs(texts)));
    ratios.push(other.at(-1)! / own.at(-1)!);
  }
  console.log(`parse: ${texts.length} files (${accepted.length} without a problem), ${bytes} bytes, ${rounds} rounds`);
  console.log(`  ours ${ms(quantile(own, 0.5))}, hcl2json ${ms(quantile(other, 0.5))}`);
  console.log(`  hcl2json / ours: ${spread(ratios, [0.5, 0.25, 0.75])}`);

  const typical = accepted.filter((text) => text.length > 1_500 && text.length < 30_000);
  const { costs, files } = total(measure(typical.length > 0 ? typical : accepted, 100, 1).values());
  console.log(
    `  broken / unbroken, ${files} single edits: ${spread(costs, [0.5, 0.25, 0.75])}, p99 ${quantile(costs, 0.99).toFixed(1)}`,
  );
}

function filesIn(root: string): string[] {
  return fs.readdirSync(root, { withFileTypes: true, recursive: true }).flatMap((entry) => {
    return entry.isFile() && /\.(tf|tofu)$/.test(entry.name) ? [path.join(entry.parentPath, entry.name)] : [];
  });
}

/** Files spread over the whole list, up to the limit. */
function sample(files: readonly string[]): string[] {
  const all = [...files].sort().map((file) => fs.readFileSync(file, 'utf8'));
  const size = all.reduce((sum, text) => sum + text.length, 0);
  const step = Math.max(1, Math.ceil(size / MAX_BYTES));
  return all.filter((_, i) => i % step === 0);
}

/** Files that the parser refuses count too: it has read them. */
async function theirs(texts: readonly string[]): Promise<void> {
  for (const text of texts) await parse('main.tf', text).catch(() => undefined);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function spread(numbers: readonly number[], [middle, low, high]: readonly [number, number, number]): string {
  const at = (part: number): string => quantile(numbers, part).toFixed(1);
  return `${at(middle)} [${at(low)}, ${at(high)}]`;
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}
