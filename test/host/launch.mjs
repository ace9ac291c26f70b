/**
 * Runs the suite in test/host/suite inside VS Code:
 *
 *   node test/host/launch.mjs              the VS Code server from npm
 *   node test/host/launch.mjs --desktop    the desktop VS Code, downloaded by @vscode/test-electron
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const inProject = (...parts) => path.join(root, ...parts);
const desktop = process.argv.includes('--desktop');

await build({
  entryPoints: [inProject('test/host/suite/index.ts')],
  outfile: inProject('out/host/index.js'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  sourcemap: 'inline',
  // Mocha finds its reporters by path, so it stays a package; `vscode` exists only inside the host.
  external: ['vscode', 'mocha'],
  logLevel: 'warning',
});

try {
  process.exitCode = await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: inProject('test/host/runTests.mjs') }),
    extensionDevelopmentPath: root,
    extensionTestsPath: inProject('out/host/index.js'),
    launchArgs: [inProject('examples'), inProject('test/host/workspace')],
  });
} catch (error) {
  // The runner has said what failed; test-electron only repeats the exit code.
  console.error(error.message);
  process.exitCode = 1;
}
