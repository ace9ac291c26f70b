/** Policies that are made to take the machine's time: what they cost is bounded for all of their values together. */
import { describe, expect, it } from 'vitest';
import { newBudget } from '../../../server/src/core/access/language/product.ts';
import { narrowingOf } from '../../../server/src/core/access/narrowing.ts';
import { judgePattern, mayBeNarrower } from '../../../server/src/core/access/subjects.ts';
import { findProvider } from '../../../server/src/core/oidc/catalogue.ts';
import { githubSubjects } from '../../../server/src/core/rules/samples.ts';
import { literal } from '../../../server/src/core/value/text.ts';
import { analyse } from '../../support/analyse.ts';

const github = findProvider('token.actions.githubusercontent.com')!;

function pattern(text: string) {
  return { text: literal(text), wildcards: true, ignoresCase: false };
}

describe('a narrower pattern', () => {
  it('that is none is refused before customised subjects are looked at', () => {
    const wide = pattern('repo:acme/*a*b*c*:*');
    const budget = newBudget();
    const { steps } = budget;
    expect(mayBeNarrower(github, wide, 'tenant', budget)).toBe(false);
    const { verdict, cost } = judgePattern(github, wide);
    expect(verdict).toBe('tenant');
    expect(steps - budget.steps).toBeLessThan(cost!.steps / 4);
  });

  it('is the one that it always was', () => {
    const narrowed = (text: string) => narrowingOf(github, pattern(text))?.text;
    expect(narrowed('repo:acme/api*')).toBe('repo:acme/api:*');
    expect(narrowed('repo:*')).toBeUndefined();
    expect(narrowed('repo:acme*/api:*')).toBe('repo:acme/api:*');
    expect(narrowed('repo:acme/*-*:*')).toBeUndefined();
  });
});

it('a list of patterns that hardly differ is compared for as long as one question may take', () => {
  // One pair takes three quarters of that.
  const values = Array.from({ length: 40 }, (_, i) => `*${'?'.repeat(60)}${i + 10}*`);
  const { findings } = analyse('json', githubSubjects(...values));
  expect(findings.filter(({ rule }) => rule === 'statement/redundant').length).toBeLessThan(5);
});
