/** Denies that take away all that an `Allow` gives. */
import type { Issuers } from '../oidc/project.ts';
import type { Statement, TrustPolicy } from '../policy/model.ts';
import { equals, known } from '../value/text.ts';
import { knownString, textOf } from '../value/value.ts';
import { type AcceptedOptions, acceptedBy } from './accepted.ts';
import type { Federation } from './federation.ts';
import { newBudget } from './language/product.ts';
import { issuerOf, readPolicy } from './policyTokens.ts';
import type { ConditionReading, StatementReading } from './reading.ts';
import { combined, isReadInFull, judgeApart, worldsOf } from './roleVerdict.ts';
import { ALL_TOKENS } from './tokenSet.ts';

export interface Lockout {
  readonly deny: StatementReading;
  readonly allow: StatementReading;
  /** Whose tokens are all refused. */
  readonly federation: Federation;
  /** Where every condition is met by every token, for want of its key: the first of them. */
  readonly withoutKey: ConditionReading | undefined;
}

/**
 * Each `Deny` that by itself certainly refuses all tokens of an issuer that an `Allow` lets in, with the first such `Allow`. Asks for
 * exact verdicts where there is a `Deny`, and nothing where there is none.
 */
export function lockoutsIn(policy: TrustPolicy, issuers: Issuers): readonly Lockout[] {
  if (!policy.statements.items.some(mayDeny) || !isReadInFull(policy)) return [];
  const readings = readPolicy(policy, issuers);
  const denies = readings.filter(({ effect }) => effect === 'Deny');
  const allows = readings.filter(({ effect }) => effect === 'Allow');
  const budget = newBudget();
  const worlds = worldsOf(policy).map((choose): AcceptedOptions => ({ apart: false, choose, budget }));
  return denies.flatMap((deny) => {
    for (const allow of allows) {
      const federation = allow.oidc.find(
        (one) => isMeant(one, deny) && worlds.every((options) => refusesAll(deny, allow, one, options)),
      );
      if (federation)
        return [{ deny, allow, federation, withoutKey: keyless(deny, allow, federation, worlds[0]!.choose) }];
    }
    return [];
  });
}

/** Most policies have none: then nothing is read again at each keystroke. */
function mayDeny({ effect }: Statement): boolean {
  return effect.is === 'present' && knownString(effect.value) === 'Deny';
}

/** Whether the very principal is refused: of two providers with one issuer each is in an account of its own. */
function isMeant({ principal }: Federation, { federations }: StatementReading): boolean {
  return federations.some(({ principal: other }) => {
    const [id, otherId] = [textOf(principal.id), textOf(other.id)];
    if (!id || !otherId) return false;
    return (knownString(other.type) === 'AWS' && known(otherId) === '*') || equals(id, otherId) === 'yes';
  });
}

function refusesAll(
  deny: StatementReading,
  allow: StatementReading,
  federation: Federation,
  options: AcceptedOptions,
): boolean {
  const verdictWith = (denies: readonly StatementReading[]): string =>
    combined(judgeApart(federation, allow, denies, options)).verdict;
  // What an Allow does not give for reasons of its own, no Deny takes away.
  return verdictWith([]) !== 'nobody' && verdictWith([deny]) === 'nobody';
}

function keyless(
  deny: StatementReading,
  allow: StatementReading,
  federation: Federation,
  choose: AcceptedOptions['choose'],
): ConditionReading | undefined {
  const issuer = issuerOf(federation, allow);
  // What was affordable with less is so with a budget of its own.
  const options: AcceptedOptions = { apart: false, choose, budget: newBudget() };
  const isMetByAll = (one: ConditionReading): boolean => acceptedBy(one, issuer, options).includes(ALL_TOKENS);
  return deny.conditions.every(isMetByAll) ? deny.conditions[0] : undefined;
}
