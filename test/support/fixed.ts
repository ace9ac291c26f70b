/** What a fix must do: take its finding away, and nothing else. */
import { expect } from 'vitest';
import { analyzeJson, analyzeModule } from '../../server/src/core/analysis/analyze.ts';
import { type Finding, type Fix, NO_REPORT, type Report } from '../../server/src/core/analysis/report.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import { applyEdits } from '../../server/src/core/text/edit.ts';

/** The texts of a module, or of one JSON file, by name. */
export type Files = Readonly<Record<string, string>>;

export function check(files: Files): Report {
  const [name] = Object.keys(files);
  if (name!.endsWith('.json')) return analyzeJson(name!, files[name!]!) ?? NO_REPORT;
  return analyzeModule(Object.entries(files).map(([id, text]) => ({ id, text, tree: parseConfiguration(id, text) })));
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

/** Expects that the fix takes its finding away, and gives the files as they are then. */
export function expectFixed(files: Files, finding: Finding, fix: Fix): Files {
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
  return fixed;
}

/** What to think of about a subject, and how much it admits, shows as soon as the subject is let in. */
const ADVICE: ReadonlySet<string> = new Set(['oidc/immutable-subject', 'oidc/mutable-name', 'oidc/subject-scope']);

/** A repaired action or principal makes the statement one that lets tokens in, so that what is missing in it begins to matter. */
const FOLLOWS = new Set(
  ['action/unknown', 'action/principal-mismatch', 'principal/federated-syntax'].flatMap((rule) =>
    ['oidc/audience-missing', 'oidc/required-claim', 'oidc/subject-missing'].map((other) => `${rule} ${other}`),
  ),
);
