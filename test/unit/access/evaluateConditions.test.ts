/**
 * One condition after the other against one token. The headings name the facts as AWS documents them; where AWS does not,
 * the answer must be `maybe`.
 */
import { describe, expect, it } from 'vitest';
import type { ConditionDecision } from '../../../server/src/core/access/evaluatePolicy.ts';
import { type Asked, decideJson, GITHUB, statementWith } from '../../support/decide.ts';

type Values = string | number | boolean | readonly (string | number | boolean)[];
/** Operator, key, values, what the request has, answer. A key that begins with `:` follows the issuer. */
type Row = [operator: string, key: string, values: Values, asked: Asked, holds: 'yes' | 'no' | 'maybe'];

const SUB = 'repo:acme/api:ref:refs/heads/main';
const TOKEN = { claims: { sub: SUB, aud: 'sts.amazonaws.com', actor: 'Anna' } };

function decide(operator: string, key: string, values: Values, asked: Asked, version?: string): ConditionDecision {
  const issuer = typeof asked.issuer === 'string' ? asked.issuer : GITHUB;
  const name = key.startsWith(':') ? `${issuer}${key}` : key;
  const Statement = statementWith({ [operator]: { [name]: values } }, issuer);
  return decideJson({ Version: version ?? '2012-10-17', Statement }, asked).statements[0]!.conditions[0]!;
}

function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    it.each(table)('%s %s %j, request %j: %s', (operator, key, values, asked, holds) => {
      expect(decide(operator, key, values, asked)).toMatchObject({ holds });
    });
  });
}

const given = (key: string, value: string | number | boolean | readonly string[] | null): Asked => ({
  context: { [key]: value },
});
const number = (value: string): Asked => given('test:number', value);
const moment = (value: string): Asked => given('aws:CurrentTime', value);
const from = (value: string): Asked => given('aws:SourceIp', value);
const arn = (value: string): Asked => given('aws:SourceVpcArn', value);

rows('texts: case, stars, several values (1.30, 1.36, 1.37, 1.38)', [
  ['StringEquals', ':sub', SUB, TOKEN, 'yes'],
  ['stringEQUALS', ':SUB', SUB, TOKEN, 'yes'],
  ['StringEquals', ':sub', SUB.toUpperCase(), TOKEN, 'no'],
  ['StringEquals', ':sub', 'repo:acme/*', TOKEN, 'no'],
  ['StringEquals', ':sub', 'repo:acme/*', { claims: { sub: 'repo:acme/*' } }, 'yes'],
  ['StringEquals', ':sub', ['other', SUB], TOKEN, 'yes'],
  ['StringNotEquals', ':sub', ['other', SUB], TOKEN, 'no'],
  ['StringNotEquals', ':sub', ['other', 'more'], TOKEN, 'yes'],
  ['StringEqualsIgnoreCase', ':sub', SUB.toUpperCase(), TOKEN, 'yes'],
  ['StringEqualsIgnoreCase', ':sub', 'repo:acme/*', TOKEN, 'no'],
  ['StringNotEqualsIgnoreCase', ':sub', SUB.toUpperCase(), TOKEN, 'no'],
  ['StringLike', ':sub', 'repo:acme/*', TOKEN, 'yes'],
  ['StringLike', ':sub', 'repo:acme/???:ref:*/main', TOKEN, 'yes'],
  ['StringLike', ':sub', 'repo:acme/????:ref:*', TOKEN, 'no'],
  ['StringLike', ':sub', 'REPO:acme/*', TOKEN, 'no'],
  ['StringNotLike', ':sub', ['repo:evil/*', 'repo:acme/*'], TOKEN, 'no'],
  ['StringNotLike', ':sub', 'repo:evil/*', TOKEN, 'yes'],
]);

rows('texts: what AWS does not document', [
  ['StringEqualsIgnoreCase', ':sub', 'Ä', { claims: { sub: 'ä' } }, 'maybe'],
  ['StringLike', ':sub', 'a?b', { claims: { sub: 'a\u{1f600}b' } }, 'maybe'],
  ['StringLike', ':sub', 'a??b', { claims: { sub: 'a\u{1f600}b' } }, 'maybe'],
  ['StringLike', ':sub', 'a*b', { claims: { sub: 'a\u{1f600}b' } }, 'yes'],
  ['StringLike', ':sub', 'b?b', { claims: { sub: 'a\u{1f600}b' } }, 'no'],
  ['StringEquals', ':sub', [], TOKEN, 'maybe'],
]);

rows('absent keys (1.32, 1.33, 1.35)', [
  ['StringEquals', ':environment', 'prod', TOKEN, 'no'],
  ['StringLike', ':environment', '*', TOKEN, 'no'],
  ['StringNotEquals', ':environment', 'prod', TOKEN, 'yes'],
  ['StringNotLike', ':environment', '*', TOKEN, 'yes'],
  ['StringEqualsIfExists', ':environment', 'prod', TOKEN, 'yes'],
  ['stringequalsifexists', ':environment', 'prod', TOKEN, 'yes'],
  ['StringEqualsIfExists', ':sub', 'other', TOKEN, 'no'],
  ['NumericLessThan', 'test:number', '1', given('test:number', null), 'no'],
  ['NumericNotEquals', 'test:number', '1', given('test:number', null), 'yes'],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', given('aws:SourceIp', null), 'yes'],
  ['ForAllValues:StringEquals', ':amr', 'mfa', TOKEN, 'yes'],
  ['ForAnyValue:StringEquals', ':amr', 'mfa', TOKEN, 'no'],
  ['ForAllValues:StringEqualsIfExists', ':amr', 'mfa', TOKEN, 'yes'],
  ['ForAnyValue:StringEqualsIfExists', ':amr', 'mfa', TOKEN, 'maybe'],
]);

rows('Null (1.34)', [
  ['Null', ':environment', 'true', TOKEN, 'yes'],
  ['Null', ':environment', 'false', TOKEN, 'no'],
  ['Null', ':sub', 'true', TOKEN, 'no'],
  ['Null', ':sub', false, TOKEN, 'yes'],
  ['null', ':sub', 'FALSE', TOKEN, 'yes'],
  ['Null', ':sub', ['true', 'false'], TOKEN, 'yes'],
  ['Null', 'aws:SourceVpc', 'true', TOKEN, 'maybe'],
  ['Null', ':sub', 'perhaps', TOKEN, 'maybe'],
  ['NullIfExists', ':sub', 'false', TOKEN, 'maybe'],
]);

rows('sets of values (1.33)', [
  ['ForAnyValue:StringEquals', ':amr', 'mfa', { claims: { amr: ['pwd', 'mfa'] } }, 'yes'],
  ['ForAnyValue:StringEquals', ':amr', 'otp', { claims: { amr: ['pwd', 'mfa'] } }, 'no'],
  ['ForAllValues:StringEquals', ':amr', ['pwd', 'mfa'], { claims: { amr: ['pwd', 'mfa'] } }, 'yes'],
  ['ForAllValues:StringEquals', ':amr', ['pwd'], { claims: { amr: ['pwd', 'mfa'] } }, 'no'],
  ['ForAllValues:StringEquals', ':amr', 'x', { claims: { amr: [] } }, 'yes'],
  ['ForAnyValue:StringEquals', ':amr', 'x', { claims: { amr: [] } }, 'no'],
  ['ForAllValues:StringNotEquals', ':amr', 'mfa', { claims: { amr: ['pwd', 'mfa'] } }, 'no'],
  ['ForAnyValue:StringNotEquals', ':amr', 'mfa', { claims: { amr: ['pwd', 'mfa'] } }, 'yes'],
  ['foranyvalue:stringlike', ':amr', 'm*', { claims: { amr: ['pwd', 'mfa'] } }, 'yes'],
  ['ForAllValues:StringLike', ':sub', 'repo:*', TOKEN, 'yes'],
  ['ForAnyValue:StringLike', ':sub', 'other*', TOKEN, 'no'],
  // Without a set operator: only that no value fits is certain.
  ['StringEquals', ':amr', 'otp', { claims: { amr: ['pwd', 'mfa'] } }, 'no'],
  ['StringEquals', ':amr', 'mfa', { claims: { amr: ['pwd', 'mfa'] } }, 'maybe'],
  ['StringNotEquals', ':amr', 'otp', { claims: { amr: ['pwd', 'mfa'] } }, 'maybe'],
]);

rows('numbers, without rounding (1.30)', [
  ['NumericEquals', 'test:number', '10.0', number('10'), 'yes'],
  ['NumericEquals', 'test:number', 10, number('010'), 'yes'],
  ['NumericEquals', 'test:number', '-0', number('0'), 'yes'],
  ['NumericEquals', 'test:number', '9007199254740993', number('9007199254740992'), 'no'],
  ['NumericEquals', 'test:number', '0.1000000000000000000001', number('0.1'), 'no'],
  ['NumericNotEquals', 'test:number', ['1', '2'], number('2'), 'no'],
  ['NumericNotEquals', 'test:number', ['1', '2'], number('3'), 'yes'],
  ['NumericLessThan', 'test:number', '9', number('10'), 'no'],
  ['NumericLessThan', 'test:number', '10', number('-10.5'), 'yes'],
  ['NumericLessThan', 'test:number', '-10', number('-10.5'), 'yes'],
  ['NumericLessThanEquals', 'test:number', '10', number('10'), 'yes'],
  ['NumericGreaterThan', 'test:number', '10', number('10.01'), 'yes'],
  ['NumericGreaterThanEquals', 'test:number', '10.01', number('10'), 'no'],
  ['NumericEquals', 'test:number', 'ten', number('10'), 'no'],
  ['NumericEquals', 'test:number', '10', number('ten'), 'no'],
  ['NumericNotEquals', 'test:number', '10', number('ten'), 'maybe'],
  ['NumericEquals', 'test:number', '1e1', number('10'), 'maybe'],
  [
    'NumericEquals',
    ':google/organization_number',
    '123',
    { issuer: 'accounts.google.com', claims: { 'google:organization_number': 123 } },
    'yes',
  ],
]);

rows('dates: ISO 8601 and seconds (1.30)', [
  ['DateGreaterThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z', moment('2026-01-01T00:00:01Z'), 'yes'],
  ['DateGreaterThan', 'aws:CurrentTime', '2026-01-01T00:00:00Z', moment('2026-01-01T00:00:00Z'), 'no'],
  ['DateGreaterThanEquals', 'aws:CurrentTime', '2026-01-01T00:00:00Z', moment('2026-01-01T00:00:00Z'), 'yes'],
  ['DateEquals', 'aws:CurrentTime', '2026-01-01T02:00:00+02:00', moment('2026-01-01T00:00:00Z'), 'yes'],
  ['DateEquals', 'aws:CurrentTime', '1767225600', moment('2026-01-01T00:00:00Z'), 'yes'],
  ['DateEquals', 'aws:CurrentTime', 1767225600, moment('2025-12-31T19:00-05:00'), 'yes'],
  ['DateNotEquals', 'aws:CurrentTime', '1767225600', moment('2026-01-01T00:00:00Z'), 'no'],
  ['DateLessThan', 'aws:CurrentTime', '2026-01-01T00:00:00.5Z', moment('2026-01-01T00:00:00.25Z'), 'yes'],
  ['DateLessThanEquals', 'aws:CurrentTime', '2026-06-30T23:59:59Z', moment('2026-07-01T00:00:00Z'), 'no'],
  ['DateLessThan', 'aws:CurrentTime', '2026-02-30T00:00:00Z', moment('2026-01-01T00:00:00Z'), 'no'],
  ['DateNotEquals', 'aws:CurrentTime', 'tomorrow', moment('2026-01-01T00:00:00Z'), 'maybe'],
  // No time zone: certain only where no zone changes the answer.
  ['DateLessThan', 'aws:CurrentTime', '2026-07-01', moment('2026-01-01T00:00:00Z'), 'yes'],
  ['DateLessThan', 'aws:CurrentTime', '2026-07-01', moment('2026-07-01T03:00:00Z'), 'maybe'],
  ['DateLessThan', 'aws:CurrentTime', '2026-07-01T00:00:00', moment('2026-07-02T00:00:00Z'), 'no'],
  // A year, or seconds.
  ['DateLessThan', 'aws:CurrentTime', '2030', moment('2026-01-01T00:00:00Z'), 'maybe'],
  ['DateLessThan', 'aws:EpochTime', 1767225600, given('aws:EpochTime', 1767225599), 'yes'],
]);

rows('addresses of both families (1.30)', [
  ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', from('203.0.113.255'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '203.0.113.0/24', from('203.0.114.0'), 'no'],
  ['IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '203.0.113.7'], from('203.0.113.7'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '203.0.113.7/32', from('203.0.113.8'), 'no'],
  ['IpAddress', 'aws:SourceIp', '0.0.0.0/0', from('203.0.113.8'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '128.0.0.0/1', from('203.0.113.8'), 'yes'],
  ['NotIpAddress', 'aws:SourceIp', '203.0.113.0/24', from('203.0.113.8'), 'no'],
  ['NotIpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.168.0.0/16'], from('203.0.113.8'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '2001:DB8:1234:5678::/64', from('2001:db8:1234:5678:9::1'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '2001:DB8:1234:5678::/64', from('2001:db8:1234:5679::1'), 'no'],
  ['IpAddress', 'aws:SourceIp', '2001:db8::/33', from('2001:db8:7fff::1'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '2001:db8::/33', from('2001:db8:8000::1'), 'no'],
  ['IpAddress', 'aws:SourceIp', '::1', from('0:0:0:0:0:0:0:1'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '64:ff9b::192.0.2.1', from('64:ff9b::c000:201'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '::/0', from('203.0.113.8'), 'no'],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', from('2001:db8::1'), 'yes'],
  ['IpAddress', 'aws:SourceIp', '10.0.0.0/8', from('::ffff:10.0.0.1'), 'maybe'],
  ['IpAddress', 'aws:SourceIp', '10.0.0.1/8', from('10.2.3.4'), 'maybe'],
  ['IpAddress', 'aws:SourceIp', '10.0.0.1/8', from('11.2.3.4'), 'no'],
  ['IpAddress', 'aws:SourceIp', '10.0.0.0/33', from('10.0.0.0'), 'no'],
  ['IpAddress', 'aws:SourceIp', '10.0.0/8', from('10.0.0.0'), 'no'],
  ['IpAddress', 'aws:SourceIp', '1:2:3:4:5:6:7:8:9', from('1:2:3:4:5:6:7:8'), 'no'],
  ['IpAddress', 'aws:SourceIp', '1::2::3', from('1::3'), 'no'],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8/8', from('10.0.0.0'), 'maybe'],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', from('here'), 'maybe'],
]);

const VPC = 'arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1';

rows('ARNs, part by part (1.30, 1.31)', [
  ['ArnEquals', 'aws:SourceVpcArn', VPC, arn(VPC), 'yes'],
  ['ArnLike', 'aws:SourceVpcArn', 'arn:aws:ec2:*:123456789012:vpc/*', arn(VPC), 'yes'],
  ['ArnEquals', 'aws:SourceVpcArn', 'arn:aws:ec2:*:123456789012:vpc/*', arn(VPC), 'yes'],
  ['ArnLike', 'aws:SourceVpcArn', 'arn:*:vpc/*:*:*:*', arn(VPC), 'no'],
  ['ArnLike', 'aws:SourceVpcArn', 'arn:aws:*:*:*:vpc/*', arn(`${VPC}:x:y`), 'yes'],
  ['ArnLike', 'aws:SourceVpcArn', 'arn:aws:*:vpc-1:*:*', arn('arn:aws:ec2:eu:vpc-1:1:x'), 'no'],
  ['ArnNotLike', 'aws:SourceVpcArn', 'arn:aws:ec2:*:*:vpc/*', arn(VPC), 'no'],
  ['ArnNotEquals', 'aws:SourceVpcArn', 'arn:aws:s3:::bucket', arn(VPC), 'yes'],
  ['ArnLike', 'aws:SourceVpcArn', '*', arn(VPC), 'maybe'],
  ['ArnLike', 'aws:SourceVpcArn', 'arn:aws:s3:*', arn(VPC), 'no'],
  ['ArnLike', 'aws:SourceVpcArn', 'arn:aws:ec2:*:*:*', arn('vpc-1'), 'no'],
  ['ArnNotLike', 'aws:SourceVpcArn', 'arn:aws:ec2:*:*:*', arn('vpc-1'), 'maybe'],
]);

rows('Bool and Binary (1.30, 1.40)', [
  ['Bool', 'aws:SecureTransport', true, given('aws:SecureTransport', true), 'yes'],
  ['Bool', 'aws:SecureTransport', 'True', given('aws:SecureTransport', 'true'), 'yes'],
  ['Bool', 'aws:SecureTransport', 'false', given('aws:SecureTransport', true), 'no'],
  ['Bool', 'aws:SecureTransport', 'yes', given('aws:SecureTransport', true), 'no'],
  ['Bool', 'aws:SecureTransport', 'false', given('aws:SecureTransport', null), 'no'],
  ['BoolIfExists', 'aws:SecureTransport', 'false', given('aws:SecureTransport', null), 'yes'],
  ['BinaryEquals', 'test:bytes', 'QmluYXJ5', given('test:bytes', 'QmluYXJ5'), 'yes'],
  ['BinaryEquals', 'test:bytes', 'QmluYXJ5', given('test:bytes', 'qmluYXJ5'), 'no'],
  ['BinaryEquals', 'test:bytes', 'no base64', given('test:bytes', 'QmluYXJ5'), 'no'],
]);

const ANNA = { claims: { sub: 'repo:anna/x', actor: 'anna', repository: 'a*' } };

rows('policy variables (1.39)', [
  ['StringLike', ':sub', `repo:\${${GITHUB}:actor}/*`, ANNA, 'yes'],
  ['StringEquals', ':sub', `repo:\${ ${GITHUB}:ACTOR }/x`, ANNA, 'yes'],
  ['StringEquals', ':sub', `repo:\${${GITHUB}:environment}/x`, ANNA, 'no'],
  ['StringNotEquals', ':sub', `repo:\${${GITHUB}:environment}/x`, ANNA, 'maybe'],
  ['StringEquals', ':sub', `repo:\${${GITHUB}:environment, 'anna'}/x`, ANNA, 'yes'],
  ['StringEquals', ':sub', `repo:\${${GITHUB}:actor, 'bert'}/x`, ANNA, 'yes'],
  ['StringEquals', ':sub', `repo:\${${GITHUB}:environment, anna}/x`, ANNA, 'maybe'],
  ['StringEquals', ':sub', `repo:\${${GITHUB}:actor}/y`, ANNA, 'no'],
  ['StringEquals', ':sub', 'repo:${aws:SourceVpc}/x', ANNA, 'maybe'],
  ['StringEquals', ':sub', 'team:${aws:SourceVpc}/x', ANNA, 'no'],
  ['StringEquals', ':sub', 'repo:${aws:SourceVpc', ANNA, 'maybe'],
  ['StringLike', ':sub', 'repo:${*}/x', ANNA, 'no'],
  ['StringLike', ':sub', 'repo:${*}/?', { claims: { sub: 'repo:*/x' } }, 'yes'],
  ['StringLike', ':sub', 'repo:${?}', { claims: { sub: 'repo:?' } }, 'yes'],
  ['StringLike', ':sub', 'repo:${?}', { claims: { sub: 'repo:x' } }, 'no'],
  ['StringEquals', ':sub', '${$}{x}', { claims: { sub: '${x}' } }, 'yes'],
  ['StringLike', ':sub', `repo:\${${GITHUB}:repository}/x`, ANNA, 'maybe'],
  ['StringEquals', ':sub', `\${${GITHUB}:amr}`, { claims: { sub: 'pwd', amr: ['pwd'] } }, 'maybe'],
  [
    'ArnLike',
    'aws:SourceVpcArn',
    'arn:aws:ec2:*:*:vpc/${aws:SourceVpc}',
    { context: { 'aws:SourceVpcArn': VPC, 'aws:SourceVpc': 'vpc-1' } },
    'yes',
  ],
  ['NumericEquals', 'test:number', '${test:number}', number('1'), 'maybe'],
]);

describe('policy variables by version (1.15)', () => {
  it.each([
    ['2012-10-17', 'yes', 'no'],
    ['2008-10-17', 'no', 'yes'],
    ['2015-01-01', 'maybe', 'maybe'],
  ])('%s: a variable %s, text %s', (version, asVariable, asText) => {
    const value = `repo:\${${GITHUB}:actor}/x`;
    expect(decide('StringEquals', ':sub', value, ANNA, version).holds).toBe(asVariable);
    expect(decide('StringEquals', ':sub', value, { claims: { sub: value, actor: 'anna' } }, version).holds).toBe(
      asText,
    );
  });
});

const GOOGLE = 'accounts.google.com';
const COGNITO = 'cognito-identity.amazonaws.com';
const CLUSTER = 'oidc.eks.eu-west-1.amazonaws.com/id/D539D4633E53DE1B71EC5F0C6A0EFFFF';
const UNKNOWN = 'login.example.org/realm/';

rows('claims as keys (section 2)', [
  // Only published claims are keys, by the name that AWS gives them.
  ['StringEquals', ':actor', 'Anna', TOKEN, 'yes'],
  ['StringEquals', ':event_name', 'push', { claims: { event_name: 'push' } }, 'no'],
  ['StringEquals', ':iss', `https://${GITHUB}`, { claims: { iss: `https://${GITHUB}` } }, 'no'],
  ['Null', ':azp', 'true', { claims: { azp: 'x' } }, 'yes'],
  ['StringEquals', `https://${GITHUB}:sub`, SUB, TOKEN, 'no'],
  ['StringEquals', 'gitlab.com:sub', SUB, TOKEN, 'no'],
  ['StringEquals', `${GITHUB}/:sub`, SUB, TOKEN, 'no'],
  // azp goes before aud, and oaud is aud.
  ['StringEquals', ':aud', 'b', { issuer: GOOGLE, claims: { aud: 'a', azp: 'b' } }, 'yes'],
  ['StringEquals', ':aud', 'a', { issuer: GOOGLE, claims: { aud: 'a', azp: 'b' } }, 'no'],
  ['StringEquals', ':oaud', 'a', { issuer: GOOGLE, claims: { aud: 'a', azp: 'b' } }, 'yes'],
  ['StringEquals', ':oaud', 'x', { issuer: GOOGLE, claims: { aud: 'a', oaud: 'x' } }, 'no'],
  ['StringEquals', ':aud', 'a', { issuer: COGNITO, claims: { aud: 'a', azp: 'b' } }, 'yes'],
  ['StringEquals', ':aud', 'sts.amazonaws.com', { issuer: CLUSTER, claims: { aud: ['sts.amazonaws.com'] } }, 'yes'],
  ['StringEquals', ':aud', 'a', { issuer: CLUSTER, claims: { aud: ['a', 'b'] } }, 'maybe'],
  ['StringEquals', ':aud', 'c', { issuer: CLUSTER, claims: { aud: ['a', 'b'], azp: 'c' } }, 'yes'],
  // An issuer that is not in the catalogue.
  ['StringEquals', ':sub', 'x', { issuer: UNKNOWN, claims: { sub: 'x' } }, 'yes'],
  ['StringEquals', ':aud', 'x', { issuer: UNKNOWN, claims: { azp: 'x', aud: 'y' } }, 'yes'],
  ['StringEquals', ':groups', 'x', { issuer: UNKNOWN, claims: { groups: 'x' } }, 'maybe'],
  ['StringEquals', ':exp', '1', { issuer: UNKNOWN, claims: { exp: 1 } }, 'no'],
  // A second host inside the key.
  [
    'StringEquals',
    ':oidc.circleci.com/project-id',
    'p',
    {
      issuer: 'oidc.circleci.com/org/2f1c3b44-aaaa-bbbb-cccc-1234567890ab',
      claims: { 'oidc.circleci.com/project-id': 'p' },
    },
    'yes',
  ],
  ['StringEquals', ':sub', 'x', { claims: { sub: { a: 1 } } }, 'maybe'],
  ['StringEquals', ':ref', 'x', { partial: true, claims: { sub: 'x' } }, 'maybe'],
  ['StringEquals', ':aud', 'x', { partial: true, claims: { aud: 'x' } }, 'yes'],
]);

rows('keys of AWS (1.41)', [
  ['StringEquals', 'sts:RoleSessionName', 'ci', given('STS:roleSessionName', 'ci'), 'yes'],
  ['StringEquals', 'sts:RoleSessionName', 'ci', TOKEN, 'maybe'],
  ['StringEquals', 'sts:ExternalId', 'x', TOKEN, 'no'],
  ['StringEquals', 'aws:PrincipalOrgID', 'o-1', TOKEN, 'maybe'],
  ['StringEquals', 'aws:RequestTag/team', 'x', TOKEN, 'no'],
  ['StringEquals', 'aws:RequestTag/team', 'x', { ...TOKEN, ...given('aws:RequestTag/Team', 'x') }, 'yes'],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', 'team', given('aws:TagKeys', ['team', 'x']), 'yes'],
  ['StringEquals', 'aws:NoSuchKey', 'x', TOKEN, 'maybe'],
  ['StringEquelz', ':sub', SUB, TOKEN, 'maybe'],
]);

describe('the nearest value', () => {
  it.each([
    ['StringEquals', ['repo:acme/web:ref', 'repo:acme/api:rex', 'x'], 'repo:acme/api:rex', 16, 16],
    ['StringEquals', ['repo:acme/api'], 'repo:acme/api', 13, 13],
    ['StringEquals', [`${SUB}/x`], `${SUB}/x`, SUB.length, SUB.length],
    ['StringEquals', ['Repo:acme'], 'Repo:acme', 0, 0],
    ['StringEqualsIgnoreCase', ['REPO:ACMF'], 'REPO:ACMF', 8, 8],
    ['StringLike', ['repo:acme/*:environment:prod'], 'repo:acme/*:environment:prod', 14, 12],
    ['StringLike', ['repo:acme/*:ref:refs/heads/dev'], 'repo:acme/*:ref:refs/heads/dev', 29, 27],
    ['StringLike', ['repo:acme/*:ref:refs/heads'], 'repo:acme/*:ref:refs/heads', 28, 26],
    ['StringLike', ['repo:acme/ap?:tag'], 'repo:acme/ap?:tag', 14, 14],
  ])('%s %j: %s at %i and %i', (operator, values, wanted, inActual, inWanted) => {
    expect(decide(operator, ':sub', values, TOKEN)).toMatchObject({
      holds: 'no',
      nearest: { actual: SUB, wanted, inActual, inWanted, value: { kind: 'string' } },
    });
  });

  it('is that of the value with its variables put in', () => {
    const { nearest } = decide('StringEquals', ':sub', `repo:\${${GITHUB}:actor}/y`, ANNA);
    expect(nearest).toMatchObject({ actual: 'repo:anna/x', wanted: 'repo:anna/y', inActual: 10 });
  });

  it('is given for texts that must be equal, and only where they are not', () => {
    expect(decide('StringEquals', ':sub', SUB, TOKEN).nearest).toBeUndefined();
    expect(decide('StringNotEquals', ':sub', 'x', TOKEN).nearest).toBeUndefined();
    expect(decide('NumericEquals', 'test:number', '1', number('2')).nearest).toBeUndefined();
  });
});
