/** Command lines: strict, and every complaint names what is allowed. */
import { parseArgs } from 'node:util';
import { SEVERITIES } from '../core/analysis/config.ts';
import type { Severity } from '../core/analysis/report.ts';
import { nearestName } from '../core/oidc/nearest.ts';
import { UsageError } from './io.ts';

export type Format = 'pretty' | 'json';
/** How `check` can report; see `report/reports.ts`. */
export type CheckFormat = (typeof CHECK_FORMATS)[number];
export type FailOn = Severity | 'never';

export interface CheckArguments {
  readonly paths: readonly string[];
  readonly format: CheckFormat;
  readonly failOn: FailOn;
  readonly fix: boolean;
  readonly help: boolean;
}

const FORMATS: readonly Format[] = ['pretty', 'json'];
const CHECK_FORMATS = ['pretty', 'json', 'sarif', 'github', 'junit', 'gitlab'] as const;
const FAIL_ON: readonly FailOn[] = [...SEVERITIES, 'never'];

/** `check [--format F] [--fail-on S] [--fix] PATHS...` */
export function checkArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = strictly('check', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'pretty' },
        'fail-on': { type: 'string', default: 'error' },
        fix: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (positionals.length === 0 && !values.help) {
    throw new UsageError('check needs at least one file or directory, for example: oidc-trust check .');
  }
  return {
    paths: positionals,
    format: oneOf('--format', values.format, CHECK_FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_ON),
    fix: values.fix,
    help: values.help,
  };
}

/** `COMMAND [--format F] NAMES...`, for commands that only print. */
export function listArguments(
  command: string,
  args: readonly string[],
): { format: Format; names: readonly string[]; help: boolean } {
  const { values, positionals } = strictly(command, () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'pretty' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  return { format: oneOf('--format', values.format, FORMATS), names: positionals, help: values.help };
}

/** A value out of a few; otherwise a usage error that lists them and guesses which was meant. */
export function oneOf<T extends string>(what: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  const nearest = nearestName(value, allowed);
  const advice = nearest ? ` Did you mean "${nearest}"?` : '';
  throw new UsageError(`${what} cannot be "${value}"; allowed are ${allowed.join(', ')}.${advice}`);
}

/** Runs node's parser and says its complaint as a usage error. */
export function strictly<T>(command: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (!(error instanceof Error) || !code?.startsWith('ERR_PARSE_ARGS')) throw error;
    throw new UsageError(`${error.message.split('. ')[0]}. See: oidc-trust ${command} --help`);
  }
}
