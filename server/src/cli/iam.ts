/** `oidc-trust iam`: what AWS has deployed, how it differs from the files, and what it says of them. Reads only. */
import { parseArgs } from 'node:util';
import { providerHcl, roleHcl } from '../core/analysis/deployed.ts';
import { comparedLines, isDifferent, providerListLines } from '../features/deployedTexts.ts';
import type { IamOptions } from '../live/iam/index.ts';
import { oneOf, strictly } from './args.ts';
import { checkFiles } from './checked.ts';
import { compareWithDeployed } from './compareWithDeployed.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { type Iam, loadIam } from './loadIam.ts';
import { loadLive } from './loadLive.ts';
import { readCa } from './lookup.ts';
import { complain } from './messages.ts';
import { escapeControls, safeJson } from './report/escape.ts';
import { validate } from './validate.ts';

const USAGE = `What AWS has deployed, with the credentials that the AWS CLI would use. Reads only.

Usage: oidc-trust iam providers [options]               List the OpenID Connect providers of the account
       oidc-trust iam compare PATHS... [options]        Compare providers and roles in files with those deployed
       oidc-trust iam validate PATHS... [options]       Show what IAM Access Analyzer finds in trust policies
       oidc-trust iam import provider URL [options]     Print a provider as Terraform, with its import block
       oidc-trust iam import role NAME [options]        Print a role as Terraform, with its import block

compare looks at every provider whose URL is known, and at every role whose name is written out. Roles are compared by who gets in,
not by text.

validate sends the text of the trust policies to AWS (access-analyzer:ValidatePolicy), which stores nothing of it. An account
that only AWS knows is sent as 111122223333; a policy of which anything else is not known is not sent.

HTTPS_PROXY and NO_PROXY are respected.

Options:
  --role ADDRESS        compare, validate: only this role
  --name NAME           compare: what the role of --role is called in AWS, where its file does not say
  --profile PROFILE     The profile of the AWS CLI; without it, its standard chain of credentials
  --region REGION       For the partitions of China and GovCloud; validate: whose Access Analyzer is asked
  --endpoint URL        Another endpoint of AWS: https, or http on this machine
  --ca FILE             Trust the certificates in FILE (PEM) too
  --timeout MS          Time limit in milliseconds (default 30000)
  --format pretty|json  For people (default), or one JSON object for machines (not for import)

Exit codes:
  0   done; compare: nothing differs; validate: no ERROR and no SECURITY_WARNING
  1   compare: something differs; validate: one of those, or no policy could be sent; or AWS could not be asked
  2   wrong arguments, a path that cannot be read
  3   internal error
`;

interface IamArguments {
  readonly words: readonly string[];
  readonly role: string | undefined;
  readonly name: string | undefined;
  readonly ca: string | undefined;
  readonly format: 'pretty' | 'json';
  readonly connection: Pick<IamOptions, 'profile' | 'region' | 'endpoint' | 'timeoutMs'>;
}

export async function iamCommand(args: readonly string[], io: Io): Promise<number> {
  const options = iamArguments(args);
  if (options === 'help') {
    io.stdout.write(USAGE);
    return EXIT.ok;
  }
  const task = taskOf(options);
  const iam = await loadIam();
  const live = await loadLive();
  try {
    const connection: IamOptions = {
      ...options.connection,
      ca: options.ca === undefined ? undefined : await readCa(options.ca, live),
      proxyFor: (target) => live.proxyFromEnvironment(target, process.env),
      onContact: (host) => io.stderr.write(`Contacting ${escapeControls(host)}.\n`),
    };
    return await task(iam, connection, io);
  } catch (error) {
    if (!(error instanceof iam.IamError) && !(error instanceof live.LookupError)) throw error;
    if (options.format === 'json') io.stdout.write(`${safeJson(error)}\n`);
    else complain(io, `${error.message} (${error.code})`);
    return EXIT.findings;
  }
}

type Task = (iam: Iam, connection: IamOptions, io: Io) => Promise<number>;

function taskOf(options: IamArguments): Task {
  const [verb, ...rest] = options.words;
  if (verb === 'providers' && rest.length === 0) return (iam, connection, io) => list(options, iam, connection, io);
  if (verb === 'compare' && rest.length > 0)
    return (iam, connection, io) => compare(rest, options, iam, connection, io);
  if (verb === 'validate' && rest.length > 0)
    return (iam, connection, io) => validate(rest, options, iam, connection, io);
  const [kind, name, ...more] = rest;
  if (verb === 'import' && (kind === 'provider' || kind === 'role') && name !== undefined && more.length === 0)
    return (iam, connection, io) => importHcl(kind, name, iam, connection, io);
  throw new UsageError(
    'iam is followed by "providers", "compare PATHS...", "validate PATHS...", "import provider URL" or "import role NAME". See: oidc-trust iam --help',
  );
}

async function list({ format }: IamArguments, iam: Iam, connection: IamOptions, io: Io): Promise<number> {
  const providers = await iam.withIam(connection, (reader) => reader.providers());
  if (format === 'json') io.stdout.write(`${safeJson({ version: 1, providers })}\n`);
  else write(io, providerListLines(providers));
  return EXIT.ok;
}

async function importHcl(
  kind: 'provider' | 'role',
  name: string,
  iam: Iam,
  connection: IamOptions,
  io: Io,
): Promise<number> {
  const hcl = await iam.withIam(connection, async (reader) => {
    if (kind === 'role') return roleHcl(await reader.role(name.replace(/^arn:[^:]*:iam::\d*:role\/(?:.*\/)?/, '')));
    if (name.startsWith('arn:')) return providerHcl(await reader.provider(name));
    const url = `https://${name.replace(/^https:\/\//, '')}`;
    const found = (await reader.providers()).find((provider) => provider.url === url);
    if (!found)
      throw new iam.IamError('NOT_FOUND', `The account has no provider of ${url}. See: oidc-trust iam providers`);
    return providerHcl(found);
  });
  write(io, hcl.trimEnd().split('\n'));
  return EXIT.ok;
}

async function compare(
  paths: readonly string[],
  options: IamArguments,
  iam: Iam,
  connection: IamOptions,
  io: Io,
): Promise<number> {
  const checked = checkFiles(paths, options.format, io);
  if (!checked) return EXIT.usage;
  const { checker, placed } = checked;
  const compared = await iam.withIam(connection, (reader) =>
    compareWithDeployed(checker, placed, options, reader, iam),
  );
  if (options.format === 'json') io.stdout.write(`${safeJson({ version: 1, compared })}\n`);
  else
    write(
      io,
      compared.length === 0 ? ['There is no provider and no role to compare.'] : compared.flatMap(comparedLines),
    );
  return compared.some(isDifferent) ? EXIT.findings : EXIT.ok;
}

function write(io: Io, lines: readonly string[]): void {
  io.stdout.write(lines.map((line) => `${escapeControls(line)}\n`).join(''));
}

function iamArguments(args: readonly string[]): IamArguments | 'help' {
  const { values, positionals } = strictly('iam', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: 'string' },
        name: { type: 'string' },
        profile: { type: 'string' },
        region: { type: 'string' },
        endpoint: { type: 'string' },
        ca: { type: 'string' },
        timeout: { type: 'string' },
        format: { type: 'string', default: 'pretty' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return 'help';
  const { role, name, profile, region, endpoint, ca } = values;
  if (name !== undefined && role === undefined)
    throw new UsageError('--name says what the role of --role is called: give both');
  const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout);
  if (timeoutMs !== undefined && !(Number.isInteger(timeoutMs) && timeoutMs > 0))
    throw new UsageError('--timeout is a whole number of milliseconds');
  const format = oneOf('--format', values.format, ['pretty', 'json'] as const);
  return { words: positionals, role, name, ca, format, connection: { profile, region, endpoint, timeoutMs } };
}
