import fs from 'node:fs';
import path from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, it } from 'vitest';
import { rules } from '../../../server/src/core/rules/index.ts';
import { isJsonSyntax, parseConfiguration } from '../../../server/src/core/terraform/jsonSyntax.ts';
import { applyEdits } from '../../../server/src/core/text/edit.ts';
import { analyseModule, textAt } from '../../support/analyse.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../../examples');

/** A module in JSON syntax, written out from HCL by HashiCorp's parser. */
async function inJson(files: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const entries = Object.entries(files).map(async ([name, text]) => {
    return [`${name}.json`, JSON.stringify(await parse(name, text), null, 2)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** What is said about a module, without places. */
function said(files: Readonly<Record<string, string>>): unknown {
  const { findings, roles, problems } = analyseModule(files);
  return {
    findings: findings.map(({ rule, message }) => `${rule}: ${message}`).sort(),
    roles: roles.map(({ address, verdict, summary }) => `${address} ${verdict}: ${summary}`).sort(),
    problems,
  };
}

/** A role in JSON syntax whose policy document has this condition. */
function trust(condition: object): string {
  const statement = {
    actions: ['sts:AssumeRoleWithWebIdentity'],
    principals: {
      type: 'Federated',
      identifiers: ['arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'],
    },
    condition: [
      { test: 'StringEquals', variable: 'token.actions.githubusercontent.com:aud', values: ['sts.amazonaws.com'] },
      condition,
    ],
  };
  return JSON.stringify(
    {
      '//': 'a comment',
      data: { aws_iam_policy_document: { trust: { statement } } },
      resource: [{ aws_iam_role: { ci: { assume_role_policy: '${data.aws_iam_policy_document.trust.json}' } } }],
    },
    null,
    2,
  );
}

const WILDCARD = {
  test: 'StringEquals',
  variable: 'token.actions.githubusercontent.com:sub',
  values: ['repo:acme/api:*'],
};

describe('Terraform in JSON', () => {
  it.each([
    ['main.tf.json', true],
    ['main.tofu.json', true],
    ['terraform.tfvars.json', true],
    ['trust.json', false],
    ['main.tf', false],
  ])('%s: %s', (name, is) => {
    expect(isJsonSyntax(name)).toBe(is);
  });

  // JSON has no comments, which those of the configuration are about.
  const ofValues = rules.filter(({ id }) => !id.startsWith('config/'));
  const examples = ofValues.flatMap(({ id, examples }) =>
    examples.filter(({ surface }) => surface === 'terraform').map((example) => [id, example] as const),
  );
  it.each(examples)('says of an example of %s what it says of it in HCL', async (_, { invalid, valid }) => {
    const files = { 'main.tf': invalid ?? valid! };
    expect(said(await inJson(files))).toEqual(said(files));
  });

  const folders = fs.readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  it.each(folders.map(({ name }) => name))(
    'says of the example workspace %s what it says of it in HCL',
    async (name) => {
      const names = fs.readdirSync(path.join(EXAMPLES, name)).filter((file) => file.endsWith('.tf'));
      const files = Object.fromEntries(
        names.map((file) => [file, fs.readFileSync(path.join(EXAMPLES, name, file), 'utf8')]),
      );
      expect(said(await inJson(files))).toEqual(said(files));
    },
  );

  it('points at the place and offers the fix that fits', () => {
    const text = trust(WILDCARD);
    const report = analyseModule({ 'main.tf.json': text });
    expect(report.findings.map((found) => [found.rule, textAt(text, found)])).toEqual([
      ['condition/wildcard-literal', '"repo:acme/api:*"'],
    ]);
    expect(report.roles.map(({ address, range }) => [address, text.slice(range.start, range.end)])).toEqual([
      ['aws_iam_role.ci', '"ci"'],
    ]);
    const [fix] = report.findings[0]!.fixes();
    expect(applyEdits(text, fix!.edits)).toBe(trust({ ...WILDCARD, test: 'StringLike' }));
  });

  it('reads a policy in a string, escapes included, and writes fixes in its quoting', () => {
    const policy = (operator: string): string =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' },
            Action: 'sts:AssumeRoleWithWebIdentity',
            Condition: {
              StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
              [operator]: { 'token.actions.githubusercontent.com:sub': 'repo:${var.org}/api:*' },
            },
          },
        ],
      });
    const file = (operator: string): string =>
      JSON.stringify({ resource: { aws_iam_role: { ci: { assume_role_policy: policy(operator) } } } }, null, 2);
    const text = file('StringEqualsIgnoreCase');
    const [finding] = analyseModule({ 'main.tf.json': text }).findings;
    expect(finding && textAt(text, finding)).toBe('\\"repo:${var.org}/api:*\\"');
    const [fix] = finding!.fixes();
    expect(applyEdits(text, fix!.edits)).toBe(file('StringLike'));
  });

  it('finds what stands in an expression, and offers no fix that would break the string around it', () => {
    const expression =
      '${jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", ' +
      'Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/gitlab.com" }, ' +
      'Condition = { StringEquals = { "gitlab.com:aud" = "https://gitlab.com", "gitlab.com:sub" = "project_path:a/b:*" } } }] })}';
    const text = JSON.stringify({ resource: { aws_iam_role: { ci: { assume_role_policy: expression } } } });
    const { findings } = analyseModule({ 'main.tf.json': text });
    const wildcard = findings.find(({ rule }) => rule === 'condition/wildcard-literal');
    expect(wildcard && textAt(text, wildcard)).toBe('\\"project_path:a/b:*\\"');
    for (const finding of findings) {
      for (const { edits } of finding.fixes()) {
        expect(parseConfiguration('main.tf.json', applyEdits(text, edits)).problems).toEqual([]);
      }
    }
  });

  it('means a default as it stands, and every other string as a template', () => {
    const text = JSON.stringify({
      variable: { org: { default: 'acme' }, odd: { default: '${var.org}' } },
      locals: { both: '${var.org}-${var.odd}', slash: 'a\\/b' },
    });
    const tree = parseConfiguration('main.tf.json', text.replace('\\\\/', '\\/'));
    expect(tree.problems).toEqual([]);
    const [, odd, locals] = tree.body.items;
    expect(odd).toMatchObject({
      labels: [{ text: 'odd' }],
      body: { items: [{ value: { parts: [{ kind: 'text' }] } }] },
    });
    expect(locals).toMatchObject({
      body: {
        items: [
          { value: { parts: [{ kind: 'interpolation' }, {}, {}] } },
          { value: { parts: [{ cooked: { text: 'a/b' } }] } },
        ],
      },
    });
  });

  it('says nothing of a policy that is an object: Terraform refuses it', () => {
    const policy = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity' }] };
    const text = JSON.stringify({ resource: { aws_iam_role: { ci: { assume_role_policy: policy } } } });
    const { findings, roles } = analyseModule({ 'main.tf.json': text });
    expect(findings).toEqual([]);
    expect(roles.map(({ address, verdict }) => `${address} ${verdict}`)).toEqual(['aws_iam_role.ci unknown']);
  });

  it('says what is wrong, in JSON and in a template', () => {
    const broken = '{ "locals": { "a": "${var.", "b": 1, } ';
    const { problems, body } = parseConfiguration('main.tf.json', broken);
    expect(body.complete).toBe(false);
    expect(problems.map(({ span }) => broken.slice(span.start, span.end))).not.toEqual([]);
    expect(
      problems.some(({ span }) => span.start >= broken.indexOf('${') && span.start <= broken.indexOf('", "b"')),
    ).toBe(true);
  });

  it('knows where an expression over several lines ends, though it has a fault', () => {
    const written = (expression: string) => `{ "locals": { "a": ${JSON.stringify(expression)} } }`;
    const partsOf = (expression: string) => {
      const [locals] = parseConfiguration('main.tf.json', written(expression)).body.items;
      const [attribute] = locals?.kind === 'block' ? locals.body.items : [];
      return attribute?.kind === 'attribute' && attribute.value.kind === 'template' ? attribute.value.parts : [];
    };
    expect(partsOf('${jsonencode({\n  "Key"\n  a = 1\n})}')).toMatchObject([
      { kind: 'interpolation', value: { kind: 'call', args: [{ entries: [{}, { value: { text: '1' } }] }] } },
    ]);
    // Here the brace at the end may be any text.
    expect(partsOf('text ${jsonencode({\n a = 1 }')).toMatchObject([{}, { kind: 'interpolation' }, { kind: 'text' }]);
  });

  it('never fails, whatever part of a file is there', () => {
    const text = trust(WILDCARD);
    for (let end = 0; end <= text.length; end += 3) {
      const { findings } = analyseModule({ 'main.tf.json': text.slice(0, end) });
      expect(findings.filter(({ rule }) => rule !== 'condition/wildcard-literal')).toEqual([]);
    }
  });

  it('overrides and is overridden across the syntaxes', () => {
    const files = {
      'main.tf.json': trust(WILDCARD),
      'override.tf': 'resource "aws_iam_role" "ci" {\n  count = 0\n}\n',
    };
    expect(analyseModule(files).roles).toEqual([]);
  });
});
