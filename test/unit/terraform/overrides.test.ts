import { describe, expect, it } from 'vitest';
import { isOverride } from '../../../server/src/core/terraform/overrides.ts';
import { analyseModule, textAt } from '../../support/analyse.ts';

const SUBJECT = 'token.actions.githubusercontent.com:sub';

function condition(operator: string, subject: string): string {
  return `    condition {
      test     = "${operator}"
      variable = "${SUBJECT}"
      values   = [${subject}]
    }
`;
}

function document(conditions: string): string {
  return `data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
${conditions}  }
}
`;
}

const ROLE = `resource "aws_iam_role" "ci" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;

function verdicts(files: Readonly<Record<string, string>>): string[] {
  return analyseModule(files).roles.map(({ address, verdict }) => `${address} ${verdict}`);
}

describe('override files', () => {
  it.each([
    ['override.tf', true],
    ['dir/prod_override.tf', true],
    ['dir\\prod_override.tofu', true],
    ['a_override.tf.json', true],
    ['override.tofu.json', true],
    ['myoverride.tf', false],
    ['override_me.tf', false],
    ['override.tf.txt', false],
  ])('%s: %s', (name, is) => {
    expect(isOverride(name)).toBe(is);
  });

  it('replaces nested blocks of a type together, wherever the file stands in the list', () => {
    const broken = document(condition('StringEquals', '"repo:acme/api:*"'));
    const mended = document(condition('StringLike', '"repo:acme/api:*"'));
    expect(verdicts({ 'main.tf': broken + ROLE })).toEqual(['aws_iam_role.ci nobody']);
    expect(verdicts({ 'a_override.tf': mended, 'main.tf': broken + ROLE })).toEqual(['aws_iam_role.ci resource']);
    expect(verdicts({ 'a_override.tf': mended, 'b_override.tf': broken, 'main.tf': broken + ROLE })).toEqual([
      'aws_iam_role.ci nobody',
    ]);
  });

  it('reports where the text stands', () => {
    const override = document(condition('StringEquals', '"repo:acme/api:*"'));
    const { findings } = analyseModule({
      'main.tf': document(condition('StringLike', '"repo:acme/api:*"')) + ROLE,
      'override.tf': override,
    });
    expect(findings.map((found) => [found.rule, found.range.file, textAt(override, found)])).toEqual([
      ['condition/wildcard-literal', 'override.tf', '"repo:acme/api:*"'],
    ]);
  });

  it('replaces attributes one by one and keeps the others', () => {
    const files = {
      'main.tf': `${document(condition('StringLike', '"repo:acme/api:*"'))}resource "aws_iam_role" "ci" {
  count              = 1
  assume_role_policy = "{}"
}
`,
      'override.tf': ROLE,
    };
    expect(verdicts(files)).toEqual(['aws_iam_role.ci resource']);
    expect(verdicts({ ...files, 'z_override.tf': 'resource "aws_iam_role" "ci" {\n  count = 0\n}\n' })).toEqual([]);
  });

  it('merges locals and variables by name', () => {
    const files = {
      'main.tf': `locals {
  org  = "acme"
  repo = "api"
}
variable "ref" {
  type    = string
  default = "refs/heads/main"
}
${document(condition('StringEquals', `"repo:\${local.org}/\${local.repo}:ref:\${var.ref}"`))}${ROLE}`,
      'override.tf': `locals {
  repo = "web"
}
variable "ref" {
  default = "refs/heads/release"
}
`,
    };
    const [role] = analyseModule(files).roles;
    expect(role?.summary).toContain('acme/web');
    expect(role?.summary).toContain('release');
  });

  it('takes the dynamic blocks of a type for blocks of that type', () => {
    const files = {
      'main.tf': document(condition('StringEquals', '"repo:acme/api:*"')) + ROLE,
      'override.tf': `data "aws_iam_policy_document" "trust" {
  dynamic "statement" {
    for_each = var.statements
    content {
      actions = [statement.value]
    }
  }
}
`,
    };
    expect(analyseModule(files).findings).toEqual([]);
  });

  it('keeps what overrides nothing', () => {
    expect(verdicts({ 'override.tf': document(condition('StringLike', '"repo:acme/api:*"')) + ROLE })).toEqual([
      'aws_iam_role.ci resource',
    ]);
  });
});
