/** What the commands that contact an issuer have in common. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { LookupError } from '../live/index.ts';
import type { Live } from './loadLive.ts';

const MAX_TIMEOUT_MS = 600_000;

export interface LookupArguments {
  readonly issuer: string;
  readonly ca: string | undefined;
  readonly allowPrivate: boolean;
  readonly timeoutMs: number | undefined;
  readonly format: 'pretty' | 'json';
}

/** Never repeats what was given: a mistyped command line may hold a password. */
export function lookupArguments(
  command: string,
  args: readonly string[],
): LookupArguments | { readonly wrong: string } | 'help' {
  const parsed = parsedStrictly(args);
  if (parsed === undefined)
    return { wrong: `${command} got an option that it does not know, or one without its value.` };
  const { values, positionals } = parsed;
  if (values.help) return 'help';
  const [issuer] = positionals;
  if (issuer === undefined || positionals.length > 1) return { wrong: `${command} takes exactly one issuer URL.` };
  const { format, timeout, ca } = values;
  if (format !== 'pretty' && format !== 'json') return { wrong: '--format is pretty or json.' };
  const timeoutMs = timeout === undefined ? undefined : Number(timeout);
  if (timeoutMs !== undefined && !(Number.isInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS)) {
    return { wrong: `--timeout is a whole number of milliseconds, at most ${MAX_TIMEOUT_MS}.` };
  }
  return { issuer, ca, allowPrivate: values['allow-private'], timeoutMs, format };
}

function parsedStrictly(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
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

export async function readCa(file: string, live: Live): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNREADABLE';
    throw new live.LookupError('ca', code, `The CA file ${file} cannot be read (${code}).`) satisfies LookupError;
  }
}
