/**
 * `npx tsx test/live/serveIdp.ts`: a local identity provider behind a private CA, until it is killed. Prints one line of
 * JSON when it is ready: `issuer`, `caFile` (the root, PEM) and `thumbprint` (the last certificate sent, SHA-1).
 */
import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { startIdp } from './idp.ts';
import { BUNDLES, makeChains } from './makeChains.ts';

async function serve(): Promise<void> {
  const pki = makeChains();
  process.once('exit', () => pki.remove());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(0));
  const idp = await startIdp({ pki, chain: 'full' });
  const last = new X509Certificate(pki.pem(BUNDLES.full[2]));
  const thumbprint = last.fingerprint.replaceAll(':', '').toLowerCase();
  console.log(JSON.stringify({ issuer: idp.issuer, caFile: path.join(pki.folder, 'root.pem'), thumbprint }));
}

void serve();
