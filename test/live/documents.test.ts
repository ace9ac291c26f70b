/** The discovery document and the key set: right, wrong, endless and lying ones. */
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { type Answer, discoveryDocument, json, signingKey, startTls } from './idp.ts';
import { showCertificates } from './openssl.ts';
import { codes, failure, setUp } from './setUp.ts';

const world = setUp();

const raw =
  (body: string | Buffer, type = 'application/json', status = 200): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': type }).end(body);
/** The document's own fields, with any values. */
type Fields = { [Field in keyof ReturnType<typeof discoveryDocument>]?: unknown };

/** A field that is undefined is left out. */
const changed =
  (fields: Fields): Answer =>
  (response, { issuer }) =>
    json({ ...discoveryDocument(issuer, `${issuer}/keys`), ...fields })(response, { issuer });
const keysAt = (jwks_uri: unknown): Answer => changed({ jwks_uri });
const endless: Answer = (response) => {
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  };
  response.on('drain', more);
  more();
};

describe('a discovery document that ends the look-up', () => {
  const cases: readonly (readonly [what: string, code: string, discovery: Answer])[] = [
    ['is missing', 'STATUS', raw('{}', 'application/json', 404)],
    ['needs a login', 'STATUS', raw('{}', 'application/json', 401)],
    [
      'is elsewhere',
      'REDIRECT',
      (response) => void response.writeHead(302, { location: 'https://169.254.169.254/' }).end(),
    ],
    ['is HTML', 'NOT_JSON', raw('<!doctype html><title>Sign in</title>', 'text/html')],
    ['is not UTF-8', 'NOT_JSON', raw(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))],
    ['is empty', 'NOT_JSON', raw('')],
    ['is nested without end', 'NOT_JSON', raw('['.repeat(200_000))],
    ['is an array', 'NOT_OBJECT', raw('[]')],
    ['is null', 'NOT_OBJECT', raw('null')],
    ['is compressed', 'ENCODED', (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('x')],
    [
      'announces a gigabyte',
      'TOO_LARGE',
      (response) => void response.writeHead(200, { 'content-length': 1e9 }).write('{'),
    ],
    ['never ends', 'TOO_LARGE', endless],
    ['has no jwks_uri', 'NO_JWKS_URI', changed({ jwks_uri: undefined })],
    ['has a number as jwks_uri', 'NO_JWKS_URI', keysAt(7)],
    ['has a relative jwks_uri', 'NO_JWKS_URI', keysAt('/keys')],
    ['has a password in jwks_uri', 'NO_JWKS_URI', keysAt('https://me:s3cret@keys.idp.test/')],
    ['has an http jwks_uri', 'JWKS_NOT_HTTPS', keysAt('http://localhost/keys')],
    ['has a file as jwks_uri', 'JWKS_NOT_HTTPS', keysAt('file:///etc/passwd')],
    ['has no issuer', 'BAD_DISCOVERY', changed({ issuer: undefined })],
    ['has text for a list', 'BAD_DISCOVERY', changed({ claims_supported: 'sub' })],
  ];
  it.each(cases)('%s: %s', async (_what, code, discovery) => {
    const idp = await world.idp({ discovery });
    const error = await failure(world.look(idp.issuer), 'discovery', code);
    expect(error.message).toContain(`localhost:${idp.port}`);
    expect(error.message).not.toContain('s3cret');
    if (code !== 'NO_JWKS_URI' && code !== 'JWKS_NOT_HTTPS') {
      const [last] = (await showCertificates(idp.port, 'localhost')).slice(-1);
      expect(error.message, 'the chain was read, so its thumbprint is said').toContain(last?.sha1);
    }
    expect(idp.hits.filter((hit) => hit === 'GET /keys')).toEqual([]);
  });

  it('shows nothing that a terminal would obey', async () => {
    const location = 'https://x.test/\u009b31m';
    const idp = await world.idp({
      discovery: (response) =>
        void response.writeHead(302, { location: Buffer.from(location, 'latin1').toString('latin1') }).end(),
    });
    const { message } = await failure(world.look(idp.issuer), 'discovery', 'REDIRECT');
    expect(message).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('a discovery document that gives a warning', () => {
  it('states another issuer', async () => {
    const idp = await world.idp({
      discovery: changed({ issuer: 'https://elsewhere.test' }),
    });
    const result = await world.look(idp.issuer);
    expect(codes(result)).toContain('ISSUER_MISMATCH');
    expect(result.issuer).toBe(idp.issuer);
  });

  it('lacks what AWS asks for', async () => {
    const idp = await world.idp({
      discovery: changed({ id_token_signing_alg_values_supported: undefined, response_types_supported: ['code'] }),
    });
    const { warnings } = await world.look(idp.issuer);
    const warning = warnings.find(({ code }) => code === 'DISCOVERY_INCOMPLETE');
    expect(warning?.message).toContain(
      'response_types_supported with "id_token", id_token_signing_alg_values_supported',
    );
  });

  it.each(['/tenant/one', '/tenant/one/'])('stands below the path of the issuer %s', async (path) => {
    const idp = await world.idp();
    const result = await world.look(`${idp.issuer}${path}`);
    expect(idp.hits).toContain('GET /tenant/one/.well-known/openid-configuration');
    expect(codes(result).includes('ISSUER_MISMATCH'), 'a trailing slash counts').toBe(path.endsWith('/'));
  });
});

describe('the key set', () => {
  const cases: readonly (readonly [what: string, code: string, keys: Answer])[] = [
    ['is missing', 'STATUS', raw('{}', 'application/json', 404)],
    ['is HTML', 'NOT_JSON', raw('<html>', 'text/html')],
    ['has no keys', 'BAD_KEYS', json({})],
    ['has a key without a type', 'BAD_KEYS', json({ keys: [{ kid: 'x' }] })],
    ['never ends', 'TOO_LARGE', endless],
  ];
  it.each(cases)('%s: %s, and the thumbprint is said all the same', async (_what, code, keys) => {
    const idp = await world.idp({ keys });
    const error = await failure(world.look(idp.issuer), 'keys', code);
    const [last] = (await showCertificates(idp.port, 'localhost')).slice(-1);
    expect(error.message).toContain(`SHA-1 ${last?.sha1}, its thumbprint.`);
  });

  const keysWarning = async (keys: readonly object[]) => {
    const idp = await world.idp({ keys: json({ keys }) });
    return (await world.look(idp.issuer)).warnings.filter(({ code }) => code !== 'PRIVATE_CA');
  };
  const publicKey = async (algorithm: string): Promise<JWK> => {
    const pair = await generateKeyPair(algorithm, { extractable: true });
    return { ...(await exportJWK(pair.publicKey)), kid: algorithm };
  };

  it('holds keys of the six algorithms of IAM', async () => {
    const rsa = await signingKey();
    const keys = [
      rsa,
      { ...rsa, alg: 'RS384' },
      { ...rsa, alg: 'RS512' },
      ...(await Promise.all(['ES256', 'ES384', 'ES512'].map(publicKey))),
    ];
    expect(await keysWarning(keys)).toEqual([]);
  });

  it('names each key that IAM cannot use, and why', async () => {
    const rsa = await signingKey();
    const [warning, ...rest] = await keysWarning([
      rsa,
      { ...(await publicKey('EdDSA')), kid: 'ed' },
      { ...rsa, kid: 'ps', alg: 'PS256' },
      { ...rsa, kid: 'enc', use: 'enc' },
      { kty: 'EC', kid: 'koblitz', crv: 'secp256k1', x: 'AA', y: 'AA' },
      { kty: 'RSA', kid: 'no modulus', e: 'AQAB' },
    ]);
    expect(rest).toEqual([]);
    expect(warning?.code).toBe('KEY_UNUSABLE');
    expect(warning?.message).toMatch(
      /^IAM cannot use 5 of 6 keys: "ed" is of type "OKP".*"ps" is for "PS256".*"enc" is for "enc".*"secp256k1".*"no modulus" cannot be read/,
    );
  });

  it('is empty, or holds nothing usable', async () => {
    expect(await keysWarning([])).toMatchObject([{ code: 'NO_USABLE_KEY' }]);
    expect(await keysWarning([{ kty: 'EC', crv: 'P-256', alg: 'ES384', x: 'AA', y: 'AA' }])).toMatchObject([
      { code: 'NO_USABLE_KEY' },
    ]);
  });

  it('publishes a private key', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const found = await keysWarning([{ ...(await exportJWK(pair.privateKey)), kid: 'oops' }]);
    expect(found).toMatchObject([{ code: 'PRIVATE_KEY_PUBLISHED' }]);
    expect(found[0]?.message).toContain('"oops"');
  });

  it('holds more keys of a type than AWS takes', async () => {
    const rsa = await signingKey();
    expect(await keysWarning(Array.from({ length: 101 }, () => rsa))).toMatchObject([{ code: 'TOO_MANY_KEYS' }]);
  });
});

describe('keys on another host', () => {
  it('are what the chain and the first thumbprint are of', async () => {
    const keys = await world.idp({ chain: 'keys', name: 'keys.idp.test' });
    const jwksUri = `https://keys.idp.test:${keys.port}/keys`;
    const idp = await world.idp({ chain: 'root', discovery: keysAt(jwksUri) });
    // keys.idp.test leaves intermediate A out, so the client is given it.
    const contacted: string[] = [];
    const result = await world.look(idp.issuer, {
      ca: world.pki.pem('root') + world.pki.pem('intA'),
      onContact: (host) => contacted.push(host),
    });
    expect(result).toMatchObject({ jwksUri, trusted: true });
    expect(result.chain.map(({ sha1 }) => world.nameOf(sha1))).toEqual(['keys', 'intB']);
    expect(result.thumbprints.map(({ host, sha1 }) => [host, world.nameOf(sha1)])).toEqual([
      [`keys.idp.test:${keys.port}`, 'intB'],
      [`localhost:${idp.port}`, 'root'],
    ]);
    expect(codes(result)).toEqual(['ROOT_SENT', 'PRIVATE_CA', 'JWKS_ELSEWHERE', 'PRIVATE_CA']);
    expect(contacted).toEqual([`localhost:${idp.port}`, `keys.idp.test:${keys.port}`]);
    expect(result.thumbprints[0]?.sha1).toBe((await showCertificates(keys.port, 'keys.idp.test')).at(-1)?.sha1);
  });

  it('are not asked for when that host is not trusted: both thumbprints are given', async () => {
    const keys = await world.idp({ chain: 'expired', name: 'keys.idp.test' });
    const idp = await world.idp({ discovery: keysAt(`https://keys.idp.test:${keys.port}/keys`) });
    const result = await world.look(idp.issuer);
    expect(result.trusted).toBe(false);
    expect(codes(result)).toEqual(['PRIVATE_CA', 'JWKS_ELSEWHERE', 'EXPIRED', 'KEYS_NOT_READ']);
    expect(result.thumbprints).toHaveLength(2);
    expect(keys.hits).toEqual([]);
  });

  it('are judged like the issuer: metadata is never contacted', async () => {
    const idp = await world.idp({ discovery: keysAt('https://169.254.169.254/latest') });
    await failure(world.look(idp.issuer), 'resolve', 'ADDRESS_REFUSED');
  });
});

it('warns when a document takes longer than STS waits', async () => {
  const idp = await world.idp();
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 6_000));
  try {
    expect(codes(await world.look(idp.issuer))).toEqual(['SLOW', 'PRIVATE_CA', 'SLOW']);
  } finally {
    clock.mockRestore();
  }
});

describe('a peer that speaks broken HTTP', () => {
  const answers: readonly (readonly [what: string, code: string, text: string])[] = [
    ['another protocol', 'BAD_HTTP', 'SSH-2.0-x\r\n\r\n'],
    ['less than announced', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}'],
    ['two lengths', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}'],
    ['a chunk without a size', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    ['chunks without an end', 'BAD_HTTP', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n'],
    ['a head without an end', 'BAD_HTTP', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`],
    ['nothing at all', 'BAD_HTTP', ''],
  ];
  it.each(answers)('%s', async (_what, code, text) => {
    const server = await world.keep(startTls(world.pki, (socket) => socket.once('data', () => socket.end(text))));
    await failure(world.look(`https://localhost:${server.port}`), 'discovery', code);
  });
});
