/**
 * Laws of verdicts and differences over random policies. The evaluator, which decides on single tokens and shares no code with
 * the set algebra, is asked about every token up to a length. With OIDC_TRUST_LONG=1 it is 10,000 policies a law.
 */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Difference, differenceOf } from '../../server/src/core/access/difference.ts';
import { evaluatePolicy } from '../../server/src/core/access/evaluatePolicy.ts';
import type { CharSet } from '../../server/src/core/access/language/charset.ts';
import { accepts, type Nfa } from '../../server/src/core/access/language/nfa.ts';
import { judgeRole, type RoleJudgement, type Token } from '../../server/src/core/access/roleVerdict.ts';
import { compileSubjects } from '../../server/src/core/access/subjectGrammar.ts';
import github from '../../server/src/core/oidc/catalogue/github-actions.ts';
import { NO_ISSUERS } from '../../server/src/core/oidc/project.ts';
import type { TrustPolicy } from '../../server/src/core/policy/model.ts';
import { type Conditions, GITHUB, policyOf, type TrustStatement, trusting } from '../support/trust.ts';
import { allWords } from '../unit/access/random.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 10_000 : 100;

/** An issuer of which nothing is known: every text may be a subject. */
const ISSUER = 'idp.example.com';

const STRING_OPERATORS = ['Equals', 'Like', 'NotEquals', 'NotLike', 'EqualsIgnoreCase', 'NotEqualsIgnoreCase'].map(
  (name) => `String${name}`,
);
const SETS = ['', '', 'ForAllValues:', 'ForAnyValue:'];

const operator = fc
  .tuple(fc.constantFrom(...SETS), fc.constantFrom(...STRING_OPERATORS), fc.constantFrom('', '', 'IfExists'))
  // Which of ForAnyValue and IfExists decides is not documented.
  .map(([set, name, suffix]) => `${set}${name}${set === 'ForAnyValue:' ? '' : suffix}`);
const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 3 });
const textCondition = fc.tuple(
  operator,
  fc.constantFrom('sub', 'sub', 'email'),
  fc.array(glob, { minLength: 1, maxLength: 2 }),
);
const nullCondition = fc.tuple(fc.constant('Null'), fc.constant('email'), fc.constantFrom(['true'], ['false']));

function conditionsOf(list: readonly (readonly [string, string, readonly string[]])[], issuer: string): Conditions {
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const [name, claim, values] of list) conditions[name] = { ...conditions[name], [`${issuer}:${claim}`]: values };
  return conditions;
}

const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Deny'),
    fc.array(fc.oneof({ weight: 6, arbitrary: textCondition }, { weight: 1, arbitrary: nullCondition }), {
      maxLength: 3,
    }),
  )
  .map(([effect, list]) => trusting(ISSUER, conditionsOf(list, ISSUER), effect));
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });

const TOKENS: readonly Token[] = allWords(3).flatMap((sub) => [
  { sub },
  ...['', 'a', 'b', 'ab', 'z'].map((email): Token => ({ sub, email })),
]);

function decide(policy: TrustPolicy, token: Token, issuer = ISSUER): string {
  return evaluatePolicy(policy, NO_ISSUERS, { issuer, claims: new Map(Object.entries(token)) }).decision;
}

function compare(before: TrustPolicy, after: TrustPolicy): Difference {
  const state = (policy: TrustPolicy) => ({ policies: [policy], complete: true, issuers: NO_ISSUERS });
  return differenceOf(state(before), state(after));
}

describe(`${RUNS} random policies, all tokens up to a length`, () => {
  it('a difference is one that single tokens show, and each has a token that shows it', () => {
    fc.assert(
      fc.property(statements, statements, (old, now) => {
        const [before, after] = [policyOf(...old), policyOf(...now)];
        const { change, gained, lost } = compare(before, after);
        const [was, is] = [before, after].map((policy) => TOKENS.map((token) => decide(policy, token) === 'allowed'));
        if (TOKENS.some((_, i) => is![i] && !was![i])) expect(gained).toBeDefined();
        if (TOKENS.some((_, i) => was![i] && !is![i])) expect(lost).toBeDefined();
        expect(change).toBe(gained ? (lost ? 'moves' : 'widens') : lost ? 'narrows' : 'same');
        if (gained)
          expect([decide(before, gained.claims), decide(after, gained.claims)]).toEqual(['denied', 'allowed']);
        if (lost) expect([decide(before, lost.claims), decide(after, lost.claims)]).toEqual(['allowed', 'denied']);
      }),
      { numRuns: RUNS },
    );
  }, 3_600_000);

  it('nobody is nobody, and one subject is one subject', () => {
    fc.assert(
      fc.property(statements, (list) => {
        const policy = policyOf(...list);
        const { verdict, sentence, witness } = judgeRole([policy], true, NO_ISSUERS);
        const admitted = TOKENS.filter((token) => decide(policy, token) === 'allowed');
        expect(sentence).not.toContain('internal error');
        if (verdict === 'nobody' || verdict === 'not-federated') expect(admitted).toEqual([]);
        if (witness) expect(decide(policy, witness)).toBe('allowed');
        // Against a policy that lets nobody in, all that gets in is a difference.
        const nobody = policyOf(trusting(ISSUER, { StringEquals: { [`${ISSUER}:sub`]: [] } }));
        if (verdict === 'nobody') expect(compare(nobody, policy).change).toBe('same');
        if (verdict === 'exact') expect(new Set(admitted.map(({ sub }) => sub!.toLowerCase())).size).toBeLessThan(13);
      }),
      { numRuns: RUNS },
    );
  }, 3_600_000);
});

/** Pieces of subjects of GitHub, with wildcards and mistakes. */
const githubSub = fc
  .tuple(
    fc.constantFrom('repo:', 'repo:', '*', 'repository_owner:'),
    fc.constantFrom('acme', 'acme*', '*', 'a?me', 'acme@1', 'other'),
    fc.constantFrom('/', '/', '*', ''),
    fc.constantFrom('api', '*', 'api-*', 'api@*', ''),
    fc.constantFrom(':', ':', '', '*'),
    fc.constantFrom(
      '*',
      'ref:refs/heads/main',
      'ref:refs/head/main',
      'pull_request',
      'environment:*',
      'ref:*',
      '*main',
    ),
  )
  .map((pieces) => pieces.join(''));
const githubSubs = fc.oneof(
  fc.array(githubSub, { minLength: 1, maxLength: 3 }),
  fc.constantFrom(['repo:acme/api:ref:refs/heads/main'], ['repo:acme/api:*'], ['repo:acme/api:ref:*'], ['repo:acme/*']),
);
const githubCondition = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(
      fc.constantFrom('StringLike', 'StringLike', 'StringEquals', 'StringNotLike', 'ForAllValues:StringLike'),
      fc.constant('sub'),
      githubSubs,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constantFrom('StringEquals', 'StringLike', 'StringEqualsIfExists', 'StringNotEquals'),
      fc.constantFrom('aud', 'repository_owner_id', 'repository_id', 'ref', 'environment', 'event_name', 'actor'),
      fc.constantFrom(['sts.amazonaws.com'], ['123'], ['*'], ['1', '2']),
    ),
  },
);
const githubStatement = fc
  .tuple(fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'), fc.array(githubCondition, { minLength: 1, maxLength: 3 }))
  .map(([effect, list]) => trusting(GITHUB, conditionsOf(list, GITHUB), effect));
const githubStatements = fc.array(githubStatement, { minLength: 1, maxLength: 3 });

const forms = compileSubjects(github).forms.map(({ nfa }) => nfa);

/** Texts that an automaton accepts, by walking it at random. */
function samples(nfa: Nfa, count: number, next: (limit: number) => number): string[] {
  const texts: string[] = [];
  for (let tries = 0; texts.length < count && tries < count * 20; tries++) {
    let text = '';
    for (let state = 0, step = 0; step < 300; step++) {
      const targets = nfa.next[state]!;
      if (nfa.accepting[state] && (targets.length === 0 || next(8) === 0)) {
        texts.push(text);
        break;
      }
      if (targets.length === 0) break;
      state = targets[next(targets.length)]!;
      text += member(nfa.sets[state]!, next);
    }
  }
  return texts;
}

function member(set: CharSet, next: (limit: number) => number): string {
  const printable: number[] = [];
  for (let i = 0; i < set.length; i += 2)
    for (let unit = Math.max(set[i]!, 0x21); unit <= Math.min(set[i + 1]!, 0x7e); unit++) printable.push(unit);
  return String.fromCharCode(printable.length > 0 ? printable[next(printable.length)]! : set[0]!);
}

const SAMPLES = (() => {
  let state = 20261121;
  const next = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) % limit;
  };
  // Subjects that the policies mention are met at random too rarely.
  const written = [
    'repo:acme/api:pull_request',
    'repo:acme/api:ref:refs/heads/main',
    'repo:other/api:environment:prod',
  ];
  return [...written, ...forms.flatMap((nfa) => samples(nfa, 250, next))];
})();

describe(`${RUNS} random policies for GitHub`, () => {
  it('witnesses are let in by the evaluator and are subjects of the issuer; nobody lets no subject in', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(githubStatements, (list) => {
        const policy = policyOf(...list);
        const { verdict, sentence, witness } = judgeRole([policy], true, NO_ISSUERS);
        seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
        expect(sentence).not.toContain('internal error');
        if (witness) {
          expect(decide(policy, witness, GITHUB)).toBe('allowed');
          expect(forms.some((nfa) => accepts(nfa, witness['sub']!))).toBe(true);
        }
        if (verdict !== 'nobody') return;
        for (const sub of SAMPLES) {
          const claims = { sub, aud: 'sts.amazonaws.com', repository_owner_id: '123', repository_id: '1', ref: '123' };
          expect(decide(policy, claims, GITHUB), sub).toBe('denied');
        }
      }),
      { numRuns: RUNS },
    );
    // A law that holds because nothing is ever said would be no law.
    for (const verdict of ['anyone', 'tenant', 'resource', 'context', 'exact', 'nobody'])
      expect([...seen.keys()], verdict).toContain(verdict);
  }, 3_600_000);

  it('order, single-element lists and the case of keys change nothing', () => {
    const judgement = (list: readonly TrustStatement[]): string =>
      summary(judgeRole([policyOf(...list)], true, NO_ISSUERS));
    fc.assert(
      fc.property(githubStatements, (list) => {
        const expected = judgement(list);
        expect(judgement([...list].reverse())).toBe(expected);
        expect(judgement(list.map((one) => withConditions(one, reversed)))).toBe(expected);
        expect(judgement(list.map((one) => withConditions(one, unlisted)))).toBe(expected);
        expect(judgement(list.map((one) => withConditions(one, shouting)))).toBe(expected);
      }),
      { numRuns: RUNS / 4 },
    );
  }, 3_600_000);
});

/** Witnesses and sentences follow the order of what is written; how wide it is does not. */
function summary({ verdict, statements }: RoleJudgement): string {
  return [verdict, ...statements.map((one) => one.verdict).sort()].join();
}

type Change = (operator: string, keys: Conditions[string]) => readonly [string, Conditions[string]];

function withConditions(one: TrustStatement, change: Change): TrustStatement {
  const entries = Object.entries(one.Condition ?? {});
  return { ...one, Condition: Object.fromEntries(entries.reverse().map(([name, keys]) => change(name, keys))) };
}

const reversed: Change = (name, keys) => [
  name,
  Object.fromEntries(
    Object.entries(keys)
      .reverse()
      .map(([key, values]) => [key, [...values].reverse()]),
  ),
];
const unlisted: Change = (name, keys) => [
  name,
  Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.length === 1 ? values[0]! : values])),
];
const shouting: Change = (name, keys) => [
  name.toLowerCase(),
  Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toUpperCase(), values])),
];
