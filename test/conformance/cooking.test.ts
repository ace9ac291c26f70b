/** What the text of a template means: as Terraform's recorded answers say, asked again where terraform is at hand. */
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COOKING_CASES } from './cookingCases.ts';
import { rendered, templateOf } from './rendering.ts';
import { evaluate, terraformVersion } from './terraform.ts';

interface Recorded {
  readonly terraform: string;
  readonly cases: readonly { readonly expression: string; readonly value: string }[];
}

const RECORDED = JSON.parse(
  fs.readFileSync(new URL('../fixtures/hcl/cooking.json', import.meta.url), 'utf8'),
) as Recorded;

describe('the meaning of template text', () => {
  it('is what Terraform made of it', () => {
    const wrong = RECORDED.cases.flatMap(({ expression, value }) => {
      const source = `a = ${expression}\n`;
      const ours = rendered(source, templateOf(source));
      return ours === value ? [] : [{ expression, ours, value }];
    });
    expect(wrong).toEqual([]);
  });

  it('is recorded for every case', () => {
    expect(RECORDED.cases.map(({ expression }) => expression)).toEqual(COOKING_CASES);
  });

  it.skipIf(!terraformVersion())('is still what Terraform makes of it', () => {
    expect(evaluate(COOKING_CASES)).toEqual(RECORDED.cases.map(({ value }) => value));
  });
});
