/** `oidc-trust predict`: from an error of STS or IAM to its layer and likely causes here. */
import { parseArgs } from 'node:util';
import { type Prediction, predictError } from '../core/analysis/predictError.ts';
import { predictionLines } from '../features/errorTexts.ts';
import { oneOf, strictly } from './args.ts';
import { checkFiles } from './checked.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { complain } from './messages.ts';
import { escapeControls, safeJson } from './report/escape.ts';
import type { Place, SourceTexts } from './report/place.ts';
import { chooseRoles } from './roles.ts';
import { readInput, refuseTokens } from './secretInput.ts';

const USAGE = `From an error of AWS to its cause: the layer that failed, and the likely causes here with their places.

Usage: oidc-trust predict [--error-file FILE] PATHS... [options]

The error is read from FILE, or from standard input where FILE is "-" or left out: the output of a command or of a CI job, with
whatever stands around it. It is not printed again. Nothing is contacted.

Options:
  --error-file FILE     Where the error stands
  --role ADDRESS        The role that was to be assumed
  --format pretty|json  For people (default), or one JSON object for machines

Exit codes:
  0   the error is a known one
  1   it is not
  2   wrong arguments, a path that cannot be read
  3   internal error
`;

interface PredictArguments {
  readonly errorFile: string;
  readonly paths: readonly string[];
  readonly role: string | undefined;
  readonly format: 'pretty' | 'json';
}

export async function predictCommand(args: readonly string[], io: Io): Promise<number> {
  refuseTokens('predict', args);
  const options = predictArguments(args);
  if (options === 'help') {
    io.stdout.write(USAGE);
    return EXIT.ok;
  }
  const text = await readInput('--error-file', options.errorFile, io);
  const checked = checkFiles(options.paths, options.format, io);
  if (!checked) return EXIT.usage;
  const { placed } = checked;
  const roles = placed.roles.map(({ role }) => role);
  const chosen = options.role === undefined ? [] : chooseRoles(placed, options.role);
  const findings = placed.findings.map(({ finding }) => finding);
  const prediction = predictError(text, findings, roles, chosen[0]?.role);
  if (options.format === 'json') io.stdout.write(asJson(prediction, placed.source));
  else if (prediction) {
    const lines = predictionLines(prediction, (range) => pointOf(placed.source.place(range)));
    io.stdout.write(lines.map((line) => `${escapeControls(line)}\n`).join(''));
  } else
    complain(io, 'no error of STS or IAM is recognised in this text. Give all of it, with the code and the message.');
  return prediction ? EXIT.ok : EXIT.findings;
}

function predictArguments(args: readonly string[]): PredictArguments | 'help' {
  const { values, positionals } = strictly('predict', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'error-file': { type: 'string', default: '-' },
        role: { type: 'string' },
        format: { type: 'string', default: 'pretty' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return 'help';
  if (positionals.length === 0) {
    throw new UsageError(
      'predict needs at least one file or directory, for example: oidc-trust predict --error-file error.txt .',
    );
  }
  const format = oneOf('--format', values.format, ['pretty', 'json'] as const);
  return { errorFile: values['error-file'], paths: positionals, role: values.role, format };
}

function pointOf({ file, start }: Place): string {
  return `${file}:${start.line}:${start.column}`;
}

function asJson(prediction: Prediction | undefined, source: SourceTexts): string {
  if (!prediction) return `${safeJson({ version: 1, error: null, notes: [], causes: [] })}\n`;
  const { error, notes, causes } = prediction;
  return `${safeJson({
    version: 1,
    error: {
      id: error.id,
      code: error.code,
      message: error.message,
      layer: error.layer,
      meaning: error.meaning,
      mark: error.mark,
      source: error.source,
    },
    notes: notes.map(({ text, place: range }) => ({ text, ...(range ? placeOf(source.place(range)) : {}) })),
    causes: causes.map(({ text, findings }) => ({
      text,
      findings: findings.map(({ rule, severity, message, range }) => ({
        rule,
        severity,
        message,
        ...placeOf(source.place(range)),
      })),
    })),
  })}\n`;
}

function placeOf({ file, start, end }: Place): object {
  return { file, range: { start, end } };
}
