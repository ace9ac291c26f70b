/** After any fix: that finding is gone, nothing new is there, the file parses, and the same fix is not offered again. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeJson, analyzeModule } from '../../server/src/core/analysis/analyze.ts';
import type { Finding, Fix, Report } from '../../server/src/core/analysis/report.ts';
import { parseHcl } from '../../server/src/core/hcl/parse.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { applyEdits } from '../../server/src/core/text/edit.ts';
import { SURFACES, write } from '../support/surfaces.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

type Files = Readonly<Record<string, string>>;

function check(files: Files): Report {
  const [name] = Object.keys(files);
  if (name!.endsWith('.json')) return analyzeJson(name!, files[name!]!)!;
  return analyzeModule(Object.entries(files).map(([id, text]) => ({ id, text, tree: parseHcl(text) })));
}

function apply(files: Files, { edits }: Fix): Files {
  const changed = new Set(edits.map((edit) => edit.range.file));
  return Object.fromEntries(
    Object.entries(files).map(([name, text]) => [
      name,
      changed.has(name)
        ? applyEdits(
            text,
            edits.filter((edit) => edit.range.file === name),
          )
        : text,
    ]),
  );
}

const MASKED = new Map(rules.map((rule) => [rule.id, rule.masks ?? []]));

function expectFixed(files: Files, finding: Finding, fix: Fix): void {
  const before = check(files);
  const fixed = apply(files, fix);
  const after = check(fixed);
  const count = (report: Report, rule: string): number => report.findings.filter((found) => found.rule === rule).length;
  const what = `${finding.rule}: ${fix.title}\n${Object.values(fixed).join('\n')}`;
  expect(after.problems.length, what).toBe(before.problems.length);
  expect(count(after, finding.rule), what).toBe(count(before, finding.rule) - 1);
  for (const { id } of rules) {
    const mayShow =
      id === finding.rule ||
      MASKED.get(finding.rule)!.includes(id) ||
      FOLLOWS.has(`${finding.rule} ${id}`) ||
      ADVICE.has(id);
    if (!mayShow) expect(count(after, id), `${id} after ${what}`).toBeLessThanOrEqual(count(before, id));
  }
}

/** What to think of about a subject, and how much it admits, shows as soon as the subject is let in. */
const ADVICE: ReadonlySet<string> = new Set(['oidc/immutable-subject', 'oidc/mutable-name', 'oidc/subject-scope']);

/** A repaired action or principal makes the statement one that lets tokens in, so that what is missing in it begins to matter. */
const FOLLOWS = new Set(
  ['action/unknown', 'action/principal-mismatch', 'principal/federated-syntax'].flatMap((rule) =>
    ['oidc/audience-missing', 'oidc/required-claim', 'oidc/subject-missing'].map((other) => `${rule} ${other}`),
  ),
);

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
