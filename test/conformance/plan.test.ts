/**
 * What Terraform itself prints of a plan and a state: modules, `count`, `for_each`, what is only known after apply, what is
 * sensitive. There is no AWS in it: `terraform_data` stands for the resources. With OIDC_TRUST_RECORD=1 it is written down anew.
 */
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeJson } from '../../server/src/core/analysis/analyze.ts';
import { textAt } from '../support/analyse.ts';
import { showPlanAndState, terraformVersion } from './terraform.ts';

const FOLDER = path.join(import.meta.dirname, '../fixtures/plan');
const KINDS = ['plan', 'state'] as const;

if (process.env['OIDC_TRUST_RECORD'] === '1') {
  const shown = showPlanAndState(FOLDER);
  for (const kind of KINDS) fs.writeFileSync(path.join(FOLDER, `${kind}.json`), `${shown[kind]}\n`);
}

const recorded = (kind: (typeof KINDS)[number]): string => fs.readFileSync(path.join(FOLDER, `${kind}.json`), 'utf8');

/** The same document about AWS resources: their values are what the stand-ins have as `input`. */
function aboutAws(shown: string): string {
  const text = JSON.stringify(JSON.parse(shown), (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'terraform_data')
      return value;
    const resource = { ...value } as Record<string, unknown>;
    resource['type'] = resource['name'] === 'provider' ? 'aws_iam_openid_connect_provider' : 'aws_iam_role';
    for (const name of ['values', 'sensitive_values']) resource[name] = inputOf(resource[name]);
    if (resource['change'])
      resource['change'] = Object.fromEntries(
        Object.entries(resource['change']).map(([name, part]) => [name, inputOf(part)]),
      );
    return resource;
  });
  return text
    .replaceAll('terraform_data.provider', 'aws_iam_openid_connect_provider.provider')
    .replaceAll('terraform_data.', 'aws_iam_role.');
}

function inputOf(part: unknown): unknown {
  return typeof part === 'object' && part !== null && 'input' in part ? part.input : part;
}

function check(shown: string) {
  const text = aboutAws(shown);
  const { roles, findings } = analyzeJson('shown.json', text)!;
  return {
    roles: roles
      .map(({ address, verdict }) => `${address} ${verdict}`)
      .filter((line) => line.includes('role.role'))
      .sort(),
    findings: findings
      .filter(({ severity }) => severity === 'error' || severity === 'warning')
      .map((finding) => `${finding.rule} ${textAt(text, finding)} ${/\(([^()]*)\)$/.exec(finding.message)?.[1]}`),
  };
}

const INSTANCES = ['a b', 'c\\"d'].flatMap((key) =>
  [0, 1].map((i) => [`module.team["${key}"].module.inner[${i}].aws_iam_role.role["deploy"]`, key] as const),
);
const FAULTS = INSTANCES.filter(([, key]) => key !== 'a b').map(
  ([address]) => `condition/wildcard-literal \\"project_path:acme/*\\" ${address}`,
);

function rolesWith(later: string): string[] {
  return [
    `module.later.aws_iam_role.role["deploy"] ${later}`,
    'module.secret.aws_iam_role.role["deploy"] unknown',
    'module.single.aws_iam_role.role["deploy"] exact',
    ...INSTANCES.map(([address, key]) => `${address} ${key === 'a b' ? 'exact' : 'nobody'}`),
  ].sort();
}

describe('what terraform shows', () => {
  it('of a plan: every instance by its address; what is not known yet or is secret is not judged', () => {
    const { roles, findings } = check(recorded('plan'));
    expect(roles).toEqual(rolesWith('unknown'));
    expect(findings).toEqual(FAULTS);
  });

  it('of a state: the same, with what is known now', () => {
    const { roles, findings } = check(recorded('state'));
    expect(roles).toEqual(rolesWith('nobody'));
    expect(findings.filter((line) => !line.includes('module.later'))).toEqual(FAULTS);
  });

  it('keeps secrets out of the report', () => {
    for (const kind of KINDS) {
      expect(recorded(kind)).toContain('acme/secret');
      const report = analyzeJson('shown.json', aboutAws(recorded(kind)))!;
      expect(JSON.stringify([report.roles, report.findings, report.rendered])).not.toContain('acme/secret');
    }
  });

  it.skipIf(!terraformVersion())('is still what terraform shows', { timeout: 120_000 }, () => {
    const shown = showPlanAndState(FOLDER);
    for (const kind of KINDS) expect(check(shown[kind]).roles).toEqual(check(recorded(kind)).roles);
  });
});
