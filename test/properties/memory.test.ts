/**
 * The server judges only what an edit has changed. Whatever was typed before, it must say the same as a server that has just
 * been started: same findings at the same places, same fixes, same roles; and of roles in short what it says of them at length.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sortByPlace } from '../../server/src/core/text/range.ts';
import { DiskFileSystem } from '../../server/src/workspace/diskFileSystem.ts';
import { Workspace } from '../../server/src/workspace/workspace.ts';
import '../support/seed.ts';

const STATEMENT = `{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = aws_iam_openid_connect_provider.github.arn }
    Condition = {
      StringEquals = { "token.actions.githubusercontent.com:aud" = local.audience }
      StringLike   = { "token.actions.githubusercontent.com:sub" = "repo:\${var.org}/web:ref:refs/head/main" }
    }
  }`;

/** One module with all that can lead from one text to another. */
const FILES: Readonly<Record<string, string>> = {
  'provider.tf': `resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = [local.audience]
}
`,
  'accounts.tf': `provider "aws" {
  allowed_account_ids = [local.account]
}

provider "aws" {
  alias               = "other"
  allowed_account_ids = ["\${var.other}"]
}
`,
  'locals.tf': `locals {
  account  = "444455556666"
  audience = "sts.amazonaws.com"
  subjects = ["repo:acme/api:*", "repo:acme/api"]
  each     = { web = "environment:prod", api = "ref:refs/head/main" }
}

variable "org" {
  default = "acme"
}

variable "branch" {}

variable "other" {
  default = "777788889999"
}
`,
  'roles.tf': `data "aws_iam_policy_document" "base" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = local.subjects
    }
  }
}

data "aws_iam_policy_document" "trust" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid     = "second"
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"]
    }
    condition {
      test     = "ForAllValues:StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:acme/\${var.branch}:*"]
    }
  }
}

data "aws_iam_policy_document" "each" {
  for_each = local.each
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.github.arn]
    }
    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["repo:\${var.org}/\${each.key}:\${each.value}"]
    }
  }
}

resource "aws_iam_role" "each" {
  for_each           = local.each
  assume_role_policy = data.aws_iam_policy_document.each[each.key].json
}

resource "aws_iam_role" "one" {
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role" "two" {
  provider           = aws.other
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`,
  'inline.tf': `resource "aws_iam_role" "inline" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [${STATEMENT}] })
}

resource "aws_iam_role" "from_file" {
  assume_role_policy = file("\${path.module}/trust.json")
}

module "child" {
  source   = "./child"
  provider_arn = aws_iam_openid_connect_provider.github.arn
  subject  = local.subjects[1]
}
`,
  'trust.json': `{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
  "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
  "Condition": { "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/*" } } }] }
`,
  'child/main.tf': `variable "provider_arn" {}
variable "subject" {}

resource "aws_iam_role" "child" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = var.provider_arn }
      Condition = { StringEquals = { "token.actions.githubusercontent.com:sub" = var.subject } }
    }]
  })
}
`,
  'prod.auto.tfvars': 'branch = "api"\n',
};

let folder = '';
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'memory-'));
  fs.mkdirSync(path.join(folder, '.git'));
  fs.mkdirSync(path.join(folder, 'child'));
  for (const [name, text] of Object.entries(FILES)) fs.writeFileSync(path.join(folder, name), text);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

const names = Object.keys(FILES);

function started(texts: ReadonlyMap<string, string>): Workspace {
  const workspace = new Workspace(new DiskFileSystem());
  for (const [name, text] of texts)
    workspace.open(path.join(folder, name), {
      languageId: name.endsWith('.json') ? 'json' : name.endsWith('.tfvars') ? 'terraform-vars' : 'terraform',
      text,
    });
  return workspace;
}

function answers(workspace: Workspace): unknown {
  return names.map((name) => {
    const { findings, roles, documents, summaries, problems } = workspace.report(path.join(folder, name));
    const whole = [...roles, ...documents].map(({ range, verdict, summary }) => ({ range, verdict, summary }));
    expect(summaries).toEqual(sortByPlace(whole));
    return {
      name,
      findings: findings.map((finding) => ({ ...finding, fixes: finding.fixes() })),
      roles: roles.map(({ trust, ...role }) => ({ ...role, basis: trust.basis() })),
      problems,
    };
  });
}

/** What people do to a file: type something, delete something, bring it back. */
const edit = fc.record({
  file: fc.constantFrom(...names),
  kind: fc.constantFrom('insert', 'retype', 'delete', 'line', 'move', 'restore'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 12 }),
  text: fc.constantFrom(
    'x',
    '"',
    '\n',
    '*',
    '# note\n',
    '}',
    '{',
    ' = ',
    '  sid = "a"\n',
    '${local.audience}',
    'provider "aws" {}\n',
    '\n\n\n',
    '# oidc-trust-ignore oidc/*: meant\n',
    '\n# oidc-trust-ignore */*\n',
    ' // oidc-trust-ignore oidc/nobody, oidc/subject-scope: x\n',
    '/* oidc-trust-ignore condition/* */',
  ),
});

type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(text: string, original: string, { kind, at, length, text: typed }: Edit): string {
  const offset = Math.floor(at * text.length);
  switch (kind) {
    case 'insert':
      return text.slice(0, offset) + typed + text.slice(offset);
    case 'retype':
      return text.slice(0, offset) + typed + text.slice(offset + typed.length);
    case 'delete':
      return text.slice(0, offset) + text.slice(offset + length);
    case 'line': {
      const lines = text.split('\n');
      lines.splice(Math.floor(at * lines.length), 1);
      return lines.join('\n');
    }
    case 'move': {
      const blocks = text.split(/\n\n(?=\w)/);
      return [...blocks.slice(1), blocks[0]].join('\n\n');
    }
    default:
      return original;
  }
}

it('says after any edits what a fresh start says', () => {
  let found = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const texts = new Map(Object.entries(FILES));
      const living = started(texts);
      answers(living);
      for (const one of edits) {
        texts.set(one.file, edited(texts.get(one.file)!, FILES[one.file]!, one));
        living.change(path.join(folder, one.file), texts.get(one.file)!);
        const expected = answers(started(texts));
        expect(answers(living)).toEqual(expected);
        found += JSON.stringify(expected).split('"rule"').length - 1;
      }
    }),
    { numRuns: process.env['OIDC_TRUST_LONG'] === '1' ? 300 : 30 },
  );
  expect(found).toBeGreaterThan(1000);
});
