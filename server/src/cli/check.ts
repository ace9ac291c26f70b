/** `oidc-trust check`: says who can assume which role, and what is wrong. */
import fs from 'node:fs';
import path from 'node:path';
import { isAtLeast } from '../core/analysis/config.ts';
import type { FileId } from '../core/text/range.ts';
import { type CheckInput, checkArguments } from './args.ts';
import { type Comparison, compare, readBaseline, writeBaseline } from './baseline.ts';
import { changedSince } from './changedSince.ts';
import { Checker, type CheckResult } from './checker.ts';
import { configurationSource, refuseMistakes } from './configFile.ts';
import { type FixResult, fixAll } from './fix.ts';
import { CHECK_HELP } from './help.ts';
import { EXIT, type Io } from './io.ts';
import { complain, note, noteErrors, notePointless, nothingChecked } from './messages.ts';
import { type PlacedResult, place } from './report/place.ts';
import { reportAs } from './report/reports.ts';
import { narrow, reasonOf, type Selection, select, selectText } from './selection.ts';
import { replaceText } from './writeFile.ts';

/** `version` is that of this program. */
export async function checkCommand(args: readonly string[], io: Io, version: string): Promise<number> {
  const options = checkArguments(args);
  if (options.help) {
    io.stdout.write(CHECK_HELP);
    return EXIT.ok;
  }
  const source = configurationSource(io.cwd, options.config);
  const { baseline } = options;
  const known = baseline.kind === 'read' ? readBaseline(baseline.file, io.cwd) : [];
  const { input } = options;
  const selection = await selected(input, io);
  const checker = new Checker(selection, source);
  refuseMistakes(checker, io.cwd);
  const fixed: FixResult | undefined = options.fix ? fixAll(checker) : undefined;
  const failures = fixed ? write(fixed, checker, io) : [];
  // What could not be written is as it was.
  const result = fixed && failures.length === 0 ? fixed.result : checker.check();
  const complaints = [...selection.unusable.map((problem) => problem.message), ...failures];
  const nothing = nothingChecked(selection, result, input.kind === 'paths' ? input.paths : [input.name], io);
  if (nothing !== undefined) complaints.push(nothing);

  const all = place(result, (file) => checker.text(file), io.cwd);
  const comparison = compare(all.findings, all.source, known, (file) => wasLookedAt(file, selection, result));
  const remember = baseline.kind === 'write' && complaints.length === 0;
  if (remember) complaints.push(...writeKnown(baseline.file, all, io));
  const placed = { ...all, findings: remember ? [] : comparison.fresh };
  const { format, failOn } = options;
  const { checked } = result;
  io.stdout.write(reportAs(format, { placed, checked, complaints, failOn, version }, io));
  // GitLab's form has no place for them.
  if (format === 'gitlab') noteErrors(placed, io);
  notePointless(result, io);
  if (input.kind === 'paths' && input.changedSince !== undefined && selection.files.size + result.checked.size === 0)
    note(io, `nothing here has changed since ${input.changedSince}`);
  if (baseline.kind === 'read') noteKnown(baseline.file, comparison, io);
  for (const complaint of complaints) complain(io, complaint);
  if (complaints.length > 0) return EXIT.usage;
  const fails = failOn !== 'never' && placed.findings.some(({ finding }) => isAtLeast(finding.severity, failOn));
  return fails ? EXIT.findings : EXIT.ok;
}

async function selected(input: CheckInput, io: Io): Promise<Selection> {
  if (input.kind === 'stdin') return selectText(path.resolve(io.cwd, input.name), await io.stdin());
  const selection = select(input.paths, io.cwd);
  if (input.changedSince === undefined) return selection;
  const changed = changedSince(input.changedSince, io);
  return narrow(selection, (file) => changed.has(file));
}

/** Whether the findings of a file are complete, so that one that is missing is gone. So are those of a file that is gone. */
function wasLookedAt(file: FileId, selection: Selection, result: CheckResult): boolean {
  if (!fs.existsSync(file)) return true;
  if (result.checked.has(file)) return true;
  return selection.files.has(file) && !result.errors.some((problem) => problem.file === file);
}

/** Gives what went wrong. */
function writeKnown(name: string, { findings, source }: PlacedResult, io: Io): string[] {
  try {
    writeBaseline(name, io.cwd, findings, source);
  } catch (error) {
    return [`the baseline ${name} could not be written: ${reasonOf(error)}`];
  }
  note(
    io,
    `wrote ${count(findings.length, 'finding', 'findings')} to ${name}; with --baseline ${name} only new ones count`,
  );
  return [];
}

function noteKnown(name: string, { known, stale }: Comparison, io: Io): void {
  if (known > 0) note(io, `${count(known, 'finding', 'findings')} of ${name} not reported`);
  for (const entry of stale) {
    const times = entry.count > 1 ? ` (${entry.count} times)` : '';
    const file = path.relative(io.cwd, entry.file);
    note(io, `no longer found, still in ${name}: ${entry.rule} in ${file}: ${entry.text}${times}`);
  }
}

/** Writes what was fixed; gives what could not be written, which counts as it is on disk again. */
function write(fixed: FixResult, checker: Checker, io: Io): string[] {
  const failures: string[] = [];
  for (const [file, { before, after }] of fixed.changed) {
    try {
      replaceText(file, before, after);
    } catch (error) {
      checker.reread(file, before);
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
