/** A role whose trust policy is one of several. */
import { expect, it } from 'vitest';
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
