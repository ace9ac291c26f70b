/** Roles and policy documents that `for_each` or `count` repeats: what is said of them is true of their instances. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';

const HOST = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;
const MAIN = 'repo:acme/api:ref:refs/heads/main';
const WRONG = 'repo:acme/api:ref:refs/head/main';

/** A role whose subject is an expression. */
function role(repetition: string, subject: string): string {
  return `resource "aws_iam_role" "r" {
  ${repetition}
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "${PROVIDER}" }
      Condition = {
        StringEquals = { "${HOST}:aud" = "sts.amazonaws.com" }
        StringLike   = { "${HOST}:sub" = ${subject} }
      }
    }]
  })
}
`;
}

function document(repetition: string, subject: string): string {
  return `data "aws_iam_policy_document" "d" {
  ${repetition}
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["${PROVIDER}"]
    }
    condition {
      test     = "StringEquals"
      variable = "${HOST}:aud"
      values   = ["sts.amazonaws.com"]
    }
    condition {
      test     = "StringLike"
      variable = "${HOST}:sub"
      values   = [${subject}]
    }
  }
}
`;
}

const by = (policy: string, repetition = ''): string =>
  `resource "aws_iam_role" "r" {\n  ${repetition}\n  assume_role_policy = ${policy}\n}\n`;
const each = (subjects: Readonly<Record<string, string>>): string => `for_each = ${JSON.stringify(subjects)}`;

describe('who gets in', () => {
  const said = (text: string): string[] => {
    const { roles, documents } = analyse('terraform', text);
    return [...roles, ...documents].map(
      ({ verdict, summary }) => `${verdict} ${summary.replace('GitHub Actions: ', '')}`,
    );
  };

  it('is who gets in by an instance, not what its values would make in another', () => {
    const repetition = 'for_each = { dev = { repo = "api", env = "dev" }, prod = { repo = "web", env = "prod" } }';
    expect(said(role(repetition, '"repo:acme/${each.value.repo}:environment:${each.value.env}"'))).toEqual([
      'exact a workflow of repository acme/api: environment dev; a workflow of repository acme/web: environment prod',
    ]);
  });

  it.each([
    ['the widest', { a: MAIN, b: 'repo:acme/api:*' }, 'resource'],
    ['strangers, whatever the others are', { a: MAIN, b: 'repo:*', c: '${var.x}' }, 'anyone'],
    ['not known where one is not', { a: MAIN, b: '${var.x}' }, 'unknown'],
    ['nobody only where all are', { a: WRONG, b: 'repo:acme/web:environment' }, 'nobody'],
    ['those that somebody gets in by', { a: WRONG, b: MAIN }, 'exact'],
  ])('is, of several: %s', (_, subjects, verdict) => {
    const text = `variable "x" {}\n${role(each(subjects), 'each.value')}`;
    expect(analyse('terraform', text).roles[0]).toMatchObject({ verdict });
  });

  it('is said of each statement, too', () => {
    const { statements } = analyse('terraform', role(each({ a: MAIN, b: 'repo:acme/web:*' }), 'each.value')).roles[0]!;
    expect(statements).toMatchObject([
      { verdict: 'resource', summary: expect.stringMatching(/acme\/api: branch main.*any workflow of .*acme\/web/) },
    ]);
  });

  it('follows the number of an instance', () => {
    expect(said(role('count = 2', '"repo:acme/${["api", "web"][count.index]}:environment:e${count.index}"'))).toEqual([
      'exact a workflow of repository acme/api: environment e0; a workflow of repository acme/web: environment e1',
    ]);
  });

  it('follows an instance to the document of its own', () => {
    const subjects = each({ a: MAIN, b: 'repo:acme/web:environment:*' });
    const both = 'a workflow of repository acme/api: branch main; any workflow of repository acme/web: any environment';
    const d = document(subjects, 'each.value');
    expect(said(d + by('data.aws_iam_policy_document.d[each.key].json', subjects))).toEqual([
      `context ${both}`,
      `context ${both}`,
    ]);
    expect(said(d + by('data.aws_iam_policy_document.d["a"].json'))).toEqual([
      'exact a workflow of repository acme/api: branch main',
      `context ${both}`,
    ]);
  });

  it.each([
    ['by two names', '[data.aws_iam_policy_document.d["a"].json, data.aws_iam_policy_document.d["b"].json]'],
    ['by a local value', 'concat([data.aws_iam_policy_document.d["a"].json], local.others)'],
    [
      'all at once',
      'concat([data.aws_iam_policy_document.d["a"].json], values(data.aws_iam_policy_document.d)[*].json)',
    ],
  ])('does not take one instance of a document for the other: %s', (_, sources) => {
    const text = `locals {\n  others = [data.aws_iam_policy_document.d["b"].json]\n}
data "aws_iam_policy_document" "both" {\n  source_policy_documents = ${sources}\n}
${document(each({ a: MAIN, b: 'repo:acme/*' }), 'each.value')}${by('data.aws_iam_policy_document.both.json')}`;
    expect(analyse('terraform', text).roles[0]).toMatchObject({ verdict: 'unknown' });
  });
});
