/**
 * What the text of a template means: as Terraform's recorded answers say, asked again where terraform is at hand.
 * With OIDC_TRUST_RECORD=1 its answers are written down anew.
 */
import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COOKING_CASES } from './cookingCases.ts';
import { rendered, templateOf } from './rendering.ts';
import { evaluate, terraformVersion } from './terraform.ts';

interface Recorded {
  readonly terraform: string;
  readonly cases: readonly { readonly expression: string; readonly value: string }[];
}

const FILE = new URL('../fixtures/hcl/cooking.json', import.meta.url);
const { OIDC_TRUST_RECORD } = process.env;
if (OIDC_TRUST_RECORD === '1') record();
const RECORDED = JSON.parse(fs.readFileSync(FILE, 'utf8')) as Recorded;

function record(): void {
  const values = evaluate(COOKING_CASES);
  const lines = COOKING_CASES.map((expression, i) => `  ${JSON.stringify({ expression, value: values[i] })}`);
  const version = JSON.stringify(terraformVersion());
  fs.writeFileSync(FILE, `{\n"terraform": ${version},\n"cases": [\n${lines.join(',\n')}\n]}\n`);
}

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
