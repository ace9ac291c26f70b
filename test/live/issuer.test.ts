/** The probe of an issuer: which step fails, what is told of the others, and what stays open (nothing). */
import { X509Certificate } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import type { IssuerOptions, IssuerProbe } from '../../server/src/live/index.ts';
import { probeIssuer, probeText } from '../../server/src/live/index.ts';
import { type Answer, discoveryDocument, json, signingKey, startProxy, startTcp } from './idp.ts';
import { showCertificates } from './openssl.ts';
import { failure, setUp, toLoopback } from './setUp.ts';

const world = setUp();

/** By default the test root counts as a public one. */
function probe(issuer: string, options: IssuerOptions = {}): Promise<IssuerProbe> {
  const publicRoots = [world.pki.pem('root')];
  return probeIssuer(issuer, {
    publicRoots,
    allowPrivate: true,
    lookup: toLoopback,
    ca: world.pki.pem('root'),
    timeoutMs: 8_000,
    ...options,
  });
}

function verdicts({ steps }: IssuerProbe): string[] {
  return steps.map(({ step, verdict }) => `${step} ${verdict}`);
}

function codes({ steps }: IssuerProbe): string[] {
  return steps.flatMap(({ remarks }) => remarks.map(({ code }) => code));
}

describe('an issuer that is all right', () => {
  it('passes every step, and is described', async () => {
    const idp = await world.idp({ name: 'idp.test' });
    const result = await probe(idp.issuer);
    const host = `idp.test:${idp.port}`;
    expect(result).toMatchObject({
      issuer: idp.issuer,
      verdict: 'ok',
      hosts: [{ host, addresses: ['127.0.0.1'], tls: { protocol: 'TLSv1.3', trusted: 'public' } }],
      discovery: {
        status: 200,
        contentType: 'application/json',
        issuerMatches: true,
        jwksUri: `${idp.issuer}/keys`,
        algorithms: ['RS256'],
      },
      keys: [{ kid: 'k1', kty: 'RSA', alg: 'RS256', use: 'sig', crv: null, bits: 2048, unusable: null }],
      awsComparesThumbprint: false,
    });
    expect(result.discovery!.bytes).toBe(JSON.stringify(discoveryDocument(idp.issuer, `${idp.issuer}/keys`)).length);
    expect(verdicts(result)).toEqual(['resolve ok', 'connect ok', 'tls ok', 'discovery ok', 'keys ok', 'latency ok']);
    for (const { durationMs } of result.steps) expect(durationMs).toBeTypeOf('number');
    await idp.sockets.until(({ open }) => open === 0);
  });

  it('gives the chain that openssl prints', async () => {
    const idp = await world.idp({ chain: 'stray' });
    const { hosts } = await probe(idp.issuer);
    const printed = await showCertificates(idp.port, 'localhost');
    expect(hosts[0]!.tls!.chain.map(({ sha1, sha256 }) => ({ sha1, sha256 }))).toEqual(printed);
  });

  it('over IPv6', async () => {
    const idp = await world.idp({ address: '::1', name: '[::1]' });
    const result = await probe(idp.issuer);
    expect(result.hosts[0]).toMatchObject({ host: `[::1]:${idp.port}`, addresses: ['::1'] });
    expect(result.verdict).toBe('ok');
  });

  it('up to a host of the keys that nobody trusts', async () => {
    const other = await world.idp({ name: 'keys.idp.test', chain: 'self' });
    const keysUri = `${other.issuer}/keys`;
    const idp = await world.idp({
      discovery: (response, { issuer }) => json(discoveryDocument(issuer, keysUri))(response, { issuer }),
    });
    const result = await probe(idp.issuer);
    expect(verdicts(result).slice(3)).toEqual([
      'discovery ok',
      'resolve ok',
      'connect ok',
      'tls failed',
      'keys skipped',
      'latency skipped',
    ]);
    expect(other.hits.filter((hit) => hit.startsWith('GET'))).toEqual([]);
  });

  it('through a proxy, which resolves the name', async () => {
    const idp = await world.idp({ name: 'idp.test' });
    const proxy = await world.keep(startProxy());
    const result = await probe(idp.issuer, { proxy: proxy.url, lookup: () => expect.fail('the proxy resolves names') });
    expect(verdicts(result)).toEqual(['proxy ok', 'tls ok', 'discovery ok', 'keys ok', 'latency ok']);
    expect(result.hosts[0]!.addresses).toEqual([]);
  });

  it('contacts the host of the keys, and says so', async () => {
    const other = await world.idp({ name: 'keys.idp.test', chain: 'keys' });
    const keysUri = `${other.issuer}/keys`;
    const idp = await world.idp({
      name: 'idp.test',
      discovery: (response, { issuer }) => json(discoveryDocument(issuer, keysUri))(response, { issuer }),
    });
    const contacted: string[] = [];
    const result = await probe(idp.issuer, {
      publicRoots: ['root', 'intA'].map(world.pki.pem),
      onContact: (host) => contacted.push(host),
    });
    const hosts = [`idp.test:${idp.port}`, `keys.idp.test:${other.port}`];
    expect(contacted).toEqual(hosts);
    expect(result.hosts.map(({ host }) => host)).toEqual(hosts);
    expect(verdicts(result)).toEqual([
      'resolve ok',
      'connect ok',
      'tls ok',
      'discovery ok',
      'resolve ok',
      'connect ok',
      'tls ok',
      'keys ok',
      'latency ok',
    ]);
  });
});

describe('the chain', () => {
  it('of a private CA is told apart from one that nobody trusts', async () => {
    const idp = await world.idp();
    const unrelated = [world.pki.pem('unrelated')];
    const local = await probe(idp.issuer, { publicRoots: unrelated });
    expect(local).toMatchObject({
      verdict: 'warning',
      hosts: [{ tls: { trusted: 'local' } }],
      awsComparesThumbprint: true,
    });
    expect(codes(local)).toContain('PRIVATE_CA');

    const nobody = await probe(idp.issuer, { publicRoots: unrelated, ca: undefined });
    expect(nobody).toMatchObject({
      verdict: 'failed',
      hosts: [{ tls: { trusted: 'no' } }],
      discovery: null,
      keys: null,
      awsComparesThumbprint: null,
    });
    expect(verdicts(nobody)).toEqual([
      'resolve ok',
      'connect ok',
      'tls failed',
      'discovery skipped',
      'keys skipped',
      'latency skipped',
    ]);
  });

  it('of a well-known issuer that ends in a private root was replaced on the way', async () => {
    const idp = await world.idp();
    const options = { publicRoots: [world.pki.pem('unrelated')], wellKnownAs: 'GitHub Actions' };
    const result = await probe(idp.issuer, options);
    const remark = result.steps.flatMap(({ remarks }) => remarks).find(({ code }) => code === 'INSPECTING_PROXY');
    expect(remark?.message).toContain('O=Test, CN=Test Root');
    expect(codes(result)).not.toContain('PRIVATE_CA');
  });

  it.each([
    ['expired', 'CERT_HAS_EXPIRED', 'EXPIRED'],
    ['future', 'CERT_NOT_YET_VALID', 'NOT_YET_VALID'],
    ['otherName', 'ERR_TLS_CERT_ALTNAME_INVALID', undefined],
  ] as const)('%s is named, and nobody else is blamed', async (chain, code, remark) => {
    const idp = await world.idp({ chain });
    const result = await probe(idp.issuer, { wellKnownAs: 'GitHub Actions' });
    const tls = result.steps.find(({ step }) => step === 'tls')!;
    expect(tls).toMatchObject({ verdict: 'failed', message: expect.stringContaining(`not trusted here (${code})`) });
    if (remark !== undefined) expect(codes(result)).toContain(remark);
    expect(codes(result)).not.toContain('INSPECTING_PROXY');
    expect(idp.hits.filter((hit) => hit.startsWith('GET'))).toEqual([]);
  });

  it('out of order is a warning also where the root is public', async () => {
    const idp = await world.idp({ chain: 'swapped' });
    const result = await probe(idp.issuer);
    expect(result.verdict).toBe('warning');
    expect(codes(result)).toEqual(['OUT_OF_ORDER']);
  });

  it('says nothing of thumbprints where AWS needs none, and that it does when TLS 1.3 is asked for', async () => {
    const sent = await world.idp({ chain: 'root' });
    expect(codes(await probe(sent.issuer))).toEqual([]);
    const newest = await world.idp({ minVersion: 'TLSv1.3' });
    expect((await probe(newest.issuer)).awsComparesThumbprint).toBe(true);
  });
});

describe('a step that fails ends the probe there', () => {
  const notFound: typeof toLoopback = (host, _options, callback) =>
    callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }), []);

  it('the name', async () => {
    const result = await probe('https://no.such.invalid', { lookup: notFound });
    expect(result.steps[0]).toMatchObject({ step: 'resolve', verdict: 'failed', host: 'no.such.invalid' });
    expect(result.steps[0]!.message).toMatch(/was not found\. Asked: /);
    expect(verdicts(result).slice(1)).toEqual([
      'connect skipped',
      'tls skipped',
      'discovery skipped',
      'keys skipped',
      'latency skipped',
    ]);
  });

  it('an address that is not to be contacted', async () => {
    const idp = await world.idp();
    const result = await probe(idp.issuer, { allowPrivate: false });
    expect(result.steps[0]).toMatchObject({
      step: 'resolve',
      verdict: 'failed',
      remarks: [{ code: 'ADDRESS_REFUSED' }],
    });
    expect(idp.sockets.accepted).toBe(0);
    const metadata: typeof toLoopback = (_host, _options, callback) =>
      callback(null, [{ address: '169.254.169.254', family: 4 }]);
    expect((await probe('https://idp.test', { lookup: metadata })).verdict).toBe('failed');
  });

  it('the connection', async () => {
    const gone = await startTcp(() => {});
    await gone.close();
    const result = await probe(`https://idp.test:${gone.port}`);
    expect(verdicts(result).slice(0, 3)).toEqual(['resolve ok', 'connect failed', 'tls skipped']);
  });

  it('the handshake', async () => {
    const server = await world.keep(startTcp((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    const result = await probe(`https://idp.test:${server.port}`);
    expect(verdicts(result).slice(0, 4)).toEqual(['resolve ok', 'connect ok', 'tls failed', 'discovery skipped']);
  });

  const answers: readonly (readonly [string, string, Answer])[] = [
    ['a status', 'STATUS', (response) => void response.writeHead(404).end()],
    ['a redirect', 'REDIRECT', (response) => void response.writeHead(302, { location: 'https://evil.test/' }).end()],
    ['no JSON', 'NOT_JSON', (response) => void response.end('<html>')],
    ['no jwks_uri', 'NO_JWKS_URI', json({ issuer: 'x' })],
  ];
  it.each(answers)('the discovery document: %s', async (_what, code, discovery) => {
    const idp = await world.idp({ discovery });
    const result = await probe(idp.issuer);
    const step = result.steps.find((one) => one.step === 'discovery')!;
    expect(step.verdict).toBe('failed');
    expect(step.remarks.map((remark) => remark.code)).toEqual([code]);
    expect(verdicts(result).slice(-2)).toEqual(['keys skipped', 'latency skipped']);
    await idp.sockets.until(({ open }) => open === 0);
  });

  it('a jwks_uri that is not https takes the place of the verdict on the document', async () => {
    const idp = await world.idp({
      discovery: (response, { issuer }) =>
        json(discoveryDocument(issuer, 'http://idp.test/keys'))(response, { issuer }),
    });
    const result = await probe(idp.issuer);
    expect(verdicts(result).slice(3)).toEqual(['discovery failed', 'keys skipped', 'latency skipped']);
    expect(codes(result)).toEqual(['JWKS_NOT_HTTPS']);
  });

  it('the keys', async () => {
    const idp = await world.idp({ keys: json({ keys: [] }) });
    const result = await probe(idp.issuer);
    expect(result).toMatchObject({ verdict: 'failed', keys: [] });
    expect(codes(result)).toEqual(['NO_USABLE_KEY']);
  });

  it('the time limit names the step that was waited for', async () => {
    const idp = await world.idp({ keys: () => {} });
    const result = await probe(idp.issuer, { timeoutMs: 1_500 });
    expect(result.steps.at(-2)).toMatchObject({ step: 'keys', verdict: 'failed', remarks: [{ code: 'TIMEOUT' }] });
    await idp.sockets.until(({ open }) => open === 0);
  });
});

describe('what is worth knowing', () => {
  it('another issuer in the document, and members that are missing', async () => {
    const idp = await world.idp({
      discovery: (response, { issuer }) =>
        json({ issuer: `${issuer}/`, jwks_uri: `${issuer}/keys` })(response, { issuer }),
    });
    const result = await probe(idp.issuer);
    expect(result).toMatchObject({ verdict: 'warning', discovery: { issuerMatches: false, issuer: `${idp.issuer}/` } });
    expect(codes(result)).toEqual(['ISSUER_MISMATCH', 'DISCOVERY_INCOMPLETE']);
  });

  it('algorithms that IAM does not take, and keys without a name', async () => {
    const key = await signingKey();
    const { publicKey } = await generateKeyPair('ES512', { extractable: true });
    const idp = await world.idp({
      discovery: (response, { issuer }) =>
        json({ ...discoveryDocument(issuer, `${issuer}/keys`), id_token_signing_alg_values_supported: ['PS256'] })(
          response,
          { issuer },
        ),
      keys: json({
        keys: [
          { ...key, kid: undefined },
          { ...(await exportJWK(publicKey)), kid: 'e' },
          { kty: 'OKP', kid: 'o' },
        ],
      }),
    });
    const result = await probe(idp.issuer);
    expect(codes(result)).toEqual(['NO_USABLE_ALGORITHM', 'KEY_UNUSABLE', 'NO_KID']);
    expect(result.keys).toMatchObject([
      { kid: null, bits: 2048, unusable: null },
      { kid: 'e', crv: 'P-521', bits: null, unusable: null },
      { kid: 'o', kty: 'OKP', unusable: expect.stringContaining('IAM takes RSA and EC') },
    ]);
  });
});

describe('cancelling', () => {
  it.each(['discovery', 'keys'] as const)('during %s ends it and leaves no socket', async (step) => {
    const controller = new AbortController();
    const idp = await world.idp({ [step]: () => controller.abort() });
    await failure(probe(idp.issuer, { signal: controller.signal }), step, 'CANCELLED');
    await idp.sockets.until(({ open }) => open === 0);
  });
});

it('is told in words, a line a step', async () => {
  const idp = await world.idp({ chain: 'full' });
  const text = probeText(await probe(idp.issuer));
  const intA = new X509Certificate(world.pki.pem('intA')).fingerprint.replaceAll(':', '').toLowerCase();
  expect(text).toMatch(/^Issuer {2}https:\/\/localhost:\d+\nAWS can work with this issuer/);
  expect(text).toMatch(/\nok {7}tls +\d+ ms {2}localhost:\d+: TLSv1\.3, 3 certificates sent, ends in a public root/);
  expect(text).toContain(`SHA-1 ${intA}`);
  expect(text).toContain('  k1: RSA, 2048 bits, RS256, sig\n');
});
