/** `oidc-trust check`: says who can assume which role, and what is wrong. */
import path from 'node:path';
import { isAtLeast } from '../core/analysis/config.ts';
import { rules } from '../core/rules/index.ts';
import { checkArguments } from './args.ts';
import { Checker } from './checker.ts';
import { loadConfig } from './configFile.ts';
import { type FixResult, fixAll } from './fix.ts';
import { CHECK_HELP } from './help.ts';
import { EXIT, type Io } from './io.ts';
import { complain, note, noteErrors, notePointless, nothingChecked } from './messages.ts';
import { place } from './report/place.ts';
import { reportAs } from './report/reports.ts';
import { reasonOf, select } from './selection.ts';
import { replaceText } from './writeFile.ts';

/** `version` is that of this program. */
export async function checkCommand(args: readonly string[], io: Io, version: string): Promise<number> {
  const options = checkArguments(args);
  if (options.help) {
    io.stdout.write(CHECK_HELP);
    return EXIT.ok;
  }
  const config = loadConfig(io.cwd, rules);
  const selection = select(options.paths, io.cwd);
  const checker = new Checker(selection, config);
  const fixed: FixResult | undefined = options.fix ? fixAll(checker) : undefined;
  const result = fixed?.result ?? checker.check();
  const complaints = [...selection.unusable.map((problem) => problem.message), ...(fixed ? write(fixed, io) : [])];
  const nothing = nothingChecked(selection, result, options.paths, io);
  if (nothing !== undefined) complaints.push(nothing);

  const placed = place(result, (file) => checker.text(file), io.cwd);
  const { format, failOn } = options;
  const { checked } = result;
  io.stdout.write(reportAs(format, { placed, checked, complaints, failOn, version }, io));
  // GitLab's form has no place for them.
  if (format === 'gitlab') noteErrors(placed, io);
  notePointless(result, io);
  for (const complaint of complaints) complain(io, complaint);
  if (complaints.length > 0) return EXIT.usage;
  const fails = failOn !== 'never' && result.findings.some((finding) => isAtLeast(finding.severity, failOn));
  return fails ? EXIT.findings : EXIT.ok;
}

/** Writes what was fixed; gives what could not be written. */
function write(fixed: FixResult, io: Io): string[] {
  const failures: string[] = [];
  for (const [file, { before, after }] of fixed.changed) {
    try {
      replaceText(file, before, after);
    } catch (error) {
      failures.push(`${path.relative(io.cwd, file)} could not be written: ${reasonOf(error)}`);
    }
  }
  const files = fixed.changed.size - failures.length;
  if (failures.length === 0)
    note(io, `applied ${count(fixed.applied, 'fix', 'fixes')} in ${count(files, 'file', 'files')}`);
  return failures;
}

/** `1 fix`, `2 fixes`. */
function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
