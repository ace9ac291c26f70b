/** A role whose trust policy is one of several. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';

const DOCUMENT = `data "aws_iam_policy_document" "trust" {
  count = var.create ? 1 : 0
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}
`;

function rulesOf(value: string): string[] {
  const role = `resource "aws_iam_role" "one" {\n  assume_role_policy = ${value}\n}\n`;
  return analyse('terraform', `${role}${DOCUMENT}`).findings.map(({ rule }) => rule);
}

it('takes an empty text beside a policy for what stands there where no role is made', () => {
  expect(rulesOf('try(data.aws_iam_policy_document.trust[0].json, "")')).toEqual([]);
  expect(rulesOf('var.create ? data.aws_iam_policy_document.trust[0].json : ""')).toEqual([]);
});

it('still finds an empty policy, and a broken one beside another', () => {
  expect(rulesOf('""')).toEqual(['policy/syntax']);
  expect(rulesOf('var.create ? data.aws_iam_policy_document.trust[0].json : "{"')).toEqual(['policy/syntax']);
});

describe('what a splat takes of a block', () => {
  const trust = (count: string, value: string): string => `resource "aws_iam_openid_connect_provider" "hub" {
  count          = 1
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}
data "aws_iam_policy_document" "trust" {
  ${count}
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = aws_iam_openid_connect_provider.hub[*].arn
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:acme/api:environment:prod"]
    }
  }
}
resource "aws_iam_role" "one" {
  assume_role_policy = ${value}
}
`;
  const verdictOf = (count: string, value: string): string | undefined =>
    analyse('terraform', trust(count, value)).roles[0]?.verdict;

  it.each([
    ['count = 1', 'one(data.aws_iam_policy_document.trust[*].json)'],
    ['count = 1', 'join("", data.aws_iam_policy_document.trust[*].json)'],
    ['count = 1', 'join("", data.aws_iam_policy_document.trust.*.json)'],
    ['count = 1', 'element(concat(data.aws_iam_policy_document.trust[*].json, [""]), 0)'],
    ['count = 2', 'element(data.aws_iam_policy_document.trust[*].json, 1)'],
    ['', 'one(data.aws_iam_policy_document.trust[*].json)'],
  ])('is what each instance has: %s, %s', (count, value) => {
    expect(verdictOf(count, value)).toBe('exact');
  });

  it.each([
    ['count = var.count', 'one(data.aws_iam_policy_document.trust[*].json)'],
    ['for_each = toset(["a"])', 'one(data.aws_iam_policy_document.trust[*].json)'],
  ])('is not certain where the instances are not known by number: %s', (count, value) => {
    expect(verdictOf(count, value)).toBe('unknown');
  });
});
