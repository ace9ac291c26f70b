/** What `terraform show -json` prints of plans and states. */
import { describe, expect, it } from 'vitest';
import { analyzeJson } from '../../../server/src/core/analysis/analyze.ts';
import { textAt } from '../../support/analyse.ts';

const ARN = 'arn:aws:iam::123456789012:oidc-provider/gitlab.com';

function policy(sub: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: ARN },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { 'gitlab.com:aud': 'https://gitlab.com', 'gitlab.com:sub': sub } },
      },
    ],
  });
}

const FAULTY = policy('project_path:acme/*');
const RIGHT = policy('project_path:acme/api:ref_type:branch:ref:main');

function resource(address: string, values: object, mode = 'managed') {
  const [, type, name] = /(aws_\w+)\.(\w+)/.exec(address)!;
  return { address, mode, type, name, values };
}

const role = (address: string, assume_role_policy: string | null) => resource(address, { assume_role_policy });

function change(address: string, actions: string[], after: object | null, after_unknown: object = {}) {
  const { values: _, ...rest } = resource(address, {});
  return { ...rest, change: { actions, before: null, after, after_unknown } };
}

function check(plan: object, indent?: number) {
  const text = JSON.stringify({ format_version: '1.2', ...plan }, null, indent);
  const report = analyzeJson('plan.json', text);
  const faults = report?.findings.filter(({ severity }) => severity !== 'hint') ?? [];
  return {
    report,
    faults,
    roles: report?.roles.map(({ address, verdict }) => `${address} ${verdict}`),
    found: faults.map((finding) => `${finding.rule} ${textAt(text, finding)}`),
  };
}

describe('a plan', () => {
  it('has the roles of all modules; a finding stands exactly in the escaped text and names its role', () => {
    const child = {
      address: 'module.ci',
      resources: [role('module.ci.aws_iam_role.this["a.b"]', RIGHT)],
      child_modules: [
        { address: 'module.ci.module.x', resources: [role('module.ci.module.x.aws_iam_role.y', FAULTY)] },
      ],
    };
    const plan = {
      planned_values: { root_module: { resources: [role('aws_iam_role.a', FAULTY)], child_modules: [child] } },
    };
    for (const indent of [undefined, 2]) {
      const { report, faults, roles, found } = check(plan, indent);
      expect(roles).toEqual([
        'aws_iam_role.a nobody',
        'module.ci.aws_iam_role.this["a.b"] exact',
        'module.ci.module.x.aws_iam_role.y nobody',
      ]);
      const fault = 'condition/wildcard-literal \\"project_path:acme/*\\"';
      expect(found).toEqual([fault, fault]);
      expect(faults[1]!.message).toMatch(/\(module\.ci\.module\.x\.aws_iam_role\.y\)$/);
      expect(report!.findings.flatMap(({ fixes }) => fixes())).toEqual([]);
      expect(report!.roles[0]!.surface).toBe('plan');
    }
  });

  it('finds its way through every kind of escape', () => {
    const text = JSON.stringify({
      format_version: '1.2',
      values: { root_module: { resources: [role('aws_iam_role.a', FAULTY)] } },
    });
    const escaped = text.replaceAll('project', '\\u0070roject').replaceAll('{\\"Effect', '\\n\\t{\\"Effect');
    const { findings } = analyzeJson('state.json', escaped)!;
    expect(findings.map((finding) => textAt(escaped, finding))).toEqual(['\\"\\u0070roject_path:acme/*\\"']);
  });

  it('does not judge what is only known after apply, and skips what is deleted', () => {
    const { roles, found } = check({
      resource_changes: [
        change('aws_iam_role.new', ['create'], { name: 'x' }, { assume_role_policy: true }),
        change('aws_iam_role.old', ['delete'], null),
        change('aws_iam_role.kept', ['no-op'], { assume_role_policy: FAULTY }),
      ],
    });
    expect(roles).toEqual(['aws_iam_role.new unknown', 'aws_iam_role.kept nobody']);
    expect(found).toHaveLength(1);
  });

  it('reads providers: new ones as they are written, existing ones as AWS gives them back', () => {
    const provider = (values: object) => ({
      planned_values: { root_module: { resources: [resource('aws_iam_openid_connect_provider.p', values)] } },
    });
    expect(check(provider({ arn: ARN, url: 'gitlab.com', client_id_list: ['https://gitlab.com'] })).found).toEqual([]);
    expect(check(provider({ url: 'http://gitlab.com', client_id_list: ['https://gitlab.com'] })).found).toEqual([
      'provider/url "http://gitlab.com"',
    ]);
    const wrong = check({
      planned_values: {
        root_module: {
          resources: [
            role('aws_iam_role.a', RIGHT),
            resource('aws_iam_openid_connect_provider.p', { url: 'https://gitlab.com', client_id_list: ['other'] }),
          ],
        },
      },
    });
    expect(wrong.found).toContainEqual(expect.stringContaining('oidc/audience-unregistered'));
  });

  it('points at the configuration where that is at hand', () => {
    const resources = [role('aws_iam_role.a["x"]', FAULTY), role('module.m[0].aws_iam_role.b', FAULTY)];
    const text = JSON.stringify({ format_version: '1.2', planned_values: { root_module: { resources } } });
    const asked: string[] = [];
    const range = { file: 'main.tf', start: 3, end: 5 };
    const report = analyzeJson('plan.json', text, {
      declared: (address) => {
        asked.push(address);
        return range;
      },
    })!;
    expect(report.findings[0]!.related).toContainEqual({ range, message: 'aws_iam_role.a["x"] comes from here' });
    expect([...new Set(asked)]).toEqual(['aws_iam_role.a', 'module.m']);
  });

  it('renders the policies', () => {
    const { report } = check({ values: { root_module: { resources: [role('aws_iam_role.a', RIGHT)] } } });
    expect(report!.rendered).toMatchObject([{ address: 'aws_iam_role.a', kind: 'role', surface: 'plan', unknown: [] }]);
    expect(report!.rendered[0]!.text).toBe(JSON.stringify(JSON.parse(RIGHT), null, 2));
  });

  it('says where the JSON of a policy is broken', () => {
    expect(
      check({ values: { root_module: { resources: [role('aws_iam_role.a', '{"Statement": x}')] } } }).found,
    ).toEqual(['policy/syntax x']);
  });
});

it('takes nothing else for a plan', () => {
  const others = [
    '{"format_version": "1.2"}',
    '{"format_version": 1, "values": {}}',
    '{"values": {"root_module": {}}}',
    '["format_version", "values"]',
    '{"format_version": "1.2", "resource_changes": {}}',
  ];
  for (const text of others) expect(analyzeJson('x.json', text)).toBeUndefined();
});
