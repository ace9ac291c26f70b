/** Every fix that is offered for a public file takes its finding away and nothing else, and leaves the file formatted. */
import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { decodeText } from '../../server/src/workspace/fileSystem.ts';
import { isConfiguration } from '../../server/src/workspace/moduleMembers.ts';
import { isFormatted, terraformVersion } from '../conformance/terraform.ts';
import { check, expectFixed, type Files } from '../support/fixed.ts';
import { CORPUS, corpusFiles, FULL, ownFiles, PROJECT } from './corpus.ts';

/** Of one rule in one module; the others are alike. */
const MOST = 3;
const hasTerraform = terraformVersion() !== undefined;

it('fixes do what they say', () => {
  const folder = CORPUS ?? PROJECT;
  const listed = CORPUS ? corpusFiles(CORPUS) : ownFiles();
  const directories = new Set(listed.map(({ file }) => path.dirname(file)));
  const chosen = [...directories].sort().filter((_, i) => FULL || !CORPUS || i % 10 === 0);
  const json = listed.filter(({ file, tags }) => file.endsWith('.json') && !tags.has('json-other'));
  const counts = { tried: 0, formatted: 0 };
  const faults: string[] = [];
  const all = [
    ...chosen.map((directory) => moduleIn(path.join(folder, directory))),
    ...json.filter((_, i) => FULL || i % 10 === 0).map(({ file }) => textsOf([path.join(folder, file)])),
  ];
  for (const files of all) tryFixes(files, counts, faults);
  console.info(
    `${counts.tried} fixes, ${counts.formatted} in files that were formatted before: ${faults.length} faults`,
  );
  expect(faults).toEqual([]);
  expect(counts.tried).toBeGreaterThan(0);
}, 1_800_000);

function moduleIn(directory: string): Files {
  const names = fs.readdirSync(directory).filter(isConfiguration).sort();
  return textsOf(names.map((name) => path.join(directory, name)));
}

function textsOf(files: readonly string[]): Files {
  const texts = files.flatMap((file) => {
    const read = decodeText(fs.readFileSync(file));
    return read.ok ? [[file, read.text] as const] : [];
  });
  return Object.fromEntries(texts);
}

function tryFixes(files: Files, counts: { tried: number; formatted: number }, faults: string[]): void {
  const seen = new Map<string, number>();
  for (const finding of Object.keys(files).length > 0 ? check(files).findings : []) {
    const number = (seen.get(finding.rule) ?? 0) + 1;
    seen.set(finding.rule, number);
    if (number > MOST) continue;
    for (const fix of finding.fixes()) {
      counts.tried++;
      try {
        const fixed = expectFixed(files, finding, fix);
        for (const file of changedIn(files, fixed)) {
          if (!hasTerraform || !file.endsWith('.tf') || !isFormatted(files[file]!)) continue;
          counts.formatted++;
          if (!isFormatted(fixed[file]!)) faults.push(`${file}: ${fix.title}: no longer formatted`);
        }
      } catch (error) {
        faults.push(`${finding.range.file}: ${error instanceof Error ? error.message.slice(0, 300) : String(error)}`);
      }
    }
  }
}

function changedIn(before: Files, after: Files): string[] {
  return Object.keys(after).filter((file) => before[file] !== after[file]);
}
