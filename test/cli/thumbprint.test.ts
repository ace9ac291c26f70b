/** `oidc-trust thumbprint` as a script sees it: exit status, what stands on stdout, what on stderr. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import net, { type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { thumbprintCommand } from '../../server/src/cli/thumbprint.ts';
import { startProxy } from '../live/idp.ts';
import { setUp } from '../live/setUp.ts';

const world = setUp();

beforeEach(() => {
  for (const name of ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy']) vi.stubEnv(name, '');
});
afterEach(() => vi.unstubAllEnvs());

async function run(...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const status = await thumbprintCommand(args, {
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
  });
  return { status, ...written };
}

const trusting = () => ['--ca', path.join(world.pki.folder, 'root.pem'), '--allow-private'];

describe('--format json', () => {
  it('prints exactly the fields of the contract', async () => {
    const idp = await world.idp();
    const { status, stdout, stderr } = await run(idp.issuer, ...trusting(), '--format', 'json');
    expect(status).toBe(0);
    const hex = (length: number) => expect.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
    const entry = (role: string, subject: string) => ({
      role,
      subject,
      notAfter: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      sha1: hex(40),
      sha256: hex(64),
    });
    const result: unknown = JSON.parse(stdout);
    expect(result).toStrictEqual({
      issuer: idp.issuer,
      jwksUri: `${idp.issuer}/keys`,
      trusted: true,
      chain: [
        entry('leaf', 'O=Test, CN=idp.test'),
        entry('intermediate', 'O=Test, CN=Test Intermediate B'),
        entry('intermediate', 'O=Test, CN=Test Intermediate A'),
      ],
      thumbprints: [{ host: `localhost:${idp.port}`, sha1: hex(40) }],
      warnings: [{ code: 'PRIVATE_CA', message: expect.any(String) }],
    });
    expect(stderr).toBe(`Contacting localhost:${idp.port}, then the host that serves its keys.\n`);
  });

  it('gives null for a key host that is not known', async () => {
    const idp = await world.idp();
    const { status, stdout } = await run(idp.issuer, '--allow-private', '--format=json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      jwksUri: null,
      trusted: false,
      warnings: [{ code: 'DISCOVERY_NOT_READ' }],
    });
  });

  it('prints a failure on stdout', async () => {
    const { status, stdout } = await run('https://127.0.0.1', '--format', 'json');
    expect(status).toBe(1);
    const failure: unknown = JSON.parse(stdout);
    expect(failure).toStrictEqual({ error: { step: 'resolve', code: 'ADDRESS_REFUSED', message: expect.any(String) } });
  });

  it('prints a CA file that cannot be read as a failure', async () => {
    const { status, stdout } = await run('https://localhost', '--ca', '/no/such/file', '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ error: { step: 'ca', code: 'ENOENT' } });
  });
});

describe('--format pretty', () => {
  it('says which certificate AWS takes, and that it compares it with a private CA', async () => {
    const idp = await world.idp({ chain: 'root' });
    const { status, stdout } = await run(idp.issuer, ...trusting());
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /4\. root +O=Test, CN=Test Root\n.*SHA-1 ([0-9a-f]{40})\n +SHA-256 [0-9a-f]{64}\n +\^ the thumbprint: AWS takes the last certificate sent.*\n\nThumbprint {2}\1 {2}localhost/,
    );
    expect(stdout).toContain('AWS compares the thumbprint');
    expect(stdout).toContain('ROOT_SENT');
  });

  it('says what to do when the chain is not trusted', async () => {
    const idp = await world.idp();
    const { status, stdout } = await run(idp.issuer, '--allow-private');
    expect(status).toBe(0);
    expect(stdout).toContain('not known: the discovery document was not read');
    expect(stdout).toContain('--ca FILE');
  });

  it('prints a failure on stderr', async () => {
    const { status, stdout, stderr } = await run('https://127.0.0.1');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Contacting 127\.0\.0\.1, .*\n127\.0\.0\.1 is a private address.*--allow-private\)\. \(step resolve, ADDRESS_REFUSED\)\n$/,
    );
  });
});

it('goes through the proxy of the environment, and says so', async () => {
  const idp = await world.idp({ name: 'idp.test' });
  const proxy = await world.keep(startProxy({ credentials: 'me:s3cret' }));
  vi.stubEnv('HTTPS_PROXY', proxy.url.replace('//', '//me:s3cret@'));
  const { status, stderr } = await run(idp.issuer, ...trusting());
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: `Contacting idp.test:${idp.port} through the proxy of HTTPS_PROXY, then the host that serves its keys.\n`,
  });
  expect(proxy.targets).toContain(`idp.test:${idp.port}`);
});

it('says that the chain of a well-known issuer was replaced on the way', async () => {
  const idp = await world.idp();
  const intoIdp = (client: Socket) => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const upstream = net.connect(idp.port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  };
  const proxy = await world.keep(startProxy({ instead: intoIdp }));
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  const { status, stdout } = await run('https://token.actions.githubusercontent.com');
  expect(status).toBe(0);
  expect(stdout).toContain('INSPECTING_PROXY: GitHub Actions has a public certificate');
  expect(stdout).toContain('What AWS sees is not known');
  expect(proxy.targets).toEqual(Array(proxy.targets.length).fill('token.actions.githubusercontent.com:443'));
});

it('keeps to --timeout', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const idp = await world.idp({ discovery: () => vi.advanceTimersByTime(5_000) });
    const { status, stderr } = await run(idp.issuer, ...trusting(), '--timeout', '5000');
    expect(status).toBe(1);
    expect(stderr).toContain('No full answer within 5000 ms');
  } finally {
    vi.useRealTimers();
  }
});

describe('wrong usage', () => {
  it.each([
    [[]],
    [['https://a.test', 'https://b.test']],
    [['https://a.test', '--frmat', 'json']],
    [['https://a.test', '--format', 'xml']],
    [['https://a.test', '--timeout', '0']],
    [['https://a.test', '--timeout', '1.5']],
    [['https://a.test', '--timeout', 'soon']],
    [['https://a.test', '--ca']],
  ])('%j', async (args) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('oidc-trust thumbprint --help');
  });

  it('repeats no password', async () => {
    for (const args of [['https://me:s3cret@a.test'], ['https://me:s3cret@a.test', 'x'], ['--me:s3cret@a.test']]) {
      const { stdout, stderr } = await run(...args, '--format', 'json');
      expect(stdout + stderr).not.toContain('s3cret');
    }
  });

  it('is helped by --help', async () => {
    const { status, stdout } = await run('--help');
    expect(status).toBe(0);
    expect(stdout).toContain('--allow-private');
  });
});

it('agrees with test/live/serveIdp.ts, which runs until it is killed and leaves nothing', async () => {
  const server = spawn(process.execPath, ['--import', 'tsx', 'test/live/serveIdp.ts'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface(server.stdout), 'line')) as [string];
    const { issuer, caFile, thumbprint } = JSON.parse(line) as { issuer: string; caFile: string; thumbprint: string };
    const { stdout } = await run(issuer, '--ca', caFile, '--allow-private', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({ issuer, trusted: true, thumbprints: [{ sha1: thumbprint }] });
    server.kill('SIGTERM');
    await once(server, 'exit');
    expect(existsSync(caFile)).toBe(false);
  } finally {
    server.kill('SIGKILL');
  }
});
