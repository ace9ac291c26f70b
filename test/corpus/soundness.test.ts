/** Every witness that is shown for a role of the corpus gets in and is one of its issuer's; "nobody" lets no sampled subject in. */
import path from 'node:path';
import { expect, it } from 'vitest';
import type { RoleReport } from '../../server/src/core/analysis/report.ts';
import { DiskFileSystem } from '../../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import { sound } from '../support/soundness.ts';
import { CORPUS, type CorpusFile, corpusFiles, FULL, ownFiles, PROJECT } from './corpus.ts';

if (!CORPUS) console.warn("OIDC_TRUST_CORPUS is not set: only the verdicts of the project's own files are checked.");

/** The roles of every directory, or without OIDC_TRUST_CORPUS_FULL of every tenth one. */
function* rolesIn(folder: string, files: readonly CorpusFile[], all: boolean): Generator<RoleReport> {
  const workspace = new Workspace(new DiskFileSystem());
  const directories = [...new Set(files.map(({ file }) => path.dirname(file)))].sort();
  const chosen = new Set(all ? directories : directories.filter((_, i) => i % 10 === 0));
  for (const { file } of files)
    if (chosen.has(path.dirname(file))) yield* workspace.report(path.join(folder, file)).roles;
}

it(`verdicts have proofs (${CORPUS ? (FULL ? 'the whole corpus' : 'a sample of the corpus') : 'own files'})`, () => {
  const roles = CORPUS ? rolesIn(CORPUS, corpusFiles(CORPUS), FULL) : rolesIn(PROJECT, ownFiles(), true);
  const seen = { roles: 0, witnesses: 0, nobody: 0 };
  const faults: string[] = [];
  for (const { address, range, trust, verdict, witness } of roles) {
    seen.roles++;
    if (witness) seen.witnesses++;
    if (verdict === 'nobody') seen.nobody++;
    if (witness || verdict === 'nobody')
      faults.push(...sound(trust).faults.map((fault) => `${range.file} ${address}: ${fault}`));
  }
  if (FULL) console.info(seen);
  expect(faults).toEqual([]);
  expect(seen.witnesses).toBeGreaterThan(0);
  // A sample of the corpus may hold none.
  if (FULL || !CORPUS) expect(seen.nobody).toBeGreaterThan(0);
}, 1_800_000);
