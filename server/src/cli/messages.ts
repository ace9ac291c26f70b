/** What commands say beside their report, on standard error. */
import path from 'node:path';
import type { CheckResult } from './checker.ts';
import type { Io } from './io.ts';
import { escapeControls } from './report/escape.ts';
import type { PlacedResult } from './report/place.ts';
import type { Selection } from './selection.ts';

/** Something that a person may want to know. It does not change the exit code. */
export function note(io: Io, text: string): void {
  io.stderr.write(`note: ${escapeControls(text)}\n`);
}

/** Something that makes the exit code 2. */
export function complain(io: Io, text: string): void {
  io.stderr.write(`oidc-trust: ${escapeControls(text)}\n`);
}

/** Says which named files hold nothing of interest. */
export function notePointless(result: CheckResult, io: Io): void {
  for (const file of result.pointless) {
    note(io, `${path.relative(io.cwd, file)} is neither Terraform nor a trust policy: nothing to check in it`);
  }
}

/** For reports that have no place for files that could not be read: what is in them is missing from the report. */
export function noteErrors(placed: PlacedResult, io: Io): void {
  for (const { problem, file, place } of placed.errors) {
    const where = place ? `${file}:${place.start.line}:${place.start.column}` : file;
    note(io, `${where}: ${problem.message}`);
  }
}

/** Why there is nothing to report on; nothing when a file could be checked. */
export function nothingChecked(
  selection: Selection,
  result: CheckResult,
  paths: readonly string[],
  io: Io,
): string | undefined {
  if (result.checked.size > 0) return undefined;
  if (result.errors.length > 0) return 'nothing could be checked: no file could be read without errors';
  // There are things to check, but they are not asked for now.
  if (selection.context.length > 0) return undefined;
  if (selection.unusable.length > 0 && selection.files.size === 0) return 'nothing could be checked';
  const where = paths.map((name) => path.relative(io.cwd, path.resolve(io.cwd, name)) || '.').join(', ');
  return `nothing to check: ${where} holds no Terraform files (.tf, .tofu) and no JSON trust policies`;
}
