import fc from 'fast-check';
import { expect, it } from 'vitest';
import { judgePattern } from '../../../server/src/core/access/subjects.ts';
import { namesTenant } from '../../../server/src/core/access/tenantNamed.ts';
import { providers } from '../../../server/src/core/oidc/catalogue.ts';
import { literal } from '../../../server/src/core/value/text.ts';
import '../../support/seed.ts';

/** Beginnings of real subjects, with a wildcard somewhere behind. */
const cases = fc.constantFrom(...providers.filter(({ subject }) => subject?.complete)).chain((provider) =>
  fc.record({
    provider: fc.constant(provider),
    example: fc.constantFrom(...provider.subject!.forms.flatMap(({ examples }) => examples)),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
    end: fc.constantFrom('', '*', '?', ':*', '/*', '*:x'),
  }),
);

it('never says that a pattern names its tenant which admits strangers', () => {
  let named = 0;
  fc.assert(
    fc.property(cases, ({ provider, example, length, end }) => {
      const text = literal(example.slice(0, Math.ceil(length * example.length)) + end);
      const pattern = { text, wildcards: true, ignoresCase: false };
      if (!namesTenant(provider, pattern)) return;
      named++;
      expect(judgePattern(provider, pattern).verdict).not.toBe('anyone');
    }),
    { numRuns: 2000 },
  );
  expect(named).toBeGreaterThan(300);
});

it('sees it in the ordinary case', () => {
  const github = providers.find(({ id }) => id === 'github-actions')!;
  const names = (subject: string): boolean =>
    namesTenant(github, { text: literal(subject), wildcards: true, ignoresCase: false });
  expect(names('repo:acme/api:*')).toBe(true);
  expect(names('repo:acme/*')).toBe(true);
  expect(names('repo:acme*')).toBe(false);
  expect(names('repo:*/api:*')).toBe(false);
});
