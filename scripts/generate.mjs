/** Writes anew whatever in the repository is made from something else: every `compile*` and `generate*` script of this folder. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const self = fileURLToPath(import.meta.url);
const folder = path.dirname(self);
const scripts = readdirSync(folder).filter(
  (name) => /^(compile|generate)\w*\.(mjs|ts)$/.test(name) && !/\.d\.\w+$/.test(name),
);
for (const name of scripts.filter((name) => name !== path.basename(self))) {
  console.log(name);
  const tsx = path.join(folder, '../node_modules/.bin/tsx');
  const { status } = spawnSync(tsx, [path.join(folder, name)], { cwd: path.join(folder, '..'), stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
