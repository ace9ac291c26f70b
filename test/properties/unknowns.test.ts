/** Turning a known leaf into an unset variable may only take findings away: nothing is found from not knowing. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/core/rules/index.ts';
import { analyseModule } from '../support/analyse.ts';
import { write } from '../support/surfaces.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../examples');

/** Rules whose fault is that something may be missing. */
const ABOUT_OPTIONAL_PARTS = new Set(rules.filter((rule) => rule.aboutOptionalParts).map((rule) => rule.id));

/** Quoted literals without template or escape, where HCL takes any expression. */
function leaves(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const match of text.matchAll(/"[^"\n$%\\]*"/g)) {
    const before = text.slice(0, match.index).split('\n').at(-1)!;
    const after = text.slice(match.index + match[0].length).split('\n')[0]!;
    const isLabel = /^\s*\w+(\s+"[^"]*")*\s*$/.test(before) && /^(\s*"[^"]*")*\s*\{/.test(after);
    const isComment = /#|\/\//.test(before.replace(/"[^"]*"/g, ''));
    // Quotes on a line with a template are not told apart by a regular expression.
    const isInterpolated = `${before}${after}`.includes('${');
    if (!isLabel && !isComment && !isInterpolated)
      found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function isInHeredoc(text: string, at: number): boolean {
  return [...text.matchAll(/<<-?(\w+)\n[\s\S]*?\n\s*\1\n/g)].some(
    (match) => match.index < at && at < match.index + match[0].length,
  );
}

function counts(files: Readonly<Record<string, string>>): Map<string, number> {
  const result = new Map<string, number>();
  for (const { rule } of analyseModule(files).findings)
    if (!ABOUT_OPTIONAL_PARTS.has(rule)) result.set(rule, (result.get(rule) ?? 0) + 1);
  return result;
}

function expectFewer(files: Readonly<Record<string, string>>, name: string): void {
  const before = counts(files);
  const text = files[name]!;
  for (const { start, end } of leaves(text)) {
    const isKey = /^\s*[=:](?!=)/.test(text.slice(end));
    const unknown = isInHeredoc(text, start) ? '"${var.unset}"' : isKey ? '(var.unset)' : 'var.unset';
    const after = counts({ ...files, [name]: text.slice(0, start) + unknown + text.slice(end) });
    for (const [rule, count] of after) {
      if (isMasked(rule, before)) continue;
      expect(
        count,
        `${rule} after ${text.slice(start, end)} at ${start} of ${name} became unknown`,
      ).toBeLessThanOrEqual(before.get(rule) ?? 0);
    }
  }
}

/** What one finding said better shows by itself when that one is no longer certain. */
function isMasked(rule: string, before: ReadonlyMap<string, number>): boolean {
  return rules.some(({ id, masks }) => before.has(id) && masks?.includes(rule));
}

describe('rule examples', () => {
  const examples = rules.flatMap((rule) => rule.examples.map((example) => [rule.id, example] as const));
  it.each(examples)('%s: %o', (_, { surface, invalid, valid }) => {
    const text = invalid ?? valid!;
    if (surface === 'terraform') expectFewer({ 'main.tf': text }, 'main.tf');
    else {
      const policy = JSON.parse(text) as Parameters<typeof write>[0];
      for (const other of ['jsonencode', 'policy-document'] as const) {
        const written = write(policy, other);
        if (written) expectFewer({ 'main.tf': written.text }, 'main.tf');
      }
    }
  });
});

describe('example workspaces', () => {
  const folders = fs.readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(folders.map((folder) => folder.name))('%s', (folder) => {
    const names = fs.readdirSync(path.join(EXAMPLES, folder)).filter((name) => /\.(tf|tofu)$/.test(name));
    const files = Object.fromEntries(
      names.map((name) => [name, fs.readFileSync(path.join(EXAMPLES, folder, name), 'utf8')]),
    );
    for (const name of names) expectFewer(files, name);
  });
});
