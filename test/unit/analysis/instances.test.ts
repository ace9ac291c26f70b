/** Roles and policy documents that `for_each` or `count` repeats: what is said of them is true of their instances. */
import { describe, expect, it } from 'vitest';
import { analyzeModule } from '../../../server/src/core/analysis/analyze.ts';
import type { Report } from '../../../server/src/core/analysis/report.ts';
import { parseConfiguration } from '../../../server/src/core/terraform/jsonSyntax.ts';
import { analyse, textAt } from '../../support/analyse.ts';

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

/** A module with the one module that it calls, `m/main.tf`. */
function analyseUses(files: Readonly<Record<string, string>>): Report {
  const [main, ...inner] = Object.entries(files).map(([id, text]) => ({
    id,
    text,
    tree: parseConfiguration(id, text),
  }));
  return analyzeModule([main!], { child: () => ({ surroundings: {}, files: inner }) });
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

describe('who gets in by what is made with one instance of something else', () => {
  const made = (files: Readonly<Record<string, string>>): string[] =>
    analyseUses(files).roles.map(({ verdict, summary }) => `${verdict} ${summary.replaceAll('GitHub Actions: ', '')}`);
  const subjects = each({ a: MAIN, b: 'repo:acme/web:environment:*' });
  const one = 'exact a workflow of repository acme/api: branch main';
  const both =
    'context a workflow of repository acme/api: branch main; any workflow of repository acme/web: any environment';

  describe('a module', () => {
    const call = `module "m" {\n  source = "./m"\n  ${subjects}\n  subject = each.value\n}\n`;
    const rendering = `variable "subject" {}\n${document('', 'var.subject')}output "json" {
  value = data.aws_iam_policy_document.d.json
}
`;
    it.each([
      ['of its own', by('module.m[each.key].json', subjects), both],
      ['by a key', by('module.m["a"].json'), one],
      [
        'among two by a local value',
        `locals {\n  all = { a = module.m["a"].json, b = module.m["b"].json }\n}\n${by('local.all["a"]')}`,
        'unknown not certain from what stands here',
      ],
    ])('%s', (_, text, expected) => {
      expect(made({ 'main.tf': call + text, 'm/main.tf': rendering })).toEqual([expected]);
    });
  });

  it.each([
    ['of its own', subjects, 'each.key', both],
    ['by a key', '', '"a"', one],
  ])('a document that a call hands on: %s', (_, repetition, key, expected) => {
    const policy = `data.aws_iam_policy_document.d[${key}].json`;
    const call = `module "m" {\n  source = "./m"\n  ${repetition}\n  policy = ${policy}\n}\n`;
    const inner = `variable "policy" {}\n${by('var.policy')}`;
    expect(made({ 'main.tf': document(subjects, 'each.value') + call, 'm/main.tf': inner })).toEqual([expected]);
  });

  describe('a provider', () => {
    const provider = `resource "aws_iam_openid_connect_provider" "p" {
  for_each       = { github = "https://${HOST}", other = "https://idp.example.com" }
  url            = each.value
  client_id_list = [each.key]
}
`;
    const arn = (key: string): string => `aws_iam_openid_connect_provider.p[${key}].arn`;
    const policy = (key: string): string => `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = ${arn(key)} }
      Condition = { StringEquals = { "\${aws_iam_openid_connect_provider.p[${key}].url}:sub" = "${MAIN}" } }
    }]
  })`;
    it.each([
      ['of its own', by(policy('each.key'), 'for_each = toset(["github"])'), one],
      ['by a key', by(policy('"github"')), one],
      [
        'by the key of a document',
        document('', `"${MAIN}"`).replace(`"${PROVIDER}"`, arn('"github"')) + by('data.aws_iam_policy_document.d.json'),
        'nobody no token: a condition is never met',
      ],
      ['that is not there', by(policy('"gitlab"')), `exact aws_iam_openid_connect_provider.p: the subject ${MAIN}`],
    ])('%s', (_, text, expected) => {
      expect(made({ 'main.tf': provider + text })).toEqual([expected]);
    });

    it('and a document that names two of them keeps the instance of its own', () => {
      const two = document(subjects, 'each.value').replace(
        '  statement {',
        `  statement {\n    sid = "\${length(${arn('"github"')})}\${length(${arn('"other"')})}"`,
      );
      const text = provider + two + by('data.aws_iam_policy_document.d[each.key].json', subjects);
      expect(made({ 'main.tf': text })).toEqual([both]);
    });
  });
});

describe('what is wrong', () => {
  /** The faults that matter, with their places and what is said last. */
  const found = (text: string): string[] =>
    analyse('terraform', text)
      .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map((finding) => `${finding.rule} ${textAt(text, finding)} ${/\([^()]*\)$/.exec(finding.message)?.[0] ?? ''}`);

  it('is found in one instance of several, where its value is written', () => {
    const text = role(each({ dev: MAIN, staging: WRONG, prod: 'repo:*' }), 'each.value');
    expect(found(text)).toEqual([
      `oidc/nobody "${WRONG}" (in aws_iam_role.r["staging"])`,
      'oidc/anyone "repo:*" (in aws_iam_role.r["prod"])',
    ]);
    const [nobody] = analyse('terraform', text).findings.filter(({ rule }) => rule === 'oidc/nobody');
    expect(nobody!.related).toMatchObject([{ message: 'used here' }]);
    // A change for one would be one for all that use the text.
    expect(nobody!.fixes()).toEqual([]);
  });

  it('is found where its value is written among others', () => {
    const text = `locals {
  roles = {
    a = { subject = "${MAIN}" }
    b = { subject = "${WRONG}" }
  }
}
${role('for_each = local.roles', 'each.value.subject')}`;
    expect(found(text)).toEqual([`oidc/nobody "${WRONG}" (in aws_iam_role.r["b"])`]);
  });

  it('is found where the value is put together', () => {
    const subject = '"repo:acme/api:ref:refs/${each.value}/main"';
    expect(found(role(each({ a: 'heads', b: 'head' }), subject))).toEqual([
      `oidc/nobody ${subject} (in aws_iam_role.r["b"])`,
    ]);
    expect(found(role(each({ a: 'heads', b: 'head', c: 'hd' }), subject))).toEqual([
      `oidc/nobody ${subject} (in aws_iam_role.r["b"]; something like it in aws_iam_role.r["c"])`,
    ]);
    const many = Object.fromEntries([['a', 'heads'], ...'bcdefg'.split('').map((key) => [key, 'head'])]);
    expect(found(role(each(many), subject))).toEqual([
      `oidc/nobody ${subject} (in aws_iam_role.r["b"], aws_iam_role.r["c"], aws_iam_role.r["d"] and 3 more)`,
    ]);
  });

  it('is said once of all, at the place where all are used', () => {
    const text = role(each({ a: WRONG, b: WRONG.replace('api', 'web') }), 'each.value');
    expect(found(text)).toEqual(['oidc/nobody each.value ']);
    const one = role(each({ a: MAIN, b: MAIN }), `"${WRONG}"`);
    expect(found(one)).toEqual([`oidc/nobody "${WRONG}" `]);
    expect(analyse('terraform', one).findings.flatMap((finding) => finding.fixes())).not.toEqual([]);
  });

  it('is found in the document of an instance, whoever uses it', () => {
    const subjects = each({ a: MAIN, b: WRONG });
    const d = document(subjects, 'each.value');
    expect(found(d + by('data.aws_iam_policy_document.d[each.key].json', subjects))).toEqual([
      `oidc/nobody "${WRONG}" (in aws_iam_role.r["b"])`,
    ]);
    expect(found(d)).toEqual([`oidc/nobody "${WRONG}" (in data.aws_iam_policy_document.d["b"])`]);
    expect(found(d + by('data.aws_iam_policy_document.d["a"].json'))).toEqual([
      `oidc/nobody "${WRONG}" (in data.aws_iam_policy_document.d["b"])`,
    ]);
  });

  it('is found in the instance of a call, and once where all of its instances are wrong', () => {
    const call = (name: string, repetition: string, subject: string): string =>
      `module "${name}" {\n  source = "./m"\n  ${repetition}\n  subject = ${subject}\n}\n`;
    const text = [
      call('all', each({ a: WRONG, b: WRONG.replace('api', 'web') }), 'each.value'),
      call('some', each({ a: WRONG, b: MAIN }), 'each.value'),
      call('counted', 'count = 2', `["${MAIN}", "${WRONG}"][count.index]`),
    ].join('');
    const file = (id: string, source: string) => ({ id, text: source, tree: parseConfiguration(id, source) });
    const module = {
      surroundings: {},
      files: [file('m/main.tf', `variable "subject" {}\n${role('', 'var.subject')}`)],
    };
    const { findings } = analyzeModule([file('main.tf', text)], { child: () => module });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map((one) => `${textAt(text, one)} ${/\(in .*\)$/.exec(one.message)?.[0] ?? ''}`)).toEqual([
      'each.value ',
      `"${WRONG}" (in module.some["a"].aws_iam_role.r)`,
      `"${WRONG}" (in module.counted[1].aws_iam_role.r)`,
    ]);
  });

  it.each([
    [
      'an instance that is not known',
      `variable "x" {}\n${role('for_each = { a = "${var.x}", b = var.x }', 'each.value')}`,
    ],
    [
      'a collection that is not known',
      `variable "x" {}\n${role('for_each = merge(var.x, { a = "repo:*" })', 'each.value')}`,
    ],
    [
      'more instances than are looked at',
      role(`for_each = toset([for i in range(51) : "x\${i}"])`, '"repo:acme/api:${each.key}"'),
    ],
    [
      'values that go with each other',
      role(
        'for_each = { a = ["ref", "refs/heads/x"], b = ["environment", "x"] }',
        '"repo:acme/api:${each.value[0]}:${each.value[1]}"',
      ),
    ],
  ])('is not found in %s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it('rests on a default where the instances do', () => {
    const text = `variable "roles" {
  default = { a = "${MAIN}", b = "${WRONG}" }
}
${role('for_each = var.roles', 'each.value')}`;
    const [finding] = analyse('terraform', text).findings.filter(({ rule }) => rule === 'oidc/nobody');
    expect(finding).toMatchObject({
      severity: 'warning',
      message: expect.stringMatching(/\["b"\]\) \(with the default of var\.roles\)$/),
    });
  });
});
