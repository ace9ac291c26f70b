/** Edits of HCL and the comments in it: they move with what they stand beside, or nothing is edited. */
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/text/edit.ts';
import { check } from '../../support/fixed.ts';

const SUB = '"token.actions.githubusercontent.com:sub"';
const AUD = '"token.actions.githubusercontent.com:aud"';

function role(condition: string, rest = ''): string {
  return `resource "aws_iam_role" "a" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }${rest}
      Condition = {
${condition}
      }
    }]
  })
}
`;
}

/** The text after the only fix of a rule that may be applied unseen; undefined where there is none. */
function fixed(text: string, rule: string, name = 'main.tf'): string | undefined {
  const fixes = check({ [name]: text })
    .findings.filter((finding) => finding.rule === rule)
    .flatMap((finding) => finding.fixes())
    .filter(({ safety }) => safety === 'safe');
  expect(fixes.length).toBeLessThan(2);
  return fixes[0] && applyEdits(text, fixes[0].edits);
}

describe('a key that moves to another operator', () => {
  const move = (condition: string): string | undefined => fixed(role(condition), 'condition/wildcard-literal');

  it.each([
    [
      'takes comments above and behind it along, and those inside',
      `        StringEquals = {
          # why this sub
          /* two */
          /* inline */ ${SUB} /* mid */ = "repo:acme/api:*" /* in */ # about sub
          # why this aud
          ${AUD} = "sts.amazonaws.com" // about aud
        }`,
      `        StringEquals = {
          # why this aud
          ${AUD} = "sts.amazonaws.com" // about aud
        }
        StringLike = {
          # why this sub
          /* two */
          /* inline */ ${SUB} /* mid */ = "repo:acme/api:*" /* in */ # about sub
        }`,
    ],
    [
      'leaves its neighbour its comment, and a comment that stands apart where it is',
      `        StringEquals = {
          # both

          ${SUB} = "repo:acme/api:*", # about sub
          ${AUD} = "sts.amazonaws.com", # about aud
        } # equals`,
      `        StringEquals = {
          # both

          ${AUD} = "sts.amazonaws.com", # about aud
        } # equals
        StringLike = {
          ${SUB} = "repo:acme/api:*" # about sub
        }`,
    ],
    [
      'goes behind the comments of the last key there',
      `        StringEquals = {
          ${AUD} = "sts.amazonaws.com"
          # oidc-trust-ignore oidc/subject-scope: any branch
          ${SUB} = "repo:acme/api:*"
        }
        StringLike = {
          "aws:SourceArn" = "arn:aws:*" /* one */ // two
        }`,
      `        StringEquals = {
          ${AUD} = "sts.amazonaws.com"
        }
        StringLike = {
          "aws:SourceArn" = "arn:aws:*" /* one */ // two
          # oidc-trust-ignore oidc/subject-scope: any branch
          ${SUB} = "repo:acme/api:*"
        }`,
    ],
    [
      'sets the comma in front of the comment',
      `        StringEquals = {
          ${AUD} = "sts.amazonaws.com",
          ${SUB} = "repo:acme/api:*" // about sub
        },
        StringLike = {
          "aws:SourceArn" = "arn:aws:*",
          "aws:SourceAccount" = "1111*" # one
        }`,
      `        StringEquals = {
          ${AUD} = "sts.amazonaws.com",
        },
        StringLike = {
          "aws:SourceArn" = "arn:aws:*",
          "aws:SourceAccount" = "1111*", # one
          ${SUB} = "repo:acme/api:*" // about sub
        }`,
    ],
    [
      'goes behind a comment on one line',
      `        StringEquals = { ${AUD} = "sts.amazonaws.com", ${SUB} = "repo:acme/api:*" }
        StringLike   = { "aws:SourceArn" = "arn:aws:*" /* one */ }`,
      `        StringEquals = { ${AUD} = "sts.amazonaws.com" }
        StringLike   = { "aws:SourceArn" = "arn:aws:*" /* one */, ${SUB} = "repo:acme/api:*" }`,
    ],
  ])('%s', (_, before, after) => {
    expect(move(before)).toBe(role(after));
  });

  it.each([
    [
      'that cannot stand on one line',
      `        StringEquals = {
          ${AUD} = "sts.amazonaws.com"
          ${SUB} = "repo:acme/api:*" # about sub
        }
        StringLike = { "aws:SourceArn" = "arn:aws:*" }`,
    ],
    [
      'below the last key, which may be about it',
      `        StringEquals = {
          ${AUD} = "sts.amazonaws.com"
          ${SUB} = "repo:acme/api:*"
          # below
        }`,
    ],
    [
      'between two keys on a line',
      `        StringEquals = { ${AUD} = "sts.amazonaws.com", /* which */ ${SUB} = "repo:acme/api:*" }`,
    ],
    [
      'about the operator that goes',
      `        # equal
        StringEquals = {
          ${SUB} = "repo:acme/api:*"
        }
        StringLike = {
          "aws:SourceArn" = "arn:aws:*"
        }`,
    ],
  ])('stays where there is a comment %s', (_, condition) => {
    expect(move(condition)).toBeUndefined();
  });
});

describe('what is taken out', () => {
  const resource = (lines: string): string =>
    role(`        StringEquals = { ${SUB} = "repo:acme/api:pull_request", ${AUD} = "sts.amazonaws.com" }`, lines);

  it('goes with its line where no comment is beside it', () => {
    const text = resource('\n      # all\n\n      Resource  = "*"');
    expect(fixed(text, 'statement/resource')).toBe(resource('\n      # all\n'));
  });

  it.each([
    '\n      Resource  = "*" # all',
    '\n      # all\n      Resource  = "*"',
    '\n      /* all */ Resource = "*"',
  ])('stays beside a comment: %j', (lines) => {
    expect(fixed(resource(lines), 'statement/resource')).toBeUndefined();
  });

  const listed = (values: string): string => `resource "aws_iam_openid_connect_provider" "github" {
  url = "https://token.actions.githubusercontent.com"
  client_id_list = ${values}
}
`;

  it.each([
    ['[\n    "a", # a\n    "a",\n  ]', '[\n    "a", # a\n  ]'],
    ['[\n    # a\n    "a",\n    "a"\n  ]', '[\n    # a\n    "a"\n  ]'],
  ])('of a list, with the comments of others left: %j', (before, after) => {
    expect(fixed(listed(before), 'provider/client-ids')).toBe(listed(after));
  });

  it.each(['["a", /* b */ "a"]', '[\n    "a", # a\n    "a", # b\n  ]', '["a", "a", # b\n  ]', '["a", # a\n  "a"]'])(
    'of a list stays beside a comment: %j',
    (values) => {
      expect(fixed(listed(values), 'provider/client-ids')).toBeUndefined();
    },
  );

  const blocks = (first: string, later: string): string => `data "aws_iam_policy_document" "b" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "StringEquals"
      variable = ${SUB}
      values   = ${first}
    }
${later}  }
}
resource "aws_iam_role" "b" {
  assume_role_policy = data.aws_iam_policy_document.b.json
}
`;
  const second = (above: string, behind: string): string => `${above}    condition {
      test     = "StringEquals"
      variable = ${SUB}
      values   = ["repo:acme/b:pull_request"]${behind}
    }
`;

  it('joins the values of blocks behind the comments that stand there', () => {
    const first = '[\n        "repo:acme/a:pull_request", # a\n      ]';
    expect(fixed(blocks(first, second('', '')), 'condition/duplicate-block')).toBe(
      blocks('[\n        "repo:acme/a:pull_request", # a\n        "repo:acme/b:pull_request",\n      ]', ''),
    );
  });

  it.each([
    ['    # why\n', ''],
    ['', ' # why'],
  ])('joins no blocks where a comment would be lost: %j %j', (above, behind) => {
    const text = blocks('["repo:acme/a:pull_request"]', second(above, behind));
    expect(fixed(text, 'condition/duplicate-block')).toBeUndefined();
  });
});
