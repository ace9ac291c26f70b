import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/core/rules/index.ts';
import { applyEdits } from '../../server/src/core/text/edit.ts';
import { analyse, textAt } from '../support/analyse.ts';

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has examples of both kinds, and a message for each placeholder', () => {
    expect(rule.examples.some((example) => example.invalid !== undefined)).toBe(true);
    expect(rule.examples.some((example) => example.valid !== undefined) || id === 'statement/resource').toBe(true);
  });

  it.each(rule.examples.map((example) => [example.invalid ?? example.valid!, example] as const))(
    '%s',
    (text, example) => {
      const found = analyse(example.surface, text, example.project).findings.filter((finding) => finding.rule === id);
      if (example.valid !== undefined) {
        expect(found).toEqual([]);
        return;
      }
      expect(found).toHaveLength(1);
      expect(found[0]!.message).not.toMatch(/\{\w+\}|""/);
      if (example.at !== undefined) expect(textAt(text, found[0]!)).toBe(example.at);
      const [first] = found[0]!.fixes();
      if (example.fixed !== undefined) expect(applyEdits(text, first!.edits)).toBe(example.fixed);
    },
  );
});
