/** What every test of a look-up needs: chains, servers that are closed after each test, and a name for each fingerprint. */
import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { IssuerOptions, Lookup, Step, ThumbprintResult } from '../../server/src/live/index.ts';
import { fetchThumbprint, LookupError } from '../../server/src/live/index.ts';
import { type Idp, type IdpOptions, startIdp } from './idp.ts';
import { makeChains, type Pki } from './makeChains.ts';

/** Every name leads to loopback. */
export const toLoopback: Lookup = (_hostname, _options, callback) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }]);

interface Closable {
  close(): Promise<void>;
}

export interface World {
  readonly pki: Pki;
  readonly idp: (options?: Omit<IdpOptions, 'pki'>) => Promise<Idp>;
  /** Closes `server` after the test. */
  readonly keep: <T extends Closable>(server: Promise<T>) => Promise<T>;
  /** A look-up that trusts the test root and resolves every name to loopback. */
  readonly look: (issuer: string, options?: IssuerOptions) => Promise<ThumbprintResult>;
  /** `intA` for the SHA-1 of intermediate A. */
  readonly nameOf: (sha1: string | undefined) => string | undefined;
}

const CERTIFICATES = [
  'leaf',
  'intA',
  'intB',
  'root',
  'rootB',
  'crossA',
  'soonA',
  'expired',
  'future',
  'otherName',
  'self',
  'keys',
];

export function setUp(): World {
  let pki: Pki | undefined;
  const open: Closable[] = [];
  const names = new Map<string, string>();
  const made = (): Pki => {
    if (pki === undefined)
      throw new Error('the chains are made before the first test, not while the tests are collected');
    return pki;
  };
  const keep = async <T extends Closable>(starting: Promise<T>): Promise<T> => {
    const server = await starting;
    open.push(server);
    return server;
  };
  beforeAll(() => {
    pki = makeChains();
    for (const name of CERTIFICATES) {
      names.set(new X509Certificate(pki.pem(name)).fingerprint.replaceAll(':', '').toLowerCase(), name);
    }
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });
  afterAll(() => pki?.remove());
  return {
    get pki() {
      return made();
    },
    idp: (options) => keep(startIdp({ pki: made(), ...options })),
    keep,
    look: (issuer, options) =>
      fetchThumbprint(issuer, {
        publicRoots: [made().pem('unrelated')], // node's own list is 144 certificates to read
        ca: made().pem('root'),
        allowPrivate: true,
        lookup: toLoopback,
        timeoutMs: 8_000,
        ...options,
      }),
    nameOf: (sha1) => names.get(sha1 ?? ''),
  };
}

export function codes(result: ThumbprintResult): string[] {
  return result.warnings.map(({ code }) => code);
}

/** The error of a look-up that must fail. */
export async function failure(look: Promise<unknown>, step: Step, code?: string): Promise<LookupError> {
  const error = await look.then(
    (result) => expect.fail(`the look-up succeeded: ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof LookupError)) throw error;
  expect({ step: error.step, code: error.code }, error.message).toEqual({ step, code: code ?? error.code });
  return error;
}
