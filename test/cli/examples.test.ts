import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CheckOutput, cli, ROOT } from './support.ts';

const EXAMPLES = path.join(ROOT, 'examples');
const NAMES = fs
  .readdirSync(EXAMPLES, { withFileTypes: true })
  .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** `file rule` for each `# fault:` comment and each row of the table in the examples' README. */
function declared(name: string): string[] {
  const found: string[] = [];
  for (const file of fs.readdirSync(path.join(EXAMPLES, name), { recursive: true, encoding: 'utf8' })) {
    if (!/\.(tf|tofu)$/.test(file)) continue;
    const text = fs.readFileSync(path.join(EXAMPLES, name, file), 'utf8');
    for (const [, rule] of text.matchAll(/# fault: (\S+)/g)) found.push(`${file} ${rule}`);
  }
  const readme = fs.readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8');
  for (const [, file, rules] of readme.matchAll(/^\| `([^`]+\.json)` \| (.+) \|$/gm)) {
    if (!file!.startsWith(`${name}/`)) continue;
    for (const [, rule] of rules!.matchAll(/`([^`]+)`/g)) found.push(`${file!.slice(name.length + 1)} ${rule}`);
  }
  return found.sort();
}

describe.each(NAMES)('examples/%s', (name) => {
  it('has exactly the faults that it declares', async () => {
    const { stdout } = await cli(path.join(EXAMPLES, name), ['check', '--format', 'json', '.']);
    const { findings, errors } = JSON.parse(stdout) as CheckOutput;
    expect(errors).toEqual([]);
    expect(findings.map(({ file, rule }) => `${file} ${rule}`).sort()).toEqual(declared(name));
  });

  it('looks like this on a terminal', async () => {
    const { stdout } = await cli(EXAMPLES, ['check', name]);
    await expect(stdout).toMatchFileSnapshot(path.join(ROOT, 'test/cli/golden', `${name}.txt`));
  });

  it('marks each fault below its comment', async () => {
    const { stdout } = await cli(path.join(EXAMPLES, name), ['check', '--format', 'json', '.']);
    const { findings } = JSON.parse(stdout) as CheckOutput;
    for (const { file, rule, range } of findings) {
      if (file.endsWith('.json')) continue;
      const lines = fs.readFileSync(path.join(EXAMPLES, name, file), 'utf8').split('\n');
      const above = lines.slice(0, range.start.line).findLastIndex((line) => line.includes('# fault:'));
      expect(lines[above], `${file}:${range.start.line}`).toContain(rule);
    }
  });
});

describe('the examples', () => {
  it.skipIf(!hasTerraform())('are formatted as Terraform formats them', () => {
    for (const file of fs.readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(tf|tofu|tfvars)$/.test(file)) continue;
      const text = fs.readFileSync(path.join(EXAMPLES, file), 'utf8');
      expect(execFileSync('terraform', ['fmt', '-'], { input: text, encoding: 'utf8', stdio: 'pipe' }), file).toBe(
        text,
      );
    }
  });
});

function hasTerraform(): boolean {
  try {
    execFileSync('terraform', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
