/**
 * Verdicts and differences against plain enumeration, over random policies on a small alphabet. The evaluator, which decides on
 * single tokens and shares no code with the set algebra, is asked about every token: of tokens that match the same values of all
 * policies about one, which is enough for any law about which of them get in. With OIDC_TRUST_LONG=1 it is 10,000 policies a law.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Difference, differenceOf } from '../../server/src/core/access/difference.ts';
import { evaluatePolicy } from '../../server/src/core/access/evaluatePolicy.ts';
import { judgeRole, type Token } from '../../server/src/core/access/roleVerdict.ts';
import { NO_ISSUERS } from '../../server/src/core/oidc/project.ts';
import type { TrustPolicy } from '../../server/src/core/policy/model.ts';
import { LONGEST, type Pattern, TEXTS, Universe, words } from '../support/enumeration.ts';
import { type Conditions, policyOf, trusting } from '../support/trust.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 10_000 : 200;
const TIME = 3_600_000;

interface ConditionCase {
  readonly operator: string;
  readonly claim: string;
  readonly values: readonly string[];
}

interface StatementCase {
  readonly effect: 'Allow' | 'Deny';
  readonly conditions: readonly ConditionCase[];
}

function policyFor(issuer: string, statements: readonly StatementCase[]): TrustPolicy {
  return policyOf(...statements.map(({ effect, conditions }) => trusting(issuer, written(conditions, issuer), effect)));
}

/** Of two conditions with the same operator and key the later one counts. */
function written(list: readonly ConditionCase[], issuer: string): Conditions {
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, claim, values } of list)
    conditions[operator] = { ...conditions[operator], [`${issuer}:${claim}`]: values };
  return conditions;
}

/** What the conditions on a claim look for in it. */
function patternsOn(claim: string, ...policies: readonly (readonly StatementCase[])[]): Pattern[] {
  const conditions = policies.flat().flatMap((statement) => statement.conditions);
  return conditions.flatMap(({ operator, claim: other, values }) =>
    other === claim && operator !== 'Null'
      ? values.map((text) => ({ text, wildcards: /Like/.test(operator), ignoresCase: /IgnoreCase/.test(operator) }))
      : [],
  );
}

/** Whether a value is compared letter by letter, and has a wildcard for one. */
function asksForWildcard({ conditions }: StatementCase): boolean {
  return conditions.some(
    ({ operator, values }) => !operator.includes('Like') && values.some((one) => /[*?]/.test(one)),
  );
}

/** Another operator in one of the comparisons of texts. */
function withOperator(list: readonly StatementCase[], other: string, place: number): readonly StatementCase[] {
  const texts = list.flatMap(({ conditions }) => conditions).filter((one) => one.operator !== 'Null');
  const chosen = texts[place % texts.length];
  const changed = (one: ConditionCase): ConditionCase => (one === chosen ? { ...one, operator: other } : one);
  return list.map((statement) => ({ ...statement, conditions: statement.conditions.map(changed) }));
}

function isAdmitted(policy: TrustPolicy, claims: Token, issuer: string): boolean {
  const { decision } = evaluatePolicy(policy, NO_ISSUERS, { issuer, claims: new Map(Object.entries(claims)) });
  if (decision === 'not certain') throw new Error(`not certain: ${JSON.stringify(claims)}`);
  return decision === 'allowed';
}

function compare(before: TrustPolicy, after: TrustPolicy): Difference {
  const state = (policy: TrustPolicy) => ({ policies: [policy], complete: true, issuers: NO_ISSUERS });
  return differenceOf(state(before), state(after));
}

const operatorNames = ['Equals', 'Like', 'NotEquals', 'NotLike', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase'];
const operator = fc
  .tuple(fc.constantFrom('', '', 'ForAllValues:', 'ForAnyValue:'), fc.constantFrom(...operatorNames), fc.nat(2))
  // Which of ForAnyValue and IfExists decides is not documented.
  .map(([set, name, n]) => `${set}String${name}${n === 0 && set !== 'ForAnyValue:' ? 'IfExists' : ''}`);
const effect = fc.constantFrom<StatementCase['effect']>('Allow', 'Allow', 'Deny');

describe(`${RUNS} random policies for an issuer of which nothing is known`, () => {
  const ISSUER = 'idp.example.com';
  const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: LONGEST });
  const textCondition = fc.record({
    operator,
    claim: fc.constantFrom('sub', 'sub', 'email'),
    values: fc.array(glob, { minLength: 1, maxLength: 2 }),
  });
  const nullCondition = fc.record({
    operator: fc.constant('Null'),
    claim: fc.constant('email'),
    values: fc.constantFrom(['true'], ['false']),
  });
  const condition = fc.oneof({ weight: 6, arbitrary: textCondition }, { weight: 1, arbitrary: nullCondition });
  const statements = fc.array(fc.record({ effect, conditions: fc.array(condition, { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 3,
  });
  /** Half of the pairs differ in one operator only: what policies have in common hides nothing then. */
  const pair = fc.oneof(
    fc.tuple(statements, statements),
    fc
      .tuple(statements, operator, fc.nat(8))
      .map(([list, other, place]) => [list, withOperator(list, other, place)] as const),
  );
  const universe = new Universe(TEXTS);

  /** One token for each way to match the policies' values. */
  function tokensFor(...policies: readonly (readonly StatementCase[])[]): Token[] {
    const emails = universe.representatives(patternsOn('email', ...policies));
    return universe
      .representatives(patternsOn('sub', ...policies))
      .flatMap((sub) => [{ sub }, ...emails.map((email) => ({ sub, email }))]);
  }

  const NOBODY = policyFor(ISSUER, [
    {
      effect: 'Allow',
      conditions: ['StringEquals', 'StringLike'].map((operator, i) => ({ operator, claim: 'sub', values: [`${i}`] })),
    },
  ]);
  const WITH_Z: StatementCase = {
    effect: 'Allow',
    conditions: [{ operator: 'StringLike', claim: 'sub', values: ['*z*'] }],
  };

  it(
    'a difference is one that single tokens show, and each has a token that shows it',
    () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(pair, ([old, now]) => {
          const [before, after] = [policyFor(ISSUER, old), policyFor(ISSUER, now)];
          const { change, gained, lost } = compare(before, after);
          const tokens = tokensFor(old, now).map((token) => ({
            was: isAdmitted(before, token, ISSUER),
            is: isAdmitted(after, token, ISSUER),
          }));
          const gains = tokens.some(({ was, is }) => is && !was);
          const loses = tokens.some(({ was, is }) => was && !is);
          seen.add(change);
          expect(change).toBe(gains ? (loses ? 'moves' : 'widens') : loses ? 'narrows' : 'same');
          expect([gained !== undefined, lost !== undefined]).toEqual([gains, loses]);
          if (gained)
            expect([before, after].map((one) => isAdmitted(one, gained.claims, ISSUER))).toEqual([false, true]);
          if (lost) expect([before, after].map((one) => isAdmitted(one, lost.claims, ISSUER))).toEqual([true, false]);
        }),
        { numRuns: RUNS },
      );
      expect([...seen].sort()).toEqual(['moves', 'narrows', 'same', 'widens']);
    },
    TIME,
  );

  it(
    'nobody is nobody, and single subjects are single subjects',
    () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(statements, (list) => {
          const policy = policyFor(ISSUER, list);
          const { verdict, sentence, witness } = judgeRole([policy], true, NO_ISSUERS);
          seen.add(verdict);
          // No value has a `z`: where a subject with one gets in, so do infinitely many.
          const admitted = tokensFor(list, [WITH_Z]).filter((token) => isAdmitted(policy, token, ISSUER));
          expect(sentence).not.toContain('internal error');
          expect(admitted.length === 0).toBe(verdict === 'nobody' || verdict === 'not-federated');
          if (witness) expect(isAdmitted(policy, witness, ISSUER)).toBe(true);
          // Against a policy that lets nobody in, all that gets in is a difference.
          expect(compare(NOBODY, policy).change).toBe(admitted.length > 0 ? 'widens' : 'same');
          // That there are claims with a wildcard for a character is not known, whatever other statements let in.
          const heardOf = admitted.filter(({ sub, email = '' }) => !/[*?]/.test(sub! + email));
          const isFew = (tokens: typeof admitted): boolean => tokens.every(({ sub }) => !sub!.includes('z'));
          const isKnown = verdict === 'exact' || verdict === 'unknown';
          if (isKnown && !list.some(asksForWildcard)) expect(verdict === 'exact').toBe(isFew(admitted));
          else if (verdict === 'exact') expect(isFew(heardOf)).toBe(true);
          else if (verdict === 'unknown')
            expect(list.length === 1 && heardOf.length > 0 && isFew(admitted)).toBe(false);
          else expect(['nobody', 'not-federated']).toContain(verdict);
        }),
        { numRuns: RUNS },
      );
      expect([...seen].sort()).toEqual(['exact', 'nobody', 'not-federated', 'unknown']);
    },
    TIME,
  );
});

describe(`${RUNS} random policies for HCP Terraform`, () => {
  const ISSUER = 'app.terraform.io';
  const name = (longest: number) => words(['a', 'b', 'z'], longest).filter((word) => word !== '');

  const owners = ['a', 'b', 'ab', 'a*', '*b', '*', '?', 'a?'];
  const others = ['a', 'b', '*', 'a*', '?'];
  const phases = ['plan', 'apply'];

  /**
   * All subjects with short names. No value has a `z`, so it stands for every letter but two: a name with one was read by a
   * wildcard. An owner of four letters has what begins and ends it and one between. Besides, values compared literally.
   */
  const universe = new Universe([
    ...subjects(name(4), name(2), ['a', 'b', 'z', 'ab', 'az', 'bz']),
    ...subjects(owners, others, others),
    ...name(4).flatMap((one) =>
      name(2).flatMap((two) => ['a', 'z'].flatMap((three) => stackSubjects(one, two, three))),
    ),
  ]);

  function subjects(...[first, second, third]: readonly (readonly string[])[]): string[] {
    return first!.flatMap((one) =>
      second!.flatMap((two) => third!.flatMap((three) => phases.map((four) => subjectOf(one, two, three, four)))),
    );
  }

  /** The other subjects there are. No value asks for them by more than a star. */
  function stackSubjects(owner: string, project: string, stack: string): string[] {
    return phases.map(
      (phase) => `organization:${owner}:project:${project}:stack:${stack}:deployment:z:operation:${phase}`,
    );
  }

  function subjectOf(owner: string, project: string, workspace: string, phase: string): string {
    return `organization:${owner}:project:${project}:workspace:${workspace}:run_phase:${phase}`;
  }

  const owner = fc.constantFrom(...owners, 'a', 'a');
  const rest = fc.constantFrom(...others, 'a', 'a');
  const phase = fc.constantFrom(...phases, '*', '*', 'p*', '*l*');
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.tuple(owner, rest, rest, phase).map((parts) => subjectOf(...parts)) },
    { weight: 1, arbitrary: owner.map((one) => `organization:${one}:*`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('*', '*:run_phase:plan', '*:project:a:*', 'organization:a*', '*:workspace:a:*'),
    },
    { weight: 1, arbitrary: fc.constantFrom('organization:a', 'organization:a:workspace:a:run_phase:plan', 'a') },
  );
  const condition = fc.record({
    operator: fc.constantFrom('StringLike', 'StringLike', 'StringLike', 'StringNotLike', 'StringEquals'),
    claim: fc.constant('sub'),
    values: fc.array(value, { minLength: 1, maxLength: 2 }),
  });
  const statements = fc.array(
    fc.record({
      effect: fc.constantFrom<StatementCase['effect']>('Allow', 'Allow', 'Allow', 'Deny'),
      conditions: fc.array(condition, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 2 },
  );

  it(
    'the verdict is what enumeration says',
    () => {
      const seen = new Map<string, number>();
      fc.assert(
        fc.property(statements, (list) => {
          const policy = policyFor(ISSUER, list);
          const { verdict, witness } = judgeRole([policy], true, NO_ISSUERS);
          const patterns = patternsOn('sub', list);
          const admitted = universe
            .representatives([...patterns, ...SHAPES])
            .filter((sub) => isAdmitted(policy, { sub }, ISSUER))
            .map((sub) => sub.split(':'));
          // Names with a wildcard for a character are not heard of, and then it is not certain who gets in.
          const isUnheardOf = verdict === 'unknown' && list.some(asksForWildcard);
          const kind = isUnheardOf ? 'unheard of' : verdict;
          seen.set(kind, (seen.get(kind) ?? 0) + 1);
          if (witness) expect(isAdmitted(policy, witness, ISSUER)).toBe(true);
          // Some questions are too hard.
          if (verdict === 'unknown') return;
          if (admitted.length === 0) expect(['nobody', 'not-federated']).toContain(verdict);
          else if (admitted.some(([, org]) => org!.includes('z'))) expect(verdict).toBe('anyone');
          else if (
            admitted.some(([, , , project, kind, name]) => kind === 'stack' || `${project}${name}`.includes('z'))
          )
            expect(verdict).toBe('tenant');
          else expect(['resource', 'context', 'exact']).toContain(verdict);
          const sent = new Set(admitted.map((parts) => parts.at(-1)));
          if (verdict === 'resource') expect(sent.size).toBe(2);
          if (sent.size === 1) expect(verdict).not.toBe('resource');
        }),
        { numRuns: RUNS },
      );
      expect(seen.get('unknown') ?? 0).toBeLessThanOrEqual(RUNS / 1_000);
      for (const verdict of ['anyone', 'tenant', 'resource', 'exact', 'nobody'])
        expect(seen.get(verdict) ?? 0, verdict).toBeGreaterThan(RUNS / 100);
    },
    TIME,
  );

  /** What the law looks at, so that those that stand for others are not too few. */
  const SHAPES = [
    'organization:*z*:project:*',
    '*:project:*z*:workspace:*',
    '*:workspace:*z*:*',
    '*:stack:*',
    '*:plan',
  ].map((text): Pattern => ({ text, wildcards: true, ignoresCase: false }));
});
