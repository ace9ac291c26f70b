/** `oidc-trust issuer ISSUER`: tries every step that AWS STS makes with an issuer, and says which fails. */
import { findProvider } from '../core/oidc/catalogue.ts';
import type { FailureJson } from '../live/index.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { loadLive } from './loadLive.ts';
import { lookupArguments, readCa } from './lookup.ts';
import { safeJson } from './report/escape.ts';

const USAGE = `Usage: oidc-trust issuer ISSUER [options]

Contacts ISSUER and the host of its keys as AWS STS does: name, connection, TLS, discovery document, keys.
Says of each step how it went, how long it took and what to do. HTTPS_PROXY and NO_PROXY are respected.

  ISSUER            as in the token's "iss", for example https://token.actions.githubusercontent.com
  --ca FILE         trust the certificates in FILE (PEM) too, for a private CA
  --allow-private   also contact loopback and private addresses
  --timeout MS      for the whole probe, in milliseconds (default 10000)
  --format FORMAT   pretty (default) or json

Exit status: 0 every step came about, 1 one failed, 2 wrong usage.
`;

export async function issuerCommand(args: readonly string[], io: Io): Promise<number> {
  const parsed = lookupArguments('issuer', args);
  if (parsed === 'help') {
    io.stdout.write(USAGE);
    return EXIT.ok;
  }
  if ('wrong' in parsed) throw new UsageError(`${parsed.wrong} See: oidc-trust issuer --help`);
  const live = await loadLive();
  try {
    const target = live.targetOf(live.parseIssuer(parsed.issuer));
    const proxy = live.proxyFromEnvironment(target, io.env);
    const way = proxy === undefined ? '' : ' through the proxy of HTTPS_PROXY';
    io.stderr.write(`Contacting ${target.host}${way}, then the host that serves its keys.\n`);
    const probe = await live.probeIssuer(parsed.issuer, {
      ca: parsed.ca === undefined ? undefined : await readCa(parsed.ca, live),
      allowPrivate: parsed.allowPrivate,
      timeoutMs: parsed.timeoutMs,
      proxy,
      wellKnownAs: findProvider(parsed.issuer.replace(/^https:\/\//, ''))?.name,
      onContact: (host) => {
        if (host !== target.host) io.stderr.write(`Contacting ${host}, which serves the keys.\n`);
      },
    });
    io.stdout.write(parsed.format === 'json' ? `${safeJson(probe)}\n` : live.probeText(probe));
    return probe.verdict === 'failed' ? EXIT.findings : EXIT.ok;
  } catch (error) {
    if (!(error instanceof live.LookupError)) throw error;
    if (parsed.format === 'json') io.stdout.write(`${safeJson(error satisfies { toJSON(): FailureJson })}\n`);
    else io.stderr.write(`${error.message} (step ${error.step}, ${error.code})\n`);
    return EXIT.findings;
  }
}
