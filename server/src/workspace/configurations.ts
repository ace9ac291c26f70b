import path from 'node:path';
import { CONFIG_FILE, type Config, type FileConfig, NO_CONFIG } from '../core/analysis/config.ts';
import { type ConfigurableRule, type ParsedConfig, parseConfig } from '../core/analysis/parseConfig.ts';
import type { FileProblem } from '../core/analysis/report.ts';
import { type FileId, inFile } from '../core/text/range.ts';
import { isOnDisk, isWithin } from './fileId.ts';
import type { FileStore } from './fileStore.ts';

/** A configuration, and the directory to which its patterns are relative. */
export interface PlacedConfig {
  readonly config: Config;
  readonly root: string;
}

/** Where configurations come from. */
export interface ConfigurationSource {
  readonly rules: readonly ConfigurableRule[];
  /** Counts for all files, whatever configuration files there are. */
  readonly named?: PlacedConfig;
  /** Count for files that no configuration file is for: what the editor is set to, by folder. */
  readonly settings?: ReadonlyMap<string, Config>;
}

/** Which configuration counts for a file, and what is wrong in a configuration file. */
export class Configurations {
  readonly #files: FileStore;
  readonly #source: ConfigurationSource;
  readonly #nearest = new Map<string, FileId | undefined>();
  readonly #parsed = new Map<FileId, { readonly text: string; readonly result: ParsedConfig }>();

  constructor(files: FileStore, source: ConfigurationSource) {
    this.#files = files;
    this.#source = source;
  }

  /** What counts for a file, or for the module in a directory. */
  of(file: FileId): FileConfig {
    const { config, root } = this.#placed(file);
    if (!isOnDisk(file)) return { config, path: file };
    return {
      config,
      get path() {
        return path.relative(root, file).split(path.sep).join('/');
      },
    };
  }

  /** The configuration file that counts for a file. */
  fileFor(file: FileId): FileId | undefined {
    if (this.#source.named || !isOnDisk(file)) return undefined;
    return this.#nearestTo(path.dirname(file));
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

  /** One with mistakes configures nothing. */
  #placed(file: FileId): PlacedConfig {
    if (this.#source.named) return this.#source.named;
    const nearest = this.fileFor(file);
    if (nearest === undefined) return this.#settingsFor(file);
    const parsed = this.#parse(nearest);
    return { config: parsed?.ok ? parsed.config : NO_CONFIG, root: path.dirname(nearest) };
  }

  /** What is set for the innermost folder; what is set for no folder counts everywhere else. */
  #settingsFor(file: FileId): PlacedConfig {
    const { settings } = this.#source;
    if (!settings || settings.size === 0) return { config: NO_CONFIG, root: path.dirname(file) };
    const folders = [...settings.keys()].filter((folder) => folder !== '' && isWithin(file, folder));
    const folder = folders.sort((a, b) => a.length - b.length).at(-1);
    return { config: settings.get(folder ?? '') ?? NO_CONFIG, root: folder ?? path.dirname(file) };
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
    const result = parseConfig(read.text, this.#source.rules);
    this.#parsed.set(file, { text: read.text, result });
    return result;
  }
}

/** Whether a file configures others. */
export function isConfigFile(file: FileId): boolean {
  return path.basename(file) === CONFIG_FILE;
}
