/** What opens no socket: issuers, addresses, the proxy of the environment, the response reader, the compiled schemas. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchemas, GENERATED } from '../../scripts/compileSchemas.mjs';
import { classifyAddress } from '../../server/src/live/address.ts';
import { fetchThumbprint, hostsToContact, proxyFromEnvironment, targetOf } from '../../server/src/live/index.ts';
import { type HttpResponse, ResponseError, ResponseReader } from '../../server/src/live/response.ts';
import { failure } from './setUp.ts';

describe('an issuer', () => {
  it.each([
    'http://a.test',
    'a.test',
    'token.actions.githubusercontent.com',
    'https://a.test?',
    'https://a.test/?x=1',
    'https://a.test/#f',
    'https://a.test#',
    'https://u:p@a.test',
    'https://u@a.test',
    'https://@a.test',
    'https://',
    'https:///a.test',
    'https://a.test:99999',
    'https://a.test/ x',
    'https://a.test\n',
    'https://a.test\\@evil.test',
    'javascript:alert(1)',
    `https://a.test/${'x'.repeat(255)}`,
  ])('is refused: %j', async (issuer) => {
    await failure(fetchThumbprint(issuer), 'issuer', 'BAD_ISSUER');
    expect(() => hostsToContact(issuer)).toThrow();
  });

  it.each([
    'https://sec:r3t@a.test',
    'sec:r3t@a.test',
    'http://sec:r3t@a.test',
    'https://sec:r3t@a.test?x',
    'https://sec:r3t@a .test',
  ])('is never echoed: %j', async (issuer) => {
    const error = await failure(fetchThumbprint(issuer), 'issuer');
    expect(JSON.stringify(error) + error.stack).not.toMatch(/sec|r3t/);
  });

  it('names the host to contact', () => {
    expect(hostsToContact('https://a.test/path')).toEqual(['a.test']);
    expect(hostsToContact('https://a.test:443')).toEqual(['a.test']);
    expect(hostsToContact('https://A.test:8443/')).toEqual(['a.test:8443']);
  });
});

describe('an address', () => {
  it.each([
    ['public', ['8.8.8.8', '172.32.0.1', '100.63.255.255', '::ffff:8.8.8.8', '2606:4700::1111', '64:ff9b::808:808']],
    ['private', ['127.0.0.1', '127.255.0.1', '10.1.2.3', '172.16.0.1', '172.31.0.1', '192.168.1.1', '100.64.0.1']],
    ['private', ['198.18.0.1', '::1', 'fc00::1', 'fd12::1', '::ffff:10.0.0.1', '2002:7f00:1::', '64:ff9b:1::1']],
    ['blocked', ['169.254.169.254', '169.254.170.2', '100.100.100.200', '0.0.0.0', '224.0.0.1', '255.255.255.255']],
    [
      'blocked',
      ['192.0.0.192', '::', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'ff02::1', 'fd00:ec2::254', 'fd00:ec2::23'],
    ],
    ['blocked', ['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::a9fe:a9fe', '::ffff:0:169.254.169.254']],
    ['blocked', ['64:ff9b::a9fe:a9fe', '64:ff9b::169.254.169.254', '2002:a9fe:a9fe::', 'fec0::1']],
    ['blocked', ['nonsense', '', '1.2.3', '1.2.3.4.5', '2130706433', ':::']],
  ])('is %s: %j', (verdict, addresses) => {
    expect(addresses.map((address) => [address, classifyAddress(address)])).toEqual(
      addresses.map((address) => [address, verdict]),
    );
  });

  it('is judged as the IPv4 address inside it, whichever way that is written', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
        const [high, low] = [((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
        const forms = [
          `::ffff:${address}`,
          `::ffff:${high}:${low}`,
          `64:ff9b::${address}`,
          `2002:${high}:${low}::`,
          `2002:${high}:${low}::1`,
        ];
        expect(forms.map(classifyAddress)).toEqual(forms.map(() => classifyAddress(address)));
      }),
    );
  });
});

describe('the proxy of the environment', () => {
  const at = (url: string) => targetOf(new URL(url));
  const HTTPS_PROXY = 'http://proxy.test:3128';

  it('is HTTPS_PROXY in either case', () => {
    expect(proxyFromEnvironment(at('https://a.test'), { HTTPS_PROXY })).toBe(HTTPS_PROXY);
    expect(proxyFromEnvironment(at('https://a.test'), { https_proxy: HTTPS_PROXY, HTTPS_PROXY: '' })).toBe(HTTPS_PROXY);
    expect(proxyFromEnvironment(at('https://a.test'), { HTTP_PROXY: HTTPS_PROXY })).toBeUndefined();
  });

  it.each([
    ['*', true],
    ['a.test', true],
    ['.test', true],
    ['*.test', true],
    ['A.TEST, other', true],
    ['a.test:443', true],
    ['a.test:8443', false],
    ['b.a.test', false],
    ['est', false],
    ['', false],
    [' , ', false],
  ])('is not used with NO_PROXY=%j: %s', (NO_PROXY, excepted) => {
    expect(proxyFromEnvironment(at('https://a.test'), { HTTPS_PROXY, NO_PROXY })).toBe(
      excepted ? undefined : HTTPS_PROXY,
    );
  });

  it('is not used for loopback', () => {
    for (const url of ['https://localhost:8443', 'https://127.0.0.1', 'https://[::1]']) {
      expect(proxyFromEnvironment(at(url), { HTTPS_PROXY })).toBeUndefined();
    }
  });
});

describe('the response reader', () => {
  const MAX = 1_000;
  const chunked = (body: string, sizes: readonly number[]) => {
    const chunks: string[] = [];
    for (let at = 0, turn = 0; at < body.length; turn += 1) {
      const chunk = body.slice(at, at + (sizes[turn % sizes.length] ?? 1));
      chunks.push(`${chunk.length.toString(16)};name="value"\r\n${chunk}\r\n`);
      at += chunk.length;
    }
    return `HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`;
  };
  /** Gives the response, or the code of the error. */
  const read = (pieces: readonly string[]): HttpResponse | string => {
    const reader = new ResponseReader(MAX);
    try {
      for (const piece of pieces) {
        const response = reader.push(Buffer.from(piece, 'latin1'));
        if (response !== undefined) return response;
      }
      return reader.end();
    } catch (error) {
      if (error instanceof ResponseError) return error.code;
      throw error;
    }
  };
  const split = (text: string, cuts: readonly number[]) => {
    const places = [...new Set([0, ...cuts.map((cut) => cut % (text.length + 1)), text.length])].sort((a, b) => a - b);
    return places.slice(1).map((end, index) => text.slice(places[index], end));
  };

  it('gives the same body however the answer is framed and split', () => {
    const body = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 300 });
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(body, sizes, fc.array(fc.nat(), { maxLength: 30 }), (text, chunkSizes, cuts) => {
        const length = `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
        const hints = 'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n';
        const answers = [length, chunked(text, chunkSizes), `HTTP/1.0 200\r\n\r\n${text}`, `${hints}${length}`];
        for (const answer of answers) {
          const response = read(split(answer, cuts));
          expect(typeof response === 'string' ? response : response.body.toString('latin1')).toBe(text);
        }
      }),
    );
  });

  it('gives the same for one byte at a time', () => {
    const answer = chunked('x'.repeat(100), [7]);
    expect(read([...answer])).toMatchObject({ status: 200, body: Buffer.from('x'.repeat(100)) });
  });

  it('survives any bytes, split anywhere, with the same result', () => {
    const start = fc.constantFrom(
      '',
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n',
      'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n',
    );
    const rest = fc.array(fc.constantFrom('\r', '\n', '\r\n', '0', '3', 'f', ';', ':', 'abc', ' '), { maxLength: 40 });
    fc.assert(
      fc.property(start, rest, fc.array(fc.nat(), { maxLength: 10 }), (head, tail, cuts) => {
        const text = head + tail.join('');
        expect(read(split(text, cuts))).toEqual(read([text]));
      }),
    );
  });

  it.each([
    ['a negative length', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['another protocol', 'BAD_HTTP', 'SSH-2.0-x\r\n\r\n'],
    ['HTTP/2', 'BAD_HTTP', 'HTTP/2 200\r\n\r\n'],
    ['a bad chunk', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    [
      'a chunk that is longer than it says',
      'BAD_HTTP',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcd',
    ],
    ['another transfer encoding', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['interim answers without end', 'BAD_HTTP', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(20)],
    ['a head without end', 'BAD_HTTP', 'x'.repeat(20_000)],
    ['too long a length', 'TOO_LARGE', 'HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n'],
    ['too much until the close', 'TOO_LARGE', `HTTP/1.1 200 OK\r\n\r\n${'x'.repeat(1_001)}`],
    ['too large a chunk', 'TOO_LARGE', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n'],
    [
      'tiny chunks with long names',
      'TOO_LARGE',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${`1;${'n'.repeat(900)}\r\nx\r\n`.repeat(900)}`,
    ],
  ])('refuses %s: %s', (_what, code, text) => {
    expect(read([text])).toBe(code);
  });

  it('does not wait for the body of another status', () => {
    expect(read(['HTTP/1.1 404 Not Found\r\nContent-Length: 99999999\r\n\r\n'])).toMatchObject({ status: 404 });
  });
});

it('the compiled schemas belong to schemas/: else run "node scripts/compileSchemas.mjs"', async () => {
  expect(await readFile(GENERATED, 'utf8')).toBe(await compileSchemas());
});
