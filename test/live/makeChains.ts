/**
 * Certificate chains for the tests, right and wrong ones, made by openssl: root -> intermediate A -> intermediate B -> leaf.
 * Nothing is kept in the repository, so nothing expires there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Each bundle: the certificates that a server sends, in this order, and the name of its key. */
export const BUNDLES = {
  leaf: ['leaf'],
  short: ['leaf', 'intB'],
  full: ['leaf', 'intB', 'intA'],
  root: ['leaf', 'intB', 'intA', 'root'],
  swapped: ['leaf', 'intA', 'intB'],
  reversed: ['leaf', 'root', 'intA', 'intB'],
  /** Its last certificate has nothing to do with the others. */
  stray: ['leaf', 'intB', 'intA', 'rootB'],
  /** Ends in intermediate A as signed by another root. */
  cross: ['leaf', 'intB', 'crossA'],
  duplicate: ['leaf', 'intB', 'intB', 'intA'],
  expired: ['expired', 'intB', 'intA'],
  future: ['future', 'intB', 'intA'],
  soon: ['leaf', 'intB', 'soonA'],
  otherName: ['otherName', 'intB', 'intA'],
  self: ['self'],
  /** For keys.idp.test. */
  keys: ['keys', 'intB'],
} as const satisfies Record<string, readonly [string, ...string[]]>;

export type Bundle = keyof typeof BUNDLES;

/** A folder with `NAME.pem` and `NAME.key`. */
export interface Pki {
  readonly folder: string;
  pem(name: string): string;
  /** What a TLS server needs to send a bundle. */
  server(bundle: Bundle): { cert: string; key: string };
  remove(): void;
}

const NAMES = 'DNS:idp.test,DNS:localhost,IP:127.0.0.1,IP:::1';
const AUTHORITY = (limit: string) =>
  `basicConstraints=critical,CA:TRUE${limit}\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\n`;
const SERVER = (names: string) =>
  `basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid:always\nsubjectAltName=${names}\n`;

export function makeChains(): Pki {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'oidc-trust-chains-'));
  const run = (...args: string[]) => openssl(args, folder);
  const key = (name: string) =>
    run('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', `${name}.key`);
  const root = (name: string, subject: string) => {
    key(name);
    const extensions = [
      '-addext',
      'basicConstraints=critical,CA:TRUE',
      '-addext',
      'keyUsage=critical,keyCertSign,cRLSign',
    ];
    run(
      'req',
      '-x509',
      '-new',
      '-key',
      `${name}.key`,
      '-days',
      '3650',
      '-subj',
      subject,
      ...extensions,
      '-out',
      `${name}.pem`,
    );
  };
  /** A certificate for the key of `keyName`, signed by `issuer`. */
  const sign = (name: string, keyName: string, subject: string, issuer: string, extensions: string, days: number) => {
    writeFileSync(path.join(folder, `${name}.ext`), extensions);
    run('req', '-new', '-key', `${keyName}.key`, '-subj', subject, '-out', `${name}.csr`);
    const by = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-set_serial', `${serial++}`];
    run(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...by,
      '-days',
      `${days}`,
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
  };
  let serial = 1000;

  root('root', '/O=Test/CN=Test Root');
  root('rootB', '/O=Test/CN=Test Root B');
  root('unrelated', '/O=Test/CN=Unrelated Root');
  for (const name of ['intA', 'intB', 'leaf']) key(name);
  sign('intA', 'intA', '/O=Test/CN=Test Intermediate A', 'root', AUTHORITY(',pathlen:1'), 1825);
  sign('soonA', 'intA', '/O=Test/CN=Test Intermediate A', 'root', AUTHORITY(',pathlen:1'), 10);
  sign('crossA', 'intA', '/O=Test/CN=Test Intermediate A', 'rootB', AUTHORITY(',pathlen:1'), 1825);
  sign('intB', 'intB', '/O=Test/CN=Test Intermediate B', 'intA', AUTHORITY(',pathlen:0'), 900);
  sign('leaf', 'leaf', '/O=Test/CN=idp.test', 'intB', SERVER(NAMES), 90);
  sign('keys', 'leaf', '/O=Test/CN=keys.idp.test', 'intB', SERVER('DNS:keys.idp.test'), 90);
  sign('otherName', 'leaf', '/O=Test/CN=other.test', 'intB', SERVER('DNS:other.test'), 90);
  run(
    'req',
    '-x509',
    '-new',
    '-key',
    'leaf.key',
    '-days',
    '90',
    '-subj',
    '/O=Test/CN=idp.test',
    '-addext',
    `subjectAltName=${NAMES}`,
    '-out',
    'self.pem',
  );
  dated('expired', '20200101000000Z', '20200201000000Z');
  dated('future', '20900101000000Z', '20910101000000Z');

  const pem = (name: string) => readFileSync(path.join(folder, `${name}.pem`), 'utf8');
  return {
    folder,
    pem,
    server: (bundle) => ({
      cert: BUNDLES[bundle].map(pem).join(''),
      key: readFileSync(path.join(folder, 'leaf.key'), 'utf8'),
    }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };

  /** Explicit dates: only `openssl ca` takes them in openssl 3.0. */
  function dated(name: string, from: string, to: string): void {
    const database = ['[ca]', 'default_ca=d', '[d]', `database=${name}.db`, `serial=${name}.srl`, 'new_certs_dir=.'];
    const rest = ['default_md=sha256', 'policy=p', '[p]', 'O=supplied', 'CN=supplied', '[e]', SERVER(NAMES)];
    writeFileSync(path.join(folder, `${name}.db`), '');
    writeFileSync(path.join(folder, `${name}.srl`), '01\n');
    writeFileSync(path.join(folder, `${name}.cnf`), [...database, ...rest].join('\n'));
    run('req', '-new', '-key', 'leaf.key', '-subj', '/O=Test/CN=idp.test', '-out', `${name}.csr`);
    const by = ['-cert', 'intB.pem', '-keyfile', 'intB.key', '-startdate', from, '-enddate', to, '-notext'];
    run(
      'ca',
      '-batch',
      '-config',
      `${name}.cnf`,
      '-extensions',
      'e',
      '-in',
      `${name}.csr`,
      ...by,
      '-out',
      `${name}.pem`,
    );
  }
}

function openssl(args: readonly string[], cwd: string): void {
  try {
    execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    throw explained(error);
  }
}

/** Without openssl these tests must fail and not be skipped: it is what the fingerprints are compared with. */
export function explained(error: unknown): Error {
  const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  if (missing) {
    return new Error(
      'openssl 3.0 or newer is not on PATH. Install it: "apt-get install openssl", "brew install openssl@3" or "winget install ShiningLight.OpenSSL.Light".',
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}
