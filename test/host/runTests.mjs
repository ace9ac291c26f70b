#!/usr/bin/env node
/**
 * Runs an extension's test suite in a real VS Code, and takes VS Code's own arguments for that, so that it can stand as
 * `vscodeExecutablePath` where @vscode/test-electron would start the desktop:
 *
 *   runTests.mjs FOLDER... --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--timeout=SECONDS] [--verbose]
 *
 * Other flags of VS Code's are ignored. Exit code 0: at least one test ran and all passed.
 */
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openWorkbench, remoteUri, startServer } from './host.mjs';

/** How much of the host's chatter is shown when a run ends without a word from mocha. */
const TAIL = 80;

const { values: options, positionals: folders } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    timeout: { type: 'string', default: '180' },
    verbose: { type: 'boolean', default: false },
  },
});

process.exitCode = 1;
try {
  const { end, results, diagnosis } = await run();
  for (const { title, state, ms, error } of results) {
    console.log(`${state.padEnd(7)} ${title}${ms === undefined ? '' : ` (${ms} ms)`}${error ? `\n${error}` : ''}`);
  }
  const count = (state) => results.filter((result) => result.state === state).length;
  const failed = count('failed');
  // VS Code ends with 0 or 1, not a count, and with 0 where no test ran.
  const ok = end === 0 && failed === 0 && count('passed') > 0;
  if (!ok && failed === 0)
    console.error(`${typeof end === 'string' ? end : 'the run failed outside of any test'}\n${diagnosis}`);
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
  console.log(`${count('passed')} passed, ${ok ? 0 : Math.max(failed, 1)} failed${skipped}`);
  process.exitCode = ok ? 0 : 1;
} catch (error) {
  console.error(error);
  console.log('0 passed, 1 failed');
}

async function run() {
  const { extensionDevelopmentPath: extension, extensionTestsPath: tests } = options;
  if (folders.length === 0) throw new Error('name a folder to open');
  if (!extension || !fs.existsSync(path.join(extension, 'package.json')))
    throw new Error(`no extension at ${extension}`);
  if (!tests || !fs.existsSync(tests)) throw new Error(`no tests at ${tests}: build them first`);

  const heard = [];
  let server;
  let workbench;
  try {
    server = await startServer({
      folders,
      driver: true,
      verbose: options.verbose,
    });
    let ended;
    const exit = new Promise((resolve) => {
      ended = resolve;
    });
    workbench = await openWorkbench(server, {
      payload: [
        ['extensionDevelopmentPath', remoteUri(server, extension)],
        ['extensionTestsPath', remoteUri(server, tests)],
      ],
      expose: {
        codeAutomationLog: (type, args) => heard.push(`${type}: ${args.map(String).join(' ').slice(0, 2000)}`),
        codeAutomationExit: (code) => ended(code),
      },
    });
    workbench.page.on('crash', () => ended('the page crashed'));
    const timer = setTimeout(() => ended(`no end within ${options.timeout} s`), Number(options.timeout) * 1000);
    let end = await exit;
    clearTimeout(timer);
    if (workbench.outside.size > 0) end = `the page asked for ${[...workbench.outside].join(', ')}`;
    // Mocha's own lines arrive here unformatted, so the suite writes its results to a file.
    const results = fs.existsSync(server.resultsFile) ? JSON.parse(fs.readFileSync(server.resultsFile, 'utf8')) : [];
    return { end, results, diagnosis: [server.log(), ...heard.slice(-TAIL)].join('\n') };
  } finally {
    await workbench?.close().catch(() => {});
    await server?.stop();
  }
}
