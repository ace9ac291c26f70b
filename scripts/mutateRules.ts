/**
 * Breaks the rules one small fault at a time, and counts how many of the faults make a test of the rules fail:
 * `npm run mutate -- [PART_OF_FILE_NAME] [--most 20]`, 20 faults a file unless told. Takes seconds for each, so it is no part of the tests.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type BuildContext, context, type Plugin } from 'esbuild';
import { type Mutant, mutantsOf } from './mutation/mutants.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const RULES = path.join(ROOT, 'server/src/core/rules');
/** Registers and texts. */
const LEFT_OUT: ReadonlySet<string> = new Set(['index.ts', 'samples.ts', 'define.ts', 'finding.ts']);
/** A fault that makes a check endless is found too. Far more than the tests take on a busy machine. Milliseconds. */
const TIME_LIMIT = 300_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { most: { type: 'string', default: '20' } },
});
const most = Number(values.most);

/** The file that is broken at the moment, and its text. */
let broken: { readonly file: string; readonly text: string } | undefined;

/** Puts the broken text in its place, and the folder of a test where it asks for it: a bundle has none. */
const breaking: Plugin = {
  name: 'breaking',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      if (file.includes('node_modules')) return undefined;
      const text = file === broken?.file ? broken.text : fs.readFileSync(file, 'utf8');
      return { contents: text.replaceAll('import.meta.dirname', JSON.stringify(path.dirname(file))), loader: 'ts' };
    });
  },
};

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const bundler = await context({
    entryPoints: [path.join(ROOT, 'scripts/mutation/suite.ts')],
    alias: { vitest: path.join(ROOT, 'scripts/mutation/vitestShim.ts') },
    plugins: [breaking],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  try {
    await mutateAll(bundler);
  } finally {
    await bundler.dispose();
  }
}

async function mutateAll(bundler: BuildContext): Promise<void> {
  const sound = await outcome(bundler, '');
  if (sound !== 'survived') throw new Error(`a test fails without any fault: ${sound}`);
  const total = { found: 0, all: 0 };
  for (const file of ruleFiles()) {
    const found = await mutateFile(bundler, file);
    total.found += found.found;
    total.all += found.all;
  }
  console.log(`${total.found} of ${total.all} faults were found: ${((100 * total.found) / total.all).toFixed(1)} %`);
}

function ruleFiles(): string[] {
  const [part = ''] = positionals;
  return fs
    .readdirSync(RULES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !LEFT_OUT.has(path.basename(name)) && name.includes(part))
    .sort();
}

async function mutateFile(bundler: BuildContext, name: string): Promise<{ found: number; all: number }> {
  const file = path.join(RULES, name);
  const text = fs.readFileSync(file, 'utf8');
  const mutants = spread(mutantsOf(file, text), most);
  const rule = /id: '([^']+)'/.exec(text)?.[1] ?? '';
  const survivors: string[] = [];
  for (const mutant of mutants) {
    broken = { file, text: applied(mutant, text) };
    if ((await outcome(bundler, rule)) === 'survived') survivors.push(described(mutant, text));
  }
  broken = undefined;
  console.log(`${name}: ${mutants.length - survivors.length} of ${mutants.length}`);
  for (const survivor of survivors) console.log(`    ${survivor}`);
  return { found: mutants.length - survivors.length, all: mutants.length };
}

/** Some of many, from all over the file. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.floor((i * all.length) / count)]!);
}

function applied({ start, end, text: replacement }: Mutant, text: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function described({ start, end, text: replacement }: Mutant, text: string): string {
  const line = text.slice(0, start).split('\n').length;
  return `${line}: ${text.slice(start, end).replace(/\s+/g, ' ').slice(0, 60)} -> ${replacement.slice(0, 60)}`;
}

/** `survived`, or how the fault was found. */
async function outcome(bundler: BuildContext, rule: string): Promise<string> {
  const { outputFiles } = await bundler.rebuild();
  const worker = new Worker(outputFiles![0]!.text, { eval: true, workerData: { rule }, stderr: true, stdout: true });
  return new Promise((resolve) => {
    const end = (how: string): void => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(how);
    };
    const timer = setTimeout(() => end('takes too long'), TIME_LIMIT);
    worker.on('message', ({ failure }: { failure?: string }) => end(failure ?? 'survived'));
    worker.on('error', (error) => end(error.message));
  });
}
