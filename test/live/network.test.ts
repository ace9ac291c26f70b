/** Addresses, time limits, cancellation, proxies: what is contacted, and that nothing stays open. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchThumbprint, hostsToContact } from '../../server/src/live/index.ts';
import { type Answer, discoveryDocument, json, startProxy, startTcp, startTls } from './idp.ts';
import { failure, setUp, type toLoopback } from './setUp.ts';

const world = setUp();

describe('addresses', () => {
  it('refuses a private address before any byte is sent', async () => {
    const idp = await world.idp();
    const error = await failure(world.look(idp.issuer, { allowPrivate: false }), 'resolve', 'ADDRESS_REFUSED');
    expect(error.message).toContain('--allow-private');
    expect(idp.sockets.accepted).toBe(0);
  });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:7f00:1]', '[64:ff9b::7f00:1]'])(
    'refuses the literal %s',
    async (host) => {
      const idp = await world.idp();
      await failure(fetchThumbprint(`https://${host}:${idp.port}`), 'resolve', 'ADDRESS_REFUSED');
      expect(idp.sockets.accepted).toBe(0);
    },
  );

  it.each(['169.254.169.254', '[fe80::1]', '[fd00:ec2::254]', '[::ffff:169.254.169.254]', '0.0.0.0'])(
    'refuses %s even when private addresses are allowed',
    async (host) => {
      await failure(world.look(`https://${host}/`), 'resolve', 'ADDRESS_REFUSED');
    },
  );

  it('allows private addresses of one host and not those of the host of its keys', async () => {
    const keys = await world.idp({ name: 'keys.idp.test' });
    const jwks = `https://keys.idp.test:${keys.port}/keys`;
    const idp = await world.idp({ discovery: json(discoveryDocument('https://idp.test', jwks)) });
    const host = idp.issuer.replace('https://', '');
    const asked: string[] = [];
    const allowPrivate = (one: string) => {
      asked.push(one);
      return one === host;
    };
    await failure(world.look(idp.issuer, { allowPrivate }), 'resolve', 'ADDRESS_REFUSED');
    expect(keys.sockets.accepted).toBe(0);
    expect([...new Set(asked)]).toEqual([host, `keys.idp.test:${keys.port}`]);
  });

  it('asks nobody about addresses that are never allowed', async () => {
    const allowPrivate = (host: string) => expect.fail(`asked about ${host}`);
    await failure(world.look('https://169.254.169.254', { allowPrivate }), 'resolve', 'ADDRESS_REFUSED');
  });

  it('refuses a name of which one address is bad', async () => {
    const lookup = addressed('93.184.216.34', '169.254.169.254');
    await failure(world.look('https://idp.test', { lookup }), 'resolve', 'ADDRESS_REFUSED');
  });

  it('connects to the address that was judged, and asks once a connection', async () => {
    const idp = await world.idp({ name: 'idp.test' });
    const answers = ['127.0.0.1', '127.0.0.1', '127.0.0.1', '169.254.169.254'];
    let asked = 0;
    const lookup: typeof toLoopback = (_host, _options, callback) =>
      callback(null, [{ address: answers[asked++] ?? '', family: 4 }]);
    expect((await world.look(idp.issuer, { lookup })).trusted).toBe(true);
    expect(asked, 'chain, discovery document, key set').toBe(3);
  });

  it('tries the next address when the first refuses', async () => {
    const idp = await world.idp({ name: 'idp.test' });
    expect((await world.look(idp.issuer, { lookup: addressed('127.0.0.2', '127.0.0.1') })).trusted).toBe(true);
  });

  it('reaches an IPv6 literal and verifies the certificate for it', async () => {
    const idp = await world.idp({ address: '::1', name: '[::1]' });
    const result = await world.look(idp.issuer);
    expect(result).toMatchObject({ trusted: true, jwksUri: `https://[::1]:${idp.port}/keys` });
    expect(result.thumbprints[0]?.host).toBe(`[::1]:${idp.port}`);
    expect(hostsToContact(idp.issuer)).toEqual([`[::1]:${idp.port}`]);
  });

  it('reaches an IPv4 literal and verifies the certificate for it', async () => {
    const idp = await world.idp({ name: '127.0.0.1' });
    expect((await world.look(idp.issuer)).trusted).toBe(true);
  });

  it('says which name was not found, and who was asked', async () => {
    const lookup: typeof toLoopback = (host, _options, callback) =>
      callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []);
    const error = await failure(world.look('https://no.such.invalid', { lookup }), 'resolve', 'ENOTFOUND');
    expect(error.message).toMatch(/^The name no\.such\.invalid was not found\. Asked: /);
  });

  it('says when the resolver does not answer', async () => {
    const lookup: typeof toLoopback = (_host, _options, callback) =>
      callback(Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' }), []);
    await failure(world.look('https://idp.test', { lookup }), 'resolve', 'EAI_AGAIN');
  });
});

describe('connections that do not come about', () => {
  it('refused', async () => {
    const gone = await startTcp(() => {});
    await gone.close();
    const error = await failure(world.look(`https://idp.test:${gone.port}`), 'connect', 'ECONNREFUSED');
    expect(error.message).toContain(`idp.test refuses connections on port ${gone.port}.`);
  });

  it('a plain HTTP server', async () => {
    const server = await world.keep(startTcp((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const error = await failure(world.look(`https://idp.test:${server.port}`), 'tls');
    expect(error.message).toContain('it does not speak TLS on this port');
  });

  it('a server that hangs up', async () => {
    const server = await world.keep(startTcp((socket) => socket.destroy()));
    const error = await failure(world.look(`https://idp.test:${server.port}`), 'tls');
    expect(error.message).toContain(`The TLS handshake with idp.test:${server.port} failed`);
  });

  it('a server that does not know the name', async () => {
    const idp = await world.idp({ byServerName: { 'idp.test': 'full' } });
    await failure(world.look(`https://wrong.test:${idp.port}`), 'tls');
  });

  it('a CA file without a certificate, or with a broken one', async () => {
    await failure(world.look('https://idp.test', { ca: 'not PEM' }), 'ca', 'BAD_CA');
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    await failure(world.look('https://idp.test', { ca: Buffer.from(broken) }), 'ca', 'BAD_CA');
  });
});

describe('the connection on which the chain is read without being verified', () => {
  /** The bytes that came on each connection, after its handshake. */
  async function counting(): Promise<{ issuer: string; received: number[] }> {
    const received: number[] = [];
    const server = await world.keep(
      startTls(
        world.pki,
        (socket) => {
          const number = received.push(0) - 1;
          socket.on('data', (data) => {
            received[number]! += data.length;
            socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
          });
        },
        // With TLS 1.3 a server does not always learn of a handshake that nothing follows.
        { maxVersion: 'TLSv1.2' },
      ),
    );
    return { issuer: `https://localhost:${server.port}`, received };
  }

  it('carries nothing', async () => {
    const { issuer, received } = await counting();
    await failure(world.look(issuer), 'discovery', 'STATUS');
    expect(received).toEqual([0, expect.any(Number)]);
    expect(received[1]).toBeGreaterThan(0);
  });

  it('is followed by none that carries something, where the chain is not trusted', async () => {
    const { issuer, received } = await counting();
    expect((await world.look(issuer, { ca: undefined })).trusted).toBe(false);
    expect(received).toEqual([0, 0]);
  });
});

describe('one time limit for all', () => {
  // Only the limit runs on this clock: it passes when the peer has got as far as the case says, however slow the machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());
  const LIMIT = 2_000;
  const pass = () => void vi.advanceTimersByTime(LIMIT);

  it('no answer from the resolver', async () => {
    const error = await failure(
      world.look('https://idp.test', { lookup: pass, timeoutMs: LIMIT }),
      'resolve',
      'TIMEOUT',
    );
    expect(error.message).toContain('within 2000 ms while resolving idp.test');
  });

  it('no handshake', async () => {
    const server = await world.keep(startTcp((socket) => socket.once('data', pass)));
    await failure(world.look(`https://idp.test:${server.port}`, { timeoutMs: LIMIT }), 'tls', 'TIMEOUT');
    await server.sockets.until(({ open }) => open === 0);
  });

  it('no answer from the proxy', async () => {
    const proxy = await world.keep(startProxy({ instead: pass }));
    await failure(world.look('https://idp.test', { proxy: proxy.url, timeoutMs: LIMIT }), 'proxy', 'TIMEOUT');
    await proxy.sockets.until(({ open }) => open === 0);
  });

  const trickle: Answer = (response) => {
    response.writeHead(200);
    let left = 50;
    const more = () => {
      left -= 1;
      if (left === 0) pass();
      if (!response.destroyed) response.write(' ', () => setImmediate(more));
    };
    more();
  };
  it.each([
    ['no head', 'discovery', { discovery: pass }],
    ['a body that trickles', 'discovery', { discovery: trickle }],
    ['no keys', 'keys', { keys: pass }],
  ] as const)('%s', async (_what, step, options) => {
    const idp = await world.idp(options);
    await failure(world.look(idp.issuer, { timeoutMs: LIMIT }), step, 'TIMEOUT');
    await idp.sockets.until(({ open }) => open === 0);
  });
});

describe('cancelling', () => {
  it('before it begins contacts nobody', async () => {
    const idp = await world.idp();
    await failure(world.look(idp.issuer, { signal: AbortSignal.abort() }), 'issuer', 'CANCELLED');
    expect(idp.sockets.accepted).toBe(0);
  });

  it('during the handshake leaves no socket', async () => {
    const controller = new AbortController();
    const server = await world.keep(startTcp((socket) => socket.once('data', () => controller.abort())));
    await failure(world.look(`https://idp.test:${server.port}`, { signal: controller.signal }), 'tls', 'CANCELLED');
    await server.sockets.until(({ open }) => open === 0);
  });

  it.each(['discovery', 'keys'] as const)('during %s leaves no socket', async (step) => {
    const controller = new AbortController();
    const idp = await world.idp({ [step]: () => controller.abort() });
    await failure(world.look(idp.issuer, { signal: controller.signal }), step, 'CANCELLED');
    await idp.sockets.until(({ open }) => open === 0);
  });

  it('after it has ended changes nothing', async () => {
    const controller = new AbortController();
    const idp = await world.idp();
    const result = await world.look(idp.issuer, { signal: controller.signal });
    controller.abort();
    expect(result.trusted).toBe(true);
    await idp.sockets.until(({ open }) => open === 0);
  });
});

describe('through a proxy', () => {
  const neverAsked: typeof toLoopback = () => expect.fail('the proxy resolves names, not we');

  it.each([false, true])('with a password, over TLS: %s', async (secure) => {
    const idp = await world.idp({ name: 'idp.test' });
    const options = { credentials: 'me:s3cret%' };
    const proxy = await world.keep(startProxy(secure ? { ...options, tls: world.pki } : options));
    const url = proxy.url.replace('//', '//me:s3cret%25@');
    const result = await world.look(idp.issuer, { proxy: url, lookup: neverAsked });
    expect(result.trusted).toBe(true);
    expect(world.nameOf(result.thumbprints[0]?.sha1)).toBe('intA');
    expect(new Set(proxy.targets)).toEqual(new Set([`idp.test:${idp.port}`]));
    await proxy.sockets.until(({ open }) => open === 0);
  });

  it('without a password', async () => {
    const idp = await world.idp({ name: 'idp.test' });
    const proxy = await world.keep(startProxy());
    expect((await world.look(idp.issuer, { proxy: proxy.url })).trusted).toBe(true);
  });

  it('judges a literal address before the proxy sees it', async () => {
    const proxy = await world.keep(startProxy());
    await failure(world.look('https://169.254.169.254', { proxy: proxy.url }), 'resolve', 'ADDRESS_REFUSED');
    expect(proxy.sockets.accepted).toBe(0);
  });

  it('says when the proxy wants a password, and never which was given', async () => {
    const proxy = await world.keep(startProxy({ credentials: 'me:right' }));
    const url = proxy.url.replace('//', '//me:wr0ng@');
    const error = await failure(world.look('https://idp.test', { proxy: url }), 'proxy', 'PROXY_REFUSED');
    expect(error.message).toContain('407');
    expect(error.message).not.toMatch(/me:|wr0ng/);
  });

  it.each([
    ['refuses', 'PROXY_REFUSED', 'HTTP/1.1 403 Forbidden\r\n\r\n'],
    ['is no proxy', 'PROXY', '220 mail.test ESMTP\r\n\r\n'],
    ['hangs up', 'PROXY', ''],
    ['talks without end', 'PROXY', 'x'.repeat(20_000)],
  ])('says when it %s', async (_what, code, answer) => {
    const proxy = await world.keep(startProxy({ instead: (client) => void client.end(answer) }));
    await failure(world.look('https://idp.test', { proxy: proxy.url }), 'proxy', code);
  });

  it('says when it is not there', async () => {
    const gone = await startTcp(() => {});
    await gone.close();
    await failure(world.look('https://idp.test', { proxy: `http://127.0.0.1:${gone.port}` }), 'proxy', 'PROXY');
  });

  it('says when it is no URL for a proxy, without repeating it', async () => {
    for (const proxy of ['me:s3cret@proxy.test', 'socks5://me:s3cret@proxy.test', 'http://']) {
      const error = await failure(world.look('https://idp.test', { proxy }), 'proxy', 'BAD_PROXY');
      expect(error.message).not.toContain('s3cret');
    }
  });

  it('is left alone on cancelling', async () => {
    const controller = new AbortController();
    const proxy = await world.keep(startProxy({ instead: () => controller.abort() }));
    await failure(
      world.look('https://idp.test', { proxy: proxy.url, signal: controller.signal }),
      'proxy',
      'CANCELLED',
    );
    await proxy.sockets.until(({ open }) => open === 0);
  });
});

function addressed(...addresses: string[]): typeof toLoopback {
  return (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );
}
