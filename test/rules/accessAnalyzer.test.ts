/** Each check of IAM Access Analyzer that can concern a trust policy: a policy in which AWS finds it, and our rule for it. */
import { describe, expect, it } from 'vitest';
import { analyzerChecks } from '../../server/src/core/oidc/accessAnalyzer.ts';
import { rules } from '../../server/src/core/rules/index.ts';
import { analyse } from '../support/analyse.ts';

const GITHUB = 'token.actions.githubusercontent.com';
const ROLE = 'arn:aws:iam::111122223333:role/ci';
const SUB = { [`${GITHUB}:sub`]: 'repo:acme/api:ref:refs/heads/main' };
const OIDC = { Federated: `arn:aws:iam::111122223333:oidc-provider/${GITHUB}` };
const WEB = 'sts:AssumeRoleWithWebIdentity';

/** A policy of one statement for GitHub, with other elements in the place of its own; undefined takes one away. */
function github(elements: object, top: object = {}): string {
  const own = { Effect: 'Allow', Principal: OIDC, Action: WEB, Condition: { StringEquals: SUB } };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...own, ...elements }], ...top });
}

/** With further conditions. */
function when(condition: object, elements: object = {}): string {
  return github({ Condition: { StringEquals: SUB, ...condition }, ...elements });
}

/** For a principal that is no identity provider. */
function by(principal: object | string, condition?: object, action: string | string[] = 'sts:AssumeRole'): string {
  return github({ Principal: principal, Action: action, Condition: condition });
}

const LIKE_STAR = { StringLikeIfExists: { 'aws:RequestedRegion': '*' } };
const twice = (sid: string): string =>
  github({ Sid: sid }).replace(/"Statement":\[(.*)\]/, (_, one: string) => `"Statement":[${one},${one}]`);

/** By code; several where AWS has several messages. */
const FOUND: Readonly<Record<string, string | readonly string[]>> = {
  ALLOW_WITH_NOT_PRINCIPAL: github({ Principal: undefined, NotPrincipal: { AWS: '444455556666' } }),
  CONFIRM_AUDIENCE_CLAIM_TYPE: when({ 'ForAnyValue:StringEquals': { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } }),
  DATA_TYPE_MISMATCH: github({ Effect: 1 }),
  DEPRECATED_GLOBAL_CONDITION_KEY: by({ AWS: '111122223333' }, { ArnLike: { 'aws:ARN': ROLE } }),
  DUPLICATE_KEYS_WITH_DIFFERENT_CASE: github({ Condition: { StringEquals: { ...SUB, [`${GITHUB}:SUB`]: 'x' } } }),
  EMPTY_ARRAY_ACTION: github({ Action: [] }),
  EMPTY_ARRAY_CONDITION: when({ StringLike: { 'aws:RequestedRegion': [] } }),
  EMPTY_ARRAY_CONDITION_FORALLVALUES: when({ 'ForAllValues:StringLike': { 'aws:TagKeys': [] } }),
  EMPTY_ARRAY_CONDITION_FORANYVALUE: when({ 'ForAnyValue:StringLike': { 'aws:TagKeys': [] } }),
  EMPTY_ARRAY_CONDITION_IFEXISTS: when({ StringLikeIfExists: { 'aws:RequestedRegion': [] } }),
  EMPTY_ARRAY_PRINCIPAL: github({ Principal: { Federated: [] } }),
  EMPTY_OBJECT_CONDITION: github({ Condition: {} }),
  EMPTY_OBJECT_PRINCIPAL: github({ Principal: {} }),
  EMPTY_SID_VALUE: github({ Sid: '' }),
  EMPTY_VARIABLE: when({ StringLike: { 'sts:RoleSessionName': '${}' } }),
  EQUIVALENT_TO_NULL_FALSE: when({ StringLike: { 'aws:RequestedRegion': '*' } }),
  EQUIVALENT_TO_NULL_TRUE: when({ StringNotLike: { 'aws:RequestedRegion': '*' } }),
  FORALLVALUES_WITH_SINGLE_VALUED_KEY: github({ Condition: { 'ForAllValues:StringEquals': SUB } }),
  FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE: when({ 'ForAnyValue:StringLike': { [`${GITHUB}:aud`]: 'sts.*' } }),
  IMPROVE_IP_RANGE: when({ IpAddress: { 'aws:SourceIp': '203.0.113.7/24' } }),
  INVALID_ACTION: github({ Action: 'sts:AssumeRoleWithWebIdendity' }),
  INVALID_ARN_ACCOUNT: by({ AWS: 'arn:aws:iam::1111:root' }),
  INVALID_ARN_PREFIX: by({ AWS: 'aws:iam::111122223333:root' }),
  INVALID_ARN_REGION: by({ AWS: 'arn:aws:iam:eu-west-1:111122223333:root' }),
  INVALID_ARN_RESOURCE: by({ AWS: 'arn:aws:iam::111122223333:roles/ci' }),
  INVALID_ARN_SERVICE_CASE: by({ AWS: 'arn:aws:IAM::111122223333:root' }),
  INVALID_CONDITION_DATA_TYPE: when({ NumericEquals: { 'aws:MultiFactorAuthAge': ['1', 2] } }),
  INVALID_CONDITION_KEY_FORMAT: github({ Condition: { StringEquals: { [`https://${GITHUB}:sub`]: 'repo:a/b:x' } } }),
  INVALID_CONDITION_MULTIPLE_BOOLEAN: when({ Bool: { 'aws:SecureTransport': ['true', 'false'] } }),
  INVALID_CONDITION_OPERATOR: github({ Condition: { StringEqual: SUB } }),
  INVALID_DATE_VALUE: when({ DateLessThan: { 'aws:CurrentTime': '2026-02-30T99:00:00Z' } }),
  INVALID_EFFECT: github({ Effect: 'allow' }),
  INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY: github({
    Principal: { Federated: OIDC.Federated.replace('/', '/https://') },
  }),
  INVALID_GLOBAL_CONDITION_KEY: when({ StringLike: { 'aws:RequestRegion': 'eu-west-1' } }),
  INVALID_PARTITION: by({ AWS: 'arn:asw:iam::111122223333:root' }),
  INVALID_POLICY_ELEMENT: github({ Conditions: {} }),
  INVALID_PRINCIPAL_FORMAT: github({ Principal: OIDC.Federated }),
  INVALID_PRINCIPAL_KEY: github({ Principal: { federated: OIDC.Federated } }),
  INVALID_REGION: when({ StringLike: { 'aws:RequestedRegion': 'eu-west' } }),
  INVALID_ROLE_REFERENCE: by({ AWS: 'AROACKCEVSQ6C2EXAMPLE' }),
  INVALID_SERVICE: github({ Action: [WEB, 'st:GetObject'] }),
  INVALID_SERVICE_CONDITION_KEY: when({ StringLike: { 'sts:ExternalId2': 'x' } }),
  INVALID_SERVICE_IN_ACTION: github({ Action: [WEB, 'st:TagSession'] }),
  INVALID_SERVICE_PRINCIPAL_FORMAT: [by({ Service: 'ec2' }), by({ Service: 'EC2.amazonaws.com' })],
  INVALID_USER_REFERENCE: by({ AWS: 'AIDACKCEVSQ6C2EXAMPLE' }),
  INVALID_VARIABLE_FOR_OPERATOR: when({ NumericEquals: { 'aws:MultiFactorAuthAge': '${aws:TokenIssueTime}' } }),
  INVALID_VERSION: github({}, { Version: '2020-10-17' }),
  INVALID_VPCE_FORMAT: when({ StringLike: { 'aws:SourceVpce': 'vpce-123' } }),
  INVALID_VPC_FORMAT: when({ StringLike: { 'aws:SourceVpc': 'vpc-123' } }),
  JSON_SYNTAX_ERROR: github({}).replace('"Effect":', '"Effect"'),
  MISMATCHED_ACTION_FOR_PRINCIPAL: github({ Action: 'sts:AssumeRole' }),
  MISSING_ACTION: github({ Action: undefined }),
  MISSING_ACTION_FOR_CONDITION_KEY: when({ StringLike: { 'aws:RequestTag/team': 'web' } }),
  MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY: by({ Service: 'rolesanywhere.amazonaws.com' }),
  MISSING_BRACE_IN_VARIABLE: when({ StringLike: { 'sts:RoleSessionName': '${aws:username' } }),
  MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL: [
    github({ Condition: undefined }),
    github({ Condition: { StringEquals: { 'gitlab.com:sub': 'project_path:acme/api:ref_type:branch:ref:main' } } }),
  ],
  MISSING_EFFECT: github({ Effect: undefined }),
  MISSING_GITHUB_REPO_CONDITION_KEY: github({
    Condition: { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' } },
  }),
  MISSING_PAIRED_CONDITION_KEYS: when({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' } }),
  MISSING_PRINCIPAL: github({ Principal: undefined }),
  MISSING_QUALIFIER: [
    when({ StringEquals: { ...SUB, 'aws:TagKeys': 'team' } }),
    when({ StringLike: { 'aws:TagKeys': '*' } }),
  ],
  MISSING_QUOTE_IN_VARIABLE: when({ StringLike: { 'sts:RoleSessionName': '${aws:username, none}' } }),
  MISSING_STATEMENT: '{ "Version": "2012-10-17", "Statement": [] }',
  MISSING_TAG_KEY_IN_CONDITION: when({ StringLike: { 'aws:RequestTag/': 'web' } }),
  MISSING_VERSION: github({}, { Version: undefined }),
  NULL_WITH_IF_EXISTS: when({ NullIfExists: { 'aws:RequestedRegion': 'false' } }),
  NULL_WITH_QUALIFIER: when({ 'ForAnyValue:Null': { 'aws:TagKeys': 'false' } }),
  POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA: github({
    Condition: {
      StringEquals: {
        [`${GITHUB}:sub`]: Array.from({ length: 60 }, (_, i) => `repo:acme/api-number-${i}:pull_request`),
      },
    },
  }),
  PRIVATE_IP_ADDRESS: when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
  PRIVATE_IP_ADDRESS_SUBSET: when({ IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] } }),
  PRIVATE_NOT_IP_ADDRESS: when({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }),
  PRIVATE_NOT_IP_ADDRESS_SUBSET: when({ NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '203.0.113.0/24'] } }),
  RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL: by(
    { Service: 'sns.amazonaws.com' },
    { StringEquals: { 'aws:referer': 'x' } },
  ),
  REDUNDANT_ACTION: github({ Action: [WEB, 'sts:TagSession', 'sts:Tag*'] }),
  REDUNDANT_CONDITION_VALUE_NUM: by(
    { AWS: '111122223333' },
    { NumericLessThan: { 'aws:MultiFactorAuthAge': ['2700', '3600'] } },
  ),
  REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION: [
    when(LIKE_STAR),
    when({ 'ForAllValues:StringLike': { 'aws:TagKeys': '*' } }),
  ],
  REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY: by({ AWS: [ROLE, 'arn:aws:sts::111122223333:assumed-role/ci/x'] }),
  REDUNDANT_STATEMENT: twice('One').replace('One', 'Two'),
  REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION: when({ 'ForAnyValue:StringNotLike': { 'aws:TagKeys': '*' } }),
  RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL: by({ Service: 'sns.amazonaws.com' }),
  ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: github({ Principal: undefined, Effect: 'Deny', NotPrincipal: OIDC }),
  ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: [github({ Resource: '*' }), github({ NotResource: '*' })],
  ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL: github({ Principal: '*' }),
  SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED: github({
    Condition: { StringLike: { [`${GITHUB}:sub`]: 'repo:acme/api:*' } },
  }),
  STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS: by(
    { AWS: '111122223333' },
    { StringLike: { 'aws:PrincipalArn': `${ROLE}-*` } },
  ),
  TYPE_MISMATCH: when({ StringEquals: { ...SUB, 'aws:SourceIp': '203.0.113.7' } }),
  TYPE_MISMATCH_BOOLEAN: when({ Bool: { 'aws:SecureTransport': 'yes' } }),
  TYPE_MISMATCH_DATE: when({ DateLessThan: { 'aws:CurrentTime': 'tomorrow' } }),
  TYPE_MISMATCH_IP_RANGE: when({ IpAddress: { 'aws:SourceIp': '203.0.113.300' } }),
  TYPE_MISMATCH_NUMBER: when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '1h' } }),
  TYPE_MISMATCH_STRING: when({ BinaryEquals: { 'sts:RoleSessionName': 'no base64' } }),
  UNIQUE_SIDS_RECOMMENDED: twice('One'),
  UNIQUE_SIDS_REQUIRED: twice('One'),
  UNSUPPORTED_ACTION_FOR_CONDITION_KEY: when({ StringLike: { 'sts:ExternalId': 'x' } }),
  UNSUPPORTED_ACTION_IN_POLICY: github({ Action: [WEB, 's3:GetObject'] }),
  UNSUPPORTED_ELEMENT_COMBINATION: [
    github({ NotAction: 'sts:TagSession' }),
    github({ NotPrincipal: { AWS: '444455556666' } }),
  ],
  UNSUPPORTED_GLOBAL_CONDITION_KEY: by({ AWS: '111122223333' }, { ArnLike: { 'aws:ARN': ROLE } }),
  UNSUPPORTED_SID: github({ Sid: 'from github' }),
  UNSUPPORTED_SPACE_IN_VARIABLE: when({ StringLike: { 'sts:RoleSessionName': '${ aws:username }' } }),
  UNSUPPORTED_WILDCARD_IN_PRINCIPAL: by({ AWS: 'arn:aws:iam::111122223333:role/*' }),
  UNTRUSTWORTHY_CONDITION_KEY: when({ StringLike: { 'aws:UserAgent': 'x' } }),
  USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES: when({ StringLike: { 'aws:VpceOrgID': 'o-a1b2c3d4e5' } }),
  VARIABLE_UNSUPPORTED_IN_ELEMENT: by({ AWS: 'arn:aws:iam::111122223333:user/${aws:username}' }),
  VARIABLE_UNSUPPORTED_IN_VERSION: when({ StringLike: { 'sts:RoleSessionName': '${aws:username}' } }).replace(
    '2012',
    '2008',
  ),
  VARIABLE_USAGE_TOO_PERMISSIVE: when({ StringLike: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } }),
  WILDCARD_IN_SERVICE_NAME: github({ Action: [WEB, 's*:TagSession'] }),
  WILDCARD_USAGE_TOO_PERMISSIVE: [
    by({ AWS: '*' }, { StringLike: { 'aws:PrincipalOrgID': 'o-a*' } }),
    by({ AWS: '*' }, { StringLike: { 'aws:userid': 'AROA*:x' } }),
  ],
  WILDCARD_WITHOUT_LIKE_OPERATOR: github({ Condition: { StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/api:*' } } }),
};

/** In a role, so that there is no doubt what it is. */
function role(policy: string): string {
  return `resource "aws_iam_role" "this" {\n  assume_role_policy = <<EOT\n${policy.replaceAll('${', () => '$${')}\nEOT\n}\n`;
}

const coverers = (code: string): string[] =>
  rules.filter((rule) => rule.accessAnalyzer?.includes(code)).map((rule) => rule.id);

describe('each check of Access Analyzer', () => {
  const codes = analyzerChecks.checks.map(({ code }) => code);

  it('stands in the list once, and in no rule that it is not in the list for', () => {
    expect(codes).toEqual([...new Set(codes)]);
    expect(rules.flatMap((rule) => rule.accessAnalyzer ?? []).filter((code) => !codes.includes(code))).toEqual([]);
  });

  it.each(analyzerChecks.checks.map((check) => [check.code, check] as const))('%s', (code, { remark }) => {
    const ids = coverers(code);
    if (ids.length === 0) {
      expect(remark).toMatch(/^Not checked: \w/);
      return;
    }
    expect(remark ?? '').not.toMatch(/^Not checked/);
    const texts = [FOUND[code] ?? []].flat();
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      const found = analyse('terraform', role(text)).findings.map(({ rule }) => rule);
      expect(
        found.filter((rule) => ids.includes(rule)),
        `${text}\n${found.join(' ')}`,
      ).not.toEqual([]);
    }
  });
});

describe('what Access Analyzer would find, but is right or not known', () => {
  const NEW = [
    'condition/host-bits',
    'condition/id-format',
    'condition/null',
    'condition/paired',
    'condition/sensitive-wildcard',
    'condition/spoofable-key',
    'condition/value-type',
    'condition/variable',
    'principal/arn',
    'principal/service-format',
    'statement/redundant',
  ];

  it.each([
    [
      'an id that something else fills in',
      when({ StringLike: { 'aws:SourceVpc': ['<vpc-id>', '${VPC}', 'vpc-1a2b3c4d'] } }),
    ],
    [
      'a newer region',
      when({ StringLike: { 'aws:RequestedRegion': ['eusc-de-east-1', 'us-isob-east-1', 'us-gov-west-1'] } }),
    ],
    [
      'a private address of a VPC endpoint',
      when({ IpAddress: { 'aws:VpcSourceIp': '10.0.0.0/8' }, StringLike: { 'aws:SourceVpce': 'vpce-1a2b3c4d' } }),
    ],
    [
      'a range that is one',
      when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '203.0.113.7/32', '2001:db8::/32'] } }),
    ],
    ['an exact variable', when({ StringEquals: { ...SUB, 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } })],
    ['any session of a role', by({ AWS: '111122223333' }, { StringLike: { 'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:*' } })],
    ['a session of any role', by({ AWS: '111122223333' }, { StringLike: { 'aws:userid': '*:deploy' } })],
    ['a service in China', by({ Service: ['ec2.amazonaws.com.cn', 'delivery.logs.amazonaws.com', 'ec2.c2s.ic.gov'] })],
    ['a service of a template', by({ Service: '${SERVICE}.amazonaws.com' })],
    ['a session of another role', by({ AWS: [ROLE, 'arn:aws:sts::444455556666:assumed-role/ci/x'] })],
    ['numbers', when({ NumericLessThan: { [`${GITHUB}:run_attempt`]: [2] } })],
  ])('%s', (_, text) => {
    const { findings } = analyse('terraform', role(text));
    expect(findings.filter(({ rule }) => NEW.includes(rule)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual(
      [],
    );
  });

  it('is silent on what Terraform does not know', () => {
    const text = role(
      when(
        {
          StringLike: { 'aws:SourceVpc': 'X', 'aws:PrincipalOrgID': 'X', 'aws:userid': 'X' },
          IpAddress: { 'aws:SourceIp': ['X', '203.0.113.0/24'] },
          BinaryEquals: { 'sts:RoleSessionName': 'X' },
        },
        { Principal: { Service: 'X', AWS: ['X', ROLE] } },
      ),
    ).replaceAll('"X"', '"${var.unknown}"');
    const found = analyse('terraform', `variable "unknown" {}\n${text}`).findings.map(({ rule }) => rule);
    expect(found.filter((rule) => NEW.includes(rule))).toEqual([]);
  });
});
