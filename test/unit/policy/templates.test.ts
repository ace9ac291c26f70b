/** Trust policies in JSON that expressions and directives put together. */
import { describe, expect, it } from 'vitest';
import { analyzeJson, analyzeModule } from '../../../server/src/core/analysis/analyze.ts';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { analyse, textAt } from '../../support/analyse.ts';

const ISSUER = 'token.actions.githubusercontent.com';
const AUD = `"StringEquals": { "${ISSUER}:aud": "sts.amazonaws.com" }`;
const ACTION = '"Action": "sts:AssumeRoleWithWebIdentity"';
const LOCALS = `variable "b" {}
variable "c" {}
variable "any" {}
locals {
  subs = ["repo:acme/api:ref:refs/heads/main", "repo:*"]
  main = ["repo:acme/api:ref:refs/heads/main", "repo:acme/web:ref:refs/heads/main"]
}
`;

function policy(condition: string, action = ACTION, effect = '"Effect": "Allow"'): string {
  return `{ "Version": "2012-10-17", "Statement": [{ ${effect}, ${action},
    "Principal": { "Federated": "arn:aws:iam::123456789012:oidc-provider/${ISSUER}" },
    "Condition": { ${condition} } }] }`;
}

function sub(value: string, operator = '"StringLike"'): string {
  return `${operator}: { "${ISSUER}:sub": ${value} }`;
}

function judged(json: string): { verdict: string; wrong: string[] } {
  const text = `${LOCALS}resource "aws_iam_role" "r" {\n  assume_role_policy = <<EOF\n${json}\nEOF\n}\n`;
  const { roles, findings } = analyse('terraform', text);
  const wrong = findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map((finding) => `${finding.rule} ${textAt(text, finding)}`);
  return { verdict: roles.map(({ verdict }) => verdict).join(), wrong };
}

describe('text that an expression inserts', () => {
  it.each([
    ['"${join("\\", \\"", local.main)}"', 'unknown', ['policy/syntax']],
    ['["${join("\\", \\"", local.main)}"]', 'exact', []],
    ['[${join(",", formatlist("\\"%s\\"", local.main))}]', 'exact', []],
    ['["${join("\\",\\"", local.subs)}"]', 'anyone', ['oidc/anyone ${join("\\",\\"", local.subs)}"']],
    ['["repo:acme/a:${join("\\", \\"repo:acme/b:", ["*", var.any])}"]', 'unknown', []],
    ['["${join("\\",\\"", var.any)}"]', 'unknown', []],
    ['[${var.any}]', 'unknown', []],
    ['"repo:acme\\\\u002fapi:ref:refs/heads/main"', 'exact', []],
    ['"${"repo:acme\\\\u002fapi:ref:refs/heads/main"}"', 'exact', []],
    ['"${"repo:acme/api:ref:refs/heads/main\\n"}"', 'unknown', ['policy/syntax']],
  ])('%s', (value, verdict, wrong) => {
    const found = judged(policy(`${AUD}, ${sub(value.replaceAll('\\\\u002f', '\\u002f'))}`));
    if (verdict === 'anyone' || wrong.length === 0) expect(found).toEqual({ verdict, wrong });
    else expect(found.wrong.map((line) => line.split(' ')[0])).toEqual(expect.arrayContaining(wrong));
  });

  it('takes what stands between values for anything, where it is not known', () => {
    expect(judged(policy(`${AUD} \${var.any}`))).toEqual({ verdict: 'unknown', wrong: [] });
    expect(judged(policy(`${AUD}\${", "}${sub('"repo:acme/api:ref:refs/heads/main"')}`)).verdict).toBe('exact');
  });
});

describe('directives', () => {
  const main = '"repo:acme/api:ref:refs/heads/main"';
  const web = '"repo:acme/web:ref:refs/heads/main"';
  it.each([
    ['a branch that is known', `${AUD}, %{ if true }${sub(main)}%{ else }${sub('"repo:*"')}%{ endif }`, 'exact', []],
    [
      'one of two operators',
      `${AUD}, ${sub(main, '"%{ if var.b }StringLike%{ else }StringEqualsIgnoreCase%{ endif }"')}`,
      'exact',
      [],
    ],
    ['the same key in both', `${AUD}, %{ if var.b }${sub(main)}%{ else }${sub(web)}%{ endif }`, 'exact', []],
    [
      'a branch that lets strangers in',
      `${AUD}, %{ if var.b }${sub(main)}%{ else }${sub('"repo:*"')}%{ endif }`,
      'unknown',
      ['oidc/anyone "repo:*"'],
    ],
    [
      'two that exclude each other',
      `${AUD}%{ if var.b }, ${sub(main)}%{ endif }%{ if !var.b }, ${sub(web)}%{ endif }`,
      'exact',
      [],
    ],
    [
      'two of which it is not known whether they exclude each other',
      `${AUD}%{ if var.b == "x" }, ${sub(main)}%{ endif }%{ if var.b != "x" }, ${sub(web)}%{ endif }`,
      'unknown',
      [],
    ],
    [
      'a loop over what is known',
      `${AUD}, ${sub('[%{ for i, s in local.main }${i > 0 ? "," : ""}"${s}"%{ endfor }]')}`,
      'exact',
      [],
    ],
    [
      'a loop over what is not',
      `${AUD}, ${sub('[%{ for s in var.any }"repo:acme/${s}",%{ endfor }"repo:acme/*"]')}`,
      'unknown',
      [],
    ],
    ['a loop that makes keys', `${AUD}%{ for s in var.any }, ${sub('"${s}"')}%{ endfor }`, 'unknown', []],
  ])('%s', (_, condition, verdict, wrong) => {
    expect(judged(policy(condition))).toEqual({ verdict, wrong });
  });

  it.each([
    ['a part of a string', sub('"repo:acme/%{ for s in var.any }${s}%{ endfor }"')],
    ['a value', `${sub('%{ for s in var.any }["x"]%{ endfor }')}, "StringNotLike": {}`],
    [
      'a value with its comma',
      `"StringLike": %{ for s in var.any }{}, %{ endfor } ${sub(main, '"StringEqualsIgnoreCase"')}`,
    ],
    ['an operator', `%{ for s in var.any }"${'${s}'}"%{ endfor }: {}`],
  ])('stand for %s where nothing is known of it', (_, condition) => {
    expect(judged(policy(`${AUD}, ${condition}`))).toEqual({ verdict: 'unknown', wrong: [] });
  });

  it('read each alternative of an element by itself', () => {
    const condition = `${AUD}, ${sub(main)}`;
    const effect = '%{ if var.b }"Sid": "A", "Effect": "Allow"%{ else }"Sid": "B", "Effect": "Allow"%{ endif }';
    expect(judged(policy(condition, ACTION, effect))).toEqual({ verdict: 'exact', wrong: [] });
    const action =
      '"Action": %{ if var.b }"sts:AssumeRoleWithWebIdentity"%{ else }["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]%{ endif }';
    expect(judged(policy(condition, action))).toEqual({ verdict: 'exact', wrong: [] });
    const flags =
      '%{ if var.b }"Sid": "A", %{ endif }%{ if var.c }"Effect": "Allow"%{ else }"Effect": "Deny"%{ endif }';
    expect(judged(policy(condition, ACTION, flags)).wrong).toEqual([]);
  });

  it('keep a fault that stands outside of them', () => {
    const excluded =
      '%{ if var.b != "" }"Sid": "A", %{ endif }%{ if var.c != "" }"Sid": "B", %{ endif }"Effect": "Allow"';
    const { wrong } = judged(policy(`${AUD}, ${sub('"repo:acme/*/x"', '"StringEqualsIgnoreCase"')}`, ACTION, excluded));
    expect(wrong).toEqual(['condition/wildcard-literal "repo:acme/*/x"']);
  });

  it('give no fix that writes where they stand', () => {
    const text = `${LOCALS}resource "aws_iam_role" "r" {\n  assume_role_policy = <<EOF\n${policy(`${AUD}, %{ if true }${sub('["repo:acme/api", "%{ if true }x%{ endif }"]', '"StringEqual"')}%{ endif }`)}\nEOF\n}\n`;
    const { findings } = analyse('terraform', text);
    const fixes = findings.flatMap((finding) => finding.fixes().flatMap(({ edits }) => edits));
    for (const { range } of fixes) expect(text.slice(range.start, range.end)).not.toMatch(/%\{/);
  });
});

it('a template that is rendered with other values makes another policy', () => {
  const call = (name: string, value: string): string =>
    `resource "aws_iam_role" "${name}" {\n  assume_role_policy = templatefile("t.tftpl", { sub = ${value} })\n}\n`;
  const template = policy(`${AUD}, ${sub('"${sub}"')}`);
  const main = `${LOCALS}${call('a', 'local.main[0]')}${call('b', '"repo:*"')}${call('c', 'var.any')}${call('d', 'var.any')}`;
  const files = [{ id: 'main.tf', text: main, tree: parseHcl(main) }];
  const { roles } = analyzeModule(files, { access: { read: () => ({ id: 't.tftpl', text: template }) } });
  expect(roles.map(({ verdict }) => verdict)).toEqual(['exact', 'anyone', 'unknown', 'unknown']);
});

it('a JSON file that only Terraform makes JSON of is no policy by itself', () => {
  const read = (value: string): ReturnType<typeof analyzeJson> =>
    analyzeJson('policy.json', policy(`${AUD}, ${sub(value)}`));
  for (const value of [
    '"${join("\\",\\"", subs)}"',
    '${jsonencode(subs)}',
    '${subs}',
    '[%{ for s in subs }"${s}",%{ endfor }]',
  ])
    expect(read(value)).toBeUndefined();
  expect(read('"repo:acme/${aws:username}" x')?.findings.map(({ rule }) => rule)).toContain('policy/syntax');
});
