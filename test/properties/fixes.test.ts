/** After any fix: that finding is gone, nothing new is there, the file parses, and the same fix is not offered again. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/core/rules/index.ts';
import { check, expectFixed, type Files } from '../support/fixed.ts';
import { SURFACES, write } from '../support/surfaces.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

function expectAllFixed(files: Files): number {
  const pairs = check(files).findings.flatMap((finding) => finding.fixes().map((fix) => [finding, fix] as const));
  for (const [finding, fix] of pairs) expectFixed(files, finding, fix);
  return pairs.length;
}

describe('rule examples, on every surface', () => {
  const examples = rules.flatMap((rule) =>
    rule.examples.filter((example) => example.invalid).map((example) => [rule.id, example] as const),
  );
  it.each(examples)('%s: %o', (id, { surface, invalid }) => {
    if (surface === 'terraform' || id === 'policy/duplicate-key') {
      expectAllFixed({ [surface === 'json' ? 'trust.json' : 'main.tf']: invalid! });
      return;
    }
    const policy = JSON.parse(invalid!) as Parameters<typeof write>[0];
    for (const other of SURFACES) {
      const written = write(policy, other);
      if (written) expectAllFixed({ [other === 'json' ? 'trust.json' : 'main.tf']: written.text });
    }
  });
});

describe('example workspaces', () => {
  const folders = fs.readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(folders.map((folder) => folder.name))('%s', (folder) => {
    const names = fs.readdirSync(path.join(EXAMPLES, folder)).filter((name) => /\.(tf|tofu)$/.test(name));
    expect(
      expectAllFixed(
        Object.fromEntries(names.map((name) => [name, fs.readFileSync(path.join(EXAMPLES, folder, name), 'utf8')])),
      ),
    ).toBeGreaterThan(0);
  });
});
