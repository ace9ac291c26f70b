import { expect, it } from 'vitest';
import { check, expectFixed } from '../../support/fixed.ts';

const role = (sub: string, key: string) => `locals {
  issuer = "token.actions.githubusercontent.com"
  owner  = "acme"
}
resource "aws_iam_role" "ci" {
  assume_role_policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [{
        "Effect": "Allow",
        "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
          "StringLike": { "\${local.issuer}:sub": "${sub}" },
          "StringEquals": { "${key}": "acme" }
        }
      }]
    }
  EOT
}
`;

it('a fix leaves the expressions of a heredoc as they are', () => {
  const files = { 'main.tf': role('repo:${local.owner}/api:ref:refs/heads/main', '${local.issuer}:environmen') };
  const findings = check(files).findings.filter(({ rule }) => rule === 'condition/claim-not-published');
  expect(findings).toHaveLength(1);
  const fix = findings[0]!.fixes()[0]!;
  expect(expectFixed(files, findings[0]!, fix)['main.tf']).toContain('"${local.issuer}:environment": "acme"');
});

it('a fix that would write over an expression is not offered', () => {
  const files = { 'main.tf': role(' repo:${local.owner}/api:ref:refs/heads/main', '${local.issuer}:environment') };
  const findings = check(files).findings.filter(({ rule }) => rule === 'condition/whitespace');
  for (const finding of findings)
    for (const fix of finding.fixes())
      expect(expectFixed(files, finding, fix)['main.tf']).toContain('${local.owner}/api');
  expect(findings).toHaveLength(1);
});
