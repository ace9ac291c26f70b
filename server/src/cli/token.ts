/** `oidc-trust token`: walks a token through AWS's layers, for one role or for all. */
import { parseArgs } from 'node:util';
import type { LayerDecision, TokenFacts } from '../core/access/tokenLayers.ts';
import { walkToken } from '../core/access/tokenWalk.ts';
import { apart } from '../core/analysis/roleReport.ts';
import {
  summariseToken,
  type TokenSummary,
  tokenLines,
  type WalkedRole,
  walkLines,
  walkRow,
} from '../features/tokenTexts.ts';
import type { DecodedToken } from '../live/index.ts';
import { oneOf, strictly } from './args.ts';
import { checkFiles } from './checked.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { type Live, loadLive } from './loadLive.ts';
import { readCa } from './lookup.ts';
import { complain } from './messages.ts';
import { escapeControls, safeJson } from './report/escape.ts';
import type { Place, PlacedResult } from './report/place.ts';
import { chooseRoles } from './roles.ts';
import { readInput, refuseTokens } from './secretInput.ts';

const USAGE = `Walk a token through AWS's layers: which one refuses it, with which error, and what would have to be otherwise.

Usage: oidc-trust token --token-file FILE PATHS... [options]

The token is read from FILE, or from standard input where FILE is "-". It stays in memory: nothing of it is stored or sent,
and its signature is never printed. With --verify the keys of its issuer are fetched; the token itself is not sent there either.

Options:
  --role ADDRESS        Only this role, with every layer. Without it, which of the roles would accept the token
  --verify              Contact the issuer and verify the signature
  --at TIME             As if it were this time (2026-01-31T12:00:00Z), not now
  --ca FILE             With --verify: trust the certificates in FILE (PEM) too
  --allow-private       With --verify: also contact loopback and private addresses
  --timeout MS          With --verify: time limit in milliseconds (default 10000)
  --format pretty|json  For people (default), or one JSON object for machines

Exit codes:
  0   a role accepts the token, or it is not certain that none does
  1   every role certainly refuses it, or the issuer could not be asked
  2   wrong arguments, a path that cannot be read, or no token
  3   internal error
`;

interface TokenArguments {
  readonly tokenFile: string;
  readonly paths: readonly string[];
  readonly role: string | undefined;
  readonly now: number;
  readonly format: 'pretty' | 'json';
  readonly verify:
    | { readonly ca: string | undefined; readonly allowPrivate: boolean; readonly timeoutMs: number | undefined }
    | undefined;
}

export async function tokenCommand(args: readonly string[], io: Io): Promise<number> {
  refuseTokens('token', args);
  const options = tokenArguments(args);
  if (options === 'help') {
    io.stdout.write(USAGE);
    return EXIT.ok;
  }
  const live = await loadLive();
  try {
    return await walk(options, live, io);
  } catch (error) {
    if (error instanceof live.TokenError) throw new UsageError(error.message);
    if (!(error instanceof live.LookupError)) throw error;
    complain(io, `the signature could not be verified: ${error.message} (step ${error.step}, ${error.code})`);
    return EXIT.findings;
  }
}

async function walk(options: TokenArguments, live: Live, io: Io): Promise<number> {
  const pasted = await readInput('--token-file', options.tokenFile, io);
  const token = live.readToken(pasted);
  const checked = checkFiles(options.paths, options.format, io);
  if (!checked) return EXIT.usage;
  const { placed } = checked;
  const chosen = chooseRoles(placed, options.role).flatMap(({ role, place }) =>
    apart(role).map((one) => ({ role: one, place })),
  );
  const facts: TokenFacts = {
    claims: token.claims,
    now: options.now,
    signature: await signatureOf(pasted, token, options, live, io),
  };
  const walked = chosen.map((entry) => ({ ...entry, walk: walkToken(entry.role.trust, facts) }));
  const summary = summariseToken(token.header, token.claims);
  io.stdout.write(
    options.format === 'json' ? asJson(summary, walked, placed) : asText(summary, walked, placed, options),
  );
  const refused = walked.length > 0 && walked.every((one) => one.walk.verdict === 'refused');
  return refused ? EXIT.findings : EXIT.ok;
}

async function signatureOf(
  pasted: string,
  { claims }: DecodedToken,
  { verify }: TokenArguments,
  live: Live,
  io: Io,
): Promise<TokenFacts['signature']> {
  if (verify === undefined) return { is: 'not checked' };
  const issuer = live.parseIssuer(live.issuerOf(claims));
  const proxy = live.proxyFromEnvironment(live.targetOf(issuer), io.env);
  return await live.verifyToken(pasted, {
    ca: verify.ca === undefined ? undefined : await readCa(verify.ca, live),
    allowPrivate: verify.allowPrivate,
    timeoutMs: verify.timeoutMs,
    proxy,
    onContact: (host) =>
      io.stderr.write(
        `Contacting ${escapeControls(host)}${proxy === undefined ? '' : ' through the proxy of HTTPS_PROXY'} for the keys.\n`,
      ),
  });
}

function tokenArguments(args: readonly string[]): TokenArguments | 'help' {
  const { values, positionals } = strictly('token', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'token-file': { type: 'string' },
        role: { type: 'string' },
        verify: { type: 'boolean', default: false },
        at: { type: 'string' },
        ca: { type: 'string' },
        'allow-private': { type: 'boolean', default: false },
        timeout: { type: 'string' },
        format: { type: 'string', default: 'pretty' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return 'help';
  const tokenFile = values['token-file'];
  if (tokenFile === undefined)
    throw new UsageError('token needs --token-file FILE, or --token-file - for standard input');
  if (positionals.length === 0)
    throw new UsageError(
      'token needs at least one file or directory, for example: oidc-trust token --token-file token.txt .',
    );
  const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutMs !== undefined && !(Number.isInteger(timeoutMs) && timeoutMs > 0))
    throw new UsageError('--timeout is a whole number of milliseconds');
  return {
    tokenFile,
    paths: positionals,
    role: values.role,
    now: timeOf(values.at),
    format: oneOf('--format', values.format, ['pretty', 'json'] as const),
    verify: values.verify ? { ca: values.ca, allowPrivate: values['allow-private'], timeoutMs } : undefined,
  };
}

function timeOf(at: string | undefined): number {
  if (at === undefined) return Date.now();
  const time = /^\d{9,10}$/.test(at) ? Number(at) * 1000 : /^\d{4}-\d\d-\d\d/.test(at) ? Date.parse(at) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError('--at is a time such as 2026-01-31T12:00:00Z, or seconds since 1970');
  return time;
}

type Walked = PlacedResult['roles'][number] & Pick<WalkedRole, 'walk'>;

function asText(
  summary: TokenSummary,
  walked: readonly Walked[],
  { source }: PlacedResult,
  { now, role }: TokenArguments,
): string {
  const named = walked.map(({ role: { address }, place: at, walk: way }): WalkedRole => {
    return { name: address ?? 'trust policy', place: `${at.file}:${at.start.line}`, walk: way };
  });
  const roles =
    role !== undefined || named.length === 1
      ? named.flatMap((one) => ['', ...walkLines(one, (range) => pointOf(source.place(range)))])
      : ['', ...named.map(walkRow)];
  const none = named.length === 0 ? ['There is no role with a trust policy.'] : [];
  return [...tokenLines(summary, now), ...roles, ...none].map((line) => `${escapeControls(line)}\n`).join('');
}

function pointOf({ file, start }: Place): string {
  return `${file}:${start.line}:${start.column}`;
}

function asJson(token: TokenSummary, walked: readonly Walked[], { source }: PlacedResult): string {
  const layerOf = ({ layer, passes, reason, error, differences }: LayerDecision): object => ({
    layer,
    passes,
    reason,
    ...(error ? { error: { code: error.code, message: error.message } } : {}),
    differences: differences.map(({ actual, wanted, inActual, inWanted, place: range, fixes }) => {
      const { file, start, end } = source.place(range);
      return {
        actual,
        wanted,
        inActual,
        inWanted,
        file,
        range: { start, end },
        fixes: fixes.map(({ title }) => title),
      };
    }),
  });
  const roles = walked.map(({ role: { address }, place: { file, start, end }, walk: way }) => ({
    address,
    file,
    range: { start, end },
    verdict: way.verdict,
    layer: way.decisive?.layer ?? null,
    layers: way.layers.map(layerOf),
  }));
  return `${safeJson({ version: 1, token, roles })}\n`;
}
