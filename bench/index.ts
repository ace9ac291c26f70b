/**
 * A workspace of many files: what the index of a workspace folder takes, and what judging each file takes, as a command line
 * does; both against reading the same files, in turns, and the memory that is held afterwards: `npx tsx --expose-gc bench/index.ts [FILES] [ROUNDS]`. The files are copies of the corpus,
 * or of the examples where OIDC_TRUST_CORPUS names none.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DiskFileSystem } from '../server/src/workspace/diskFileSystem.ts';
import { isConfiguration } from '../server/src/workspace/moduleMembers.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { CORPUS, corpusFiles } from '../test/corpus/corpus.ts';
import { median, ms } from './lspClient.ts';

const FILES = Number(process.argv[2] ?? 10_000);
const ROUNDS = Number(process.argv[3] ?? 3);
const EXAMPLES = fileURLToPath(new URL('../examples', import.meta.url));

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-index-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));

const files = layOut();
const bytes = files.reduce((sum, file) => sum + fs.statSync(file).size, 0);
const reading: number[] = [];
const indexing: number[] = [];
const judging: number[] = [];
let heldByIndex = 0;
let held = 0;
let findings = 0;
for (let round = -1; round < ROUNDS; round++) {
  const read = timed(() => files.forEach((file) => void fs.readFileSync(file, 'utf8')));
  const atFirst = heap();
  const folder = new Workspace(new DiskFileSystem());
  folder.addFolder(root);
  const index = timed(() => {
    while (folder.indexNext());
  });
  heldByIndex = heap() - atFirst;
  folder.removeFolder(root); // keeps it alive until here
  const before = heap();
  const workspace = new Workspace(new DiskFileSystem());
  const judge = timed(() => {
    findings = files.reduce((sum, file) => sum + workspace.report(file).findings.length, 0);
  });
  held = heap() - before;
  workspace.close(root); // keeps it alive until here
  if (round < 0) continue; // warm
  reading.push(read);
  indexing.push(index);
  judging.push(judge);
}
console.log(`index: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, ${ROUNDS} rounds, ${findings} findings`);
console.log(`  read only: ${ms(median(reading))}`);
print('the index', indexing, heldByIndex);
print('every file judged', judging, held);

function print(what: string, times: readonly number[], memory: number): void {
  const ratio = median(times.map((time, i) => time / reading[i]!));
  const share = (memory / bytes).toFixed(2);
  console.log(`  ${what}: ${ms(median(times))}, ${ratio.toFixed(1)} times as long (median of the rounds' ratios)`);
  console.log(`    held afterwards: ${(memory / 1e6).toFixed(1)} MB, ${share} bytes for each byte of text`);
}

/** Directories stay whole, so that modules are modules. */
function layOut(): string[] {
  const base = CORPUS ?? EXAMPLES;
  const sources =
    CORPUS === undefined ? filesOf(EXAMPLES) : corpusFiles(CORPUS).map(({ file }) => path.join(base, file));

  const wanted = sources.filter((file) => isConfiguration(path.basename(file)) || file.endsWith('.json'));
  const laid: string[] = [];
  for (let copy = 0; laid.length < FILES; copy++) {
    for (const source of wanted.slice(0, FILES - laid.length)) {
      const target = path.join(root, `copy-${copy}`, path.relative(base, source));
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(source, target);
      laid.push(target);
    }
  }
  return laid;
}

function filesOf(directory: string): string[] {
  const names = fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(directory, name));
  return names.filter((file) => fs.statSync(file).isFile());
}

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
