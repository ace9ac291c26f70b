/** The oracle: what AWS's own procedure prints, `openssl s_client -showcerts` and `openssl x509 -fingerprint`. */
import { execFile } from 'node:child_process';
import { explained } from './makeChains.ts';

export interface Fingerprints {
  readonly sha1: string;
  readonly sha256: string;
}

/** Every certificate that the server at `port` sends, in order; none when it ends the handshake. */
export async function showCertificates(
  port: number,
  servername: string | undefined,
  flags: readonly string[] = [],
): Promise<Fingerprints[]> {
  const name = servername === undefined ? ['-noservername'] : ['-servername', servername];
  const output = await run(['s_client', '-showcerts', ...name, ...flags, '-connect', `127.0.0.1:${port}`], '', true);
  const certificates = output.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return await Promise.all(certificates.map(fingerprintsOnce));
}

/** By PEM text: the bundles share their certificates, and a process for each would take most of the time. */
const known = new Map<string, Promise<Fingerprints>>();

function fingerprintsOnce(pem: string): Promise<Fingerprints> {
  const found = known.get(pem) ?? fingerprints(pem);
  known.set(pem, found);
  return found;
}

async function fingerprints(pem: string): Promise<Fingerprints> {
  const [sha1, sha256] = await Promise.all(
    ['-sha1', '-sha256'].map(async (hash) => {
      const output = await run(['x509', '-noout', '-fingerprint', hash], pem, false);
      return (output.split('=')[1] ?? '').replace(/[:\s]/g, '').toLowerCase();
    }),
  );
  return { sha1: sha1 ?? '', sha256: sha256 ?? '' };
}

function run(args: readonly string[], input: string, mayFail: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile('openssl', args, (error, stdout) => {
      if (error !== null && (!mayFail || error.code === 'ENOENT')) reject(explained(error));
      else resolve(stdout);
    });
    child.stdin?.end(input);
  });
}
