/**
 * How long it takes to say who can assume a role, side by side with the parse of the file in which it is written. What was
 * changed is one value: the subjects of its issuer are compiled, this value has not been seen before.
 * `npx tsx bench/verdict.ts [ROUNDS]`; with OIDC_TRUST_CORPUS also every web identity role of the corpus.
 */
import fs from 'node:fs';
import path from 'node:path';
import { judgeRole } from '../server/src/core/access/roleVerdict.ts';
import { parseHcl } from '../server/src/core/hcl/parse.ts';
import { ModelSource } from '../server/src/core/policy/build.ts';
import type { OidcProvider, TrustPolicy } from '../server/src/core/policy/model.ts';
import { Evaluator } from '../server/src/core/terraform/evaluate.ts';
import { Module, type ModuleFile } from '../server/src/core/terraform/module.ts';
import { decodeText } from '../server/src/workspace/fileSystem.ts';
import { quantile } from '../test/conformance/recovering.ts';
import { CORPUS, corpusFiles } from '../test/corpus/corpus.ts';

const MIN_ROUNDS = 9;
const KEYS = 200;
const rounds = Math.max(MIN_ROUNDS, Number(process.argv[2] ?? MIN_ROUNDS));

interface Case {
  readonly name: string;
  readonly issuer: string;
  readonly operator: string;
  /** `N` is another number at every key. */
  readonly values: readonly string[];
}

const GITHUB = 'token.actions.githubusercontent.com';
const TYPICAL: readonly Case[] = [
  { name: 'one branch', issuer: GITHUB, operator: 'StringEquals', values: ['repo:acme/api-N:ref:refs/heads/main'] },
  { name: 'one repository', issuer: GITHUB, operator: 'StringLike', values: ['repo:acme/api-N:*'] },
  { name: 'one owner', issuer: GITHUB, operator: 'StringLike', values: ['repo:acme-N/*'] },
  { name: 'strangers', issuer: GITHUB, operator: 'StringLike', values: ['repo:acme-N*'] },
  { name: 'branches', issuer: GITHUB, operator: 'StringLike', values: ['repo:acme/api-N:ref:refs/heads/release/*'] },
  {
    name: 'three values',
    issuer: GITHUB,
    operator: 'StringLike',
    values: ['repo:acme/api:ref:refs/heads/main', 'repo:acme/web:*', 'repo:acme/api-N:environment:prod'],
  },
  { name: 'nobody', issuer: GITHUB, operator: 'StringEquals', values: ['repo:acme/api-N:refs/heads/main'] },
  {
    name: 'GitLab',
    issuer: 'gitlab.com',
    operator: 'StringLike',
    values: ['project_path:acme/api-N:ref_type:branch:ref:*'],
  },
  {
    name: 'EKS',
    issuer: 'oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
    operator: 'StringEquals',
    values: ['system:serviceaccount:ns-N:app'],
  },
];

function fileOf({ issuer, operator, values }: Case, n: number): string {
  return `resource "aws_iam_openid_connect_provider" "this" {
  url            = "https://${issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.this.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    condition {
      test     = "${operator}"
      variable = "${issuer}:sub"
      values   = ${JSON.stringify(values.map((value) => value.replace('N', String(n))))}
    }
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}
`;
}

interface Read {
  readonly policies: readonly TrustPolicy[];
  readonly complete: boolean;
  readonly providers: readonly OidcProvider[];
}

function read(text: string): Read {
  const module = new Module([{ id: 'main.tf', text, tree: parseHcl(text) }], {});
  const { roles, providers } = new ModelSource(new Evaluator(module, { variableDefaults: true })).model();
  const { policies, complete } = roles[0]!;
  return { policies, complete, providers };
}

const verdictOf = ({ policies, complete, providers }: Read) =>
  judgeRole(policies, complete, { declared: providers, own: [] });

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

const us = (time: number): string => `${(time * 1000).toFixed(0)} us`.padStart(9);

/** Of every round, the median of its keys; parse and verdict take turns at each key. */
function typical(): void {
  console.log(`verdict of a role after one value was changed: ${rounds} rounds of ${KEYS} keys`);
  console.log(`  ${'role'.padEnd(16)}  verdict     99%    parse  verdict/parse`);
  let n = 0;
  for (const one of TYPICAL) {
    const medians: { parse: number; verdict: number }[] = [];
    const all: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const times: { parse: number[]; verdict: number[] } = { parse: [], verdict: [] };
      for (let key = 0; key < KEYS; key++) {
        const text = fileOf(one, n++);
        const role = read(text);
        times.parse.push(timed(() => parseHcl(text)));
        times.verdict.push(timed(() => verdictOf(role)));
      }
      if (round < 0) continue; // warm: what counts is the steady state of an editor
      all.push(...times.verdict);
      medians.push({ parse: quantile(times.parse, 0.5), verdict: quantile(times.verdict, 0.5) });
    }
    const at = (pick: (each: { parse: number; verdict: number }) => number): number => quantile(medians.map(pick), 0.5);
    const { verdict } = verdictOf(read(fileOf(one, n++)));
    console.log(
      `  ${one.name.padEnd(16)}${us(at((each) => each.verdict))}${us(quantile(all, 0.99))}${us(at((each) => each.parse))}` +
        `  ${at((each) => each.verdict / each.parse).toFixed(2)}  (${verdict})`,
    );
  }
}

const numbered = (count: number, make: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** What somebody could write to make it slow. */
const HARD: readonly (readonly [name: string, operator: string, values: readonly string[]])[] = [
  ['stars', 'StringLike', [`repo:${'*a'.repeat(60)}*`]],
  ['question marks', 'StringLike', [`repo:acme/*${'?'.repeat(60)}*a?b*`]],
  ['values', 'StringLike', Array.from({ length: 300 }, (_, i) => `repo:acme/api-${i}*:ref:refs/heads/v*`)],
  ['all but values', 'StringNotLike', Array.from({ length: 100 }, (_, i) => `repo:acme/*api-${i}*`)],
  [
    'shapes',
    'StringLike',
    numbered(300, (n) => `repo:acme/${'?'.repeat(n % 30)}${'*a'.repeat(1 + n / 30)}*:ref:refs/heads/v*`),
  ],
  ['a star, marks', 'StringNotLike', [`*a${'?'.repeat(30)}`, `*b${'?'.repeat(31)}`]],
  ['exact values', 'StringNotEquals', numbered(2000, (n) => `repo:acme/api-${n}:pull_request`)],
  ['case folding', 'StringEqualsIgnoreCase', [`repo:acme/${'aBc'.repeat(60)}:ref:refs/heads/main`]],
];

function hard(): void {
  console.log('made to be slow, once');
  for (const [name, operator, values] of HARD) {
    const role = read(fileOf({ name, issuer: GITHUB, operator, values }, 0));
    const time = timed(() => verdictOf(role));
    const words = timed(() => verdictOf(role).sentence);
    console.log(`  ${name.padEnd(16)}${us(time)}, in words${us(words)}  (${verdictOf(role).verdict})`);
  }
}

/** Every web identity role of the corpus, of each directory by itself; twice, the second time with a policy of its own. */
function corpus(folder: string): void {
  const directories = new Map<string, ModuleFile[]>();
  for (const { file } of corpusFiles(folder)) {
    if (!/\.(tf|tofu)$/.test(file)) continue;
    const decoded = decodeText(fs.readFileSync(path.join(folder, file)));
    if (!decoded.ok || decoded.text.length > 500_000) continue;
    const { text } = decoded;
    const members = directories.get(path.dirname(file)) ?? [];
    directories.set(path.dirname(file), [...members, { id: file, text, tree: parseHcl(text) }]);
  }
  const [cold, warm]: [number[], number[]] = [[], []];
  for (const files of directories.values()) {
    const evaluator = new Evaluator(new Module(files, {}), { variableDefaults: true });
    const { roles, providers } = new ModelSource(evaluator).model();
    for (const { policies, complete } of roles) {
      const again = { policies: policies.map((policy) => ({ ...policy })), complete, providers };
      const first = timed(() => verdictOf({ policies, complete, providers }));
      if (verdictOf({ policies, complete, providers }).verdict === 'not-federated') continue;
      cold.push(first);
      warm.push(timed(() => verdictOf(again)));
    }
  }
  console.log(`corpus: ${cold.length} roles that trust a web identity, or may`);
  for (const [name, times] of [['first time', cold] as const, ['again', warm] as const])
    console.log(
      `  ${name.padEnd(16)}median${us(quantile(times, 0.5))}, 99%${us(quantile(times, 0.99))}, most${us(Math.max(...times))}`,
    );
}

if (CORPUS) corpus(CORPUS);
typical();
hard();
