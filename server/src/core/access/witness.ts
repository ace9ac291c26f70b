/** Whether a token that a verdict rests on is let in, by the evaluator, which works on single tokens and shares no code with it. */
import type { Issuers } from '../oidc/project.ts';
import type { TrustPolicy } from '../policy/model.ts';
import { evaluatePolicy } from './evaluatePolicy.ts';
import type { StatementReading } from './reading.ts';
import type { Token } from './tokenScope.ts';

export function isAdmitted(token: Token, { oidc }: StatementReading, policy: TrustPolicy, issuers: Issuers): boolean {
  const claims = new Map(Object.entries(token));
  return oidc.some(
    ({ issuer }) => issuer && evaluatePolicy(policy, issuers, { issuer, claims }).decision === 'allowed',
  );
}
