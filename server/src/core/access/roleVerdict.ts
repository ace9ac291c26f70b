/** Who can assume a role: the verdict of each statement, and of all together. What is not certain is `unknown`. */
import type { Issuers } from '../oidc/project.ts';
import type { Condition, TrustPolicy } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import { once } from '../value/once.ts';
import { optionsOf, textOf, type Value } from '../value/value.ts';
import type { AcceptedOptions } from './accepted.ts';
import { type Federation, issuerName } from './federation.ts';
import { BudgetSpent, pay } from './language/language.ts';
import { newBudget } from './language/product.ts';
import {
  afterDenies,
  allowedBy,
  concernsWebIdentity,
  isForOthers,
  isRefusedBySts,
  issuerOf,
  readPolicy,
} from './policyTokens.ts';
import { isNamed, type StatementReading } from './reading.ts';
import { whyNobody } from './remembered.ts';
import { type Judgement, judgeTokens, lazily, type Part, type Token, UNKNOWN, unheardOf } from './tokenScope.ts';
import { isWidth, type Width, wider } from './verdict.ts';
import { isAdmitted } from './witness.ts';

export type { Judgement, Token };

export interface StatementJudgement extends Judgement {
  readonly at: SourceRange;
  /** The judgement where each condition has the first of the values that it may have. */
  readonly first: Judgement;
}

export interface RoleJudgement extends Judgement {
  /** Of each `Allow`, in the policy's order; none where the role may have several policies. */
  readonly statements: readonly StatementJudgement[];
}

const NOT_FEDERATED: Judgement = { verdict: 'not-federated', sentence: 'no web identity is trusted' };
export const MISFIT: Judgement = { verdict: 'nobody', sentence: 'no token: the action does not fit the provider' };

/** Who can assume a role that may have any of these trust policies. `complete` is false when another one could be its policy. */
export function judgeRole(policies: readonly TrustPolicy[], complete: boolean, issuers: Issuers): RoleJudgement {
  const [first, ...rest] = policies.map((policy) => judgePolicy(policy, issuers));
  if (!first || !complete || rest.some((other) => other.verdict !== first.verdict))
    return { ...UNKNOWN, statements: [] };
  return rest.length > 0 ? withStatements(first, []) : first;
}

/** Who can assume a role in one of its instances at least; in all of them the statements stand at the same places. */
export function judgeInstances([first, ...others]: readonly [RoleJudgement, ...RoleJudgement[]]): RoleJudgement {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const statements = new Map<string, StatementJudgement[]>();
  for (const statement of all.flatMap((one) => one.statements)) {
    const place = JSON.stringify(statement.at);
    statements.set(place, [...(statements.get(place) ?? []), statement]);
  }
  return withStatements(
    inAny(all),
    [...statements.values()].map((same) =>
      Object.assign(anew(inAny(same)), { at: same[0]!.at, first: same[0]!.first }),
    ),
  );
}

function inAny(all: readonly Judgement[]): Judgement {
  const federated = all.filter(({ verdict }) => verdict !== 'not-federated');
  return federated.length === 0 ? NOT_FEDERATED : combined(federated);
}

function judgePolicy(policy: TrustPolicy, issuers: Issuers): RoleJudgement {
  const statements = judgeStatements(policy, issuers);
  return withStatements(inAny(policy.statements.open ? [...statements, UNKNOWN] : statements), statements);
}

function withStatements(judgement: Judgement, statements: readonly StatementJudgement[]): RoleJudgement {
  return Object.assign(anew(judgement), { statements });
}

/** The same judgement as an object of its own, nothing of it worked out. */
function anew(judgement: Judgement): Judgement {
  return lazily(judgement.verdict, {
    sentence: () => judgement.sentence,
    parts: () => partsOf(judgement),
    witness: () => judgement.witness,
  });
}

const judged = new WeakMap<TrustPolicy, readonly StatementJudgement[]>();

/** The verdict of each `Allow`, with what every `Deny` takes away. Judged once a policy: a policy has one module. */
export function judgeStatements(policy: TrustPolicy, issuers: Issuers): readonly StatementJudgement[] {
  let statements = judged.get(policy);
  if (!statements) {
    const readings = readPolicy(policy, issuers);
    const budget = newBudget();
    const worlds = worldsOf(policy).map((choose) => {
      const chosen = policyIn(policy, choose);
      return readings.map((reading) => {
        if (reading.effect === 'Deny') return UNKNOWN;
        const judgement = judgeStatement(reading, readings, policy, { apart: true, choose, budget });
        return checked(judgement, reading, chosen, issuers);
      });
    });
    statements = readings.flatMap((reading, i) => {
      if (reading.effect === 'Deny') return [];
      const inWorlds = worlds.map((judgements) => judgements[i]!);
      const isInAll = (token: Token): boolean => isAdmitted(token, reading, policy, issuers);
      const judgement = anew(inEveryWorld(inWorlds, isInAll));
      return [Object.assign(judgement, { at: reading.statement.at, first: inWorlds[0]! })];
    });
    judged.set(policy, statements);
  }
  return statements;
}

/** Every combination of values that a condition may have: `var.strict ? "repo:a/b:*" : "repo:a/*"`. */
export function worldsOf(policy: TrustPolicy): readonly AcceptedOptions['choose'][] {
  const open = new Set(
    policy.statements.items.flatMap(({ conditions }) =>
      conditions.items.flatMap(({ values }) => values.items.filter(({ kind }) => kind === 'one-of')),
    ),
  );
  let worlds: ReadonlyMap<Value, Value>[] = [new Map()];
  for (const value of open) {
    const options = optionsOf(value);
    if (worlds.length * options.length > MOST_WORLDS) break;
    worlds = worlds.flatMap((world) => options.map((option) => new Map(world).set(value, option)));
  }
  return worlds.map((world) => (value) => world.get(value) ?? value);
}

const MOST_WORLDS = 16;

/** The policy as it is where these values stand in its conditions. */
export function policyIn(policy: TrustPolicy, choose: AcceptedOptions['choose']): TrustPolicy {
  const chosen = ({ values, ...condition }: Condition): Condition => ({
    ...condition,
    values: { ...values, items: values.items.map(choose) },
  });
  const items = policy.statements.items.map(({ conditions, ...statement }) => ({
    ...statement,
    conditions: { ...conditions, items: conditions.items.map(chosen) },
  }));
  return { ...policy, statements: { ...policy.statements, items } };
}

/** @param isInAll whether a token is let in whichever values stand there */
function inEveryWorld(judgements: readonly Judgement[], isInAll: (token: Token) => boolean): Judgement {
  const [first, ...others] = judgements;
  if (others.length === 0) return first!;
  if (others.some(({ verdict }) => verdict !== first!.verdict)) return UNKNOWN;
  const all = combined(judgements);
  return lazily(all.verdict, {
    sentence: () => all.sentence,
    parts: () => partsOf(all),
    witness: () => judgements.map(({ witness }) => witness).find((token) => token && isInAll(token)),
  });
}

/** Which of two equal keys counts is Terraform's affair in one surface and a refusal in another. */
export function isReadInFull({ duplicates, problems }: TrustPolicy): boolean {
  return duplicates.length === 0 && problems.length === 0;
}

function judgeStatement(
  reading: StatementReading,
  all: readonly StatementReading[],
  policy: TrustPolicy,
  options: AcceptedOptions,
): Judgement {
  if (isForOthers(reading)) return NOT_FEDERATED;
  if (concernsWebIdentity(reading) === 'no' && reading.principalsClosed) return MISFIT;
  const isWhole = isReadInFull(policy);
  const judgements = reading.oidc.map((federation) => judgeFederation(federation, reading, all, options));
  const isKnown = isWhole && reading.principalsClosed;
  // What is not seen of a policy may be a Deny.
  const verdict = combined(isKnown ? judgements : [...judgements, UNKNOWN]);
  return isWhole && (!policy.statements.open || verdict.verdict === 'nobody') ? verdict : UNKNOWN;
}

function judgeFederation(
  federation: Federation,
  reading: StatementReading,
  all: readonly StatementReading[],
  options: AcceptedOptions,
): Judgement {
  const named = (judgement: Judgement): Judgement =>
    lazily(judgement.verdict, {
      sentence: () => `${issuerName(federation)}: ${judgement.sentence}`,
      parts: () => partsOf(judgement).map((part) => () => `${issuerName(federation)}: ${part()}`),
      witness: () => judgement.witness,
    });
  return withName(combined(judgeApart(federation, reading, all, options)), named);
}

/** What each value of the subject lets in by itself; where none lets anybody in, one that says why. */
export function judgeApart(
  federation: Federation,
  reading: StatementReading,
  all: readonly StatementReading[],
  options: AcceptedOptions,
): readonly Judgement[] {
  const issuer = issuerOf(federation, reading);
  if (isRefusedBySts(federation, reading))
    return [{ verdict: 'nobody', sentence: 'no token: STS wants a condition on the subject' }];
  try {
    // A witness is checked against all statements.
    pay(options.budget, { steps: STEPS_OF_STATEMENT * all.length });
    const allowed = allowedBy(reading, issuer, options);
    if (allowed.length === 0) return [{ verdict: 'nobody', sentence: 'no token: a condition is never met' }];
    const left = afterDenies(
      allowed,
      // Where its effect is not known, what it lets in it does not refuse.
      all.filter((other) => other !== reading),
      issuer,
      options,
    );
    if (left.length === 0) return [{ verdict: 'nobody', sentence: 'no token: a Deny takes all away' }];
    const lettingIn = left
      .map((tokens) => ({ judgement: judgeTokens(tokens, issuer, options.budget), unheardOf: unheardOf(tokens) }))
      .filter(({ judgement }) => judgement.verdict !== 'nobody');
    if (lettingIn.length === 0) return [nobody(federation, reading)];
    const likely = lettingIn.filter(({ unheardOf }) => !unheardOf);
    if (likely.length > 0) return likely.map(({ judgement }) => judgement);
    return [{ verdict: 'unknown', sentence: `only a token whose ${lettingIn[0]!.unheardOf!}` }];
  } catch (error) {
    if (error instanceof BudgetSpent) return [{ verdict: 'unknown', sentence: 'too many possibilities to tell' }];
    throw error;
  }
}

const STEPS_OF_STATEMENT = 40;

function withName(judgement: Judgement, named: (judgement: Judgement) => Judgement): Judgement {
  return judgement === UNKNOWN ? judgement : named(judgement);
}

/** Why nobody gets in, where it is a subject that no token can have: the nearest one that a token can have. */
function nobody(federation: Federation, reading: StatementReading): Judgement {
  return lazily('nobody', {
    sentence: () => {
      const nearest = nearestSubject(federation, reading);
      return `no token: no subject matches${nearest === undefined ? '' : `, the nearest is ${nearest}`}`;
    },
  });
}

function nearestSubject({ catalogued }: Federation, { conditions }: StatementReading): string | undefined {
  for (const { claim, operator, condition } of conditions) {
    const value = condition.values.items[0];
    const text = value && textOf(value);
    if (!catalogued || !text || !operator || !claim || !isNamed(claim, 'sub') || condition.values.items.length > 1)
      continue;
    const { wildcards, ignoresCase } = operator.operator;
    const why = whyNobody(catalogued, { text, wildcards, ignoresCase });
    if (why) return why.nearest;
  }
  return undefined;
}

/**
 * Of several that let somebody in, the widest: strangers are certain whatever the others are, any other width only when all
 * are known. The sentence tells of all that let somebody in.
 */
export function combined(all: readonly Judgement[]): Judgement {
  const open = all.find(({ verdict }) => verdict === 'anyone');
  const unknown = open ?? all.find(({ verdict }) => !isWidth(verdict));
  if (unknown) return unknown;
  const widest = all.reduce((a, b) => (wider(a.verdict as Width, b.verdict as Width) === a.verdict ? a : b));
  if (all.length === 1) return widest;
  const parts = once(() => admittingParts(all, widest));
  return lazily(widest.verdict, {
    sentence: () => sentenceOf(parts()),
    parts,
    witness: () => firstWitness(all, widest),
  });
}

/** Of several that are equally wide, some may only be so under conditions. */
function firstWitness(all: readonly Judgement[], { verdict }: Judgement): Token | undefined {
  for (const judgement of all) if (judgement.verdict === verdict && judgement.witness) return judgement.witness;
  return undefined;
}

/** What is said of each way in, once. */
function admittingParts(all: readonly Judgement[], widest: Judgement): readonly Part[] {
  const admitting = all.filter(({ verdict }) => verdict !== 'nobody' || widest.verdict === 'nobody');
  return admitting.flatMap(partsOf);
}

function partsOf(judgement: Judgement): readonly Part[] {
  return judgement.parts ?? [() => judgement.sentence];
}

function sentenceOf(parts: readonly Part[]): string {
  const different = [...new Set(parts.slice(0, MOST_COMPARED).map((part) => part()))];
  const others = different.length - MOST_SENTENCES;
  // Of those that are not compared it is not known how many say something new.
  const more = parts.length > MOST_COMPARED ? '; and others' : others > 0 ? `; and ${others} more` : '';
  return different.slice(0, MOST_SENTENCES).map(withoutRepeatedName).join('; ') + more;
}

/** Names an issuer once for several sentences in a row. */
function withoutRepeatedName(sentence: string, index: number, all: readonly string[]): string {
  const name = /^[^:]*: /.exec(sentence)?.[0] ?? '';
  return name !== '' && all[index - 1]?.startsWith(name) ? sentence.slice(name.length) : sentence;
}

const MOST_SENTENCES = 3;
/** Of more than these it is not worth the time to tell which say the same. */
const MOST_COMPARED = 100;

/**
 * A witness is shown only when the evaluator lets it in: the two know nothing of each other. That strangers get in is not even
 * said before; of other verdicts the words wait for the evaluator.
 */
export function checked(
  judgement: Judgement,
  reading: StatementReading,
  policy: TrustPolicy,
  issuers: Issuers,
): Judgement {
  const { verdict } = judgement;
  const isSound = once(() => !judgement.witness || isAdmitted(judgement.witness, reading, policy, issuers));
  const error = (): string => `internal error: the evaluator does not let ${JSON.stringify(judgement.witness)} in`;
  if (verdict === 'anyone' && !isSound()) return lazily('unknown', { sentence: error });
  return lazily(verdict, {
    sentence: () => (isSound() ? judgement.sentence : error()),
    parts: () => (isSound() ? partsOf(judgement) : [error]),
    witness: () => (isSound() ? judgement.witness : undefined),
  });
}
