/** Every measurement of this folder, one after the other: `npm run bench`, or `npm run bench check keystroke` for some. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const TSX = path.join(FOLDER, '../node_modules/tsx/dist/cli.mjs');
/** In this order, as far as they are there. */
const ALL = ['parse', 'check', 'subjects', 'verdict', 'keystroke', 'completion', 'module', 'index', 'startup'].filter(
  (name) => {
    return fs.existsSync(path.join(FOLDER, `${name}.ts`));
  },
);

for (const name of process.argv.length > 2 ? process.argv.slice(2) : ALL) {
  console.log(`\n== ${name}`);
  const { status } = spawnSync(process.execPath, [TSX, path.join(FOLDER, `${name}.ts`)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
