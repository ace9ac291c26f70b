/** No file of the corpus, and no beginning of one, may break anything; what is no trust policy may give no finding. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeJson, analyzeModule } from '../../server/src/core/analysis/analyze.ts';
import type { Report } from '../../server/src/core/analysis/report.ts';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { DiskFileSystem } from '../../server/src/workspace/diskFileSystem.ts';
import { decodeText } from '../../server/src/workspace/fileSystem.ts';
import { isConfiguration } from '../../server/src/workspace/moduleMembers.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { CORPUS, type CorpusFile, corpusFiles, FULL, ownFiles, PROJECT, sample } from './corpus.ts';

/** A test of every prefix takes quadratic time. */
const MAX_PREFIX_FILE = FULL ? 20_000 : 3_000;
const MINUTES = 60_000;

const corpus = CORPUS;
if (corpus) {
  describe(`corpus (${FULL ? 'everything' : 'a sample'})`, () => fileTests(corpus, corpusFiles(corpus), FULL));
} else {
  console.warn("OIDC_TRUST_CORPUS is not set: only the project's own files are checked.");
  describe("the project's own files", () => fileTests(PROJECT, ownFiles(), true));
}

/** With `all`, every directory is checked, otherwise every tenth. */
function fileTests(folder: string, files: readonly CorpusFile[], all: boolean): void {
  const directories = [...new Set(files.map(({ file }) => path.dirname(file)))].sort();
  const chosen = new Set(all ? directories : directories.filter((_, i) => i % 10 === 0));
  const inScope = files.filter(({ file }) => chosen.has(path.dirname(file)));

  it(
    'is checked without an exception',
    () => {
      const workspace = new Workspace(new DiskFileSystem());
      let roles = 0;
      for (const { file } of inScope) {
        const absolute = path.join(folder, file);
        const report = failingWith(file, () => workspace.report(absolute));
        expectSound(report, workspace.text(absolute) ?? '', absolute);
        roles += report.roles.length;
      }
      expect(roles).toBeGreaterThan(0);
    },
    10 * MINUTES,
  );

  it(
    'gives no finding in JSON that is no policy',
    () => {
      const others = files.filter(({ tags }) => tags.has('json-other'));
      expect(others.length).toBeGreaterThan(0);
      for (const { file } of others) {
        const report = failingWith(file, () => analyzeJson(file, textOf(folder, file)));
        expect(report?.findings ?? [], file).toEqual([]);
      }
    },
    MINUTES,
  );

  const prefixFiles = sample(
    files.filter(
      ({ file, tags }) => isPrefixCandidate(folder, file) && (tags.has('oidc-strict') || tags.has('assume-role')),
    ),
    FULL ? 200 : 20,
  );

  it(
    `parses every beginning of ${prefixFiles.length} files`,
    () => {
      for (const { file } of prefixFiles) {
        const text = textOf(folder, file);
        failingWith(file, () => {
          for (let end = 0; end <= text.length; end++) parseHcl(text.slice(0, end));
        });
      }
    },
    30 * MINUTES,
  );

  it(
    `checks every beginning of ${prefixFiles.length} files that ends a line`,
    () => {
      for (const { file } of prefixFiles) checkPrefixes(folder, file);
    },
    30 * MINUTES,
  );
}

function checkPrefixes(folder: string, file: CorpusFile['file']): void {
  const text = textOf(folder, file);
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) {
    const prefix = text.slice(0, end + 1);
    failingWith(`${file}, the first ${end + 1} characters`, () =>
      analyzeModule([{ id: file, text: prefix, tree: parseHcl(prefix) }]),
    );
  }
}

/** Ranges lie in the text, every message says something, and the evaluator agrees with every witness. */
function expectSound(report: Report, text: string, file: string): void {
  for (const { range, message, rule } of report.findings) {
    const inside = range.start >= 0 && range.start <= range.end && range.end <= text.length;
    if (!inside || message === '')
      throw new Error(`${file}: ${rule} at ${range.start}-${range.end} of ${text.length}: ${message}`);
  }
  for (const { address, summary } of report.roles)
    if (summary.includes('internal error')) throw new Error(`${file}: ${address}: ${summary}`);
}

function isPrefixCandidate(folder: string, file: string): boolean {
  return isConfiguration(path.basename(file)) && fs.statSync(path.join(folder, file)).size <= MAX_PREFIX_FILE;
}

function textOf(folder: string, file: string): string {
  const read = decodeText(fs.readFileSync(path.join(folder, file)));
  return read.ok ? read.text : '';
}

/** Names the file in an exception. */
function failingWith<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
