/**
 * A policy that is converted means what it meant: it renders to the same JSON, has the same findings, Terraform accepts it, and
 * `terraform fmt` leaves it as it is. So it is after it was converted back.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { rules } from '../../server/src/core/rules/index.ts';
import { verdict } from '../conformance/oracle.ts';
import { evaluate, terraformVersion } from '../conformance/terraform.ts';
import { CORPUS, corpusFiles, FULL, ownFiles, PROJECT, sample } from '../corpus/corpus.ts';
import { analyseModule } from '../support/analyse.ts';
import { type Converted, canonical, convertAll, type Files } from '../support/convert.ts';
import { type SurfaceName, write } from '../support/surfaces.ts';
import '../support/seed.ts';

const MINUTES = 60_000;
vi.setConfig({ testTimeout: 2 * MINUTES });
const terraform = terraformVersion();

/** What a module's policies render to, and which rules find something in them. Values that share a text share a finding. */
function reading(files: Files): { policies: string[]; findings: string[]; problems: number } {
  const { rendered, findings, problems } = analyseModule(files);
  const roles = rendered.filter(({ kind }) => kind === 'role');
  const declared = Object.values(files).join('\n').split('resource "aws_iam_role"').length - 1;
  const found = new Set(findings.map(({ rule, severity }) => `${rule} ${severity}`));
  // A document leaves an empty `Sid` out, and nothing but a heredoc has white space in front of the JSON.
  for (const gone of ['statement/sid hint', 'policy/charset information']) found.delete(gone);
  return {
    policies: roles.map(({ text, unknown }) =>
      text === undefined ? '' : `${canonical(text)} ${unknown.toSorted().join()}`,
    ),
    // A policy of a role that is not made has none, and a document that nobody uses may have some.
    findings: roles.length < declared ? [] : [...found].sort(),
    problems: problems.length,
  };
}

/** The same module in other forms, each checked; also converted back. */
function expectSame(files: Files): Converted[] {
  const before = reading(files);
  const all = convertAll(files);
  for (const { to, result } of all) {
    if ('refused' in result) continue;
    expectReading(result.files, to, before, Object.values(files).join('\n'));
    for (const back of convertAll(result.files)) {
      if ('files' in back.result)
        expectReading(back.result.files, back.to, before, Object.values(result.files).join('\n'));
    }
  }
  return all;
}

function expectReading(files: Files, to: string, before: ReturnType<typeof reading>, from: string): void {
  const what = `${from}\n=> ${to}\n${Object.values(files).join('\n')}`;
  const after = reading(files);
  expect(after.problems, what).toBe(before.problems);
  // Of a text in a heredoc that depends on the instance, the choices are not told apart.
  if (to === 'heredoc' && before.policies.some((policy) => policy.includes(' or '))) return;
  expect(after.policies, what).toEqual(before.policies);
  // What refers to a document that is no trust policy is a fault of its own.
  if (!before.findings.includes('terraform/wrong-document error'))
    expect(after.findings, what).toEqual(before.findings);
}

function textsOf(converted: readonly Converted[]): string[] {
  return converted.flatMap(({ result }) => ('files' in result ? Object.values(result.files) : []));
}

async function expectAccepted(texts: readonly string[]): Promise<void> {
  for (const text of texts) expect(await verdict(text), text).toEqual({ accepted: true, lines: [] });
}

/** As `terraform fmt` lays texts out, all at once. */
function formatted(texts: readonly string[]): string[] {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'convert-'));
  try {
    texts.forEach((text, i) => void fs.writeFileSync(path.join(directory, `${i}.tf`), text));
    const env = { ...process.env, CHECKPOINT_DISABLE: '1', TF_CLI_CONFIG_FILE: os.devNull };
    spawnSync('terraform', ['fmt', '-list=false', directory], { env, encoding: 'utf8' });
    return texts.map((_, i) => fs.readFileSync(path.join(directory, `${i}.tf`), 'utf8'));
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

describe('rule examples', () => {
  const surfaces = ['jsonencode', 'heredoc', 'string', 'policy-document'] as const;
  const examples = rules.flatMap(({ examples }) =>
    examples.filter(({ surface }) => surface === 'json').flatMap(({ valid, invalid }) => [valid ?? invalid!]),
  );
  const terraformExamples = rules.flatMap(({ examples }) =>
    examples.filter(({ surface }) => surface === 'terraform').flatMap(({ valid, invalid }) => [valid ?? invalid!]),
  );

  it.each(surfaces)('mean the same after they were converted from %s', async (surface: SurfaceName) => {
    const converted = sample(examples, 50).flatMap((text) => {
      const written = write(JSON.parse(text), surface);
      return written ? expectSame({ 'main.tf': written.text }) : [];
    });
    const texts = textsOf(converted);
    expect(texts.length).toBeGreaterThan(30);
    await expectAccepted(texts);
  });

  it('mean the same where they are Terraform', async () => {
    const texts = textsOf(terraformExamples.flatMap((text) => expectSame({ 'main.tf': text })));
    expect(texts.length).toBeGreaterThan(20);
    await expectAccepted(texts);
  });
});

/** Texts that are written otherwise in each form. */
const text = fc.oneof(
  fc.constantFrom(
    'sts:AssumeRole',
    'a "b" \\c',
    '${aws:username}',
    '%{if}',
    '&',
    'tab\tline\nend',
    'ünï😀',
    '$',
    '*',
    '$${x}',
    'x',
  ),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const literal = text.map((value) =>
  JSON.stringify(value)
    .replace(/([$%])\{/g, '$1$1{')
    .replace(/[\x7f\u2028\u2029]/g, ''),
);
const computed = fc.constantFrom(
  'var.one',
  '"a/${var.one}/b"',
  'local.known',
  '"${local.known}"',
  'aws_iam_openid_connect_provider.x.arn',
  'format("%s:x", var.one)',
);

function policySource(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const values = fc.oneof(
    value,
    fc.array(value, { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  );
  const condition = fc
    .uniqueArray(fc.constantFrom('StringEquals', 'StringLike', '"ForAnyValue:StringLike"', 'Bool'), {
      minLength: 1,
      maxLength: 2,
    })
    .chain((operators) =>
      fc.tuple(...operators.map(() => fc.tuple(values, values))).map((pairs) => {
        const keys = pairs.map(([a, b], i) => `${operators[i]} = { "gitlab.com:sub" = ${a}, "aws:x${i}" = ${b} }`);
        return `Condition = { ${keys.join(', ')} }`;
      }),
    );
  const principal = fc.oneof(
    fc.constant('Principal = "*"'),
    values.map((ids) => `Principal = { Federated = ${ids} }`),
    fc.tuple(values, values).map(([a, b]) => `NotPrincipal = { AWS = ${a}, Service = ${b} }`),
  );
  const statement = fc
    .tuple(
      fc.constantFrom('', 'Sid = "a1"'),
      principal,
      fc.constantFrom('Action', 'NotAction'),
      values,
      fc.option(condition),
    )
    .map(
      ([sid, who, name, actions, when]) =>
        `{\n${[sid, 'Effect = "Allow"', who, `${name} = ${actions}`, when ?? ''].filter(Boolean).join('\n')}\n}`,
    );
  return fc
    .tuple(fc.constantFrom('2012-10-17', '2008-10-17'), fc.array(statement, { minLength: 1, maxLength: 2 }))
    .map(
      ([version, statements]) =>
        `jsonencode({\nVersion = "${version}"\nStatement = [\n${statements.join(',\n')}\n]\n})`,
    );
}

const AROUND = `variable "one" {
  type = string
}

locals {
  known = "x/y"
}

resource "aws_iam_openid_connect_provider" "x" {
  url = "https://gitlab.com"
}
`;

function moduleWith(source: string): string {
  return `${AROUND}\nresource "aws_iam_role" "ci" {\n  name = "ci"\n  assume_role_policy = ${source}\n}\n`;
}

describe('generated policies', () => {
  it('mean the same in every form, and back', () => {
    let offered = 0;
    fc.assert(
      fc.property(policySource(fc.oneof(literal, computed)), (source) => {
        offered += textsOf(expectSame({ 'main.tf': moduleWith(source) })).length;
      }),
      { numRuns: 80 },
    );
    expect(offered).toBeGreaterThan(80);
  });

  it.skipIf(!terraform)('are the same JSON to Terraform', () => {
    const sources = fc.sample(policySource(literal), 40);
    const pairs = sources.flatMap((source) =>
      convertAll({ 'main.tf': moduleWith(source) }).flatMap(({ to, result }) =>
        to === 'heredoc' && 'files' in result ? [[source, valueIn(result.files['main.tf']!)] as const] : [],
      ),
    );
    expect(pairs.length).toBeGreaterThan(30);
    const answers = evaluate(pairs.flat()).map((answer) => JSON.parse(answer) as unknown);
    pairs.forEach((pair, i) => void expect(answers[2 * i + 1], pair.join('\n')).toEqual(answers[2 * i]));
  });

  it.skipIf(!terraform)('stay as terraform fmt lays them out', () => {
    const sources = fc.sample(policySource(fc.oneof(literal, computed)), 60);
    const texts = textsOf(formatted(sources.map(moduleWith)).flatMap((clean) => convertAll({ 'main.tf': clean })));
    expect(texts.length).toBeGreaterThan(60);
    formatted(texts).forEach((clean, i) => void expect(texts[i]).toBe(clean));
  });
});

function valueIn(module: string): string {
  return `${/assume_role_policy = ([\s\S]*)\n\}\n$/.exec(module)![1]!}\n`;
}

describe(CORPUS ? 'the corpus' : "the project's own files", () => {
  const root = CORPUS ?? PROJECT;
  const files = (CORPUS ? corpusFiles(CORPUS) : ownFiles())
    .map(({ file }) => file)
    .filter((file) => /\.tf$/.test(file));
  const directories = [...new Set(files.map((file) => path.dirname(file)))].sort();
  const chosen = CORPUS && !FULL ? directories.filter((_, i) => i % 40 === 0) : directories;

  it(
    'means the same where it is converted',
    async () => {
      const modules = chosen.map((directory) =>
        Object.fromEntries(
          files
            .filter((file) => path.dirname(file) === directory)
            .map((file) => [file, fs.readFileSync(path.join(root, file), 'utf8')] as const),
        ),
      );
      const converted = modules.flatMap((module) => expectSame(module));
      const counts = new Map<string, number>();
      for (const { from, to, result } of converted) {
        const key = `${from} to ${to}: ${'files' in result ? 'converted' : result.refused.replace(/^.* (?=may be one)/, 'a value ')}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const table = [...counts]
        .sort(([, a], [, b]) => b - a)
        .map(([key, count]) => `${String(count).padStart(6)}  ${key}`);
      console.warn(`Conversions of ${modules.length} modules:\n${table.join('\n')}`);
      expect(textsOf(converted).length).toBeGreaterThan(0);
    },
    10 * MINUTES,
  );
});
