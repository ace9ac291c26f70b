/** A role that is repeated is judged as its instances are when each is written out. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isWidth, type Verdict, wider } from '../../server/src/core/access/verdict.ts';
import { analyzeModule } from '../../server/src/core/analysis/analyze.ts';
import type { Report } from '../../server/src/core/analysis/report.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';
import '../support/seed.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 3_000 : 100;

/** What differs from instance to instance. */
interface Trust {
  readonly host: string;
  readonly operator: string;
  readonly audience: string;
  readonly subject: string;
}

/** The same as expressions. */
type Written = Trust;

const trust: fc.Arbitrary<Trust> = fc.oneof(
  fc.record({
    host: fc.constant('token.actions.githubusercontent.com'),
    operator: fc.constantFrom('StringLike', 'StringLike', 'StringEquals'),
    audience: fc.constantFrom('sts.amazonaws.com', 'sts.amazonaws.com', 'sts.amazonaw.com'),
    subject: fc.constantFrom(
      ...['repo:acme/api:ref:refs/heads/main', 'repo:acme/web:environment:prod', 'repo:acme/api:*', 'repo:acme/*'],
      ...['repo:*', '*', 'repo:acme*', 'repo:acme/api', 'repo:acme/api:ref:refs/head/main', 'acme/api:pull_request'],
    ),
  }),
  fc.record({
    host: fc.constant('gitlab.com'),
    operator: fc.constantFrom('StringLike', 'StringEquals'),
    audience: fc.constantFrom('https://gitlab.com', 'sts.amazonaws.com'),
    subject: fc.constantFrom(
      ...['project_path:acme/api:ref_type:branch:ref:main', 'project_path:acme/*', 'project_path:*', 'repo:acme/api:*'],
    ),
  }),
);

function policy({ host, operator, audience, subject }: Written): string {
  return `  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]
    principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::111122223333:oidc-provider/\${${host}}"]
    }
    condition {
      test     = "StringEquals"
      variable = "\${${host}}:aud"
      values   = [${audience}]
    }
    condition {
      test     = ${operator}
      variable = "\${${host}}:sub"
      values   = [${subject}]
    }
  }
`;
}

const FIELDS = ['host', 'operator', 'audience', 'subject'] as const;
const of = (object: string): Written =>
  Object.fromEntries(FIELDS.map((field) => [field, `${object}.${field}`])) as unknown as Written;
const document = (name: string, repetition: string, written: Written): string =>
  `data "aws_iam_policy_document" "${name}" {\n  ${repetition}\n${policy(written)}}\n`;
const role = (name: string, repetition: string, json: string): string =>
  `resource "aws_iam_role" "${name}" {\n  ${repetition}\n  assume_role_policy = ${json}\n}\n`;

function writtenOut(all: readonly Trust[]): string {
  return all
    .map((one, i) => {
      const literals = Object.fromEntries(FIELDS.map((field) => [field, JSON.stringify(one[field])]));
      const name = `k${i}`;
      return (
        document(name, '', literals as unknown as Written) + role(name, '', `data.aws_iam_policy_document.${name}.json`)
      );
    })
    .join('');
}

interface Repetition {
  readonly argument: string;
  readonly each: string;
  readonly index: string;
}

const REPETITIONS: readonly Repetition[] = [
  { argument: 'for_each = local.all', each: 'each.value', index: 'each.key' },
  { argument: 'for_each = toset(keys(local.all))', each: 'local.all[each.key]', index: 'each.value' },
  {
    argument: 'for_each = { for k, v in merge(local.all, { x = null }) : k => v if v != null }',
    each: 'each.value',
    index: 'each.key',
  },
  { argument: 'count = length(local.list)', each: 'local.list[count.index]', index: 'count.index' },
  { argument: 'count = length(local.list)', each: 'element(local.list, count.index)', index: 'count.index' },
];

type Files = Readonly<Record<string, string>>;

const VARIABLES = FIELDS.map((field) => `variable "${field}" {}\n`).join('');
const CALLED = `${VARIABLES}${document('d', '', of('var'))}`;
const RENDERED = 'data.aws_iam_policy_document.d.json';

function called({ argument, each }: Repetition): string {
  const args = FIELDS.map((field) => `  ${field} = ${each}.${field}\n`).join('');
  return `module "m" {\n  source = "./m"\n  ${argument}\n${args}}\n`;
}

/** The ways in which roles get the policies of their own. */
const WAYS: readonly ((repetition: Repetition) => Files)[] = [
  ({ argument, each, index }) => ({
    'main.tf': document('d', argument, of(each)) + role('r', argument, `data.aws_iam_policy_document.d[${index}].json`),
  }),
  (repetition) => ({ 'main.tf': called(repetition), 'm/main.tf': CALLED + role('r', '', RENDERED) }),
  (repetition) => ({
    'main.tf': called(repetition) + role('r', repetition.argument, `module.m[${repetition.index}].json`),
    'm/main.tf': `${CALLED}output "json" {\n  value = ${RENDERED}\n}\n`,
  }),
  ({ argument, each, index }) => ({
    'main.tf': `${document('d', argument, of(each))}module "m" {
  source = "./m"
  ${argument}
  json = data.aws_iam_policy_document.d[${index}].json
}
`,
    'm/main.tf': `variable "json" {}\n${role('r', '', 'var.json')}`,
  }),
];

function analysed(files: Files): Report {
  const [main, ...inner] = Object.entries(files).map(([id, text]) => ({
    id,
    text,
    tree: parseConfiguration(id, text),
  }));
  return analyzeModule([main!], { child: () => ({ surroundings: {}, files: inner }) });
}

/** Who gets in by one of several roles; which rules find something that matters. */
function told({ roles, findings }: Report): { verdict: Verdict; rules: readonly string[] } {
  const verdicts = roles.map(({ verdict }) => verdict);
  const unknown = verdicts.includes('anyone') ? undefined : verdicts.find((verdict) => !isWidth(verdict));
  const verdict = unknown ?? verdicts.filter(isWidth).reduce(wider);
  const rules = findings.filter(({ severity }) => severity !== 'information').map(({ rule }) => rule);
  return { verdict, rules: [...new Set(rules)].sort() };
}

it(`${RUNS} modules`, () => {
  const case_ = fc.record({
    all: fc.array(trust, { minLength: 1, maxLength: 3 }),
    repetition: fc.constantFrom(...REPETITIONS),
    way: fc.constantFrom(...WAYS),
  });
  fc.assert(
    fc.property(case_, ({ all, repetition, way }) => {
      const map = JSON.stringify(Object.fromEntries(all.map((one, i) => [`k${i}`, one])));
      const locals = `locals {\n  all = ${map}\n  list = ${JSON.stringify(all)}\n}\n`;
      const files = way(repetition);
      const repeated = analysed({ ...files, 'main.tf': locals + files['main.tf'] });
      expect(repeated.roles).toHaveLength(1);
      expect(told(repeated)).toEqual(told(analysed({ 'main.tf': writtenOut(all) })));
    }),
    { numRuns: RUNS },
  );
}, 600_000);
