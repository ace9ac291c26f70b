/** What is certain of values that are known in part: it must stay, and nothing more may be claimed. */
import { describe, expect, it } from 'vitest';
import { parseHcl } from '../../../server/src/core/hcl/parse.ts';
import { Evaluator } from '../../../server/src/core/terraform/evaluate.ts';
import { Module } from '../../../server/src/core/terraform/module.ts';
import { show } from '../../../server/src/core/value/text.ts';
import type { Value } from '../../../server/src/core/value/value.ts';

const PREAMBLE = `
variable "org" {}
variable "flag" {}
variable "list" {}
locals {
  base  = { aud = "sts.amazonaws.com", sub = "repo:acme/*" }
  extra = var.flag ? { sub = "repo:other/*" } : {}
}
`;

/** A value as a person reads it: holes by name, `...` where more may stand. */
function described(value: Value): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(show(value.text));
    case 'number':
      return value.text;
    case 'bool':
      return String(value.value);
    case 'list':
      return `[${[...value.items.map(described), ...(value.open ? ['...'] : [])].join(', ')}]`;
    case 'object': {
      const entries = value.entries.map((entry) => `${show(entry.key.text)}: ${described(entry.value)}`);
      return `{${[...entries, ...(value.open ? ['...'] : [])].join(', ')}}`;
    }
    case 'one-of':
      return value.options.map(described).join(' | ');
    case 'reference':
      return value.address;
    case 'encoded':
      return `json ${described(value.value)}`;
    case 'null':
    case 'unknown':
      return value.kind;
  }
}

function evaluated(expression: string): string {
  const text = `${PREAMBLE}\nlocals {\n  result = ${expression}\n}\n`;
  const module = new Module([{ id: 'main.tf', text, tree: parseHcl(text) }]);
  const evaluator = new Evaluator(module, { variableDefaults: true });
  const { attribute, file } = module.local('result')!;
  return described(evaluator.evaluate(attribute.value, evaluator.scope(file)));
}

describe('partly known values', () => {
  it.each([
    ['"repo:${var.org}/api"', '"repo:${var.org}/api"'],
    ['"repo:${var.flag ? "acme" : "acme-labs"}/api"', '"repo:acme/api" | "repo:acme-labs/api"'],
    ['var.flag ? "a" : "b"', '"a" | "b"'],
    ['format("repo:%s/%s:*", var.org, "api")', '"repo:${var.org}/api:*"'],
    ['upper("repo:${var.org}/x")', '"REPO:${upper(var.org)}/X"'],
    ['lower(var.flag ? "A" : "B")', '"a" | "b"'],
    ['trimprefix("https://${var.org}", "https://")', '"${var.org}"'],
    ['trimprefix("${var.org}/path", "https://")', '"${?}path"'],
    ['trimsuffix("repo:${var.org}", ":*")', '"repo${?}"'],
    ['startswith("repo:${var.org}", "repo:")', 'true'],
    ['startswith("repo:${var.org}", "project")', 'false'],
    ['startswith(var.org, "a")', 'unknown'],
    ['substr("repo:${var.org}", 0, 4)', '"repo"'],
    ['join("/", ["a", var.org, "b"])', '"a/${var.org}/b"'],
    ['length(["a", var.org])', '2'],
    ['length(toset(["a", var.org]))', 'unknown'],
    ['concat(["a"], var.list)', '["a", ...]'],
    ['concat(["a"], var.flag ? ["b"] : [])', '["a", ...]'],
    ['compact(["a", var.org])', '["a", ...]'],
    ['contains(["a", var.org], "a")', 'true'],
    ['contains(["a", var.org], "b")', 'unknown'],
    ['merge(local.base, var.flag ? { x = 1 } : {})', '{aud: "sts.amazonaws.com", sub: "repo:acme/*", ...}'],
    ['merge(local.base, local.extra)', '{aud: "sts.amazonaws.com", ...}'],
    ['merge(local.base, var.list)', '{...}'],
    ['merge(var.list, local.base)', '{aud: "sts.amazonaws.com", sub: "repo:acme/*", ...}'],
    ['merge(local.base, { (var.org) = 1 })', '{${var.org}: 1, ...}'],
    [
      'merge(local.base, { "x:${var.org}" = 1 })',
      '{aud: "sts.amazonaws.com", sub: "repo:acme/*", x:${var.org}: 1, ...}',
    ],
    ['{ a = 1, (var.org) = 2 }.a', 'unknown'],
    ['{ (var.org) = 2, a = 1 }.a', '1'],
    ['lookup({ (var.org) = 2 }, "a", 3)', 'unknown'],
    ['[for x in ["a", "b"] : "${x}-${var.org}"]', '["a-${var.org}", "b-${var.org}"]'],
    ['[for x in ["a", "b"] : x if var.flag]', '[...]'],
    ['[for x in var.list : x]', '[...]'],
    ['{ for x in ["b", "a"] : x => var.org }', '{b: var.org, a: var.org}'],
    ['try(var.list.sub, "x")', 'var.list.sub | "x"'],
    ['try(local.base.none, "x")', '"x"'],
    ['coalesce(var.org, "x")', 'var.org | "x"'],
    ['coalesce("a-${var.org}", "x")', '"a-${var.org}"'],
    ['"%{ if var.flag }repo:acme/a%{ else }repo:acme/b%{ endif }"', '"repo:acme/a" | "repo:acme/b"'],
    ['"%{ if !var.flag }a%{ endif }b%{ if (var.flag) }c%{ endif }"', '"bc" | "ab"'],
    ['"%{ if var.flag }ab%{ endif }%{ if var.list == [] }ac%{ endif }"', '"${?}${?}"'],
    ['"%{ for x in ["a", "b"] }${x}:${var.org};%{ endfor }"', '"a:${var.org};b:${var.org};"'],
    ['"a %{ for x in var.list }${x}%{ endfor } b"', '"a ${?} b"'],
    ['jsondecode(jsonencode({ a = var.org })).a', 'var.org'],
    ['"x${jsonencode([var.org, 1])}"', '"x[${?},1]"'],
    ['var.flag && false', 'false'],
    ['var.flag == true', 'unknown'],
    ['replace("repo:${var.org}", "repo:", "x")', '"x${replace(var.org, \\"repo:\\", \\"x\\")}"'],
  ])('%s is %s', (expression, wanted) => {
    expect(evaluated(expression).replaceAll('\\\\', '\\')).toBe(wanted.replaceAll('\\\\', '\\'));
  });
});
