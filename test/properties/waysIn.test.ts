/** The ways into a role, each judged by itself, are as wide together as the role is said to be. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgeRole } from '../../server/src/core/access/roleVerdict.ts';
import { isWidth, type Verdict, wider } from '../../server/src/core/access/verdict.ts';
import { waysInto } from '../../server/src/core/access/waysIn.ts';
import { NO_ISSUERS } from '../../server/src/core/oidc/project.ts';
import { trustStatements } from '../support/randomTrust.ts';
import { policyOf } from '../support/trust.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 10_000 : 250;

it(`${RUNS} random policies`, () => {
  const seen = new Set<Verdict>();
  fc.assert(
    fc.property(trustStatements, (statements) => {
      const policy = policyOf(...statements);
      const { verdict } = judgeRole([policy], true, NO_ISSUERS);
      seen.add(verdict);
      expect(together(waysInto(policy, NO_ISSUERS).map(({ judgement }) => judgement.verdict))).toBe(verdict);
    }),
    { numRuns: RUNS },
  );
  for (const verdict of ['anyone', 'tenant', 'exact', 'nobody', 'unknown'] as const) expect(seen).toContain(verdict);
}, 600_000);

function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('anyone')) return 'anyone';
  if (!verdicts.every(isWidth)) return 'unknown';
  return verdicts.length === 0 ? 'not-federated' : verdicts.reduce(wider);
}
