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

export type BaselineUse =
  | { readonly kind: 'none' }
  /** Findings that are known do not count; or all are made known. */
  | { readonly kind: 'read' | 'write'; readonly file: string };

export type CheckInput =
  /** Files and directories; with `changedSince` only what changed since that revision is reported. */
  | { readonly kind: 'paths'; readonly paths: readonly string[]; readonly changedSince: string | undefined }
  /** Standard input, in place of what may be on disk under this name. */
  | { readonly kind: 'stdin'; readonly name: string };

export interface CheckArguments {
  readonly input: CheckInput;
  readonly format: CheckFormat;
  readonly failOn: FailOn;
  readonly fix: boolean;
  readonly baseline: BaselineUse;
  /** The configuration file, where it is not the nearest. */
  readonly config: string | undefined;
  readonly help: boolean;
}

const FORMATS: readonly Format[] = ['pretty', 'json'];
const CHECK_FORMATS = ['pretty', 'json', 'sarif', 'github', 'junit', 'gitlab'] as const;
const FAIL_ON: readonly FailOn[] = [...SEVERITIES, 'never'];

/** `check [OPTIONS] PATHS...` */
export function checkArguments(args: readonly string[]): CheckArguments {
  const { values, positionals } = strictly('check', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'pretty' },
        'fail-on': { type: 'string', default: 'error' },
        fix: { type: 'boolean', default: false },
        baseline: { type: 'string' },
        'write-baseline': { type: 'string' },
        config: { type: 'string' },
        'changed-since': { type: 'string' },
        'stdin-filename': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (positionals.length === 0 && !values.help) {
    throw new UsageError('check needs at least one file or directory, for example: oidc-trust check .');
  }
  const input = checkInput(positionals, values['stdin-filename'], values['changed-since']);
  const whole = input.kind === 'paths' && input.changedSince === undefined;
  if (!whole && values['write-baseline'] !== undefined) {
    throw new UsageError('--write-baseline needs all findings: not with --changed-since, and not from standard input');
  }
  if (input.kind === 'stdin' && values.fix) throw new UsageError('--fix changes files: not from standard input');
  return {
    input,
    config: values.config,
    format: oneOf('--format', values.format, CHECK_FORMATS),
    failOn: oneOf('--fail-on', values['fail-on'], FAIL_ON),
    fix: values.fix,
    baseline: baselineUse(values.baseline, values['write-baseline']),
    help: values.help,
  };
}

function checkInput(
  paths: readonly string[],
  stdinName: string | undefined,
  changedSince: string | undefined,
): CheckInput {
  if (!paths.includes('-')) {
    if (stdinName !== undefined) throw new UsageError('--stdin-filename needs the path "-", which is standard input');
    return { kind: 'paths', paths, changedSince };
  }
  if (paths.length > 1) throw new UsageError('standard input ("-") is checked alone; a file of that name is "./-"');
  if (!stdinName) {
    throw new UsageError('standard input needs a name: oidc-trust check - --stdin-filename infra/main.tf');
  }
  if (changedSince !== undefined) throw new UsageError('--changed-since is for files: not with standard input');
  return { kind: 'stdin', name: stdinName };
}

function baselineUse(read: string | undefined, write: string | undefined): BaselineUse {
  if (read !== undefined && write !== undefined) {
    throw new UsageError('--baseline and --write-baseline exclude each other: the second makes all findings known');
  }
  if (read !== undefined) return { kind: 'read', file: read };
  return write === undefined ? { kind: 'none' } : { kind: 'write', file: write };
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
