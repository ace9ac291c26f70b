/** What documents render to. The recorded texts are what the AWS provider gives for them. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures/render');
const TEST = 'data.aws_iam_policy_document.test';

function rendered(text: string, address = TEST) {
  return analyse('terraform', text).rendered.find((one) => one.address === address)!;
}

describe('a policy document, as the provider renders it', () => {
  it.each(readdirSync(FIXTURES).filter((name) => name.endsWith('.tf')))('%s', (name) => {
    const { text, unknown } = rendered(readFileSync(path.join(FIXTURES, name), 'utf8'));
    expect({ text: `${text}\n`, unknown }).toEqual({
      text: readFileSync(path.join(FIXTURES, name.replace(/tf$/, 'json')), 'utf8'),
      unknown: [],
    });
  });
});

describe('what is not known', () => {
  it('has a placeholder and is named', () => {
    const { text, unknown } = rendered(`
      variable "org" {}
      data "aws_iam_policy_document" "test" {
        source_policy_documents = var.more
        statement {
          actions = var.actions
          condition {
            test     = "StringLike"
            variable = "gitlab.com:sub"
            values   = ["project_path:\${var.org}/*"]
          }
        }
      }`);
    expect(JSON.parse(text!)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: '${var.actions}',
          Condition: { StringLike: { 'gitlab.com:sub': 'project_path:${var.org}/*' } },
        },
        '<more, not known>',
      ],
    });
    expect(unknown).toEqual(['var.actions', 'var.org', 'more statements']);
  });
});

describe('the other surfaces', () => {
  const policy =
    '{"Version": "2012-10-17", "Statement": [{"Sid": "a&b", "Effect": "Allow", "Action": ["sts:AssumeRole"]}]}';
  const roleWith = (value: string) => `resource "aws_iam_role" "ci" {\n  assume_role_policy = ${value}\n}\n`;

  it.each([
    ['jsonencode', `jsonencode(${policy})`],
    ['heredoc', `<<EOT\n${policy}\nEOT`],
    ['string', JSON.stringify(policy)],
  ])('%s', (surface, value) => {
    const found = rendered(roleWith(value), 'aws_iam_role.ci');
    expect(found).toMatchObject({ surface, unknown: [], kind: 'role' });
    expect(found.text).toBe(JSON.stringify(JSON.parse(policy), null, 2));
  });

  it('says when nothing could be read', () => {
    expect(rendered(roleWith('var.policy'), 'aws_iam_role.ci')).toMatchObject({
      text: undefined,
      unknown: ['var.policy'],
    });
  });
});
