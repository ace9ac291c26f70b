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

describe('a policy far beyond what IAM takes', () => {
  const GUARD = 'token.actions.githubusercontent.com:sub';
  const size = (text: string) => analyse('json', text).findings.map(({ rule }) => rule);

  // Judged value by value, these take minutes and gigabytes.
  it.each([
    ['many values', githubSubjects(...Array.from({ length: 50_000 }, (_, i) => `repo:acme/*a*b${i}*:*`))],
    ['a long value', githubSubjects(`repo:${'a*'.repeat(500_000)}`)],
    ['a value of variables', githubSubjects('${'.repeat(300_000))],
  ])('is only said to be too long: %s', (_, text) => {
    expect(size(text)).toEqual(['policy/size']);
  });

  it('with many statements', () => {
    const one = JSON.parse(githubSubjects('repo:acme/api:*')) as { Statement: unknown[] };
    const text = JSON.stringify({ ...one, Statement: Array.from({ length: 10_000 }, () => one.Statement).flat() });
    expect(size(text)).toEqual(['policy/size']);
  });

  it('in Terraform, as an object and as a document', () => {
    const values = `[for i in range(1000) : format("repo:acme/a-very-long-name-that-is-the-same-in-all-of-them-%d:*", i)]`;
    const provider = '"arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"';
    const role = (policy: string) => `resource "aws_iam_role" "r" {\n  assume_role_policy = ${policy}\n}\n`;
    const object = `jsonencode({ Version = "2012-10-17", Statement = [{
  Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = ${provider} }
  Condition = { StringLike = { "${GUARD}" = ${values} } } }] })`;
    const document = `data "aws_iam_policy_document" "d" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [${provider}]
    }
    condition {
      test     = "StringLike"
      variable = "${GUARD}"
      values   = ${values}
    }
  }
}
${role('data.aws_iam_policy_document.d.json')}`;
    for (const text of [role(object), document]) {
      const { findings } = analyse('terraform', text);
      expect(findings.map(({ rule }) => rule)).toEqual(['policy/size']);
      expect(findings[0]!.message).toMatch(/at least 67\d{3} characters/);
    }
  });
});
