/**
 * Terraform evaluates, we evaluate: where we say that we know a value it is Terraform's, and what Terraform refuses has none.
 * The recorded answers are always compared. With the same version of `terraform` on the path some of them are asked
 * again, with `OIDC_TRUST_CORPUS_FULL=1` all.
 */
import { describe, expect, it } from 'vitest';
import { type Answer, askTerraform } from './consoleOracle.ts';
import { type Case, ourAnswer, PREAMBLE, recorded } from './evaluateCases.ts';
import { terraformVersion } from './terraform.ts';

/** Of those that Terraform knows, so many we do not. Lower it with each one that is learnt. */
const MOST_UNKNOWN = 145;

const { version, cases } = recorded();

describe('values', () => {
  it('are those of Terraform, wherever they are known', () => {
    expect(cases.length).toBeGreaterThan(2_000);
    const wrong = cases.map(difference).filter((line) => line !== undefined);
    expect(wrong).toEqual([]);
  });

  it('are known for nearly all expressions that Terraform knows', () => {
    const all = cases.filter((one) => typeof one.terraform === 'object');
    const unknown = all.filter((one) => ourAnswer(one.expression) === undefined);
    const refused = cases.filter((one) => one.terraform === 'error').length;
    console.log(
      `${cases.length} expressions: Terraform knows ${all.length} and refuses ${refused}; we leave ${unknown.length} unknown`,
    );
    expect(unknown.length, unknown.map((one) => one.expression).join('\n')).toBeLessThanOrEqual(MOST_UNKNOWN);
  });
});

describe.runIf(terraformVersion() === version)('recorded answers', () => {
  it('are still given', { timeout: 120_000 }, () => {
    const step = process.env['OIDC_TRUST_CORPUS_FULL'] ? 1 : 20;
    const asked = cases.filter((_, i) => i % step === 0);
    const answers: Answer[] = [];
    for (let i = 0; i < asked.length; i += 500)
      answers.push(
        ...askTerraform(
          asked.slice(i, i + 500).map((one) => one.expression),
          PREAMBLE,
        ),
      );
    expect(answers).toEqual(asked.map((one) => one.terraform));
  });
});

function difference(one: Case): string | undefined {
  const ours = ourAnswer(one.expression);
  const { terraform } = one;
  // What Terraform does not know yet, such as with an unset variable, may be certain all the same.
  if (ours === undefined || terraform === 'unknown') return undefined;
  const theirs = terraform === 'error' ? 'an error' : terraform.json;
  return ours === theirs ? undefined : `${one.expression}\n  is ${theirs}\n  not ${ours}`;
}
