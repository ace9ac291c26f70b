/**
 * `npx tsx test/live/serveIdp.ts`: a local identity provider behind a private CA, until it is killed. Prints one line of
 * JSON when it is ready: `issuer`, `caFile` (the root, PEM), `thumbprint` (the last certificate sent, SHA-1), `iam` (the
 * endpoint of a stand-in for IAM, which has a provider for it, and for Access Analyzer, which has a finding) and `proxy` (leads whoever is asked for to the identity provider).
 */
import { X509Certificate } from 'node:crypto';
import net, { type Socket } from 'node:net';
import path from 'node:path';
import { awsFinding } from './analyzerServer.ts';
import { startIam } from './iamServer.ts';
import { startIdp, startProxy } from './idp.ts';
import { BUNDLES, makeChains } from './makeChains.ts';

const FIRST_ACTION = [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }];

async function serve(): Promise<void> {
  const pki = makeChains();
  process.once('exit', () => pki.remove());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(0));
  const idp = await startIdp({ pki, chain: 'full' });
  const last = new X509Certificate(pki.pem(BUNDLES.full[2]));
  const thumbprint = last.fingerprint.replaceAll(':', '').toLowerCase();
  const intoIdp = (client: Socket) => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    const upstream = net.connect(idp.port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    upstream.on('error', () => client.destroy());
    client.on('close', () => upstream.destroy());
  };
  const proxy = await startProxy({ instead: intoIdp });
  const iam = await startIam({
    providers: [deployed(idp.issuer, thumbprint), deployed('https://gitlab.com')],
    analyzer: { findings: [awsFinding('WARNING', 'FOUND_BY_AWS', FIRST_ACTION)] },
  });
  const caFile = path.join(pki.folder, 'root.pem');
  console.log(JSON.stringify({ issuer: idp.issuer, caFile, thumbprint, iam: iam.endpoint, proxy: proxy.url }));
}

function deployed(url: string, ...thumbprints: readonly string[]) {
  const arn = `arn:aws:iam::111122223333:oidc-provider/${url.replace('https://', '')}`;
  return { arn, url, clientIds: ['sts.amazonaws.com', 'ci'], thumbprints, tags: {} };
}

void serve();
