/** Asks Terraform: for the values of expressions, all at once in one console, and for what it shows of a plan. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ENV = { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: os.devNull };

/** The version of the `terraform` on the path, if there is one. */
export function terraformVersion(): string | undefined {
  const { status, stdout } = spawnSync('terraform', ['version', '-json'], { env: ENV, encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as { terraform_version: string }).terraform_version : undefined;
}

/** Whether `terraform fmt` leaves a text as it is. */
export function isFormatted(text: string): boolean {
  return spawnSync('terraform', ['fmt', '-'], { input: text, env: ENV, encoding: 'utf8' }).stdout === text;
}

/** The value of each expression, all of which are strings. Throws when Terraform refuses one. */
export function evaluate(expressions: readonly string[]): string[] {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'console-'));
  try {
    const items = expressions.map((expression, i) => `  e${i} = ${expression}\n`).join('');
    // In Base64, because the console prints strings with escapes of its own, and JSON would be composed (NFC) as a whole.
    const all = expressions.map((_, i) => `base64encode(local.e${i})`).join(', ');
    fs.writeFileSync(path.join(directory, 'main.tf'), `locals {\n${items}\n  all = join(",", [${all}])\n}\n`);
    const { stdout, stderr } = spawnSync('terraform', ['console', '-no-color'], {
      cwd: directory,
      input: 'local.all\n',
      env: ENV,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const answer = /^"([\w+/=,]*)"\s*$/.exec(stdout);
    if (!answer) throw new Error(`terraform console gave no answer: ${stdout}${stderr}`);
    return answer[1]!.split(',').map((value) => Buffer.from(value, 'base64').toString('utf8'));
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

/** What `terraform show -json` prints of a module's plan, and of its state after it was applied. Copies the module: nothing is written in it. */
export function showPlanAndState(module: string): { readonly plan: string; readonly state: string } {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'plan-'));
  const run = (...args: string[]): string => {
    const { status, stdout, stderr } = spawnSync('terraform', args, { cwd: directory, env: ENV, encoding: 'utf8' });
    if (status !== 0) throw new Error(`terraform ${args[0]} failed: ${stderr}`);
    return stdout.trim();
  };
  try {
    fs.cpSync(module, directory, { recursive: true });
    run('init', '-no-color');
    run('plan', '-no-color', '-out=plan');
    const plan = run('show', '-json', 'plan');
    run('apply', '-no-color', 'plan');
    return { plan, state: run('show', '-json') };
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
