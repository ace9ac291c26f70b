/** Random trust policies in the style of real ones: the issuers of the catalogue, their subjects half remembered, several statements. */
import fc from 'fast-check';
import { providers } from '../../server/src/core/oidc/catalogue.ts';
import type { Provider } from '../../server/src/core/oidc/provider.ts';
import { SubjectSampler } from './subjects.ts';
import { type Conditions, type TrustStatement, trusting } from './trust.ts';

interface Known {
  readonly issuer: string;
  readonly provider: Provider;
  readonly subjects: readonly string[];
}

const SUBJECTS = 30;

/** The issuers of which subjects are known, by an address that the catalogue recognises. */
const KNOWN: readonly Known[] = providers.flatMap((provider) => {
  const { issuer, subject } = provider;
  if (!subject || issuer.kind === 'any-host' || provider.principal === 'builtin') return [];
  const address = issuer.kind === 'fixed' ? issuer.urls[0] : issuer.examples[0];
  const examples = subject.forms.flatMap((form) => form.examples);
  return [{ issuer: address, provider, subjects: [...examples, ...new SubjectSampler(provider).sample(SUBJECTS)] }];
});
const isMostUsed = ({ provider }: Known): boolean =>
  /^(github-actions|gitlab-com|eks|hcp-terraform)$/.test(provider.id);

const known = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...KNOWN.filter(isMostUsed)) },
  { weight: 1, arbitrary: fc.constantFrom(...KNOWN) },
);

type Change = (subject: string, place: number) => string;

/** What people make of a subject; `place` is an offset in it. */
const CHANGES: readonly Change[] = [
  (subject) => subject,
  (subject) => subject,
  // Open from a place on, a segment opened, a beginning kept of one, a segment left out.
  (subject, place) => `${subject.slice(0, place)}*`,
  (subject, place) => `${subject.slice(0, afterSeparator(subject, place))}*`,
  (subject, place) => replaced(subject, place, () => '*'),
  (subject, place) => replaced(subject, place, (segment) => `${segment.slice(0, 2)}*`),
  (subject, place) => replaced(subject, place, () => ''),
  (subject, place) => subject.slice(0, afterSeparator(subject, place)),
  (subject) => `*${subject.slice(afterSeparator(subject, 0))}`,
  // Slips.
  (subject, place) => `${subject.slice(0, place)}?${subject.slice(place + 1)}`,
  (subject, place) => subject.slice(0, place) + subject.slice(place + 1),
  (subject, place) => subject.slice(0, place) + subject.slice(place).toUpperCase(),
  (subject) => subject.replace('refs/heads/', 'refs/head/'),
  () => '*',
];

function afterSeparator(subject: string, place: number): number {
  return place + (/[:/|]|$/.exec(subject.slice(place))?.index ?? 0) + 1;
}

function replaced(subject: string, place: number, change: (segment: string) => string): string {
  const start = subject.slice(0, place).search(/[^:/|]*$/);
  return subject.slice(0, start) + subject.slice(start).replace(/^[^:/|]*/, change);
}

function valueFor({ subjects }: Known): fc.Arbitrary<string> {
  const change = fc.tuple(fc.constantFrom(...CHANGES), fc.nat(60));
  return fc
    .tuple(fc.constantFrom(...subjects), fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([subject, changes]) =>
      changes.reduce((text, [apply, place]) => apply(text, text === '' ? 0 : place % text.length), subject),
    );
}

const SUBJECT_OPERATORS = [
  ...['StringLike', 'StringLike', 'StringLike', 'StringEquals', 'StringEquals', 'StringNotLike', 'StringNotEquals'],
  ...['StringEqualsIgnoreCase', 'ForAnyValue:StringLike', 'ForAllValues:StringLike', 'StringLikeIfExists', 'ArnLike'],
];
const OTHER_OPERATORS = [
  ...['StringEquals', 'StringEquals', 'StringLike', 'StringNotEquals', 'StringEqualsIfExists', 'NumericEquals'],
  ...['ForAnyValue:StringEquals', 'ForAllValues:StringEquals', 'Bool'],
];

type Written = readonly [operator: string, key: string, values: readonly string[]];

function conditionOf(one: Known): fc.Arbitrary<Written> {
  const { issuer, provider } = one;
  const claims = [...provider.publishedClaims, ...provider.unpublishedClaims].map(({ claim }) => claim);
  const audiences = [...provider.audiences.known.map(({ value }) => value), 'sts.amazonaws.com', '*'];
  const key = (claim: string): string => `${issuer}:${claim}`;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(
        fc.constantFrom(...SUBJECT_OPERATORS),
        fc.constant(key('sub')),
        fc.array(valueFor(one), { minLength: 1, maxLength: 3 }),
      ),
    },
    {
      weight: 3,
      arbitrary: fc.tuple(
        fc.constantFrom('StringEquals', 'StringEquals', 'StringLike', 'ForAnyValue:StringEquals'),
        fc.constant(key('aud')),
        fc.subarray(audiences, { minLength: 1, maxLength: 2 }),
      ),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(
        fc.constantFrom(...OTHER_OPERATORS),
        fc.constantFrom(...claims).map(key),
        fc.constantFrom(['123'], ['1', '2'], ['*'], ['main'], ['true'], ['a*']),
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<Written>(['IpAddress', 'aws:SourceIp', ['203.0.113.0/24']]) },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constant('Null'),
        fc.constantFrom(...claims).map(key),
        fc.constantFrom(['true'], ['false']),
      ),
    },
  );
}

/** Of two conditions with the same operator and key the later one counts. */
function conditionsOf(list: readonly Written[]): Conditions {
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, key, values] of list) conditions[operator] = { ...conditions[operator], [key]: values };
  return conditions;
}

function statementFor(one: Known): fc.Arbitrary<TrustStatement> {
  return fc
    .tuple(
      fc.constantFrom<TrustStatement['Effect']>('Allow', 'Allow', 'Allow', 'Deny'),
      fc.array(conditionOf(one), { minLength: 1, maxLength: 4 }),
    )
    .map(([effect, list]) => trusting(one.issuer, conditionsOf(list), effect));
}

/** One to three statements, mostly for one issuer. */
export const trustStatements: fc.Arbitrary<readonly TrustStatement[]> = fc
  .tuple(known, known, fc.nat(5))
  .chain(([one, other, n]) =>
    fc.tuple(
      fc.array(statementFor(one), { minLength: 1, maxLength: 3 }),
      n === 0 ? statementFor(other) : fc.constant(undefined),
    ),
  )
  .map(([list, more]) => (more ? [...list, more] : list));
