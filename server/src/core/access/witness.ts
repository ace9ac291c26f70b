/** Whether a token that a verdict rests on is let in, by the evaluator, which works on single tokens and shares no code with it. */
import type { OidcProvider, TrustPolicy } from '../policy/model.ts';
import { evaluatePolicy } from './evaluatePolicy.ts';
import type { StatementReading } from './reading.ts';
import type { Token } from './tokenScope.ts';

export function isAdmitted(
  token: Token,
  { oidc }: StatementReading,
  policy: TrustPolicy,
  providers: readonly OidcProvider[],
): boolean {
  const claims = new Map(Object.entries(token));
  return oidc.some(
    ({ issuer }) => issuer && evaluatePolicy(policy, providers, { issuer, claims }).decision === 'allowed',
  );
}
