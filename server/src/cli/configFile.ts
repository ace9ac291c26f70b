/** Which configuration a command follows. */
import path from 'node:path';
import { parseConfig } from '../core/analysis/parseConfig.ts';
import { rules } from '../core/rules/index.ts';
import type { ConfigurationSource } from '../workspace/configurations.ts';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import type { Checker } from './checker.ts';
import { UsageError } from './io.ts';
import { mistakesIn } from './textProblems.ts';

/**
 * The named file for everything, with patterns that are relative to the working directory; else for each file the nearest one
 * in its directory or above it, up to the repository's root (the directory that holds `.git`).
 * @throws UsageError with every mistake in the named file, one a line.
 */
export function configurationSource(cwd: string, named?: string): ConfigurationSource {
  if (named === undefined) return { rules };
  const file = path.resolve(cwd, named);
  const name = path.relative(cwd, file);
  const read = new DiskFileSystem().read(file);
  if (!read.ok) throw new UsageError(`${name} could not be read: ${read.reason}`);
  const parsed = parseConfig(read.text, rules);
  if (parsed.ok) return { rules, named: { config: parsed.config, root: cwd } };
  throw mistakesIn(name, read.text, parsed.problems);
}

/** @throws UsageError with every mistake in the configuration files that count for what is checked, one a line. */
export function refuseMistakes(checker: Checker, cwd: string): void {
  const faulty = checker.configFiles().flatMap((file) => {
    const problems = checker.configMistakes(file);
    const spans = problems.map(({ range, message }) => ({ span: range ?? { start: 0, end: 0 }, message }));
    return problems.length === 0 ? [] : [mistakesIn(path.relative(cwd, file), checker.text(file) ?? '', spans).message];
  });
  if (faulty.length > 0) throw new UsageError(faulty.join('\n'));
}
