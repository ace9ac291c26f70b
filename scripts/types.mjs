/** Type-checks server, client and tests, all three even when one fails. */
import { spawnSync } from 'node:child_process';

let failed = false;
for (const project of ['server', 'client', 'test']) {
  const args = ['tsc', '-p', project, '--tsBuildInfoFile', `out/types/${project}.tsbuildinfo`];
  if (spawnSync('npx', ['--no-install', ...args], { stdio: 'inherit' }).status !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
