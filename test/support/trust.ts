/** Trust policies for tests of who gets in. */

import { policyFromJsonFile } from '../../server/src/core/policy/fromJsonFile.ts';
import type { TrustPolicy } from '../../server/src/core/policy/model.ts';

export type Values = string | readonly string[];
export type Conditions = Readonly<Record<string, Readonly<Record<string, Values>>>>;

export interface TrustStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: Readonly<Record<string, Values>>;
  readonly Action: Values;
  readonly Condition?: Conditions;
}

export const GITHUB = 'token.actions.githubusercontent.com';

export function trusting(issuer: string, condition: Conditions, effect: 'Allow' | 'Deny' = 'Allow'): TrustStatement {
  return {
    Effect: effect,
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  };
}

export function policyOf(...statements: readonly object[]): TrustPolicy {
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const policy = policyFromJsonFile('trust.json', text);
  if (!policy) throw new Error('this is not taken for a trust policy');
  return policy;
}
