/** Every way into a role by itself: which issuer's tokens, and which of them. A verdict tells of all ways together. */
import type { Issuers } from '../oidc/project.ts';
import type { TrustPolicy } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import type { Federation } from './federation.ts';
import { newBudget } from './language/product.ts';
import { concernsWebIdentity, readPolicy } from './policyTokens.ts';
import type { StatementReading } from './reading.ts';
import { checked, combined, isReadInFull, judgeApart, MISFIT, policyIn, worldsOf } from './roleVerdict.ts';
import { type Judgement, UNKNOWN } from './tokenScope.ts';

export interface WayIn {
  readonly federation: Federation;
  /** One value of the subject in every `Allow`; `nobody` only where no value lets anybody in. */
  readonly judgement: Judgement;
  /** The statement. */
  readonly at: SourceRange;
}

const judged = new WeakMap<TrustPolicy, readonly WayIn[]>();

/**
 * The ways that a trust policy opens, in its own order. None for principals that are no OIDC providers or are not seen. Judged once
 * a policy: a policy has one module.
 */
export function waysInto(policy: TrustPolicy, issuers: Issuers): readonly WayIn[] {
  const ways = judged.get(policy) ?? judge(policy, issuers);
  judged.set(policy, ways);
  return ways;
}

function judge(policy: TrustPolicy, issuers: Issuers): readonly WayIn[] {
  const readings = readPolicy(policy, issuers);
  const worlds = worldsOf(policy);
  const budget = newBudget();
  const judgeFederation = (federation: Federation, reading: StatementReading): readonly Judgement[] => {
    if (concernsWebIdentity(reading) === 'no' && reading.principalsClosed) return [MISFIT];
    // What is not seen of a policy may be a Deny.
    if (!isReadInFull(policy) || policy.statements.open) return [UNKNOWN];
    const inWorlds = worlds.map((choose) => judgeApart(federation, reading, readings, { apart: true, choose, budget }));
    const verdicts = new Set(inWorlds.map((all) => combined(all).verdict));
    if (verdicts.size > 1) return [UNKNOWN];
    return different(
      inWorlds.flatMap((judgements, i) => {
        const chosen = policyIn(policy, worlds[i]!);
        return judgements.map((judgement) => checked(judgement, reading, chosen, issuers));
      }),
    );
  };
  return readings.flatMap((reading) => {
    if (reading.effect === 'Deny') return [];
    const { at } = reading.statement;
    return reading.oidc.flatMap((federation) =>
      judgeFederation(federation, reading).map((judgement) => ({ federation, judgement, at })),
    );
  });
}

/** What is said twice, once. */
function different(judgements: readonly Judgement[]): readonly Judgement[] {
  return [...new Map(judgements.map((one) => [`${one.verdict} ${one.sentence}`, one])).values()];
}
