/** Findings that rest on the default of a variable: a caller may set another value. */
import { expect, it } from 'vitest';
import { analyse } from '../../support/analyse.ts';

const variable = (name: string, value: string) => `variable "${name}" {\n  default = ${value}\n}\n`;

/** What is said of a subject that no token has. */
function said(variables: string, subject: string): string[] {
  const { findings } = analyse(
    'terraform',
    `${variables}resource "aws_iam_role" "ci" {
  name               = "ci"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = { StringEquals = {
        "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
        "token.actions.githubusercontent.com:sub" = "${subject}"
      } }
    }]
  })
}
`,
  );
  return findings
    .filter(({ rule }) => rule === 'oidc/nobody')
    .map(({ severity, message }) => `${severity}: ${message}`);
}

const REF = variable('ref', '"refs/head/main"');
const ORG = variable('org', '"acme"');

it('are warnings that name it', () => {
  expect(said('', 'repo:acme/shop:ref:refs/head/main')).toEqual([expect.stringMatching(/^error: [^(]*$/)]);
  expect(said(REF, 'repo:acme/shop:ref:${var.ref}')).toEqual([
    expect.stringMatching(/^warning: .* \(with the default of var\.ref\)$/),
  ]);
});

it('and no other that the policy uses', () => {
  expect(said(REF + ORG, 'repo:${var.org}/shop:ref:${var.ref}')).toEqual([
    expect.stringMatching(/\(with the default of var\.ref\)$/),
  ]);
});

it('and all that have to be as they are', () => {
  const variables = variable('path', '"main"') + variable('kind', '"head"');
  expect(said(variables, 'repo:acme/shop:ref:refs/${var.kind}/${var.path}')).toEqual([
    expect.stringMatching(/\(with the default of var\.kind\)$/),
  ]);
  expect(said(variables, '${var.kind}${var.path}')).toEqual([
    expect.stringMatching(/\(with the default of var\.kind, var\.path\)$/),
  ]);
});

it('what is certain without them is an error', () => {
  expect(said(ORG, 'repo:${var.org}/shop:ref:refs/head/main')).toEqual([expect.stringMatching(/^error: [^(]*$/)]);
});
