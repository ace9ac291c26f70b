/** The chain as sent and the thumbprint, against openssl in the same run. */
import { describe, expect, it } from 'vitest';
import { thumbprintUse } from '../../server/src/live/index.ts';
import type { Bundle } from './makeChains.ts';
import { showCertificates } from './openssl.ts';
import { codes, setUp } from './setUp.ts';

const world = setUp();

interface Case {
  readonly chain: Bundle;
  /** The certificate behind the thumbprint. */
  readonly last: string;
  readonly roles: readonly string[];
  /** Why node does not trust it with the test root; undefined when it does. */
  readonly untrusted?: string;
  readonly warnings: readonly string[];
}

const [LEAF, INTERMEDIATE, ROOT] = ['leaf', 'intermediate', 'root'];
const CASES: readonly Case[] = [
  { chain: 'leaf', last: 'leaf', roles: [LEAF], untrusted: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', warnings: ['LEAF_ONLY'] },
  { chain: 'short', last: 'intB', roles: [LEAF, INTERMEDIATE], untrusted: 'UNABLE_TO_GET_ISSUER_CERT', warnings: [] },
  { chain: 'full', last: 'intA', roles: [LEAF, INTERMEDIATE, INTERMEDIATE], warnings: [] },
  { chain: 'root', last: 'root', roles: [LEAF, INTERMEDIATE, INTERMEDIATE, ROOT], warnings: ['ROOT_SENT'] },
  { chain: 'swapped', last: 'intB', roles: [LEAF, INTERMEDIATE, INTERMEDIATE], warnings: ['OUT_OF_ORDER'] },
  { chain: 'reversed', last: 'intB', roles: [LEAF, ROOT, INTERMEDIATE, INTERMEDIATE], warnings: ['OUT_OF_ORDER'] },
  {
    chain: 'stray',
    last: 'rootB',
    roles: [LEAF, INTERMEDIATE, INTERMEDIATE, ROOT],
    warnings: ['ROOT_SENT', 'OUT_OF_ORDER'],
  },
  {
    chain: 'cross',
    last: 'crossA',
    roles: [LEAF, INTERMEDIATE, INTERMEDIATE],
    untrusted: 'UNABLE_TO_GET_ISSUER_CERT',
    warnings: [],
  },
  {
    chain: 'duplicate',
    last: 'intA',
    roles: [LEAF, INTERMEDIATE, INTERMEDIATE, INTERMEDIATE],
    warnings: ['OUT_OF_ORDER'],
  },
  {
    chain: 'expired',
    last: 'intA',
    roles: [LEAF, INTERMEDIATE, INTERMEDIATE],
    untrusted: 'CERT_HAS_EXPIRED',
    warnings: ['EXPIRED'],
  },
  {
    chain: 'future',
    last: 'intA',
    roles: [LEAF, INTERMEDIATE, INTERMEDIATE],
    untrusted: 'CERT_NOT_YET_VALID',
    warnings: ['NOT_YET_VALID'],
  },
  { chain: 'soon', last: 'soonA', roles: [LEAF, INTERMEDIATE, INTERMEDIATE], warnings: ['EXPIRES_SOON'] },
  {
    chain: 'otherName',
    last: 'intA',
    roles: [LEAF, INTERMEDIATE, INTERMEDIATE],
    untrusted: 'ERR_TLS_CERT_ALTNAME_INVALID',
    warnings: [],
  },
  { chain: 'self', last: 'self', roles: [LEAF], untrusted: 'DEPTH_ZERO_SELF_SIGNED_CERT', warnings: ['SELF_SIGNED'] },
];

describe.each(['TLSv1.3', 'TLSv1.2'] as const)('over %s', (maxVersion) => {
  it.each(CASES)(
    'chain $chain: the thumbprint is that of $last',
    async ({ chain, last, roles, untrusted, warnings }) => {
      const idp = await world.idp({ chain, maxVersion });
      const [sent, result] = await Promise.all([showCertificates(idp.port, 'localhost'), world.look(idp.issuer)]);

      expect(result.chain.map(({ sha1, sha256 }) => ({ sha1, sha256 }))).toEqual(sent);
      expect(result.thumbprints).toEqual([{ host: `localhost:${idp.port}`, sha1: sent.at(-1)?.sha1 }]);
      expect(world.nameOf(result.thumbprints[0]?.sha1)).toBe(last);
      expect(result.chain.map(({ role }) => role)).toEqual(roles);
      expect(result.trusted).toBe(untrusted === undefined);
      if (untrusted === undefined) {
        expect(codes(result)).toEqual([...warnings, 'PRIVATE_CA']);
        expect(result.jwksUri).toBe(`${idp.issuer}/keys`);
        return;
      }
      expect(codes(result)).toEqual([...warnings, 'DISCOVERY_NOT_READ']);
      expect(result.warnings.at(-1)?.message).toContain(untrusted);
      expect(result.jwksUri).toBeNull();
      expect(idp.hits, 'nothing is sent over a connection that is not trusted').toEqual([]);
    },
  );
});

it('says subject and end of each certificate', async () => {
  const idp = await world.idp({ chain: 'future' });
  const [leaf] = (await world.look(idp.issuer)).chain;
  expect(leaf).toMatchObject({ subject: 'O=Test, CN=idp.test', notAfter: '2091-01-01T00:00:00.000Z' });
});

it('sends the server name, and gets the chain for it', async () => {
  const idp = await world.idp({ name: 'idp.test', byServerName: { 'idp.test': 'full' } });
  const result = await world.look(idp.issuer);
  expect(world.nameOf(result.thumbprints[0]?.sha1)).toBe('intA');
  expect(idp.hits).toContain('tls:idp.test');
  expect(await showCertificates(idp.port, undefined), 'openssl gets nothing without a name').toEqual([]);
});

it('reads the chain of a server that sends its root, when that root is given', async () => {
  const idp = await world.idp({ chain: 'self' });
  const result = await world.look(idp.issuer, { ca: world.pki.pem('self') });
  expect(result.trusted).toBe(true);
  expect(codes(result)).toEqual(['SELF_SIGNED', 'PRIVATE_CA']);
});

describe('a chain that was replaced on the way', () => {
  it.each([true, false])('to a well-known issuer is no thumbprint for AWS; trusted here: %s', async (trusted) => {
    const idp = await world.idp();
    const ca = trusted ? {} : { ca: undefined };
    const result = await world.look(idp.issuer, { wellKnownAs: 'GitHub Actions', ...ca });
    expect(codes(result)).toEqual(trusted ? ['INSPECTING_PROXY'] : ['INSPECTING_PROXY', 'DISCOVERY_NOT_READ']);
    expect(thumbprintUse(result)).toBe('not known');
    expect(result.warnings[0]!.message).toContain('O=Test, CN=Test Root');
  });

  it('is not suspected where a certificate is expired', async () => {
    const idp = await world.idp({ chain: 'expired' });
    expect(codes(await world.look(idp.issuer, { wellKnownAs: 'GitHub Actions' }))).not.toContain('INSPECTING_PROXY');
  });
});

describe('a publicly trusted chain', () => {
  const asPublic = () => ({ publicRoots: [world.pki.pem('root')] });

  it('needs no thumbprint: no warning at all', async () => {
    const idp = await world.idp();
    const result = await world.look(idp.issuer, { wellKnownAs: 'GitHub Actions', ...asPublic() });
    expect(codes(result)).toEqual([]);
    expect(thumbprintUse(result)).toBe('not compared');
  });

  it("is told from one that only the given CA vouches for, by node's own list of roots", async () => {
    const idp = await world.idp();
    const result = await world.look(idp.issuer, { publicRoots: undefined });
    expect(result.trusted).toBe(true);
    expect(codes(result)).toEqual(['PRIVATE_CA']);
  });

  it('still needs one where the server insists on TLS 1.3', async () => {
    const idp = await world.idp({ minVersion: 'TLSv1.3' });
    expect(codes(await world.look(idp.issuer, asPublic()))).toEqual(['TLS13_REQUIRED']);
  });
});
