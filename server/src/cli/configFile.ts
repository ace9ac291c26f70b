/** Finds and reads the configuration file. */
import fs from 'node:fs';
import path from 'node:path';
import { CONFIG_FILE, type Config, type ConfigurableRule, NO_CONFIG, parseConfig } from '../core/analysis/config.ts';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { UsageError } from './io.ts';
import { mistakesIn } from './textProblems.ts';

/**
 * The named file, else the nearest one in the directory or above it, up to the repository's root (the directory that holds `.git`).
 * @throws UsageError with every mistake in the file, one a line.
 */
export function loadConfig(directory: string, rules: readonly ConfigurableRule[], named?: string): Config {
  const file = named === undefined ? findConfig(directory) : path.resolve(directory, named);
  if (file === undefined) return NO_CONFIG;
  const name = path.relative(directory, file);
  const read = new DiskFileSystem().read(file);
  if (!read.ok) throw new UsageError(`${name} could not be read: ${read.reason}`);
  const parsed = parseConfig(read.text, rules);
  if (parsed.ok) return parsed.config;
  throw mistakesIn(name, read.text, parsed.problems);
}

function findConfig(start: string): string | undefined {
  for (let directory = start; ; directory = path.dirname(directory)) {
    const file = path.join(directory, CONFIG_FILE);
    if (fs.existsSync(file)) return file;
    if (fs.existsSync(path.join(directory, '.git')) || directory === path.dirname(directory)) return undefined;
  }
}
