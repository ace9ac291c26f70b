/** What a change of a trust policy does: who gets in that did not, and who does no longer. */
import type { Issuers } from '../oidc/project.ts';
import type { TrustPolicy } from '../policy/model.ts';
import { spell } from '../value/text.ts';
import type { AcceptedOptions } from './accepted.ts';
import { evaluatePolicy } from './evaluatePolicy.ts';
import { type Federation, issuerName } from './federation.ts';
import { Issuer } from './issuer.ts';
import { BudgetSpent, texts } from './language/language.ts';
import { newBudget } from './language/product.ts';
import { afterDenies, allowedBy, isRefusedBySts, issuerOf, readPolicy } from './policyTokens.ts';
import type { StatementReading } from './reading.ts';
import { exampleOf, type Token } from './tokenScope.ts';
import { meet, onClaim, subtract, type TokenSet } from './tokenSet.ts';

/** The trust policies that a role may have. `complete` is false when another one could be its policy. */
export interface TrustState {
  readonly policies: readonly TrustPolicy[];
  readonly complete: boolean;
  readonly issuers: Issuers;
}

export interface Difference {
  /** `moves`: some get in that did not, and others do no longer. */
  readonly change: 'widens' | 'narrows' | 'moves' | 'same' | 'unknown';
  /** A token that is admitted now and was not. */
  readonly gained?: IssuedToken;
  /** A token that was admitted and is no longer. */
  readonly lost?: IssuedToken;
}

export interface IssuedToken {
  /** The issuer's name or address. */
  readonly issuer: string;
  readonly claims: Token;
}

const UNKNOWN: Difference = { change: 'unknown' };

/** Compares who could assume a role with who can. Unknown where one of several possible policies answers otherwise. */
export function differenceOf(before: TrustState, after: TrustState): Difference {
  const pairs = before.policies.flatMap((old) => after.policies.map((now) => [old, now] as const));
  const [first, ...others] = pairs.map(([old, now]) =>
    comparePolicies({ policy: old, issuers: before.issuers }, { policy: now, issuers: after.issuers }),
  );
  const isCertain = before.complete && after.complete && others.every(({ change }) => change === first?.change);
  return first && isCertain ? first : UNKNOWN;
}

/** The same role before it was there, or when it is gone: nobody gets in. */
export function withoutAnybody(state: TrustState): TrustState {
  const policies = state.policies.map((policy) => ({
    ...policy,
    statements: { ...policy.statements, items: [], open: false },
    duplicates: [],
    problems: [],
  }));
  return { ...state, policies };
}

interface Side {
  readonly policy: TrustPolicy;
  readonly issuers: Issuers;
}

function comparePolicies(before: Side, after: Side): Difference {
  if (!isWhole(before.policy) || !isWhole(after.policy)) return UNKNOWN;
  const sides = [before, after].map((side) => ({ ...side, readings: readPolicy(side.policy, side.issuers) }));
  if (sides.some(({ readings }) => readings.some((reading) => !reading.principalsClosed && reading.effect !== 'Deny')))
    return UNKNOWN;
  const options: AcceptedOptions = { apart: false, choose: (value) => value, budget: newBudget() };
  const answers = issuersOf(sides.map(({ readings }) => readings)).map((issuer) =>
    compareIssuer(issuer, before, after, options),
  );
  const gained = either(answers.map((answer) => answer.gained));
  const lost = either(answers.map((answer) => answer.lost));
  if (gained.is === 'maybe' || lost.is === 'maybe') return UNKNOWN;
  const change =
    gained.is === 'yes' ? (lost.is === 'yes' ? 'moves' : 'widens') : lost.is === 'yes' ? 'narrows' : 'same';
  return {
    change,
    ...(gained.token ? { gained: gained.token } : {}),
    ...(lost.token ? { lost: lost.token } : {}),
  };
}

/** A policy that is not seen in full, or that AWS would not read as it stands, says nothing for certain. */
function isWhole({ statements, duplicates, problems }: TrustPolicy): boolean {
  return !statements.open && duplicates.length === 0 && problems.length === 0;
}

/** Every issuer that a statement of either policy trusts, once. */
function issuersOf(sides: readonly (readonly StatementReading[])[]): Issuer[] {
  const issuers = new Map<string, Issuer>();
  for (const reading of sides.flat()) {
    if (reading.effect === 'Deny') continue;
    for (const federation of reading.oidc) {
      const name = spell(federation.issuer!);
      const { subjects } = issuerOf(federation, reading);
      // The audiences that each side registers count on that side only.
      if (!issuers.get(name)?.subjects) issuers.set(name, new Issuer({ ...federation, declared: [] }, subjects));
    }
  }
  return [...issuers.values()];
}

interface Answer {
  readonly is: 'yes' | 'no' | 'maybe';
  readonly token?: IssuedToken;
}

/** Somebody at any issuer is enough. */
function either(answers: readonly Answer[]): Answer {
  const certain = answers.filter(({ is }) => is === 'yes');
  const shown = certain.find(({ token }) => token) ?? certain[0];
  return shown ?? answers.find(({ is }) => is === 'maybe') ?? { is: 'no' };
}

function compareIssuer(
  issuer: Issuer,
  before: Side,
  after: Side,
  options: AcceptedOptions,
): { gained: Answer; lost: Answer } {
  try {
    const [old, now] = [admittedTo(before, issuer, options), admittedTo(after, issuer, options)];
    return {
      gained: somebodyIn(subtract(now, old, issuer.domain, options.budget), issuer, after, before, options),
      lost: somebodyIn(subtract(old, now, issuer.domain, options.budget), issuer, before, after, options),
    };
  } catch (error) {
    if (error instanceof BudgetSpent) return { gained: { is: 'maybe' }, lost: { is: 'maybe' } };
    throw error;
  }
}

/** The tokens of an issuer that a policy lets in. */
function admittedTo(side: Side, issuer: Issuer, options: AcceptedOptions): readonly TokenSet[] {
  const readings = readPolicy(side.policy, side.issuers);
  const allowed = readings.flatMap((reading) => {
    const federation = reading.oidc.find((other) => isSame(other, issuer));
    if (!federation || isRefusedBySts(federation, reading)) return [];
    return allowedBy(reading, issuer, options);
  });
  const audiences = audiencesOf(side, issuer);
  const registered = audiences
    ? meet(allowed, [onClaim('aud', { values: texts(audiences), absent: false })], issuer.domain, options.budget)
    : allowed;
  return afterDenies(registered, readings, issuer, options);
}

/** The audiences that an IAM provider takes, where they are known. */
function audiencesOf({ policy, issuers }: Side, issuer: Issuer): readonly string[] | undefined {
  const federations = readPolicy(policy, issuers).flatMap(({ oidc }) => oidc.filter((other) => isSame(other, issuer)));
  return federations[0] && new Issuer(federations[0], issuer.subjects).audiences;
}

function isSame(federation: Federation, issuer: Issuer): boolean {
  return spell(federation.issuer!) === spell(issuer.federation.issuer!);
}

/** Whether a token is in one of the sets that one policy lets in and the other does not. */
function somebodyIn(
  sets: readonly TokenSet[],
  issuer: Issuer,
  inside: Side,
  outside: Side,
  { budget }: AcceptedOptions,
): Answer {
  let answer: Answer = { is: 'no' };
  for (const set of sets) {
    const example = exampleOf(set, issuer, budget);
    if (example.is === 'no') continue;
    if (example.is === 'maybe') {
      if (answer.is === 'no') answer = { is: 'maybe' };
      continue;
    }
    if (!example.token) answer = { is: 'yes' };
    else if (isBetween(example.token, issuer, inside, outside))
      return { is: 'yes', token: { issuer: issuerName(issuer.federation), claims: example.token } };
    else if (answer.is === 'no') answer = { is: 'maybe' };
  }
  return answer;
}

/** The evaluator's own opinion of a token that is said to be let in by one policy and not by the other. */
function isBetween(token: Token, issuer: Issuer, inside: Side, outside: Side): boolean {
  const request = { issuer: issuer.federation.issuer!, claims: new Map(Object.entries(token)) };
  const decide = ({ policy, issuers }: Side) => evaluatePolicy(policy, issuers, request).decision;
  const isRegistered = audiencesOf(outside, issuer)?.includes(token['aud'] ?? '') ?? true;
  return decide(inside) === 'allowed' && (!isRegistered || decide(outside) === 'denied');
}
