/**
 * Every witness gets in and is a subject of its issuer, and where nobody gets in, none of a thousand subjects does: over random
 * policies for all issuers of the catalogue. With OIDC_TRUST_LONG=1 it is 50,000 policies.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO_ISSUERS } from '../../server/src/core/oidc/project.ts';
import { trustStatements } from '../support/randomTrust.ts';
import { sound } from '../support/soundness.ts';
import { policyOf } from '../support/trust.ts';

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 50_000 : 250;

it(`${RUNS} random policies`, () => {
  const seen = new Map<string, { policies: number; witnesses: number }>();
  let [asked, met] = [0, 0];
  let round = 0;
  fc.assert(
    fc.property(trustStatements, (statements) => {
      const policy = policyOf(...statements);
      const always = round++ % 10 === 0;
      const { judgement, faults, tried, admitted } = sound(
        { policies: [policy], complete: true, issuers: NO_ISSUERS },
        always,
      );
      const { verdict, witness } = judgement;
      const count = seen.get(verdict) ?? { policies: 0, witnesses: 0 };
      count.policies++;
      if (witness) count.witnesses++;
      if (witness && tried > 0) asked++;
      if (witness && admitted > 0) met++;
      seen.set(verdict, count);
      expect(faults).toEqual([]);
      if (verdict === 'nobody') expect(tried).toBeGreaterThanOrEqual(1_000);
    }),
    { numRuns: RUNS },
  );
  if (RUNS > 1_000) console.table(Object.fromEntries(seen));
  // Of strangers there is always proof. And the samples must be able to tell: where somebody gets in, they find somebody.
  expect(seen.get('anyone')?.witnesses).toBe(seen.get('anyone')?.policies);
  expect(met / asked).toBeGreaterThan(0.75);
  for (const verdict of ['anyone', 'tenant', 'exact', 'nobody', 'unknown'])
    expect(seen.get(verdict)?.policies ?? 0, verdict).toBeGreaterThan(0);
  expect(seen.get('nobody')?.policies ?? 0).toBeGreaterThan(RUNS / 20);
}, 7_200_000);
