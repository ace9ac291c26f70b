/** Denies that take away all that an `Allow` gives, alone or together. */
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
  /** One that does it by itself, or several of which none can be spared. */
  readonly denies: readonly [StatementReading, ...StatementReading[]];
  readonly allow: StatementReading;
  /** Whose tokens are all refused. */
  readonly federation: Federation;
  /** Where every condition of the only one is met by every token, for want of its key: the first of them. */
  readonly withoutKey: ConditionReading | undefined;
}

/**
 * Each `Deny` that by itself certainly refuses all tokens of an issuer that an `Allow` lets in, with the first such `Allow`; and where
 * none does, those that do it together. Asks for exact verdicts where there is a `Deny`, and nothing where there is none.
 */
export function lockoutsIn(policy: TrustPolicy, issuers: Issuers): readonly Lockout[] {
  if (!policy.statements.items.some(mayDeny) || !isReadInFull(policy)) return [];
  const readings = readPolicy(policy, issuers);
  const denies = readings.filter(({ effect }) => effect === 'Deny');
  const budget = newBudget();
  const worlds = worldsOf(policy).map((choose): AcceptedOptions => ({ apart: false, choose, budget }));
  const ways = readings
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((allow) => allow.oidc.flatMap((federation) => wayIn(federation, allow, denies, worlds) ?? []));
  const alone = denies.flatMap((deny): readonly Lockout[] => {
    const way = ways.find(({ refusing }) => refusing.includes(deny));
    return way ? [{ ...way, denies: [deny], withoutKey: keyless(deny, way, worlds[0]!.choose) }] : [];
  });
  return [...alone, ...jointLockouts(ways)];
}

/** What an `Allow` gives to one of its principals, before any `Deny`. */
interface WayIn {
  readonly allow: StatementReading;
  readonly federation: Federation;
  /** Each `Deny` that is meant for the principal. */
  readonly meant: readonly StatementReading[];
  /** Those that refuse all of it by themselves. */
  readonly refusing: readonly StatementReading[];
  readonly isRefusedBy: (denies: readonly StatementReading[]) => boolean;
}

/** Undefined where the `Allow` gives nothing for reasons of its own: that no `Deny` takes away. */
function wayIn(
  federation: Federation,
  allow: StatementReading,
  denies: readonly StatementReading[],
  worlds: readonly AcceptedOptions[],
): WayIn | undefined {
  const meant = denies.filter((deny) => isMeant(federation, deny));
  const isNobody = (some: readonly StatementReading[], options: AcceptedOptions): boolean =>
    combined(judgeApart(federation, allow, some, options)).verdict === 'nobody';
  if (meant.length === 0 || worlds.some((options) => isNobody([], options))) return undefined;
  const isRefusedBy = (some: readonly StatementReading[]): boolean =>
    worlds.every((options) => isNobody(some, options));
  return { allow, federation, meant, refusing: meant.filter((deny) => isRefusedBy([deny])), isRefusedBy };
}

/** Each group of `Deny` statements once, with the first `Allow` that they take all of and none of them takes alone. */
function jointLockouts(ways: readonly WayIn[]): readonly Lockout[] {
  const found = new Map<string, Lockout>();
  for (const way of ways) {
    const { meant, refusing, isRefusedBy } = way;
    if (refusing.length > 0 || meant.length < 2 || !isRefusedBy(meant)) continue;
    const [first, ...others] = indispensable(way);
    const group = meant.map((deny) => deny === first || others.includes(deny)).join();
    if (first) found.set(group, found.get(group) ?? { ...way, denies: [first, ...others], withoutKey: undefined });
  }
  return [...found.values()];
}

/** Of those that do it together, some of which none can be spared. */
function indispensable({ meant, isRefusedBy }: WayIn): readonly StatementReading[] {
  return meant.reduce((rest, one) => {
    const others = rest.filter((other) => other !== one);
    return isRefusedBy(others) ? others : rest;
  }, meant);
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

function keyless(
  deny: StatementReading,
  { allow, federation }: WayIn,
  choose: AcceptedOptions['choose'],
): ConditionReading | undefined {
  const issuer = issuerOf(federation, allow);
  // What was affordable with less is so with a budget of its own.
  const options: AcceptedOptions = { apart: false, choose, budget: newBudget() };
  const isMetByAll = (one: ConditionReading): boolean => acceptedBy(one, issuer, options).includes(ALL_TOKENS);
  return deny.conditions.every(isMetByAll) ? deny.conditions[0] : undefined;
}
