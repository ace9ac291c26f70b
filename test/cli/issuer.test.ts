/** `oidc-trust issuer` as a script sees it. */
import path from 'node:path';
import { expect, it } from 'vitest';
import { startProxy } from '../live/idp.ts';
import { setUp } from '../live/setUp.ts';
import { cli } from './support.ts';

const world = setUp();

const trusting = () => ['--ca', path.join(world.pki.folder, 'root.pem'), '--allow-private'];
const run = (args: readonly string[], env: Record<string, string> = {}) => cli('/', ['issuer', ...args], { env });

it('prints a verdict for each step, and says first whom it contacts', async () => {
  const idp = await world.idp();
  const { code, stdout, stderr } = await run([idp.issuer, ...trusting()]);
  expect(code).toBe(0);
  expect(stderr).toBe(`Contacting localhost:${idp.port}, then the host that serves its keys.\n`);
  expect(stdout).toMatch(/^ok +discovery +\d+ ms {2}localhost:\d+: Status 200, application\/json/m);
});

it('prints one object with --format json', async () => {
  const idp = await world.idp();
  const { code, stdout } = await run([idp.issuer, ...trusting(), '--format', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    issuer: idp.issuer,
    verdict: 'warning',
    discovery: { issuerMatches: true },
  });
});

it('ends with 1 where a step failed', async () => {
  const { code, stdout } = await run(['https://127.0.0.1:1', '--format', 'json']);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toHaveProperty('steps.0.verdict', 'failed');
});

it('ends with 1 for an issuer that is none, and repeats no password', async () => {
  const { code, stdout, stderr } = await run(['https://me:s3cret@a.test']);
  expect(code).toBe(1);
  expect(stderr).toContain('user name or password');
  expect(stdout + stderr).not.toContain('s3cret');
});

it('goes through the proxy of the environment, and says so', async () => {
  const idp = await world.idp({ name: 'idp.test' });
  const proxy = await world.keep(startProxy({ credentials: 'me:s3cret' }));
  const env = { HTTPS_PROXY: proxy.url.replace('//', '//me:s3cret@') };
  const { code, stdout, stderr } = await run([idp.issuer, ...trusting()], env);
  expect(code).toBe(0);
  expect(stderr).toContain('through the proxy of HTTPS_PROXY');
  expect(stdout + stderr).not.toContain('s3cret');
});

it.each([[[]], [['a', 'b']], [['https://a.test', '--what']], [['https://a.test', '--timeout', '0']]])(
  'wrong usage: %j',
  async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('oidc-trust issuer --help');
  },
);
