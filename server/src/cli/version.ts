import fs from 'node:fs';
import path from 'node:path';

/** The version in the package that this file belongs to; the bundle and the sources lie at different depths of it. */
export function packageVersion(from: string): string {
  for (let directory = from; directory !== path.dirname(directory); directory = path.dirname(directory)) {
    const file = path.join(directory, 'package.json');
    if (!fs.existsSync(file)) continue;
    const found = JSON.parse(fs.readFileSync(file, 'utf8')) as { name?: string; version?: string };
    if (found.name === 'oidc-trust' && found.version) return found.version;
  }
  throw new Error(`no package.json of oidc-trust above ${from}`);
}
