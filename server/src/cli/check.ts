/** `oidc-trust check`: says who can assume which role, and what is wrong. */
import path from 'node:path';
import { isAtLeast } from '../core/analysis/config.ts';
import { rules } from '../core/rules/index.ts';
import { type CheckArguments, checkArguments } from './args.ts';
import { Checker, type CheckResult } from './checker.ts';
import { loadConfig } from './configFile.ts';
import { type FixResult, fixAll } from './fix.ts';
import { CHECK_HELP } from './help.ts';
import { EXIT, type Io } from './io.ts';
import { escapeControls } from './report/escape.ts';
import { jsonReport } from './report/json.ts';
import { place } from './report/place.ts';
import { prettyReport } from './report/pretty.ts';
import { reasonOf, type Selection, select } from './selection.ts';
import { replaceText } from './writeFile.ts';

export async function checkCommand(args: readonly string[], io: Io): Promise<number> {
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

  const placed = place(result, (file) => checker.text(file), io.cwd);
  io.stdout.write(options.format === 'json' ? jsonReport(placed) : prettyReport(placed, result.checked.size, io));
  for (const file of result.pointless) {
    note(io, `${path.relative(io.cwd, file)} is neither Terraform nor a trust policy: nothing to check in it`);
  }
  if (result.checked.size === 0) complaints.push(nothingChecked(selection, result, options, io));
  for (const complaint of complaints) io.stderr.write(`oidc-trust: ${escapeControls(complaint)}\n`);
  if (complaints.length > 0) return EXIT.usage;
  const { failOn } = options;
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

function nothingChecked(selection: Selection, result: CheckResult, options: CheckArguments, io: Io): string {
  if (result.errors.length > 0) return 'nothing could be checked: no file could be read without errors';
  if (selection.unusable.length > 0 && selection.files.size === 0) return 'nothing could be checked';
  const where = options.paths.map((name) => path.relative(io.cwd, path.resolve(io.cwd, name)) || '.').join(', ');
  return `nothing to check: ${where} holds no Terraform files (.tf, .tofu) and no JSON trust policies`;
}

function note(io: Io, text: string): void {
  io.stderr.write(`note: ${escapeControls(text)}\n`);
}

/** `1 fix`, `2 fixes`. */
function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
