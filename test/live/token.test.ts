/** Tokens: read from what people paste, verified with the keys of a real issuer, and never repeated. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { readToken, TokenError, verifyToken } from '../../server/src/live/index.ts';
import { type Answer, json, startTcp } from './idp.ts';
import { failure, setUp, toLoopback } from './setUp.ts';

const world = setUp();

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
const keys: Record<string, Keys> = {};

beforeAll(async () => {
  for (const alg of ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'PS256', 'EdDSA', 'other'])
    keys[alg] = await generateKeyPair(alg === 'other' ? 'RS256' : alg, { extractable: true });
});

/** `kid` is the algorithm. */
async function keySet(...algorithms: string[]): Promise<Answer> {
  const all = algorithms.map(async (alg) => ({ ...(await exportJWK(keys[alg]!.publicKey)), kid: alg }));
  return json({ keys: await Promise.all(all) });
}

function signed(alg: string, claims: JWTPayload, header: object = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: alg === 'other' ? 'RS256' : alg, kid: alg, ...header })
    .sign(keys[alg]!.privateKey);
}

const verify = (token: string, options: Parameters<typeof verifyToken>[1] = {}) =>
  verifyToken(token, {
    ca: world.pki.pem('root'),
    publicRoots: [world.pki.pem('unrelated')],
    allowPrivate: true,
    lookup: toLoopback,
    timeoutMs: 8_000,
    ...options,
  });

describe('reading', () => {
  it('finds the token in what is pasted', async () => {
    const token = await signed('RS256', { sub: 'repo:acme/api:pull_request', aud: 'x' });
    const [a, b] = [token.slice(0, 60), token.slice(60)];
    const pastes = [
      token,
      `  ${token}\r\n`,
      `Bearer ${token}`,
      `Authorization: bearer ${token}\n`,
      `"${token}"`,
      `${a}\n  ${b}`,
      `{"count":1,"value":"${token}"}`,
      `AWS_WEB_IDENTITY_TOKEN=${token}`,
    ];
    for (const pasted of pastes)
      expect(readToken(pasted).claims.get('sub'), pasted.slice(0, 30)).toBe('repo:acme/api:pull_request');
    expect(readToken(token)).toMatchObject({ header: { alg: 'RS256', kid: 'RS256', typ: null }, length: token.length });
  });

  it('reads claims as own members only', () => {
    const part = (text: string) => Buffer.from(text).toString('base64url');
    const { claims } = readToken(`${part('{"alg":"none"}')}.${part('{"__proto__":{"sub":"x"},"aud":"y"}')}.`);
    expect(claims.get('sub')).toBeUndefined();
    expect(claims.get('aud')).toBe('y');
  });

  it.each([
    '',
    'hello',
    'eyJhbGciOi.eyJzdWIi',
    'ghs_16C7e42F292c6912E7710c838347Ae178B4a',
    'eyJhbGciOiJub25lIn0.not json.x',
    'eyJhbGciOiJub25lIn0.c2VjcmV0.x',
  ])('refuses %j and repeats nothing of it', (text) => {
    const error = (() => {
      try {
        return readToken(text);
      } catch (reason) {
        return reason;
      }
    })();
    expect(error).toBeInstanceOf(TokenError);
    const all = `${(error as Error).message}${(error as Error).stack}${String((error as Error).cause)}`;
    for (const part of text.split('.').filter((one) => one.length > 4))
      expect(all.replace(/"eyJ"/g, '')).not.toContain(part);
  });
});

describe('verifying', () => {
  it.each(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'])('takes %s, one of the six of IAM', async (alg) => {
    const idp = await world.idp({ keys: await keySet(alg) });
    expect(await verify(await signed(alg, { iss: idp.issuer }))).toMatchObject({ is: 'valid' });
    await idp.sockets.until(({ open }) => open === 0);
  });

  it.each(['PS256', 'EdDSA'])('refuses %s, though the signature is right', async (alg) => {
    const idp = await world.idp({ keys: await keySet(alg) });
    expect(await verify(await signed(alg, { iss: idp.issuer }))).toMatchObject({
      is: 'wrong',
      reason: expect.stringContaining('IAM takes RS256'),
    });
  });

  it('refuses a token without signature, and one that is signed with the public key as a secret', async () => {
    const idp = await world.idp({ keys: await keySet('RS256') });
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(await verify(`${part({ alg: 'none' })}.${part({ iss: idp.issuer })}.`)).toMatchObject({ is: 'wrong' });
    const secret = new TextEncoder().encode(JSON.stringify(await exportJWK(keys['RS256']!.publicKey)));
    const confused = await new SignJWT({ iss: idp.issuer }).setProtectedHeader({ alg: 'HS256' }).sign(secret);
    expect(await verify(confused)).toMatchObject({ is: 'wrong' });
  });

  it('tells another key from another name of a key', async () => {
    const idp = await world.idp({ keys: await keySet('RS256') });
    expect(await verify(await signed('other', { iss: idp.issuer }, { kid: 'RS256' }))).toMatchObject({
      is: 'wrong',
      errorId: 'invalid-token',
    });
    expect(await verify(await signed('other', { iss: idp.issuer }))).toMatchObject({ is: 'wrong', errorId: 'keys' });
  });

  it('tries every key where the token names none', async () => {
    const idp = await world.idp({ keys: await keySet('other', 'RS256') });
    expect(await verify(await signed('RS256', { iss: idp.issuer }, { kid: undefined }))).toMatchObject({ is: 'valid' });
    expect(await verify(await signed('RS512', { iss: idp.issuer }, { kid: undefined }))).toMatchObject({ is: 'wrong' });
  });

  it('does not look at times: that is another layer', async () => {
    const idp = await world.idp({ keys: await keySet('ES256') });
    expect(await verify(await signed('ES256', { iss: idp.issuer, exp: 1 }))).toMatchObject({ is: 'valid' });
  });

  it('asks for the documents only: nothing of the token goes out', async () => {
    const received: Buffer[] = [];
    const idp = await world.idp({ keys: await keySet('RS256') });
    const token = await signed('RS256', { iss: idp.issuer, sub: 'repo:acme/secret-project' });
    const contacted: string[] = [];
    await verify(token, { onContact: (host) => contacted.push(host) });
    expect(idp.hits.filter((hit) => !hit.startsWith('tls:'))).toEqual([
      'GET /.well-known/openid-configuration',
      'GET /keys',
    ]);
    expect(contacted).toEqual([`localhost:${idp.port}`]);
    const peer = await world.keep(
      startTcp((socket) => socket.on('data', (data) => received.push(data)).once('data', () => socket.destroy())),
    );
    await failure(
      verify(await signed('RS256', { iss: `https://localhost:${peer.port}`, sub: 'repo:acme/secret-project' })),
      'tls',
    );
    expect(Buffer.concat(received).toString('latin1')).not.toMatch(/secret-project|eyJ/);
  });

  it('contacts no private address by itself, nobody over plain HTTP, and nobody for a token without issuer', async () => {
    const idp = await world.idp();
    await failure(
      verify(await signed('RS256', { iss: idp.issuer }), { allowPrivate: false }),
      'resolve',
      'ADDRESS_REFUSED',
    );
    await failure(
      verify(await signed('RS256', { iss: 'https://169.254.169.254/latest' })),
      'resolve',
      'ADDRESS_REFUSED',
    );
    await failure(verify(await signed('RS256', { iss: 'http://localhost' })), 'issuer', 'BAD_ISSUER');
    await failure(verify(await signed('RS256', { iss: 'https://me:s3cret@localhost' })), 'issuer', 'BAD_ISSUER');
    await expect(verify(await signed('RS256', {}))).rejects.toBeInstanceOf(TokenError);
    expect(idp.sockets.accepted).toBe(0);
  });

  it('says nothing of the token when the look-up fails', async () => {
    const idp = await world.idp({ discovery: (response) => void response.writeHead(500).end() });
    const token = await signed('RS256', { iss: idp.issuer, sub: 'repo:acme/secret-project' });
    const error = await failure(verify(token), 'discovery', 'STATUS');
    for (const part of [...token.split('.'), 'secret-project'])
      expect(JSON.stringify(error) + error.stack).not.toContain(part);
  });
});
