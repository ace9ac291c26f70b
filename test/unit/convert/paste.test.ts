/** Where a JSON policy is pasted, and as what. */
import { describe, expect, it } from 'vitest';
import { pasteJson } from '../../../server/src/core/convert/paste.ts';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { applyEdits } from '../../../server/src/core/text/edit.ts';

const JSON_POLICY = `{
  "Version": "2012-10-17",
  "Statement": { "Effect": "Allow", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole",
    "Condition": { "StringLike": { "aws:PrincipalArn": "*/\${aws:username}" } } }
}`;

/** The file after each choice; the cursor stands at the bar. */
function pasted(marked: string, json = JSON_POLICY): Record<string, string> | string {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const files = [{ id: 'main.tf', text, tree: parseHcl(text) }];
  const found = pasteJson({ files, surroundings: {} }, 'main.tf', { start: at, end: at }, json);
  if ('problem' in found) return found.problem;
  return Object.fromEntries(found.choices.map((choice) => [choice.as, applyEdits(text, choice.edits)]));
}

const DOCUMENT = `  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:PrincipalArn"
      values   = ["*/&{aws:username}"]
    }
  }`;

const OBJECT = `{
    Version = "2012-10-17"
    Statement = {
      Effect = "Allow"
      Principal = {
        AWS = "*"
      }
      Action = "sts:AssumeRole"
      Condition = {
        StringLike = {
          "aws:PrincipalArn" = "*/$\${aws:username}"
        }
      }
    }
  }`;

describe('a policy from the clipboard', () => {
  it('is a value behind an equals sign, or a document before the block', () => {
    expect(pasted('resource "aws_iam_role" "ci" {\n  assume_role_policy = |\n}\n')).toEqual({
      jsonencode: `resource "aws_iam_role" "ci" {\n  assume_role_policy = jsonencode(${OBJECT})\n}\n`,
      'policy-document': `data "aws_iam_policy_document" "ci_assume_role" {\n${DOCUMENT}\n}\n\nresource "aws_iam_role" "ci" {\n  assume_role_policy = data.aws_iam_policy_document.ci_assume_role.json\n}\n`,
    });
  });

  it('is a whole argument on a line of a block', () => {
    expect(pasted('resource "aws_iam_role" "ci" {\n  |\n}\n')).toMatchObject({
      jsonencode: `resource "aws_iam_role" "ci" {\n  assume_role_policy = jsonencode(${OBJECT})\n}\n`,
    });
  });

  it('is an object in jsonencode', () => {
    expect(pasted('locals {\n  a = jsonencode(|)\n}\n')).toEqual({
      jsonencode: `locals {\n  a = jsonencode(${OBJECT})\n}\n`,
    });
  });

  it('is the statements of a document, or a document between blocks', () => {
    expect(pasted('data "aws_iam_policy_document" "a" {\n  |\n}\n')).toEqual({
      'policy-document': `data "aws_iam_policy_document" "a" {\n${DOCUMENT}\n}\n`,
    });
    expect(pasted('locals {}\n\n|\n')).toEqual({
      'policy-document': `locals {}\n\ndata "aws_iam_policy_document" "pasted" {\n${DOCUMENT}\n}\n`,
    });
  });

  it.each([
    ['', 'The clipboard is empty.'],
    ['{\n  "Statement": [,]\n}', 'The clipboard holds no JSON. Line 2: a value is expected here.'],
    ['[]', 'The clipboard holds no policy: a policy is a JSON object.'],
    ['{}', 'The clipboard holds no policy: it has no "Statement".'],
    ['{ "Statement": [], "Statement": [] }', 'The clipboard holds no policy: a key stands twice.'],
    ['{ "Statement": [] }', 'The policy cannot be written here: it has no Version, and a document has one.'],
  ])('is refused in words: %s', (json, problem) => {
    expect(pasted('|', json)).toBe(problem);
  });
});
