/** Fixtures beside the rules' own examples: what is found, and where; what stays silent because it is not known. */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/core/rules/index.ts';
import { analyse, analyseModule, textAt } from '../support/analyse.ts';
import { expectCarets } from '../support/carets.ts';

const FOLDER = path.join(import.meta.dirname, '../fixtures/rules');

it.each(fs.readdirSync(FOLDER))('%s is found as its carets say', (name) => {
  const surface = name.endsWith('.json') ? 'json' : 'terraform';
  const all = rules.map(({ id }) => id);
  expectCarets(surface, all, fs.readFileSync(path.join(FOLDER, name), 'utf8'));
});

describe('a plan', () => {
  const issuer = (issuer_url: string | null, more: object = {}): string =>
    JSON.stringify({
      format_version: '1.2',
      resource_changes: [
        {
          address: 'aws_eks_identity_provider_config.login',
          mode: 'managed',
          type: 'aws_eks_identity_provider_config',
          name: 'login',
          change: { actions: ['create'], after: { oidc: [{ client_id: 'a', issuer_url }] }, after_unknown: more },
        },
      ],
    });

  it('has the issuers that log people in to clusters', () => {
    const text = issuer('login.example.com');
    expect(analyse('json', text).findings.map((found) => `${found.rule} ${textAt(text, found)}`)).toEqual([
      'provider/eks-identity-config "login.example.com"',
    ]);
    expect(analyse('json', text).findings[0]!.message).toMatch(/\(aws_eks_identity_provider_config\.login\)$/);
  });

  it('is silent on what is known after apply', () => {
    expect(analyse('json', issuer(null, { oidc: [{ issuer_url: true }] })).findings).toEqual([]);
    expect(analyse('json', issuer('x', { oidc: true })).findings).toEqual([]);
  });
});

describe('what a finding covers', () => {
  it('a permissions document as trust policy is one fault, not one for each statement', () => {
    const { findings } = analyseModule({
      'main.tf': `data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
  }
}
resource "aws_iam_role" "this" {
  assume_role_policy = data.aws_iam_policy_document.read.json
}
`,
    });
    expect(findings.map(({ rule }) => rule)).toEqual(['terraform/wrong-document']);
  });
});
