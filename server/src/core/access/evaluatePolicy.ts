/**
 * Whether a trust policy lets one concrete token in, and why. It answers for the policy alone: that AWS accepts the policy,
 * that signature and audience are right, and what organisation policies say, is presumed.
 */
import { type TokenClaim, tokenClaims } from '../oidc/claims.ts';
import { awsKeys } from '../oidc/keys.ts';
import type { Issuers } from '../oidc/project.ts';
import type { TrustPolicy } from '../policy/model.ts';
import { all, any, type Tri } from '../value/tri.ts';
import { knownString } from '../value/value.ts';
import { RequestKeys } from './evaluate/keys.ts';
import { type TokenRequest, WEB_IDENTITY } from './evaluate/request.ts';
import { decideStatement, type StatementDecision } from './evaluate/statement.ts';
import type { Variables } from './evaluate/wanted.ts';

export type { ConditionDecision } from './evaluate/condition.ts';
export type { TokenRequest } from './evaluate/request.ts';

export interface PolicyDecision {
  readonly decision: 'allowed' | 'denied' | 'not certain';
  /** Why, in words: no capital, no full stop. */
  readonly reason: string;
  /** In the policy's order. */
  readonly statements: readonly StatementDecision[];
}

/** Whether a trust policy lets a token in. `issuers`: those of the policy's module. */
export function evaluatePolicy(policy: TrustPolicy, issuers: Issuers, request: TokenRequest): PolicyDecision {
  const keys = new RequestKeys(request, issuers.own);
  const variables = variablesOf(policy, keys);
  const decide = (action: string): PolicyDecision => {
    const statements = policy.statements.items.map((statement) =>
      decideStatement(statement, issuers, { keys, action, variables }),
    );
    return { ...combine(policy, statements), statements };
  };
  return companionsOf(request).reduce(
    (decision, companion) => withCompanion(decision, companion, decide(companion.action).decision),
    decide(request.action ?? WEB_IDENTITY),
  );
}

function combine(policy: TrustPolicy, statements: readonly StatementDecision[]): Omit<PolicyDecision, 'statements'> {
  if (policy.duplicates.length > 0 || policy.problems.length > 0)
    return { decision: 'not certain', reason: 'the policy is not well-formed' };
  const more: readonly Tri[] = policy.statements.open ? ['maybe'] : [];
  const denies = any([...statements.map((statement) => appliesAs(statement, 'Deny')), ...more]);
  const allows = any([...statements.map((statement) => appliesAs(statement, 'Allow')), ...more]);
  if (denies === 'yes') return { decision: 'denied', reason: 'a Deny statement applies' };
  if (allows === 'no') return { decision: 'denied', reason: 'no Allow statement applies' };
  if (allows === 'yes' && denies === 'no') return { decision: 'allowed', reason: 'an Allow statement applies' };
  const reason = allows === 'yes' ? 'a Deny statement may apply' : 'whether an Allow statement applies is not certain';
  return { decision: 'not certain', reason };
}

function appliesAs(statement: StatementDecision, effect: 'Allow' | 'Deny'): Tri {
  if (statement.effect === undefined) return all([statement.applies, 'maybe']);
  return statement.effect === effect ? statement.applies : 'no';
}

/** An action that the policy must allow too, because of a claim that the token has. */
interface Companion {
  readonly claim: TokenClaim;
  readonly action: string;
}

function companionsOf({ claims }: TokenRequest): Companion[] {
  return tokenClaims.flatMap((claim) => {
    const needed = claims.has(claim.claim)
      ? awsKeys.find(({ name, needs }) => needs && claim.keys.includes(name))
      : undefined;
    return needed?.needs === undefined ? [] : [{ claim, action: needed.needs }];
  });
}

function withCompanion(
  decision: PolicyDecision,
  { claim, action }: Companion,
  companion: PolicyDecision['decision'],
): PolicyDecision {
  if (decision.decision === 'denied' || companion === 'allowed') return decision;
  const isCertain = companion === 'denied' && claim.mark === 'S';
  const reason = `the token has the claim \`${claim.claim}\`, for which the policy must allow \`${action}\` too`;
  return { ...decision, decision: isCertain ? 'denied' : 'not certain', reason };
}

/** Only the version of 2012 has policy variables, and a policy without version has the older one. */
function variablesOf({ version }: TrustPolicy, keys: RequestKeys): Variables {
  if (version.is === 'absent') return 'plain text';
  const name = version.is === 'present' ? knownString(version.value) : undefined;
  if (name === '2012-10-17') return (key) => keys.read([key]);
  return name === '2008-10-17' ? 'plain text' : 'not known';
}
