/** A token against whole policies: principals, actions, Deny, several statements, and what is not known. */
import { describe, expect, it } from 'vitest';
import { type Asked, decideJson, decideTerraform, GITHUB, statementWith } from '../../support/decide.ts';

const MAIN = 'repo:acme/api:ref:refs/heads/main';
const TOKEN = { claims: { sub: MAIN, aud: 'sts.amazonaws.com' } };
const AUD = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
const ALLOW = statementWith({ StringEquals: AUD, StringLike: { [`${GITHUB}:sub`]: 'repo:acme/*' } });

const allow = (changes: object): object => ({ ...ALLOW, ...changes });
const deny = (condition: object, changes: object = {}): object => ({
  ...statementWith(condition),
  Effect: 'Deny',
  ...changes,
});
const decision = (statements: unknown, asked: Asked = TOKEN): string =>
  decideJson({ Version: '2012-10-17', Statement: statements }, asked).decision;

describe('statements', () => {
  it('lets a token in when principal, action and all conditions fit (1.37)', () => {
    expect(decideJson({ Version: '2012-10-17', Statement: ALLOW }, TOKEN)).toMatchObject({
      decision: 'allowed',
      statements: [{ effect: 'Allow', applies: 'yes', principal: 'yes', action: 'yes', conditions: [{}, {}] }],
    });
    expect(decision(ALLOW, { claims: { sub: MAIN, aud: 'other' } })).toBe('denied');
    expect(decision(ALLOW, { claims: { sub: 'repo:evil/api', aud: 'sts.amazonaws.com' } })).toBe('denied');
  });

  it('reads an issuer with its scheme and with capitals that count', () => {
    expect(decision(ALLOW, { ...TOKEN, issuer: `https://${GITHUB}` })).toBe('allowed');
    expect(decision(ALLOW, { ...TOKEN, issuer: GITHUB.toUpperCase() })).toBe('denied');
    expect(decision(ALLOW, { ...TOKEN, issuer: `${GITHUB}/acme` })).toBe('denied');
  });

  it.each([
    ['sts:*', 'allowed'],
    ['STS:assumerolewithwebidentity', 'allowed'],
    [['sts:TagSession', 'sts:AssumeRoleWith*'], 'allowed'],
    [['sts:AssumeRole', 'sts:TagSession'], 'denied'],
  ])('action %j: %s', (Action, expected) => {
    expect(decision(allow({ Action }))).toBe(expected);
  });

  it('turns NotAction around', () => {
    const { Action: _, ...rest } = ALLOW as Record<string, unknown>;
    expect(decision({ ...rest, NotAction: 'sts:AssumeRole' })).toBe('allowed');
    expect(decision({ ...rest, NotAction: 'sts:*' })).toBe('denied');
    expect(decision([rest, deny({}, { Principal: { Service: 'x' } })])).toBe('not certain');
  });

  it.each([
    [{ Federated: GITHUB }, 'not certain'],
    [{ Federated: ['arn:aws:iam::123456789012:saml-provider/X'] }, 'denied'],
    [{ Federated: `arn:aws:iam::123456789012:oidc-provider/gitlab.com` }, 'denied'],
    [{ Service: 'ec2.amazonaws.com', AWS: 'arn:aws:iam::123456789012:root' }, 'denied'],
    [{ AWS: '*' }, 'not certain'],
  ])('principal %j: %s', (Principal, expected) => {
    expect(decision(allow({ Principal }))).toBe(expected);
  });

  it('reads the four domain names of old as principals', () => {
    const statement = { ...statementWith({}), Principal: { Federated: 'accounts.google.com' } };
    expect(decision(statement, { issuer: 'https://accounts.google.com', claims: { sub: '1' } })).toBe('allowed');
  });
});

describe('Deny', () => {
  const NOT_MAIN = { StringNotEquals: { [`${GITHUB}:sub`]: MAIN } };

  it('wins where it applies, in any order', () => {
    expect(decision([ALLOW, deny({ StringEquals: AUD })])).toBe('denied');
    expect(decision([deny({ StringEquals: AUD }), ALLOW])).toBe('denied');
    expect(decision([ALLOW, deny(NOT_MAIN)])).toBe('allowed');
    expect(decision([ALLOW, deny(NOT_MAIN)], { claims: { sub: 'repo:acme/x', aud: 'sts.amazonaws.com' } })).toBe(
      'denied',
    );
  });

  it('takes everybody to be the token too', () => {
    expect(decision([ALLOW, deny({}, { Principal: { AWS: '*' } })])).toBe('denied');
  });

  it('makes the answer not certain where it may apply', () => {
    expect(decision([ALLOW, deny({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })])).toBe('not certain');
    const asked = { ...TOKEN, context: { 'aws:SourceIp': '192.0.2.1' } };
    expect(decision([ALLOW, deny({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })], asked)).toBe('allowed');
  });
});

describe('claims that need another action', () => {
  const tagged = { claims: { ...TOKEN.claims, 'https://aws.amazon.com/tags': { principal_tags: { team: ['x'] } } } };
  const named = { claims: { ...TOKEN.claims, 'https://aws.amazon.com/source_identity': 'anna' } };

  it('session tags need sts:TagSession', () => {
    expect(decision(ALLOW, tagged)).toBe('denied');
    expect(decision(allow({ Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'] }), tagged)).toBe('allowed');
    expect(decision([ALLOW, allow({ Action: 'sts:TagSession' })], tagged)).toBe('allowed');
    expect(decision(allow({ Action: 'sts:TagSession' }), tagged)).toBe('denied');
  });

  it('a source identity probably needs sts:SetSourceIdentity', () => {
    expect(decision(ALLOW, named)).toBe('not certain');
    expect(decision(allow({ Action: 'sts:*' }), named)).toBe('allowed');
  });
});

describe('policies that AWS reads in no certain way', () => {
  it('a key that stands twice', () => {
    const text = (extra: string) => `resource "aws_iam_role" "x" {
  assume_role_policy = <<EOT
{
  "Version": "2012-10-17",${extra}
  "Statement": [${JSON.stringify(ALLOW)}]
}
EOT
}`;
    expect(decideTerraform(text(''), TOKEN).decision).toBe('allowed');
    expect(decideTerraform(text('"Version": "2008-10-17",'), TOKEN).decision).toBe('not certain');
  });

  it('an effect that is neither Allow nor Deny', () => {
    expect(decision(allow({ Effect: 'allow' }))).toBe('not certain');
    expect(decision([allow({ Effect: 'allow', Principal: { Service: 'x' } })])).toBe('denied');
  });
});

/** A policy document whose parts may be unknown; `var.x` has no value. */
function document(parts: { values?: string; identifier?: string; variable?: string; effect?: string; more?: string }) {
  const { values = '["repo:acme/*"]', identifier = 'aws_iam_openid_connect_provider.github.arn' } = parts;
  return `variable "x" {}
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://${GITHUB}"
  client_id_list = ["sts.amazonaws.com"]
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    ${parts.effect === undefined ? '' : `effect = ${parts.effect}`}
    principals {
      type        = "Federated"
      identifiers = [${identifier}]
    }
    condition {
      test     = "StringLike"
      variable = ${parts.variable ?? `"${GITHUB}:sub"`}
      values   = ${values}
    }
    ${parts.more ?? ''}
  }
}
resource "aws_iam_role" "x" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;
}

describe('what is not known in Terraform', () => {
  it.each([
    ['nothing', {}, 'allowed'],
    ['the key by reference', { variable: '"${aws_iam_openid_connect_provider.github.url}:sub"' }, 'allowed'],
    ['a value that decides', { values: '["repo:${var.x}/*"]' }, 'not certain'],
    ['a value that cannot fit', { values: '["team:${var.x}/*"]' }, 'denied'],
    ['a value beside one that fits', { values: '["repo:acme/*", var.x]' }, 'allowed'],
    ['a value beside one that does not', { values: '["repo:evil/*", var.x]' }, 'not certain'],
    ['more values', { values: 'concat(["repo:evil/*"], var.x)' }, 'not certain'],
    ['all values', { values: 'var.x' }, 'not certain'],
    ['a choice of which both fit', { values: '[var.x == "" ? "repo:acme/*" : "repo:*"]' }, 'allowed'],
    ['a choice of which neither fits', { values: '[var.x == "" ? "a" : "b"]' }, 'denied'],
    ['a choice of which one fits', { values: '[var.x == "" ? "a" : "repo:*"]' }, 'not certain'],
    ['the key', { variable: 'var.x' }, 'not certain'],
    ['the principal', { identifier: 'var.x' }, 'not certain'],
    ['the principal, and no condition fits', { identifier: 'var.x', values: '["a"]' }, 'denied'],
    ['the effect', { effect: 'var.x' }, 'not certain'],
    [
      'further conditions',
      {
        more: 'dynamic "condition" {\n for_each = var.x\n content {\n test = condition.value\n variable = "a"\n values = []\n }\n }',
      },
      'not certain',
    ],
  ])('%s: %s', (_, parts, expected) => {
    expect(decideTerraform(document(parts), TOKEN).decision).toBe(expected);
  });

  it('variables of policy documents are policy variables', () => {
    const text = document({ values: `["repo:&{${GITHUB}:actor}/*"]` });
    expect(decideTerraform(text, { claims: { sub: 'repo:anna/x', actor: 'anna' } }).decision).toBe('allowed');
  });

  it('an issuer that is not known is one with itself', () => {
    const text = document({})
      .replace(`https://${GITHUB}`, 'https://${var.x}')
      .replace(`"${GITHUB}:sub"`, '"${var.x}:sub"');
    const issuer = [{ key: 'var.x' }];
    expect(decideTerraform(text, { ...TOKEN, issuer }).decision).toBe('allowed');
    expect(decideTerraform(text, { claims: { sub: 'repo:evil/x' }, issuer }).decision).toBe('denied');
    expect(decideTerraform(text, TOKEN).decision).toBe('not certain');
  });
});
