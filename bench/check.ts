/**
 * The whole check of a directory (read, parse, evaluate, judge) against a bare parse of the same Terraform files by
 * HashiCorp's own parser, both in one run and interleaved, so that a busy machine slows both:
 * `npx tsx bench/check.ts [DIRECTORY] [ROUNDS]`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@cdktf/hcl2json';
import { Checker } from '../server/src/cli/checker.ts';
import { select } from '../server/src/cli/selection.ts';
import { rules } from '../server/src/core/rules/index.ts';

const MIN_ROUNDS = 9;
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));

const directory = path.resolve(process.argv[2] ?? EXAMPLES);
const rounds = Math.max(MIN_ROUNDS, Number(process.argv[3] ?? MIN_ROUNDS));

const selection = select([directory], process.cwd());
const texts = [...selection.files.keys()].flatMap((file) => {
  return /\.(tf|tofu)$/.test(file) ? [{ file, text: fs.readFileSync(file, 'utf8') }] : [];
});
const bytes = [...selection.files.keys()].reduce((sum, file) => sum + fs.statSync(file).size, 0);

const check = (): ReturnType<Checker['check']> => new Checker(selection, { rules }).check();

/** Files that the parser refuses count too: it has read them. */
async function bareParse(): Promise<void> {
  for (const { file, text } of texts) await parse(path.basename(file), text).catch(() => undefined);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const result = check(); // warm: what counts is the steady state of a long run
  await bareParse();

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(await timed(async () => void check()));
    theirs.push(await timed(bareParse));
  }

  const verdicts = new Map<string, number>();
  for (const { verdict } of result.roles) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  console.log(`check: ${selection.files.size} files (${texts.length} Terraform), ${bytes} bytes, ${rounds} rounds`);
  console.log(`  roles: ${result.roles.length} (${[...verdicts].map(([name, n]) => `${n} ${name}`).join(', ')})`);
  console.log(
    `  findings: ${result.findings.length}, files with errors: ${new Set(result.errors.map(({ file }) => file)).size}`,
  );
  console.log(`  whole check ${ms(median(ours))}, bare parse by hcl2json ${ms(median(theirs))}`);
  console.log(`  median of the rounds' ratios: ${median(ours.map((time, i) => time / theirs[i]!)).toFixed(3)}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}
