/** Laws of the evaluator: globs as by definition, order plays no part, not knowing never decides. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '../../server/src/core/access/evaluatePolicy.ts';
import { NO_ISSUERS } from '../../server/src/core/oidc/project.ts';
import { policyFromJsonFile } from '../../server/src/core/policy/fromJsonFile.ts';
import { type Asked, decideJson, decideTerraform, GITHUB, requestOf, statementWith } from '../support/decide.ts';
import '../support/seed.ts';

const SUB = `${GITHUB}:sub`;

/** All texts over an alphabet up to a length. */
function words(alphabet: string, length: number): string[] {
  if (length === 0) return [''];
  const shorter = words(alphabet, length - 1);
  const longest = shorter.filter((word) => word.length === length - 1);
  return [...shorter, ...longest.flatMap((word) => [...alphabet].map((letter) => word + letter))];
}

/** By definition, and in exponential time. */
function matches(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return matches(pattern.slice(1), text) || (text !== '' && matches(pattern, text.slice(1)));
  return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && matches(pattern.slice(1), text.slice(1));
}

describe('globs', () => {
  const texts = words('ab', 4);

  it('match what they match by definition, and differ where the beginnings stop matching', () => {
    for (const pattern of words('ab*?', 4)) {
      const statement = statementWith({ StringLike: { [SUB]: pattern } });
      const policy = policyFromJsonFile('a.json', JSON.stringify({ Version: '2012-10-17', Statement: statement }))!;
      const wrong = texts.filter((sub) => {
        const { decision, statements } = evaluatePolicy(policy, NO_ISSUERS, requestOf({ claims: { sub } }));
        const nearest = statements[0]!.conditions[0]!.nearest;
        if (matches(pattern, sub)) return decision !== 'allowed' || nearest !== undefined;
        return decision !== 'denied' || !nearest || !differs(pattern, sub, nearest);
      });
      expect(wrong, pattern).toEqual([]);
    }
  });

  /** Whether the beginnings match up to there, and the next characters do not. */
  function differs(pattern: string, text: string, at: { inActual: number; inWanted: number }): boolean {
    if (!matches(pattern.slice(0, at.inWanted), text.slice(0, at.inActual))) return false;
    const [next, nextWanted] = [text[at.inActual], pattern[at.inWanted]];
    return next !== nextWanted && (next === undefined || nextWanted !== '?');
  }

  // A matcher that tries every way to share the text among the stars would not come to an end here.
  it.each([
    ['*a'.repeat(1000), 'b'],
    [`${'*a'.repeat(1000)}b`, ''],
    [`${'a*'.repeat(500)}${'?*'.repeat(500)}b`, ''],
    [`*${'a'.repeat(1000)}b`, ''],
  ])('come to an end, case %#', (pattern, end) => {
    const sub = 'a'.repeat(20_000) + end;
    const statement = statementWith({ StringLike: { [SUB]: pattern } });
    expect(decideJson({ Version: '2012-10-17', Statement: statement }, { claims: { sub } }).decision).toBe('denied');
  });

  it('read many openings of policy variables once', () => {
    const statement = statementWith({ StringLike: { [SUB]: '${'.repeat(60_000) } });
    const policy = policyFromJsonFile('a.json', JSON.stringify({ Version: '2012-10-17', Statement: statement }))!;
    expect(evaluatePolicy(policy, NO_ISSUERS, requestOf({ claims: { sub: 'x' } })).decision).toBe('not certain');
  });
});

const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringEqualsIfExists',
  'StringNotLikeIfExists',
  'ForAnyValue:StringLike',
  'ForAllValues:StringEquals',
  'NumericLessThan',
  'ArnLike',
  'IpAddress',
  'Null',
];
const value = fc.constantFrom('a', 'ab', 'a*', '?b', '*', `\${${GITHUB}:ref}`, 'true', 'false', '1', 'B');
const key = fc.constantFrom(
  ...['sub', 'aud', 'amr', 'ref', 'nothing'].map((claim) => `${GITHUB}:${claim}`),
  'aws:SourceVpc',
);
const condition = fc.record({
  operator: fc.constantFrom(...OPERATORS),
  key,
  values: fc.array(value, { minLength: 1, maxLength: 3 }),
});
const statement = fc.record({
  effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  issuer: fc.constantFrom(GITHUB, GITHUB, GITHUB, 'gitlab.com'),
  conditions: fc.array(condition, { maxLength: 3 }),
});
const claims = fc.record(
  {
    sub: fc.constantFrom('a', 'ab', 'b', 'B', '1'),
    aud: fc.constantFrom('a', 'ab'),
    ref: fc.constantFrom('a', 'b'),
    amr: fc.uniqueArray(fc.constantFrom('a', 'b', 'ab'), { maxLength: 3 }),
  },
  { requiredKeys: ['sub'] },
);
type Statement = typeof statement extends fc.Arbitrary<infer T> ? T : never;

describe('order', () => {
  it('of statements, operators, keys and values plays no part', () => {
    const json = (statements: readonly Statement[], turn: <T>(items: readonly T[]) => readonly T[]): object => ({
      Version: '2012-10-17',
      Statement: turn(statements).map(({ effect, issuer, conditions }) => ({
        ...statementWith(conditionOf(turn(conditions), turn), issuer),
        Effect: effect,
      })),
    });
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 3 }), claims, (statements, token) => {
        const asked: Asked = { claims: token };
        const turned = decideJson(
          json(statements, (items) => items.toReversed()),
          asked,
        );
        expect(turned.decision).toBe(
          decideJson(
            json(statements, (items) => items),
            asked,
          ).decision,
        );
      }),
    );
  });

  /** Later conditions with the operator and key of an earlier one are left out: a key may stand once. */
  function conditionOf(
    conditions: readonly Statement['conditions'][number][],
    turn: <T>(items: readonly T[]) => readonly T[],
  ): Record<string, Record<string, readonly string[]>> {
    const first = [...conditions].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? 1 : -1));
    const result: Record<string, Record<string, readonly string[]>> = {};
    for (const item of conditions) {
      const chosen = first.find((other) => other.operator === item.operator && other.key === item.key)!;
      result[item.operator] = { ...result[item.operator], [item.key]: turn(chosen.values) };
    }
    return result;
  }
});

describe('not knowing', () => {
  it('never changes a decision, it only takes it away', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 2 }), claims, fc.nat(), (statements, token, pick) => {
        const text = terraform(statements);
        const leaves = [...text.matchAll(/"[^"]*" # leaf/g)];
        const leaf = leaves[pick % leaves.length]!;
        const blurred = `${text.slice(0, leaf.index)}var.x${text.slice(leaf.index + leaf[0].length)}`;
        const known = decideTerraform(text, { claims: token });
        const unknown = decideTerraform(blurred, { claims: token });
        expect(['not certain', known.decision], blurred).toContain(unknown.decision);
      }),
    );
  });

  it('a claim that is not given never changes a decision either', () => {
    fc.assert(
      fc.property(fc.array(statement, { minLength: 1, maxLength: 2 }), claims, (statements, token) => {
        const text = terraform(statements);
        const { sub, ...others } = token;
        const partial = decideTerraform(text, { claims: others, partial: true });
        expect(['not certain', decideTerraform(text, { claims: token }).decision], sub).toContain(partial.decision);
      }),
    );
  });

  /** One `jsonencode` with each leaf at the end of a line. */
  function terraform(statements: readonly Statement[]): string {
    const list = statements.map(
      ({ effect, issuer, conditions }) => `{
        Effect = ${leaf(effect)}
        Principal = { Federated = ${leaf(`arn:aws:iam::123456789012:oidc-provider/${issuer}`)} }
        Action = ${leaf('sts:AssumeRoleWithWebIdentity')}
        Condition = {\n${conditions.map(conditionText).join('')}}
      },\n`,
    );
    return `variable "x" {}
resource "aws_iam_role" "x" {
  assume_role_policy = jsonencode({
    Version = ${leaf('2012-10-17')}
    Statement = [\n${list.join('')}]
  })
}
`;
  }

  function conditionText({ operator, key: name, values }: Statement['conditions'][number]): string {
    return `(${leaf(operator)}) = { (${leaf(name)}) = [${values.map((item) => `${leaf(item)},`).join('')}] }\n`;
  }

  function leaf(text: string): string {
    return `"${text.split('${').join('$${')}" # leaf\n`;
  }
});
