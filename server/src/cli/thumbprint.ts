/** `oidc-trust thumbprint ISSUER`: contacts other hosts, and says which before it does. */
import { findProvider } from '../core/oidc/catalogue.ts';
import type { ChainEntry, FailureJson, ThumbprintResult, ThumbprintUse } from '../live/index.ts';
import { type Live, loadLive } from './loadLive.ts';
import { type LookupArguments, lookupArguments, readCa } from './lookup.ts';

export interface ThumbprintIo {
  stdout(text: string): void;
  stderr(text: string): void;
}

const USAGE = `Usage: oidc-trust thumbprint ISSUER [options]

Contacts ISSUER and the host of its keys, and prints the certificate chain, the thumbprint for
aws_iam_openid_connect_provider, and what AWS would stumble over. HTTPS_PROXY and NO_PROXY are respected.

  ISSUER            as in the token's "iss", for example https://token.actions.githubusercontent.com
  --ca FILE         trust the certificates in FILE (PEM) too, for a private CA
  --allow-private   also contact loopback and private addresses
  --timeout MS      for the whole look-up, in milliseconds (default 10000)
  --format FORMAT   pretty (default) or json

Exit status: 0 done, 1 the look-up failed, 2 wrong usage.
`;

export async function thumbprintCommand(args: string[], io: ThumbprintIo): Promise<number> {
  const parsed = lookupArguments('thumbprint', args);
  if (parsed === 'help') {
    io.stdout(USAGE);
    return 0;
  }
  if ('wrong' in parsed) {
    io.stderr(`${parsed.wrong} See: oidc-trust thumbprint --help\n`);
    return 2;
  }
  const live = await loadLive();
  try {
    const result = await lookUp(parsed, live, io);
    io.stdout(parsed.format === 'json' ? `${JSON.stringify(result, null, 2)}\n` : pretty(result, live));
    return 0;
  } catch (error) {
    if (!(error instanceof live.LookupError)) throw error;
    if (parsed.format === 'json') io.stdout(`${JSON.stringify(error satisfies { toJSON(): FailureJson }, null, 2)}\n`);
    else io.stderr(`${error.message} (step ${error.step}, ${error.code})\n`);
    return 1;
  }
}

async function lookUp(args: LookupArguments, live: Live, io: ThumbprintIo): Promise<ThumbprintResult> {
  const announced = live.hostsToContact(args.issuer);
  const proxy = live.proxyFromEnvironment(live.targetOf(live.parseIssuer(args.issuer)), process.env);
  const way = proxy === undefined ? '' : ' through the proxy of HTTPS_PROXY';
  for (const host of announced) io.stderr(`Contacting ${host}${way}, then the host that serves its keys.\n`);
  return await live.fetchThumbprint(args.issuer, {
    ca: args.ca === undefined ? undefined : await readCa(args.ca, live),
    allowPrivate: args.allowPrivate,
    timeoutMs: args.timeoutMs,
    proxy,
    wellKnownAs: findProvider(args.issuer.replace(/^https:\/\//, ''))?.name,
    onContact: (host) => {
      if (!announced.includes(host)) io.stderr(`Contacting ${host}, which serves the keys.\n`);
    },
  });
}

function pretty(result: ThumbprintResult, live: Live): string {
  const [keysHost] = result.thumbprints;
  const last = result.chain.length - 1;
  const lines = [
    `Issuer   ${result.issuer}`,
    `Keys     ${result.jwksUri ?? 'not known: the discovery document was not read'}`,
    `Trusted  ${result.trusted ? 'yes' : 'no, see the warnings'}`,
    '',
    `Certificate chain as sent by ${keysHost?.host}:`,
    ...result.chain.flatMap((entry, index) => described(entry, index, index === last)),
    '',
    ...result.thumbprints.map(({ host, sha1 }) => `Thumbprint  ${sha1}  ${host}`),
    '',
    ...USE[live.thumbprintUse(result)],
  ];
  if (result.warnings.length > 0) {
    lines.push('', 'Warnings:', ...result.warnings.map(({ code, message }) => `  ${code}: ${message}`));
  }
  return `${lines.join('\n')}\n`;
}

const USE: Readonly<Record<ThumbprintUse, readonly string[]>> = {
  compared: [
    'AWS compares the thumbprint: the chain is not one that it verifies by itself, see the warnings.',
    'Put it into thumbprint_list, and renew it there when this certificate changes.',
  ],
  'not compared': [
    'AWS does not need the thumbprint: the chain ends in a public root, and AWS verifies it with its own library.',
    'thumbprint_list may be left out.',
  ],
  'not known': ['What AWS sees is not known: the chain was replaced on its way here, see the warnings.'],
};

function described(entry: ChainEntry, index: number, used: boolean): string[] {
  const lines = [
    `  ${index + 1}. ${entry.role.padEnd(12)}  ${entry.subject || '(no subject)'}`,
    `     until ${entry.notAfter.slice(0, 10)}  SHA-1 ${entry.sha1}`,
    `     SHA-256 ${entry.sha256}`,
  ];
  if (used) lines.push('     ^ the thumbprint: AWS takes the last certificate sent, whatever its role');
  return lines;
}
