/** Policies that are decoded from JSON or YAML: what is found, and that it is found where it is written. */
import { describe, expect, it } from 'vitest';
import { analyzeModule } from '../../../server/src/core/analysis/analyze.ts';
import type { Report } from '../../../server/src/core/analysis/report.ts';
import { parseConfiguration } from '../../../server/src/core/terraform/jsonSyntax.ts';

const ISSUER = 'token.actions.githubusercontent.com';

const YAML = `# who may deploy
---
trust:
  Version: "2012-10-17"
  Statement:
    - Effect: Allow
      Action: sts:AssumeRoleWithWebIdentity
      Principal:
        Federated: arn:aws:iam::111122223333:oidc-provider/${ISSUER}
      Condition:
        StringEquals:
          ${ISSUER}:aud: sts.amazonaws.com
          ${ISSUER}:sub: repo:acme/api:*
`;

function analyse(files: Readonly<Record<string, string>>): Report {
  const modules = Object.entries(files).filter(([name]) => name.endsWith('.tf'));
  return analyzeModule(
    modules.map(([id, text]) => ({ id, text, tree: parseConfiguration(id, text) })),
    {
      access: {
        read: (name) => {
          const text = files[name.replace(/^\.\//, '')];
          return text === undefined ? undefined : { id: name.replace(/^\.\//, ''), text };
        },
      },
    },
  );
}

/** Rule, file and text of each finding. */
function found(files: Readonly<Record<string, string>>): string[][] {
  return analyse(files).findings.map(({ rule, range }) => [
    rule,
    range.file,
    files[range.file]!.slice(range.start, range.end),
  ]);
}

function role(policy: string, name = 'ci'): string {
  return `resource "aws_iam_role" "${name}" {\n  assume_role_policy = ${policy}\n}\n`;
}

const WILDCARD = ['condition/wildcard-literal', 'trust.yaml', 'repo:acme/api:*'];

describe('a policy that is decoded', () => {
  it('from a YAML file stands in that file', () => {
    const main = role(`jsonencode(yamldecode(file("\${path.module}/trust.yaml")).trust)`);
    expect(found({ 'main.tf': main, 'trust.yaml': YAML })).toEqual([WILDCARD]);
  });

  it('through names and loops stands there too', () => {
    const main = `locals {
  raw   = file("trust.yaml")
  roles = yamldecode(local.raw)
  json  = { for name, policy in local.roles : name => jsonencode(merge(policy, {})) }
}
${role('local.json["trust"]')}`;
    expect(found({ 'main.tf': main, 'trust.yaml': YAML })).toEqual([WILDCARD]);
  });

  it('from a JSON file stands in that file, with its quotes', () => {
    const json = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRoleWithWebIdentity',
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${ISSUER}` },
          Condition: {
            StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: 'repo:acme/api:*' },
          },
        },
      ],
    });
    const files = { 'main.tf': role('jsonencode(jsondecode(file("trust.json")))'), 'trust.json': json };
    expect(found(files)).toEqual([['condition/wildcard-literal', 'trust.json', '"repo:acme/api:*"']]);
  });

  it('from a heredoc stands in the heredoc, known expressions included', () => {
    const indented = YAML.replace('repo:acme/api:*', '"repo:${local.org}/api:*"').replaceAll(/^(?=.)/gm, '    ');
    const main = `locals {\n  org = "acme"\n}\n${role(`jsonencode(yamldecode(<<-EOT\n${indented}    EOT\n  ).trust)`)}`;
    expect(found({ 'main.tf': main })).toEqual([
      ['condition/wildcard-literal', 'main.tf', '"repo:${local.org}/api:*"'],
    ]);
  });

  it('from a text that is put together stands where it is decoded', () => {
    const call = 'yamldecode(join("\\n", [file("trust.yaml"), "x: 1"]))';
    const main = role(`jsonencode(${call}.trust)`);
    expect(found({ 'main.tf': main, 'trust.yaml': YAML })).toEqual([['condition/wildcard-literal', 'main.tf', call]]);
  });

  it('offers no fix in a file of another language', () => {
    const main = role('jsonencode(yamldecode(file("trust.yaml")).trust)');
    const [finding] = analyse({ 'main.tf': main, 'trust.yaml': YAML }).findings;
    expect(finding?.fixes()).toEqual([]);
  });

  it('has no keys twice: the last one is left', () => {
    const twice = YAML.replace('Condition:', 'Condition: {}\n      Condition:');
    expect(found({ 'main.tf': role('jsonencode(yamldecode(file("trust.yaml")).trust)'), 'trust.yaml': twice })).toEqual(
      [WILDCARD],
    );
  });

  it('is one of its own for each part of the same text', () => {
    const one = YAML.slice(YAML.indexOf('trust:')).replace('StringEquals', 'StringLike');
    const two = one.replace('trust:', 'other:').replace('acme/api:*', 'acme/*');
    const text = JSON.stringify(one + two);
    const main = `locals {\n  policies = yamldecode(${text})\n}\n${role('jsonencode(local.policies.trust)', 'a')}${role('jsonencode(local.policies.other)', 'b')}`;
    const { roles } = analyse({ 'main.tf': main });
    expect(roles.map(({ summary }) => summary.includes('acme/api'))).toEqual([true, false]);
  });
});
