/** Terraform itself as the judge of what an expression means: many expressions in one `terraform console`, offline. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** The JSON text of the value, or what became of it instead. */
export type Answer = { readonly json: string } | 'error' | 'unknown';

const ENVIRONMENT = {
  ...process.env,
  CHECKPOINT_DISABLE: '1',
  TF_IN_AUTOMATION: '1',
  TF_CLI_CONFIG_FILE: '/dev/null',
};

/** Evaluates expressions in a module that holds the text of `preamble`. */
export function askTerraform(expressions: readonly string[], preamble: string): Answer[] {
  const answers = expressions.map((): Answer => 'error');
  const folder = mkdtempSync(path.join(tmpdir(), 'console-'));
  try {
    writeFileSync(path.join(folder, 'preamble.tf'), preamble);
    let left = expressions.map((_, i) => i);
    // Terraform names the expressions that fail; without them it answers the rest.
    for (let round = 0; round < 6 && left.length > 0; round++) {
      const { failed, values } = askOnce(folder, expressions, left);
      for (const [i, answer] of values) answers[i] = answer;
      if (values.size > 0) return answers;
      if (failed.size === 0) throw new Error('terraform console gave no answer');
      left = left.filter((i) => !failed.has(i));
    }
    if (left.length > 0) throw new Error('terraform console finds ever more errors');
    return answers;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function askOnce(folder: string, expressions: readonly string[], asked: readonly number[]) {
  const owners: number[] = [];
  const lines = ['locals {'];
  for (const i of asked) {
    for (const line of `e${i} = jsonencode(${expressions[i]!})`.split('\n')) {
      owners[lines.length + 1] = i;
      lines.push(line);
    }
  }
  lines.push(`all = { ${asked.map((i) => `e${i} = local.e${i}`).join(', ')} }`, '}', '');
  writeFileSync(path.join(folder, 'main.tf'), lines.join('\n'));
  const run = spawnSync('terraform', ['console', '-no-color'], {
    cwd: folder,
    env: ENVIRONMENT,
    input: 'local.all\n',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const failed = new Set<number>();
  for (const [, line] of run.stderr.matchAll(/on main\.tf line (\d+)/g)) {
    const owner = owners[Number(line)];
    if (owner !== undefined) failed.add(owner);
  }
  const values = new Map<number, Answer>();
  if (failed.size > 0) return { failed, values };
  for (const [, i, shown = ''] of run.stdout.matchAll(/^ {2}"e(\d+)" = (.*)$/gm))
    values.set(Number(i), shown.startsWith('"') ? { json: unquote(shown) } : 'unknown');
  return { failed, values };
}

/** The console shows strings with the escapes of HCL. */
function unquote(shown: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return shown
    .slice(1, -1)
    .replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\(.)|([$%])\4\{/g, (_, short, long, plain, marker) => {
      const code = (short ?? long) as string | undefined;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return marker === undefined ? (named[plain as string] ?? (plain as string)) : `${marker as string}{`;
    });
}
