/** A concrete token against a trust policy, operator by operator. The numbers are those of AWS's documented behaviour. */
import { describe, expect, it } from 'vitest';
import { evaluatePolicy, type PolicyDecision } from '../../../server/src/core/access/evaluatePolicy.ts';
import { policyFromJsonFile } from '../../../server/src/core/policy/fromJsonFile.ts';

const ISSUER = 'token.actions.githubusercontent.com';

function decide(condition: object, claims: object): PolicyDecision {
  const text = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${ISSUER}` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: condition,
    },
  });
  const policy = policyFromJsonFile('trust.json', text)!;
  return evaluatePolicy(policy, [], { issuer: ISSUER, claims: new Map(Object.entries(claims)) });
}

describe('strings', () => {
  it.each([
    ['StringEquals', 'repo:acme/api:ref', 'allowed'],
    ['StringEquals', 'repo:acme/*', 'denied'],
    ['StringLike', 'repo:acme/*', 'allowed'],
    ['StringNotLike', 'repo:acme/*', 'denied'],
    ['StringNotEquals', 'repo:acme/*', 'allowed'],
  ])('%s %s: %s', (operator, value, decision) => {
    const result = decide({ [operator]: { [`${ISSUER}:sub`]: value } }, { sub: 'repo:acme/api:ref' });
    expect(result.decision).toBe(decision);
  });
});
