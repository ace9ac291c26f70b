import { describe, expect, it } from 'vitest';
import { analyzeJson } from '../../../server/src/core/analysis/analyze.ts';

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

describe('which JSON is a trust policy', () => {
  it.each([
    [
      'a web identity',
      policy({ Principal: { Federated: 'accounts.google.com' }, Action: 'sts:AssumeRoleWithWebIdentity' }),
    ],
    [
      'a service',
      policy({ Principal: { Service: 'ec2.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    ],
    ['a misspelled action', policy({ Principal: { Federated: 'x' }, Action: 'sts:AssumeRoleWithWebIdendity' })],
    [
      'one statement without a list',
      JSON.stringify({ Statement: { Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'sts:AssumeRole' } }),
    ],
    [
      'Resource beside a federated principal',
      policy({ Principal: { Federated: 'x' }, Action: 'sts:AssumeRoleWithWebIdentity', Resource: '*' }),
    ],
    [
      'elements in other capitals',
      JSON.stringify({
        statement: [{ effect: 'Allow', principal: { aws: '111122223333' }, action: 'sts:AssumeRole' }],
      }),
    ],
    ['a provider without its type', policy({ Principal: 'arn:aws:iam::1:oidc-provider/x', Action: 'sts:AssumeRole' })],
    [
      'a provider that may do more than STS has',
      policy({ Principal: { Federated: 'arn:aws:iam::1:oidc-provider/x' }, Action: ['s3:*', 'sts:TagSession'] }),
    ],
    ['a byte order mark', `\ufeff${policy({ Principal: { Federated: 'x' }, Action: 'sts:AssumeRoleWithSAML' })}`],
  ])('%s: yes', (_, text) => {
    expect(analyzeJson('a.json', text)).toBeDefined();
  });

  it.each([
    ['a permissions policy', policy({ Action: 'sts:AssumeRole', Resource: '*' })],
    ['an endpoint policy for STS', policy({ Principal: '*', Action: 'sts:AssumeRole', Resource: '*' })],
    ['a bucket policy', policy({ Principal: { AWS: '*' }, Action: 's3:GetObject', Resource: '*' })],
    [
      'a bucket policy that names an STS action',
      policy({ Principal: { AWS: '*' }, Action: ['s3:GetObject', 'sts:AssumeRole'] }),
    ],
    [
      'a CloudFormation template',
      JSON.stringify({ Resources: { Role: { Properties: { Statement: 'sts:AssumeRole' } } } }),
    ],
    ['a list', '[{"Statement": "sts:AssumeRole"}]'],
    [
      'an endpoint policy in other capitals',
      policy({ principal: { AWS: '*' }, action: 'sts:AssumeRole', resource: '*' }),
    ],
    ['a wider element', policy({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole', Comment: 'x' })],
    ['no JSON', 'Statement sts:AssumeRole'],
    ['nothing', ''],
  ])('%s: no', (_, text) => {
    expect(analyzeJson('a.json', text)).toBeUndefined();
  });
});
