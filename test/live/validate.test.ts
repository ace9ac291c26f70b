/** IAM Access Analyzer over its real protocol: what is sent, what comes back, and where it stands in the sources. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { placeFindings, whyNotSent } from '../../server/src/features/analyzerFindings.ts';
import { analyzerHost, IamError, type IamFailure, validatePolicies } from '../../server/src/live/iam/index.ts';
import { analyse } from '../support/analyse.ts';
import { type AnalyzerAnswer, type AnalyzerServer, awsFinding, startAnalyzer } from './analyzerServer.ts';
import { isolatedAws } from './awsEnvironment.ts';

const aws = isolatedAws();
const open: AnalyzerServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function analyzer(...answers: readonly AnalyzerAnswer[]): Promise<AnalyzerServer> {
  const server = await startAnalyzer(...answers);
  open.push(server);
  return server;
}

const POLICY = '{"Version":"2012-10-17","Statement":[]}';

describe('what AWS is asked', () => {
  it('is each text, as the trust policy of a role, page by page', async () => {
    const { endpoint, asked } = await analyzer(
      { body: { findings: [awsFinding('ERROR', 'MISSING_STATEMENT', [])], nextToken: 'more' } },
      { body: { findings: [awsFinding('SUGGESTION', 'EMPTY_SID_VALUE', [{ value: 'Statement' }, { index: 0 }])] } },
      { body: { findings: [] } },
    );
    const contacted: string[] = [];
    const found = await validatePolicies([POLICY, '{}'], { endpoint, onContact: (host) => contacted.push(host) });
    expect(found).toEqual([
      [
        {
          type: 'ERROR',
          code: 'MISSING_STATEMENT',
          details: 'details of MISSING_STATEMENT',
          link: 'https://docs.aws.amazon.com/MISSING_STATEMENT',
          locations: [{ path: [], span: { start: 3, end: 9 } }],
        },
        expect.objectContaining({
          type: 'SUGGESTION',
          locations: [{ path: [{ value: 'Statement' }, { index: 0 }], span: { start: 3, end: 9 } }],
        }),
      ],
      [],
    ]);
    expect(asked.map(({ path, query, body }) => [path, query.get('nextToken'), body.policyDocument])).toEqual([
      ['POST /policy/validation', null, POLICY],
      ['POST /policy/validation', 'more', POLICY],
      ['POST /policy/validation', null, '{}'],
    ]);
    for (const { body } of asked)
      expect(body).toMatchObject({
        policyType: 'RESOURCE_POLICY',
        validatePolicyResourceType: 'AWS::IAM::AssumeRolePolicyDocument',
      });
    expect(contacted).toEqual([endpoint.replace('http://', '')]);
  });

  it('goes to the host that can be named before', async () => {
    aws.write('[profile china]\nregion = cn-north-1\naws_access_key_id = AKIDOTHER\naws_secret_access_key = x\n');
    expect(await analyzerHost({})).toBe('access-analyzer.us-east-1.amazonaws.com');
    expect(await analyzerHost({ region: 'eu-west-1' })).toBe('access-analyzer.eu-west-1.amazonaws.com');
    expect(await analyzerHost({ profile: 'china' })).toBe('access-analyzer.cn-north-1.amazonaws.com.cn');
    expect(await analyzerHost({ endpoint: 'http://127.0.0.1:99' })).toBe('127.0.0.1:99');
  });

  it('does not go where the caller refuses it', async () => {
    const { endpoint, asked } = await analyzer();
    vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
    const refuse = () => {
      throw new IamError('BAD_ENDPOINT', 'not there');
    };
    await expect(validatePolicies([POLICY], { onContact: refuse })).rejects.toThrow('not there');
    expect(asked).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const cases: readonly (readonly [string, number, string, IamFailure, RegExp])[] = [
    ['AccessDeniedException', 403, 'User: x is not authorized', 'DENIED', /access-analyzer:ValidatePolicy/],
    ['ThrottlingException', 429, 'Rate exceeded', 'THROTTLED', /Wait a minute/],
    ['ExpiredTokenException', 403, 'expired', 'CREDENTIALS_EXPIRED', /aws sso login/],
    ['UnrecognizedClientException', 403, 'The security token is invalid.', 'UNKNOWN_KEY', /region of theirs/],
    [
      'InvalidSignatureException',
      403,
      'Credential should be scoped to a valid region.',
      'WRONG_REGION',
      /region or the endpoint/,
    ],
    ['ValidationException', 400, 'too large', 'BAD_ANSWER', /^IAM Access Analyzer cannot be asked.*too large/],
  ];
  it.each(cases)('%s', async (error, status, message, code, words) => {
    const { endpoint } = await analyzer({ status, error, body: { message } });
    const failed = validatePolicies([POLICY], { endpoint });
    await expect(failed).rejects.toMatchObject({ name: 'IamError', code });
    await expect(failed).rejects.toThrow(words);
    await expect(failed).rejects.not.toThrow('verysecretkey');
  });

  it('no credentials, and offline', async () => {
    const gone = await startAnalyzer();
    await gone.close();
    await expect(validatePolicies([POLICY], { endpoint: gone.endpoint })).rejects.toMatchObject({ code: 'OFFLINE' });
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    const { endpoint, asked } = await analyzer();
    await expect(validatePolicies([POLICY], { endpoint })).rejects.toMatchObject({ code: 'NO_CREDENTIALS' });
    expect(asked).toEqual([]);
  });
});

const ARN = 'arn:aws:iam::111122223333:oidc-provider/gitlab.com';
const JSON_POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "one",
      "Effect": "Allow",
      "Principal": { "Federated": "${ARN}" },
      "Action": ["sts:TagSession", "sts:AssumeRoleWithWebIdentity"],
      "Condition": { "StringEquals": { "gitlab.com:sub": ["b", "c", "a"] } }
    }
  ]
}`;
const role = (policy: string) => `resource "aws_iam_role" "ci" {\n  assume_role_policy = ${policy}\n}\n`;
const DOCUMENT = `data "aws_iam_policy_document" "trust" {
  statement {
    sid     = "one"
    effect  = "Allow"
    actions = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"]
    principals {
      type        = "Federated"
      identifiers = ["${ARN}"]
    }
    condition {
      test     = "StringEquals"
      variable = "gitlab.com:sub"
      values   = ["b", "c", "a"]
    }
  }
}
${role('data.aws_iam_policy_document.trust.json')}`;

describe('where it stands', () => {
  const surfaces = [
    ['json', 'json', JSON_POLICY],
    ['jsonencode', 'terraform', role(`jsonencode(${JSON_POLICY})`)],
    ['heredoc', 'terraform', role(`<<EOT\n${JSON_POLICY}\nEOT`)],
    ['policy-document', 'terraform', DOCUMENT],
  ] as const;

  describe.each(surfaces)('%s', (surface, language, text) => {
    const policy = analyse(language, text).rendered.find(({ kind }) => kind !== 'document')!;
    const statement = [{ value: 'Statement' }, { index: 0 }];
    const textAt = (...path: readonly object[]) => {
      const finding = awsFinding('ERROR', 'X', path) as { locations: [] };
      const [placed] = placeFindings(policy, [{ ...finding, type: 'ERROR', code: 'X', details: '', link: '' }]);
      return text.slice(placed!.range.start, placed!.range.end);
    };

    it('is sent as a whole', () => {
      expect(policy.surface).toBe(surface);
      expect(whyNotSent(policy)).toBeUndefined();
    });

    it('values', () => {
      const sent = JSON.parse(policy.example.text!) as { Statement: [{ Action: string[] }] };
      expect(textAt(...statement, { value: 'Sid' })).toBe('"one"');
      expect(textAt(...statement, { value: 'Effect' })).toBe('"Allow"');
      for (const [index, action] of sent.Statement[0].Action.entries())
        expect(textAt(...statement, { value: 'Action' }, { index })).toBe(`"${action}"`);
      expect(textAt(...statement, { value: 'Principal' }, { value: 'Federated' })).toContain(ARN);
      const condition = [...statement, { value: 'Condition' }, { value: 'StringEquals' }];
      expect(textAt(...condition, { value: 'gitlab.com:sub' }, { index: 1 })).toBe('"c"');
      expect(textAt(...condition, { value: 'gitlab.com:sub' }, { index: 2 }, { substring: { start: 0 } })).toBe('"a"');
    });

    it('names', () => {
      const condition = [...statement, { value: 'Condition' }];
      expect(textAt(...condition, { key: 'StringEquals' })).toBe('"StringEquals"');
      expect(textAt(...condition, { value: 'StringEquals' }, { key: 'gitlab.com:sub' })).toBe('"gitlab.com:sub"');
      expect(textAt(...statement, { value: 'Principal' }, { key: 'Federated' })).toBe('"Federated"');
    });

    it('the nearest, where there is no such part', () => {
      const whole = textAt(...statement);
      expect(whole).toMatch(/StringEquals.*\}$/s);
      expect(textAt(...statement, { value: 'Resource' })).toBe(whole);
      expect(textAt().length).toBeLessThan(whole.length);
    });
  });

  it('our rule for it is named', () => {
    const [policy] = analyse('json', JSON_POLICY).rendered;
    const finding = { type: 'ERROR', details: '', link: '', locations: [] } as const;
    const placed = placeFindings(policy!, [
      { ...finding, code: 'INVALID_VERSION' },
      { ...finding, code: 'NEW_CHECK' },
    ]);
    expect(placed.map(({ rule }) => rule)).toEqual(['policy/version', undefined]);
  });
});

describe('what is not sent', () => {
  it('a policy of which something is not known', () => {
    const [policy] = analyse('terraform', role('jsonencode({ Version = var.version, Statement = [] })')).rendered;
    expect(whyNotSent(policy!)).toMatch(/not all of the policy is known.*: var\.version$/);
  });
});

describe('an account that only AWS knows', () => {
  const PROVIDER = 'resource "aws_iam_openid_connect_provider" "x" {\n  url = "https://gitlab.com"\n}\n';
  const DATA = 'data "aws_caller_identity" "current" {}\ndata "aws_partition" "current" {}\n';
  it.each([
    'aws_iam_openid_connect_provider.x.arn',
    '"arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:oidc-provider/gitlab.com"',
  ])('has an example in its place: %s', (principal) => {
    const [policy] = analyse('terraform', PROVIDER + DATA + DOCUMENT.replace(`"${ARN}"`, principal)).rendered;
    expect(whyNotSent(policy!)).toBeUndefined();
    expect(policy!.example.text).toBe(analyse('terraform', DOCUMENT).rendered[0]!.text);
    expect(policy!.unknown).not.toEqual([]);
  });

  it('but not what a variable says', () => {
    const principal = '"arn:aws:iam::${var.account_id}:oidc-provider/gitlab.com"';
    const [policy] = analyse('terraform', DOCUMENT.replace(`"${ARN}"`, principal)).rendered;
    expect(whyNotSent(policy!)).toMatch(/var\.account_id$/);
  });
});
