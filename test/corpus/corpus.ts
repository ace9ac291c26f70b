/**
 * A folder of public Terraform and JSON files, for tests and reports. `OIDC_TRUST_CORPUS` names it; it is not part of the
 * project. `MANIFEST.tsv` lists its files: path, tags (separated by commas), git blob.
 */
import fs from 'node:fs';
import path from 'node:path';

export interface CorpusFile {
  /** Relative to the folder. */
  readonly file: string;
  readonly tags: ReadonlySet<string>;
  /** Equal for files with equal content; the path where it is not known. */
  readonly blob: string;
}

const { OIDC_TRUST_CORPUS, OIDC_TRUST_CORPUS_FULL } = process.env;

/** The folder, if there is one. */
export const CORPUS = OIDC_TRUST_CORPUS || undefined;

/** Everything, not a sample. */
export const FULL = OIDC_TRUST_CORPUS_FULL === '1';

export function corpusFiles(corpus: string): CorpusFile[] {
  const [head, ...rows] = fs.readFileSync(path.join(corpus, 'MANIFEST.tsv'), 'utf8').trimEnd().split('\n');
  const names = head!.split('\t');
  return rows.map((row) => {
    const cells = row.split('\t');
    const cell = (name: string): string => cells[names.indexOf(name)] ?? '';
    const blob = cell('blob');
    return { file: cell('file'), tags: new Set(cell('tags').split(',')), blob: blob === '-' ? cell('file') : blob };
  });
}

export const PROJECT = path.resolve(import.meta.dirname, '../..');

/** The project's own files, tagged as the corpus is: what to test where there is no corpus. */
export function ownFiles(): CorpusFile[] {
  const examples = fs.readdirSync(path.join(PROJECT, 'examples'), { recursive: true, encoding: 'utf8' });
  const configurations = examples.filter((name) => name.endsWith('.tf')).map((name) => path.join('examples', name));
  const others = fs.readdirSync(PROJECT).filter((name) => name.endsWith('.json'));
  return [
    ...configurations.sort().map((file) => tagged(file, 'assume-role')),
    ...others.map((file) => tagged(file, 'json-other')),
  ];
}

function tagged(file: string, tag: string): CorpusFile {
  return { file, tags: new Set([tag]), blob: file };
}

/** Every n-th, spread over the whole list. */
export function sample<T>(all: readonly T[], count: number): T[] {
  const step = Math.max(1, Math.floor(all.length / count));
  return all.filter((_, i) => i % step === 0).slice(0, count);
}
