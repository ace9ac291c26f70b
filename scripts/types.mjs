/** Type-checks server, client, the page in it and tests, all of them even when one fails. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

let failed = false;
for (const project of ['server', 'client', 'client/webview/trustMap', 'test']) {
  const args = ['tsc', '-p', project, '--tsBuildInfoFile', `out/types/${path.basename(project)}.tsbuildinfo`];
  if (spawnSync('npx', ['--no-install', ...args], { stdio: 'inherit' }).status !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
