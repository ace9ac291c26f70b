/** Patterns of one shape share a verdict, the forms they admit and what they spell out. All must be what each has when judged by itself. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { globElements, globNfa } from '../../server/src/core/access/language/glob.ts';
import { isDisjoint } from '../../server/src/core/access/language/language.ts';
import { newBudget } from '../../server/src/core/access/language/product.ts';
import { compileSubjects } from '../../server/src/core/access/subjectGrammar.ts';
import { admittedForms } from '../../server/src/core/access/subjectParts.ts';
import { judgePattern, judgeSubjects } from '../../server/src/core/access/subjects.ts';
import { providers } from '../../server/src/core/oidc/catalogue.ts';
import { literal } from '../../server/src/core/value/text.ts';
import '../support/seed.ts';

/** Real subjects with letters repeated, changed, left out or replaced by wildcards, so that many are of one shape. */
const cases = fc.constantFrom(...providers.filter(({ subject }) => subject?.complete)).chain((provider) =>
  fc.record({
    provider: fc.constant(provider),
    example: fc.constantFrom(...provider.subject!.forms.flatMap(({ examples }) => examples)),
    edits: fc.array(
      fc.record({
        at: fc.nat(60),
        remove: fc.integer({ min: 0, max: 3 }),
        insert: fc.constantFrom('', '', '*', '?', 'a', 'aaaa', 'ab1', '-', ':', '/', '@', 'A', '_', 'refs/', 'env'),
      }),
      { maxLength: 3 },
    ),
    /** How many characters of it are left before a last star; all of them without one. */
    cut: fc.option(fc.nat(60)),
    ignoresCase: fc.constantFrom(false, false, true),
  }),
);

function textOf({ example, edits, cut }: CaseOf<typeof cases>): string {
  const whole = edits.reduce((before, { at, remove, insert }) => {
    const place = Math.min(at, before.length);
    return before.slice(0, place) + insert + before.slice(place + remove);
  }, example);
  return cut === null ? whole : `${whole.slice(0, cut)}*`;
}

type CaseOf<T> = T extends fc.Arbitrary<infer Case> ? Case : never;

const RUNS = process.env['OIDC_TRUST_LONG'] === '1' ? 20_000 : 1000;

it('is what a pattern has by itself', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(cases, (one) => {
      const { provider, ignoresCase } = one;
      const text = textOf(one);
      const pattern = { text: literal(text), wildcards: true, ignoresCase };
      const { verdict, sentence, witness } = judgePattern(provider, pattern);
      const language = globNfa(globElements(pattern.text, pattern));
      const own = judgeSubjects(provider, language, newBudget());
      expect([verdict, sentence, witness], `${provider.id}: ${text}`).toEqual([own.verdict, own.sentence, own.witness]);
      const meeting = compileSubjects(provider).forms.filter(({ nfa }) => !isDisjoint(nfa, language));
      expect(
        admittedForms(provider, pattern).map(({ form }) => form),
        `${provider.id}: ${text}`,
      ).toEqual(meeting.map(({ form }) => form));
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    }),
    { numRuns: 4000 },
  );
  expect([...seen.keys()].sort()).toEqual(['anyone', 'context', 'exact', 'nobody', 'resource', 'tenant']);
});

it('tells what is spelled out as if each pattern were the first of its shape', () => {
  let spelled = 0;
  fc.assert(
    fc.property(cases, (one) => {
      const { provider, ignoresCase } = one;
      const text = textOf(one);
      const pattern = { text: literal(text), wildcards: true, ignoresCase };
      const partsOf = (of: typeof provider) =>
        admittedForms(of, pattern).map((admitted) => ({
          form: admitted.form.id,
          changes: admitted.changes,
          spelled: admitted.spelled,
          tenants: admitted.tenants,
        }));
      const shared = partsOf(provider);
      // Shapes are remembered by provider.
      expect(shared, `${provider.id}: ${text}`).toEqual(partsOf({ ...provider }));
      spelled += shared.flatMap((admitted) => [...admitted.spelled, ...admitted.tenants]).length;
    }),
    { numRuns: RUNS },
  );
  expect(spelled).toBeGreaterThan(100);
});
