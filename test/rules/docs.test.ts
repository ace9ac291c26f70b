import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { generateRules } from '../../scripts/generateRules.ts';
import { generateSettings } from '../../scripts/generateSettings.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

it.each([...generateRules(), ...generateSettings()])('%s is what `npm run generate` writes', (file, text) => {
  expect(fs.readFileSync(path.join(ROOT, file), 'utf8')).toBe(text);
});

it('has no page of a rule that is gone', () => {
  const folder = path.join(ROOT, 'docs/rules');
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const pages = entries.map((entry) =>
    path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'),
  );
  expect(pages.filter((page) => !generateRules().has(page))).toEqual([]);
});
