import path from 'node:path';
import {
  CONFIG_FILE,
  type Config,
  type ConfigurableRule,
  NO_CONFIG,
  type ParsedConfig,
  parseConfig,
} from '../core/analysis/config.ts';
import type { FileProblem } from '../core/analysis/report.ts';
import { type FileId, inFile } from '../core/text/range.ts';
import { isOnDisk } from './fileId.ts';
import type { FileStore } from './fileStore.ts';

/** The configuration files: which one counts for a file, and what is wrong in one. */
export class Configurations {
  readonly #files: FileStore;
  readonly #rules: readonly ConfigurableRule[];
  readonly #nearest = new Map<string, FileId | undefined>();
  readonly #parsed = new Map<FileId, { readonly text: string; readonly result: ParsedConfig }>();

  constructor(files: FileStore, rules: readonly ConfigurableRule[]) {
    this.#files = files;
    this.#rules = rules;
  }

  /** From the nearest configuration file in the file's directory or above it; one with mistakes configures nothing. */
  of(file: FileId): Config {
    const nearest = isOnDisk(file) ? this.#nearestTo(path.dirname(file)) : undefined;
    const parsed = nearest === undefined ? undefined : this.#parse(nearest);
    return parsed?.ok ? parsed.config : NO_CONFIG;
  }

  /** The mistakes in a configuration file. */
  problems(file: FileId): FileProblem[] {
    const parsed = this.#parse(file);
    if (!parsed || parsed.ok) return [];
    return parsed.problems.map(({ span, message }) => ({ file, message, range: inFile(file, span) }));
  }

  /** A configuration file, or a repository's root, may have come or gone. */
  forget(): void {
    this.#nearest.clear();
  }

  #nearestTo(directory: string): FileId | undefined {
    if (this.#nearest.has(directory)) return this.#nearest.get(directory);
    const own = path.join(directory, CONFIG_FILE);
    const parent = path.dirname(directory);
    const isRoot = parent === directory || this.#files.exists(path.join(directory, '.git'));
    const nearest = this.#files.exists(own) ? own : isRoot ? undefined : this.#nearestTo(parent);
    this.#nearest.set(directory, nearest);
    return nearest;
  }

  #parse(file: FileId): ParsedConfig | undefined {
    const read = this.#files.read(file);
    if (!read.ok) return undefined;
    const known = this.#parsed.get(file);
    if (known?.text === read.text) return known.result;
    const result = parseConfig(read.text, this.#rules);
    this.#parsed.set(file, { text: read.text, result });
    return result;
  }
}

/** Whether a file configures others. */
export function isConfigFile(file: FileId): boolean {
  return path.basename(file) === CONFIG_FILE;
}
