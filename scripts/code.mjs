/**
 * Opens examples/ in VS Code with the extension: in the installed `code` where there is one, else in a VS Code server on this
 * machine, shown by any browser until Ctrl-C. `--server` asks for the latter anyway.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer, workbenchUrl } from '../test/host/host.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const examples = path.join(root, 'examples');
const run = (command, ...args) => spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;

const installed = !process.argv.includes('--server') && spawnSync('code', ['--version']).status === 0;
if (!run(process.execPath, 'esbuild.mjs')) process.exit(1);
if (installed) {
  process.exitCode = run('code', `--extensionDevelopmentPath=${root}`, examples) ? 0 : 1;
} else {
  if (!run(process.execPath, 'scripts/package.mjs')) process.exit(1);
  const server = await startServer({
    folders: [examples],
    inPlace: true,
    vsix: path.join(root, 'out/oidc-trust.vsix'),
  });
  console.log(`Open ${workbenchUrl(server)}\nCtrl-C ends it.`);
}
