import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { compileRuleIndex, RULES, ruleFile } from '../../scripts/compileRuleIndex.ts';
import { generateRules } from '../../scripts/generateRules.ts';
import { generateSettings } from '../../scripts/generateSettings.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { unfinishedLines } from '../support/unfinished.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

function read(file: string): string {
  return fs.readFileSync(path.join(ROOT, file), 'utf8');
}

const GENERATED = [...compileRuleIndex(), ...generateRules(), ...generateSettings()];

it.each(GENERATED)('%s is what `npm run generate` writes', (file, text) => {
  expect(read(file)).toBe(text);
});

it('has no page of a rule that is gone', () => {
  const folder = path.join(ROOT, 'docs/rules');
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pages = entries.map((entry) =>
    path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
  );
  expect(pages.filter((page) => !generateRules().has(page))).toEqual([]);
});

it('has each rule in the file that its id names', () => {
  for (const { id } of rules) expect(read(ruleFile(id)), ruleFile(id)).toContain(`  id: '${id}',`);
});

it('has no rule that is only begun', () => {
  const files = fs.readdirSync(path.join(ROOT, RULES), { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts')).map((file) => `${RULES}/${file}`);
  expect(sources.flatMap((file) => unfinishedLines(file, read(file)))).toEqual([]);
  // What this tool's own configuration says has no source outside of it.
  const others = rules.filter(({ id }) => !id.startsWith('config/'));
  for (const { id, docs } of others) expect(docs.sources, `${id} needs a source`).not.toEqual([]);
});
