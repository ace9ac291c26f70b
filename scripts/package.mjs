/** Packs what `npm run build` made into out/oidc-trust.vsix. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const vsixFile = path.join(root, 'out/oidc-trust.vsix');

mkdirSync(path.dirname(vsixFile), { recursive: true });
await createVSIX({
  cwd: root,
  packagePath: vsixFile,
  dependencies: false, // everything is bundled
  // There is no public repository to point to, so links stay as they are.
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
