/**
 * Sets of tokens of one issuer, claim by claim. Conditions of one statement are independent of each other, so a statement
 * is a row of such sets, and so is what a `Deny` leaves of them.
 */
import { BudgetSpent, both, isNothing, type Language, NOTHING, without } from './language/language.ts';
import type { Budget } from './language/product.ts';
import type { SubjectPattern } from './subjectPattern.ts';

/** What a claim, or another condition key, may be. */
export interface ClaimSet {
  readonly values: Language;
  /** Whether the token may lack it. */
  readonly absent: boolean;
  /** The value of a condition whose texts these are, where they are neither more nor less. */
  readonly pattern?: SubjectPattern;
}

/** A condition that is no set of texts: an address, a date, or something that is not known here. */
export interface Premise {
  /** Two premises with the same are met together. */
  readonly id: unknown;
  /** What the condition looks at, for people. */
  readonly about: string;
  /** Whether it is known what it asks for. */
  readonly isKnown: boolean;
}

/** The tokens in which every claim is as it says, where the premises are met or not as it says. */
export interface TokenSet {
  /** By claim name in lower case, or by the whole key where it is none of the issuer's; others may be anything. */
  readonly claims: ReadonlyMap<string, ClaimSet>;
  /** By id. */
  readonly premises: ReadonlyMap<unknown, { readonly premise: Premise; readonly met: boolean }>;
}

/** What a claim of an issuer can be at all. */
export type Domain = (claim: string) => ClaimSet;

/** More rows than this are not told apart any more. */
const MOST_SETS = 5_000;

export const ALL_TOKENS: TokenSet = { claims: new Map(), premises: new Map() };

export function onClaim(claim: string, set: ClaimSet): TokenSet {
  return { claims: new Map([[claim, set]]), premises: new Map() };
}

export function underPremise(premise: Premise): TokenSet {
  return { claims: new Map(), premises: new Map([[premise.id, { premise, met: true }]]) };
}

/** What is in both rows. */
export function meet(
  left: readonly TokenSet[],
  right: readonly TokenSet[],
  domain: Domain,
  budget: Budget,
): readonly TokenSet[] {
  if (left.length * right.length > MOST_SETS) throw new BudgetSpent();
  return left.flatMap((a) => right.flatMap((b) => meetOne(a, b, domain, budget)));
}

function meetOne(a: TokenSet, b: TokenSet, domain: Domain, budget: Budget): TokenSet[] {
  const premises = new Map(a.premises);
  for (const [id, premise] of b.premises) {
    if (premises.has(id) && premises.get(id)!.met !== premise.met) return [];
    premises.set(id, premise);
  }
  const claims = new Map(a.claims);
  for (const [claim, set] of b.claims) {
    const common = commonSet(claims.get(claim) ?? domain(claim), set, budget);
    if (isNoToken(common)) return [];
    claims.set(claim, common);
  }
  return [{ claims, premises }];
}

function commonSet(a: ClaimSet, b: ClaimSet, budget: Budget): ClaimSet {
  const values = both(a.values, b.values, budget);
  const absent = a.absent && b.absent;
  const pattern = values === b.values ? b.pattern : values === a.values ? a.pattern : undefined;
  return { values, absent, ...(pattern ? { pattern } : {}) };
}

function isNoToken({ values, absent }: ClaimSet): boolean {
  return !absent && isNothing(values);
}

/** What is in the first row and in none of the second. */
export function subtract(
  from: readonly TokenSet[],
  taken: readonly TokenSet[],
  domain: Domain,
  budget: Budget,
): readonly TokenSet[] {
  let left = from;
  for (const set of taken) {
    left = left.flatMap((a) => (isApart(a, set, domain, budget) ? [a] : subtractOne(a, set, domain, budget)));
    if (left.length > MOST_SETS) throw new BudgetSpent();
  }
  return left;
}

/** A token is outside when one of its claims is outside, or one of the premises is the other way round. */
function subtractOne(a: TokenSet, b: TokenSet, domain: Domain, budget: Budget): TokenSet[] {
  const pieces: TokenSet[] = [];
  for (const [claim, set] of b.claims) {
    const before = a.claims.get(claim) ?? domain(claim);
    const values = without(before.values, set.values, budget);
    const rest: ClaimSet = { values, absent: before.absent && !set.absent };
    if (!isNoToken(rest)) pieces.push({ ...a, claims: new Map(a.claims).set(claim, rest) });
  }
  for (const [id, { premise, met }] of b.premises) {
    if (!a.premises.has(id)) pieces.push({ ...a, premises: new Map(a.premises).set(id, { premise, met: !met }) });
  }
  return pieces;
}

function isApart(a: TokenSet, b: TokenSet, domain: Domain, budget: Budget): boolean {
  for (const [id, { met }] of b.premises) if (a.premises.has(id) && a.premises.get(id)!.met !== met) return true;
  for (const [claim, set] of b.claims)
    if (isNoToken(commonSet(a.claims.get(claim) ?? domain(claim), set, budget))) return true;
  return false;
}

export const ABSENT: ClaimSet = { values: NOTHING, absent: true };

/** Whether a text has a wildcard in it as a character, or white space at its ends: no issuer is known to send such a claim. */
export function isUnheardOf(text: string): boolean {
  return /[*?]|^\s|\s$/.test(text);
}
