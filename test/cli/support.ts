/** Runs the command line in this process, with its own terminal and working directory. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { run } from '../../server/src/cli/run.ts';
import { fakeIo } from './fakeIo.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `oidc-trust ARGS` in a directory. */
export async function cli(
  cwd: string,
  args: readonly string[],
  options: Parameters<typeof fakeIo>[1] = {},
): Promise<Ran> {
  const { io, out, err } = fakeIo(cwd, options);
  const code = await run(args, io, path.join(ROOT, 'dist'));
  return { code, stdout: out(), stderr: err() };
}

/** A temporary directory with these files, gone after the test. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'oidc-trust-cli-')));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  fs.mkdirSync(path.join(directory, '.git')); // no configuration from above
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    fs.writeFileSync(path.join(directory, name), content);
  }
  return directory;
}

/** What `check --format json` printed. */
export interface CheckOutput {
  readonly version: number;
  readonly findings: readonly {
    readonly rule: string;
    readonly severity: string;
    readonly message: string;
    readonly file: string;
    readonly range: { readonly start: Point; readonly end: Point };
    readonly fixes: readonly { readonly title: string; readonly safety: string }[];
    readonly witness?: Readonly<Record<string, string>>;
  }[];
  readonly roles: readonly {
    readonly file: string;
    readonly address: string | null;
    readonly surface: string;
    readonly verdict: string;
    readonly summary: string;
    readonly range: { readonly start: Point; readonly end: Point };
  }[];
  readonly errors: readonly { readonly file: string; readonly message: string }[];
}

interface Point {
  readonly line: number;
  readonly column: number;
}
