/** The verdict and the findings of a role do not contradict each other. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { analyse } from '../support/analyse.ts';
import { trustStatements } from '../support/randomTrust.ts';
import { trusting } from '../support/trust.ts';
import '../support/seed.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 5_000 : 200;

/** What a finding says of a statement that lets nobody in, or of a condition that is never met. */
const SAYS_WHY = /nobody|never|no token|refuse|none of them/i;

function look(statements: readonly object[]) {
  const { findings, roles } = analyse('json', JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  const said = findings.map(({ rule, severity, message }) => ({ rule, severity, message }));
  const { verdict, summary } = roles[0]!;
  return { verdict, summary, said };
}

/** The findings where they and the verdict contradict each other. */
function contradictions(statements: readonly object[]): readonly unknown[] {
  const { verdict, summary, said } = look(statements);
  const nobody = said.filter(
    ({ severity, message }) => severity === 'error' && /admits nobody\b|nobody gets in/.test(message),
  );
  const isShut = verdict === 'nobody' || verdict === 'unknown';
  if (nobody.length > 0 && !isShut && statements.length === 1) return [verdict, summary, ...nobody];
  const isSaid = said.some(({ severity, message }) => /error|warning/.test(severity) && SAYS_WHY.test(message));
  return verdict === 'nobody' && !isSaid ? [verdict, summary, ...said] : [];
}

it(`${RUNS} random policies`, () => {
  const seen = { nobody: 0, others: 0 };
  fc.assert(
    fc.property(trustStatements, (statements) => {
      expect(contradictions(statements)).toEqual([]);
      seen[look(statements).verdict === 'nobody' ? 'nobody' : 'others']++;
    }),
    { numRuns: RUNS },
  );
  expect(Math.min(seen.nobody, seen.others)).toBeGreaterThan(RUNS / 20);
}, 600_000);

const ISSUERS = ['token.actions.githubusercontent.com', 'gitlab.com', 'idp.example.com', 'accounts.google.com'];
const OPERATORS = ['StringEquals', 'StringLike', 'StringEqualsIgnoreCase', 'ForAnyValue:StringEquals'].concat(
  ['StringNotEquals', 'ArnLike', 'ArnEquals', 'ArnNotLike', 'Bool', 'NumericEquals', 'DateEquals', 'BinaryEquals'],
  ['IpAddress', 'Null', 'StringEqualsIfExists'],
);
const VALUES = [
  'acme/*',
  'a?c',
  '*',
  'repo:acme/api:*',
  'repo:acme/api:environment:*',
  'repo:acme/api:pull_request',
].concat([
  'sts.amazonaws.com',
  'sts.amazonaws.com ',
  ' acme',
  '',
  'true',
  'false',
  '1',
  'arn:aws:iam::123456789012:role/x',
]);

it.each(ISSUERS)('every operator with every value, of %s', (issuer) => {
  const wrong = OPERATORS.flatMap((operator) =>
    VALUES.flatMap((value) =>
      ['sub', 'aud', 'email'].flatMap((claim) => {
        const own = { [`${issuer}:${claim}`]: value };
        const found = contradictions([trusting(issuer, { [operator]: own })]);
        return found.length > 0 ? [[operator, claim, value, ...found]] : [];
      }),
    ),
  );
  expect(wrong).toEqual([]);
});

it('does not say of one comparison that strangers get in by it and that it never holds', () => {
  const [issuer] = ISSUERS;
  const { said } = look([trusting(issuer!, { ArnNotLike: { [`${issuer}:sub`]: 'arn:aws:iam::123456789012:role/x' } })]);
  const about = said.filter(({ rule }) => rule.startsWith('condition/'));
  expect(about.map(({ rule }) => rule)).toEqual(['condition/value-type']);
  expect(about[0]!.message).toContain('AWS does not say whether the comparison then holds');
});
