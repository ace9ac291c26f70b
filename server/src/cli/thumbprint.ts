/** `oidc-trust thumbprint ISSUER`: the one command that contacts other hosts, and says which before it does. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { ChainEntry, FailureJson, LookupError, ThumbprintResult } from '../live/index.ts';
import { loadLive } from './loadLive.ts';

type Live = Awaited<ReturnType<typeof loadLive>>;

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

const MAX_TIMEOUT_MS = 600_000;

interface Arguments {
  readonly issuer: string;
  readonly ca: string | undefined;
  readonly allowPrivate: boolean;
  readonly timeoutMs: number | undefined;
  readonly format: 'pretty' | 'json';
}

export async function thumbprintCommand(args: string[], io: ThumbprintIo): Promise<number> {
  const parsed = parse(args);
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

/** Never repeats what was given: a mistyped command line may hold a password. */
function parse(args: string[]): Arguments | { readonly wrong: string } | 'help' {
  const parsed = parsedStrictly(args);
  if (parsed === undefined)
    return { wrong: 'thumbprint got an option that it does not know, or one without its value.' };
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [issuer] = positionals;
  if (issuer === undefined || positionals.length > 1) return { wrong: 'thumbprint takes exactly one issuer URL.' };
  const { format, timeout, ca } = values;
  if (format !== 'pretty' && format !== 'json') return { wrong: '--format is pretty or json.' };
  const timeoutMs = timeout === undefined ? undefined : Number(timeout);
  if (timeoutMs !== undefined && !(Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
    return { wrong: `--timeout is a whole number of milliseconds, at most ${MAX_TIMEOUT_MS}.` };
  }
  return { issuer, ca, allowPrivate: values['allow-private'], timeoutMs, format };
}

function parsedStrictly(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        ca: { type: 'string' },
        'allow-private': { type: 'boolean', default: false },
        timeout: { type: 'string' },
        format: { type: 'string', default: 'pretty' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch {
    return undefined;
  }
}

async function lookUp(args: Arguments, live: Live, io: ThumbprintIo): Promise<ThumbprintResult> {
  const announced = live.hostsToContact(args.issuer);
  const proxy = live.proxyFromEnvironment(live.targetOf(live.parseIssuer(args.issuer)), process.env);
  const way = proxy === undefined ? '' : ' through the proxy of HTTPS_PROXY';
  for (const host of announced) io.stderr(`Contacting ${host}${way}, then the host that serves its keys.\n`);
  return await live.fetchThumbprint(args.issuer, {
    ca: args.ca === undefined ? undefined : await readCa(args.ca, live),
    allowPrivate: args.allowPrivate,
    timeoutMs: args.timeoutMs,
    proxy,
    onContact: (host) => {
      if (!announced.includes(host)) io.stderr(`Contacting ${host}, which serves the keys.\n`);
    },
  });
}

async function readCa(file: string, live: Live): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNREADABLE';
    throw new live.LookupError('ca', code, `The CA file ${file} cannot be read (${code}).`) satisfies LookupError;
  }
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
    ...(live.awsComparesThumbprint(result) ? NEEDED : NOT_NEEDED),
  ];
  if (result.warnings.length > 0) {
    lines.push('', 'Warnings:', ...result.warnings.map(({ code, message }) => `  ${code}: ${message}`));
  }
  return `${lines.join('\n')}\n`;
}

const NEEDED = [
  'AWS compares the thumbprint: the chain is not one that it verifies by itself, see the warnings.',
  'Put it into thumbprint_list, and renew it there when this certificate changes.',
];
const NOT_NEEDED = [
  'AWS does not need the thumbprint: the chain ends in a public root, and AWS verifies it with its own library.',
  'thumbprint_list may be left out.',
];

function described(entry: ChainEntry, index: number, used: boolean): string[] {
  const lines = [
    `  ${index + 1}. ${entry.role.padEnd(12)}  ${entry.subject || '(no subject)'}`,
    `     until ${entry.notAfter.slice(0, 10)}  SHA-1 ${entry.sha1}`,
  ];
  if (used) lines.push('     ^ the thumbprint: AWS takes the last certificate sent, whatever its role');
  return lines;
}
