/** Documents that merge others or write blocks by `dynamic`: what is found in them, and where. */
import { describe, expect, it } from 'vitest';
import { analyse, textAt } from '../../support/analyse.ts';

const FEDERATED = `principals {
      type        = "Federated"
      identifiers = ["arn:aws:iam::123456789012:oidc-provider/gitlab.com"]
    }`;

function condition(value: string, test = 'StringEquals'): string {
  return `condition {
      test     = "${test}"
      variable = "gitlab.com:sub"
      values   = ["${value}"]
    }`;
}

function statement(inner: string, sid = ''): string {
  return `statement {
    ${sid === '' ? '' : `sid = "${sid}"`}
    actions = ["sts:AssumeRoleWithWebIdentity"]
    ${FEDERATED}
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:aud"
      values   = ["https://gitlab.com"]
    }
    ${inner}
  }`;
}

const document = (name: string, inner: string): string => `data "aws_iam_policy_document" "${name}" {\n  ${inner}\n}\n`;
const ROLE = 'resource "aws_iam_role" "ci" {\n  assume_role_policy = data.aws_iam_policy_document.trust.json\n}\n';
const EXACT = statement(condition('project_path:acme/api:ref_type:branch:ref:main'), 'Ci');
const LITERAL_STAR = statement(condition('project_path:acme/*'), 'Ci');

function result(...parts: string[]) {
  const text = [...parts, ROLE].join('\n');
  const report = analyse('terraform', text);
  const faults = report.findings.filter(({ severity }) => severity !== 'hint');
  return {
    found: faults.map((finding) => `${finding.rule} ${textAt(text, finding)}`),
    fixes: faults.flatMap((finding) => finding.fixes()),
    verdict: report.roles[0]!.verdict,
  };
}

const STAR_FOUND = ['condition/wildcard-literal "project_path:acme/*"'];

describe('merged documents', () => {
  it('finds a fault of a source at its own text', () => {
    const trust = document('trust', 'source_policy_documents = [data.aws_iam_policy_document.base.json]');
    expect(result(document('base', LITERAL_STAR), trust)).toMatchObject({ found: STAR_FOUND, verdict: 'nobody' });
  });

  it('judges the statement that replaces, not the one that is replaced', () => {
    const trust = document('trust', `source_policy_documents = [data.aws_iam_policy_document.base.json]\n${EXACT}`);
    expect(result(document('base', LITERAL_STAR), trust)).toMatchObject({ found: [], verdict: 'exact' });
    const overridden = document(
      'trust',
      `override_policy_documents = [data.aws_iam_policy_document.over.json]\n${LITERAL_STAR}`,
    );
    expect(result(document('over', EXACT), overridden)).toMatchObject({ found: [], verdict: 'exact' });
    expect(result(document('over', LITERAL_STAR), overridden.replace('acme/*', 'acme/api')).found).toEqual(STAR_FOUND);
  });

  it('adds statements without sid', () => {
    const trust = document(
      'trust',
      `source_json = data.aws_iam_policy_document.base.json\n${EXACT.replace('sid = "Ci"', '')}`,
    );
    expect(result(document('base', LITERAL_STAR), trust)).toMatchObject({ found: STAR_FOUND });
  });

  it('reads jsonencode and JSON text, each at its place', () => {
    const json = JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/gitlab.com' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { 'gitlab.com:aud': 'https://gitlab.com', 'gitlab.com:sub': 'project_path:acme/*' },
        },
      },
    });
    for (const source of [`jsonencode(${json})`, `<<EOT\n${json}\nEOT\n`]) {
      expect(result(document('trust', `source_policy_documents = [${source}]`)).found).toEqual(STAR_FOUND);
    }
  });

  it('is silent about what an unknown document may replace', () => {
    expect(result(document('trust', `override_policy_documents = [var.more]\n${LITERAL_STAR}`))).toMatchObject({
      found: [],
      verdict: 'unknown',
    });
    const lasting = LITERAL_STAR.replace('sid = "Ci"', '');
    expect(result(document('trust', `override_policy_documents = [var.more]\n${lasting}`)).found).toEqual(STAR_FOUND);
    expect(result(document('trust', `source_policy_documents = var.more\n${LITERAL_STAR}`)).found).toEqual(STAR_FOUND);
  });

  it('ends where documents merge each other', () => {
    const other = document('base', 'source_policy_documents = [data.aws_iam_policy_document.trust.json]');
    const trust = document('trust', `source_policy_documents = [data.aws_iam_policy_document.base.json]\n${EXACT}`);
    expect(result(other, trust)).toMatchObject({ found: [] });
  });
});

describe('dynamic blocks', () => {
  const dynamic = (type: string, forEach: string, content: string): string =>
    `dynamic "${type}" {\n  for_each = ${forEach}\n  content {\n${content}\n}\n}`;

  it('finds the fault in the element that has it, and changes nothing that serves others', () => {
    const inner = dynamic(
      'condition',
      '["project_path:acme/api:ref_type:branch:ref:main", "project_path:acme/*"]',
      'test = "StringEquals"\nvariable = "gitlab.com:sub"\nvalues = [condition.value]',
    );
    const { found, fixes } = result(document('trust', statement(inner)));
    expect(found).toEqual(STAR_FOUND);
    expect(fixes).toEqual([]);
  });

  it('expands statements', () => {
    const whole = EXACT.replace(/^statement \{|\}$/g, '').replace('"Ci"', 'statement.key');
    const trust = document('trust', dynamic('statement', '{ main = 1 }', whole));
    expect(result(trust)).toMatchObject({ found: [], verdict: 'exact' });
  });

  it('leaves the container open where the elements are not known', () => {
    const inner = dynamic(
      'condition',
      'var.subjects',
      'test = "StringEquals"\nvariable = "gitlab.com:sub"\nvalues = [condition.value]',
    );
    expect(result(document('trust', statement(inner)))).toMatchObject({
      found: ['condition/optional-guard "gitlab.com:sub"'],
      verdict: 'unknown',
    });
  });
});

describe('arguments', () => {
  it('takes null and empty for absent', () => {
    const trust = document(
      'trust',
      EXACT.replace('actions =', 'effect = null\n not_actions = []\n resources = []\n actions ='),
    );
    expect(result(trust)).toMatchObject({ found: [], verdict: 'exact' });
  });

  it('joins condition blocks with the same test and variable', () => {
    const both = statement(
      `${condition('project_path:acme/a:ref_type:branch:ref:main')}\n${condition('project_path:acme/b:ref_type:branch:ref:main')}`,
    );
    expect(result(document('trust', both))).toMatchObject({ verdict: 'exact' });
  });
});
