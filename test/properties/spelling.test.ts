/**
 * How a policy is written changes nothing of who gets in: neither verdict nor whether a token shows it, over random policies for
 * all issuers of the catalogue. With OIDC_TRUST_LONG=1 it is 10,000 policies a law, a tenth of them on every surface.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Judgement, judgeRole } from '../../server/src/core/access/roleVerdict.ts';
import { NO_ISSUERS } from '../../server/src/core/oidc/project.ts';
import { trustStatements } from '../support/randomTrust.ts';
import { SURFACES, write } from '../support/surfaces.ts';
import { type Conditions, policyOf, type TrustStatement } from '../support/trust.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 10_000 : 100;
const TIME = 3_600_000;

interface Judged extends Pick<Judgement, 'verdict' | 'witness'> {
  readonly statements: readonly Pick<Judgement, 'verdict'>[];
}

/** Which token is shown, and in which order things are told, follows the text; how wide it is, and whether one is shown, does not. */
function summary({ verdict, witness, statements }: Judged): string {
  return [verdict, witness ? 'with witness' : 'without', ...statements.map((one) => one.verdict).sort()].join();
}

function judged(statements: readonly TrustStatement[]): string {
  return summary(judgeRole([policyOf(...statements)], true, NO_ISSUERS));
}

type Spelling = (statements: readonly TrustStatement[]) => readonly TrustStatement[];

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  'the order of statements': (statements) => statements.toReversed(),
  'the order of operators, keys and values': (statements) =>
    statements.map((one) =>
      inConditions(one, (name, keys) => [
        name,
        turned(keys, (values) => (typeof values === 'string' ? values : values.toReversed())),
      ]),
    ),
  'one value as a list or alone': (statements) =>
    statements.map((one) => ({
      ...inConditions(one, (name, keys) => [
        name,
        turned(keys, (values) => (typeof values !== 'string' && values.length === 1 ? values[0]! : values)),
      ]),
      Action: [one.Action].flat(),
      Principal: { Federated: [one.Principal['Federated']!].flat() },
    })),
  'the case of operators and keys': (statements) =>
    statements.map((one) =>
      inConditions(one, (name, keys) => [
        name.toLowerCase(),
        Object.fromEntries(Object.entries(keys).map(([key, values]) => [key.toUpperCase(), values])),
      ]),
    ),
  'a value said twice': (statements) =>
    statements.map((one) =>
      inConditions(one, (name, keys) => [name, turned(keys, (values) => [values, values].flat())]),
    ),
};

type Keys = Conditions[string];

function inConditions(
  statement: TrustStatement,
  change: (operator: string, keys: Keys) => readonly [string, Keys],
): TrustStatement {
  const entries = Object.entries(statement.Condition ?? {});
  return { ...statement, Condition: Object.fromEntries(entries.map(([name, keys]) => change(name, keys)).reverse()) };
}

function turned(keys: Keys, change: (values: Keys[string]) => Keys[string]): Keys {
  return Object.fromEntries(
    Object.entries(keys)
      .map(([key, values]) => [key, change(values)] as const)
      .reverse(),
  );
}

describe(`${RUNS} random policies`, () => {
  it.each(Object.entries(SPELLINGS))(
    '%s changes nothing',
    (_, spelled) => {
      let gaveUp = 0;
      fc.assert(
        fc.property(trustStatements, (statements) => {
          const [first, again] = [judged(statements), judged(spelled(statements))];
          // Which of two hard questions is too much depends on which comes first.
          if (first !== again && /unknown/.test(first + again)) gaveUp++;
          else expect(again).toBe(first);
        }),
        { numRuns: RUNS },
      );
      expect(gaveUp).toBeLessThanOrEqual(RUNS / 1_000);
    },
    TIME,
  );

  it(
    'the surface changes nothing',
    () => {
      fc.assert(
        fc.property(trustStatements, (statements) => {
          const policy = { Version: '2012-10-17', Statement: statements } as unknown as Parameters<typeof write>[0];
          const said = SURFACES.map((surface) => {
            const role = write(policy, surface)?.report.roles[0];
            return role && `${summary(role)} ${JSON.stringify(role.witness)} ${role.summary}`;
          });
          expect(said).toEqual(said.map(() => said[0]));
        }),
        { numRuns: RUNS / 10 },
      );
    },
    TIME,
  );
});
