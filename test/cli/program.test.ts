/** The program as it is installed: the built bundle where it exists, else the sources. */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, workspace } from './support.ts';

const BUNDLE = path.join(ROOT, 'dist/cli.js');
const PROGRAM = fs.existsSync(BUNDLE)
  ? [BUNDLE]
  : [path.join(ROOT, 'node_modules/tsx/dist/cli.mjs'), path.join(ROOT, 'server/src/cli/main.ts')];
const TIMEOUT = 60_000;

function oidcTrust(cwd: string, ...args: string[]) {
  const ran = spawnSync(process.execPath, [...PROGRAM, ...args], { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

describe('the program', () => {
  it(
    'knows its version and its commands',
    () => {
      const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
      expect(oidcTrust(ROOT, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
      const help = oidcTrust(ROOT, '--help');
      expect(help.code).toBe(0);
      for (const name of ['check', 'who', 'render', 'rules', 'explain', 'thumbprint', 'lsp']) {
        expect(help.stdout).toContain(`oidc-trust ${name}`);
        expect(oidcTrust(ROOT, name, '--help').code, name).toBe(0);
      }
      expect(oidcTrust(ROOT, 'bogus').code).toBe(2);
    },
    TIMEOUT,
  );

  it(
    'lists and explains every rule',
    () => {
      const rules = JSON.parse(oidcTrust(ROOT, 'rules', '--format', 'json').stdout) as {
        id: string;
        summary: string;
      }[];
      expect(rules.length).toBeGreaterThan(10);
      const explained = oidcTrust(ROOT, 'explain', rules[0]!.id);
      expect(explained).toMatchObject({ code: 0, stderr: '' });
      expect(explained.stdout).toContain(rules[0]!.summary);
      expect(oidcTrust(ROOT, 'explain', `${rules[0]!.id}x`).stderr).toContain(`Did you mean "${rules[0]!.id}"?`);
    },
    TIMEOUT,
  );

  it(
    'gives the exit code of the check',
    () => {
      expect(oidcTrust(ROOT, 'check', 'examples/eks-irsa').code).toBe(1);
      expect(oidcTrust(ROOT, 'check', '--fail-on', 'never', 'examples/eks-irsa').code).toBe(0);
      expect(oidcTrust(ROOT, 'check', 'missing').code).toBe(2);
    },
    TIMEOUT,
  );

  it(
    'writes a large report to its end',
    () => {
      const role = fs.readFileSync(path.join(ROOT, 'examples/eks-irsa/files/velero-trust.json'), 'utf8');
      const files = Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`trust-${i}.json`, role]));
      const cwd = workspace(files);
      const pretty = oidcTrust(cwd, 'check', '.');
      expect(pretty.stdout.length).toBeGreaterThan(100_000);
      expect(pretty.stdout.endsWith('.\n')).toBe(true);
      expect(JSON.parse(oidcTrust(cwd, 'check', '--format', 'json', '.').stdout).roles).toHaveLength(400);
    },
    TIMEOUT,
  );

  it(
    'does not fail when its reader leaves',
    async () => {
      const role = fs.readFileSync(path.join(ROOT, 'examples/eks-irsa/files/velero-trust.json'), 'utf8');
      const cwd = workspace(Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`trust-${i}.json`, role])));
      const child = spawn(process.execPath, [...PROGRAM, 'check', '.'], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
      let complaint = '';
      child.stderr.on('data', (data: Buffer) => {
        complaint += data.toString();
      });
      child.stdout.destroy();
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(complaint).toBe('');
      expect(code).toBe(1);
    },
    TIMEOUT,
  );

  it.runIf(fs.existsSync('/dev/full'))(
    'says that the report cannot be written, with a code that does not mean findings',
    () => {
      const full = fs.openSync('/dev/full', 'w');
      const args = [...PROGRAM, 'check', 'examples/eks-irsa'];
      const ran = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', full, 'pipe'] });
      const deaf = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', full, full] });
      fs.closeSync(full);
      expect(ran.stderr).toMatch(/^oidc-trust: the output cannot be written: ENOSPC\b.*\n$/);
      expect([ran.status, deaf.status]).toEqual([3, 3]);
    },
    TIMEOUT,
  );

  it(
    'colours nothing that goes into a pipe',
    () => {
      expect(oidcTrust(ROOT, 'check', 'examples/eks-irsa').stdout).not.toContain('\u001b');
    },
    TIMEOUT,
  );

  it.runIf(fs.existsSync(path.join(ROOT, 'dist/server.js')))(
    'starts the language server',
    async () => {
      const child = spawn(process.execPath, [...PROGRAM, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
      const send = (message: object): void => {
        const body = JSON.stringify({ jsonrpc: '2.0', ...message });
        child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      };
      const answered = new Promise<string>((resolve) => {
        let received = '';
        child.stdout.on('data', (data: Buffer) => {
          received += data.toString();
          if (received.includes('"capabilities"')) resolve(received);
        });
      });
      send({ id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } });
      expect(await answered).toContain('"id":1');
      send({ id: 2, method: 'shutdown' });
      send({ method: 'exit' });
      expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    },
    TIMEOUT,
  );
});
