/** How the commands begin that ask something about the roles in files: the files are selected, read and checked. */
import { Checker } from './checker.ts';
import { configurationSource, refuseMistakes } from './configFile.ts';
import type { Io } from './io.ts';
import { complain, noteErrors, notePointless, nothingChecked } from './messages.ts';
import { type PlacedResult, place } from './report/place.ts';
import { select } from './selection.ts';

export interface Checked {
  readonly checker: Checker;
  readonly placed: PlacedResult;
}

/**
 * Undefined where a path is of no use or nothing could be checked, which is a mistake in the call; it has been said then. Files that
 * could not be read are told where the report has no place for them.
 * @throws UsageError where a configuration file has mistakes.
 */
export function checkFiles(paths: readonly string[], format: string, io: Io): Checked | undefined {
  const selection = select(paths, io.cwd);
  const checker = new Checker(selection, configurationSource(io.cwd));
  refuseMistakes(checker, io.cwd);
  const result = checker.check();
  const placed = place(result, (file) => checker.text(file), io.cwd);
  if (format !== 'json') noteErrors(placed, io);
  const nothing = nothingChecked(selection, result, paths, io);
  const complaints = [...selection.unusable.map(({ message }) => message), ...(nothing ? [nothing] : [])];
  for (const complaint of complaints) complain(io, complaint);
  if (complaints.length > 0) return undefined;
  notePointless(result, io);
  return { checker, placed };
}
