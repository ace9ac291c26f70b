/** `oidc-trust who`: says who can assume each role, and nothing else. */
import { parseArgs } from 'node:util';
import { oneOf, strictly } from './args.ts';
import { Checker } from './checker.ts';
import { configurationSource, refuseMistakes } from './configFile.ts';
import { WHO_HELP } from './help.ts';
import { EXIT, type Io, UsageError } from './io.ts';
import { complain, note, noteErrors, notePointless, nothingChecked } from './messages.ts';
import { whoJson } from './report/json.ts';
import { place } from './report/place.ts';
import { whoMarkdown, whoTable } from './report/who.ts';
import { select } from './selection.ts';

const FORMATS = ['table', 'json', 'markdown'] as const;

interface WhoArguments {
  readonly paths: readonly string[];
  readonly format: (typeof FORMATS)[number];
  readonly help: boolean;
}

export async function whoCommand(args: readonly string[], io: Io): Promise<number> {
  const options = whoArguments(args);
  if (options.help) {
    io.stdout.write(WHO_HELP);
    return EXIT.ok;
  }
  const selection = select(options.paths, io.cwd);
  const checker = new Checker(selection, configurationSource(io.cwd));
  refuseMistakes(checker, io.cwd);
  const result = checker.check();
  const placed = place(result, (file) => checker.text(file), io.cwd);
  if (options.format === 'json') io.stdout.write(whoJson(placed));
  else if (placed.roles.length > 0)
    io.stdout.write(options.format === 'markdown' ? whoMarkdown(placed) : whoTable(placed, io));

  if (options.format !== 'json') noteErrors(placed, io);
  notePointless(result, io);
  const nothing = nothingChecked(selection, result, options.paths, io);
  const complaints = [...selection.unusable.map(({ message }) => message), ...(nothing ? [nothing] : [])];
  for (const complaint of complaints) complain(io, complaint);
  if (complaints.length > 0) return EXIT.usage;
  if (placed.roles.length === 0) note(io, 'there is no role with a trust policy');
  return EXIT.ok;
}

function whoArguments(args: readonly string[]): WhoArguments {
  const { values, positionals } = strictly('who', () =>
    parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'table' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (positionals.length === 0 && !values.help) {
    throw new UsageError('who needs at least one file or directory, for example: oidc-trust who .');
  }
  return { paths: positionals, format: oneOf('--format', values.format, FORMATS), help: values.help };
}
