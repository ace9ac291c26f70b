/** The errors of AWS: each is found in its own words, and what it refers to exists. */
import { describe, expect, it } from 'vitest';
import { awsErrors, recogniseError } from '../../../server/src/core/oidc/awsErrors.ts';
import { rules } from '../../../server/src/core/rules/index.ts';

it('refers to rules that exist', () => {
  const ids = new Set(rules.map(({ id }) => id));
  const named = awsErrors.flatMap(({ causes }) => causes.flatMap((cause) => cause.rules));
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});

it('has every id once, and a cause for each', () => {
  expect(new Set(awsErrors.map(({ id }) => id)).size).toBe(awsErrors.length);
  expect(awsErrors.filter(({ causes }) => causes.length === 0)).toEqual([]);
});

it.each(awsErrors.map((error) => [error.id, `${error.code}: ${error.message}`] as const))(
  '%s is recognised by its code and message',
  (id, text) => {
    expect(recogniseError(text)?.id).toBe(id);
  },
);

describe('as people meet them', () => {
  it.each([
    [
      'An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity',
      'denied',
    ],
    ['Error: Could not assume role with OIDC: Not authorized to perform sts:AssumeRoleWithWebIdentity', 'denied'],
    [
      'Error: No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
      'no-provider',
    ],
    [
      'InvalidIdentityToken: Couldn\u2019t retrieve verification key from your identity provider,\n please reference AssumeRoleWithWebIdentity documentation',
      'keys',
    ],
    [
      'InvalidIdentityToken: OpenIDConnect provider\u2019s HTTPS certificate doesn\u2019t match configured thumbprint',
      'thumbprint',
    ],
    [
      'operation error STS: AssumeRoleWithWebIdentity, api error InvalidIdentityToken: Incorrect token audience',
      'audience',
    ],
    [
      'ExpiredTokenException: Token expired: current date/time 1700000000 must be before the expiration date/time',
      'expired',
    ],
    ['api error MalformedPolicyDocument: Has prohibited field Resource', 'resource'],
    ['MalformedPolicyDocument: Invalid principal in policy: "AWS":"arn:aws:iam::1:role/x"', 'invalid-principal'],
    ['AssumeRolepolicy contained an invalid principal: "STAR":"*".', 'invalid-principal'],
    ['MalformedPolicyDocument: something new', 'malformed'],
    ['api error InvalidIdentityToken: whatever', 'invalid-token'],
    ['AccessDenied: User is not authorized to perform: sts:TagSession on resource', 'tag-session'],
  ])('%s', (text, id) => {
    expect(recogniseError(text)?.id).toBe(id);
  });

  it('finds none in other texts', () => {
    expect(recogniseError('AccessDenied: s3:GetObject')).toBeUndefined();
    expect(recogniseError('')).toBeUndefined();
  });
});
