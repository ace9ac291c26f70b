/** Builds and shows what the checker says about the examples. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const node = (...args) => {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
};

node('esbuild.mjs');
node('dist/cli.js', 'check', 'examples', '--fail-on', 'never');
console.log(
  '\nThe examples are faulty on purpose. To see the same in the editor, with hovers and quick fixes: npm run code',
);
