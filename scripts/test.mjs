/**
 * Everything that a change must pass, stage by stage, each with its duration; all stages run even when one fails. Those that
 * only read the sources run in two lanes. Ends with one plain line: `N passed, N failed`. A type check, a linter and the build
 * count as one each, the rest by test.
 *
 * Where the VS Code host cannot be had, its stages are skipped loudly. With CI=true that is a failure.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensureVscodeHost, HostUnavailable } from './vscodeHost.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const vitestResults = path.join(root, 'out/vitest.json');
const PLAIN_LINE = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/;

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */
const stages = [];
const began = performance.now();

// The host is fetched while the stages that do not need it run.
const host = ensureVscodeHost({ log: console.log }).catch((error) => error);

await Promise.all([
  inTurn([
    ['types: server', checked('tsc', '-p', 'server', '--tsBuildInfoFile', 'out/types/server.tsbuildinfo')],
    ['types: client', checked('tsc', '-p', 'client', '--tsBuildInfoFile', 'out/types/client.tsbuildinfo')],
    [
      'types: page',
      checked('tsc', '-p', 'client/webview/trustMap', '--tsBuildInfoFile', 'out/types/trustMap.tsbuildinfo'),
    ],
    ['types: test', checked('tsc', '-p', 'test', '--tsBuildInfoFile', 'out/types/test.tsbuildinfo')],
  ]),
  inTurn([
    ['eslint', checked('eslint', '.')],
    ['biome', checked('biome', 'ci', `--colors=${process.stdout.isTTY ? 'force' : 'off'}`, '.')],
    ['knip', checked('knip')],
  ]),
]);
await stage('build', checked('node', 'esbuild.mjs'));
await stage('vitest', vitest);

const unavailable = await host;
if (unavailable instanceof HostUnavailable) skipHostStages(unavailable.message);
else if (unavailable instanceof Error) throw unavailable;
else {
  await stage('VS Code: suite', counted('node', 'test/host/launch.mjs'));
  await stage('VS Code: package', checked('node', 'scripts/package.mjs'));
  await stage('VS Code: by keyboard', counted('node', 'test/host/ui.mjs'));
  await stage('VS Code: in a browser', counted('node', 'test/host/web.mjs'));
}
summarise();

/**
 * @typedef {(print: (line: string) => void) => Promise<Counts>} Work
 * @param {Work} work
 */
async function stage(name, work, print = console.log) {
  print(`\n== ${name}`);
  const start = performance.now();
  const counts = await work(print);
  stages.push({ name, ...counts, seconds: (performance.now() - start) / 1000 });
}

/**
 * Beside others: what each stage prints stays together.
 * @param {readonly (readonly [string, Work])[]} all
 */
async function inTurn(all) {
  for (const [name, work] of all) {
    const lines = [];
    await stage(name, work, (line) => lines.push(line));
    console.log(lines.join('\n'));
  }
}

/** A tool that only passes or fails. */
function checked(command, ...args) {
  return async (print) => {
    const ok = (await execute(command, args, print)) === 0;
    return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
  };
}

/** A runner that closes with a plain line of its own. That line goes into the sum and not on the screen. */
function counted(command, ...args) {
  return async (print) => {
    let counts = { passed: 0, failed: 0, skipped: 0 };
    const code = await execute(command, args, (line) => {
      const found = PLAIN_LINE.exec(line);
      if (!found) return print(line);
      const [passed, failed, skipped] = found.slice(1).map((count) => Number(count ?? 0));
      counts = { passed, failed, skipped };
    });
    return neverSilent(code, counts);
  };
}

async function vitest(print) {
  rmSync(vitestResults, { force: true });
  mkdirSync(path.dirname(vitestResults), { recursive: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestResults}`];
  const code = await execute('vitest', args, print);
  return neverSilent(code, vitestCounts());
}

function vitestCounts() {
  let report;
  try {
    report = JSON.parse(readFileSync(vitestResults, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
  // A file that does not load is a failed suite without tests.
  const unloaded = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Whoever fails without a failed test, or runs no test at all, has failed once. */
function neverSilent(code, counts) {
  const silent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

function skipHostStages(reason) {
  const strict = process.env.CI === 'true';
  const rule = '!'.repeat(80);
  console.log(`\n${rule}\nThe tests inside VS Code DID NOT RUN: ${reason}\n${rule}`);
  for (const name of ['VS Code: suite', 'VS Code: by keyboard', 'VS Code: in a browser']) {
    stages.push({ name, passed: 0, failed: strict ? 1 : 0, skipped: strict ? 0 : 1, seconds: 0 });
  }
}

/** Resolves to the exit code; every line goes to `print`. */
function execute(command, args, print) {
  const bin = path.join(root, 'node_modules/.bin');
  const colour = process.stdout.isTTY ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
  const env = { ...process.env, ...colour, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', print);
  return new Promise((resolve) => {
    child.once('error', (error) => {
      print(error.message);
      resolve(1);
    });
    child.once('close', resolve);
  });
}

function summarise() {
  const sum = (of) => stages.reduce((total, each) => total + each[of], 0);
  const say = ({ passed, failed, skipped }) =>
    `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  console.log('');
  for (const each of stages)
    console.log(`${each.name.padEnd(22)}${each.seconds.toFixed(1).padStart(7)} s  ${say(each)}`);
  console.log(`${'in all'.padEnd(22)}${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s\n`);
  console.log(say({ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }));
  process.exitCode = sum('failed') > 0 ? 1 : 0;
}
