/**
 * From a key to the findings of its file, without the protocol: in a module of many files, and in a local module that one of
 * many files calls; against the same key in a file that stands alone, in turns: `npx tsx bench/module.ts [FILES] [ROUNDS]`.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DiskFileSystem } from '../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { median, ms, rolesTf } from './lspClient.ts';

const FILES = Number(process.argv[2] ?? 50);
const ROUNDS = Number(process.argv[3] ?? 9);
const LINES = 120;
const KEYS = 10;

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-module-'));
process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
fs.mkdirSync(path.join(root, '.git'));

const calls = Array.from({ length: FILES }, (_, i) => `module "m${i}" {\n  source = "./called"\n}\n`).join('\n');
const cases = [
  ['alone', write('alone', 'main.tf', named(0))],
  ['module', Array.from({ length: FILES }, (_, i) => write('large', `f${i}.tf`, named(i)))[0]!],
  ['called', [write('caller/called', 'main.tf', named(0)), write('caller', 'main.tf', calls)][0]!],
] as const;

const workspace = new Workspace(new DiskFileSystem());
const times: Record<(typeof cases)[number][0], number[]> = { alone: [], module: [], called: [] };
for (const [, file] of cases) {
  workspace.open(file, { languageId: 'terraform', text: fs.readFileSync(file, 'utf8') });
  workspace.report(file);
}
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, file] of cases) {
    const time = typing(file);
    if (round >= 0) times[name].push(time); // the first one warms up
  }
}
const alone = median(times.alone);
console.log(`module: ${FILES} files of ${LINES} lines, ${ROUNDS} rounds of ${KEYS} keys`);
console.log(`  a file alone ${ms(alone)} a key`);
console.log(`  one of ${FILES} files ${ms(median(times.module))}, ratio ${(median(times.module) / alone).toFixed(1)}`);
console.log(
  `  a module called ${FILES} times ${ms(median(times.called))}, ratio ${(median(times.called) / alone).toFixed(1)}`,
);

/** The time of a key: the change, and the findings of the file and of all that may have changed with it. */
function typing(file: string): number {
  const text = fs.readFileSync(file, 'utf8');
  const results: number[] = [];
  for (let key = 1; key <= KEYS; key++) {
    const start = performance.now();
    workspace.change(file, text.replace('repo:acme/', `repo:acme/${'x'.repeat(key)}`));
    for (const each of [file, ...workspace.filesAffectedBy(file)]) void workspace.report(each).findings;
    results.push(performance.now() - start);
  }
  return median(results);
}

function write(directory: string, name: string, text: string): string {
  const file = path.join(root, directory, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/** The addresses of a module differ from file to file. */
function named(i: number): string {
  return rolesTf(LINES).replace(/\b(trust|deploy)_(\d+)/g, `$1_${i}_$2`);
}
