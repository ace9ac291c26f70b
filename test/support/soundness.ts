/** What must hold of every verdict: a witness is let in and is one of the issuer's, and "nobody" has no subject that is. */
import { evaluatePolicy } from '../../server/src/core/access/evaluatePolicy.ts';
import { isRefusedBySts, issuerOf, readPolicy } from '../../server/src/core/access/policyTokens.ts';
import type { StatementReading } from '../../server/src/core/access/reading.ts';
import { judgeRole, type RoleJudgement, type Token } from '../../server/src/core/access/roleVerdict.ts';
import { providerById, publishedClaim } from '../../server/src/core/oidc/catalogue.ts';
import type { Issuers } from '../../server/src/core/oidc/project.ts';
import type { ClaimForm, Provider } from '../../server/src/core/oidc/provider.ts';
import type { TrustPolicy } from '../../server/src/core/policy/model.ts';
import { show, type Text } from '../../server/src/core/value/text.ts';
import { textsOf } from '../../server/src/core/value/value.ts';
import { type Pattern, Universe } from './enumeration.ts';
import { isSubjectOf, SubjectSampler } from './subjects.ts';

export interface Trusted {
  readonly policies: readonly TrustPolicy[];
  readonly complete: boolean;
  readonly issuers: Issuers;
}

export interface Sounded {
  readonly judgement: RoleJudgement;
  /** What is wrong; empty if nothing is. */
  readonly faults: readonly string[];
  /** How many sampled subjects were tried, and how many were let in; for `nobody`, and where it was asked for. */
  readonly tried: number;
  readonly admitted: number;
}

const SAMPLES = 1_000;
/** Of the samples of an issuer, those that are the same for all policies. */
const COMMON = 600;
const MOST_CLAIM_SETS = 12;

/** Judges and compares with the evaluator. `always`: draws subjects also where somebody gets in. */
export function sound({ policies, complete, issuers }: Trusted, always = false): Sounded {
  const judgement = judgeRole(policies, complete, issuers);
  const { verdict, sentence, witness } = judgement;
  const faults: string[] = [];
  if (sentence.includes('internal error')) faults.push(sentence);
  const [policy] = policies;
  if (witness && policy) faults.push(...faultsOfWitness(witness, policy, issuers));
  const sampled = { tried: 0, admitted: 0 };
  if (verdict !== 'nobody' && !always) return { judgement, faults, ...sampled };
  for (const one of policies) {
    for (const issuer of issuersOf(one, issuers)) {
      const { tried, admitted } = tokensLetIn(withoutRefused(one, issuer), issuers, issuer);
      sampled.tried += tried;
      sampled.admitted += admitted.length;
      if (verdict === 'nobody' && admitted.length > 0)
        faults.push(`nobody, but ${JSON.stringify(admitted[0])} of ${show(issuer.name)} gets in`);
    }
  }
  return { judgement, faults, ...sampled };
}

function faultsOfWitness(witness: Token, policy: TrustPolicy, issuers: Issuers): string[] {
  const accepting = issuersOf(policy, issuers).filter(({ name }) => decide(policy, issuers, name, witness));
  const text = JSON.stringify(witness);
  if (accepting.length === 0) return [`the witness ${text} does not get in`];
  const subject = witness['sub'];
  const isForeign = ({ subjects }: TrustedIssuer): boolean =>
    subject !== undefined && subjects !== undefined && isSubjectOf(subjects, subject) === false;
  return accepting.every(isForeign) ? [`the witness ${text} is no subject of its issuer`] : [];
}

interface TrustedIssuer {
  readonly name: Text;
  readonly subjects: Provider | undefined;
  readonly readings: readonly StatementReading[];
}

/** The issuers that an `Allow` names. */
function issuersOf(policy: TrustPolicy, issuers: Issuers): TrustedIssuer[] {
  const readings = readPolicy(policy, issuers);
  const found = new Map<string, TrustedIssuer>();
  for (const reading of readings) {
    for (const federation of reading.effect === 'Deny' ? [] : reading.oidc) {
      const { subjects } = issuerOf(federation, reading);
      found.set(`${show(federation.issuer!)} ${subjects?.id}`, { name: federation.issuer!, subjects, readings });
    }
  }
  return [...found.values()];
}

/** What STS itself refuses, whatever the policy says, the evaluator does not know. */
function withoutRefused(policy: TrustPolicy, { name, readings }: TrustedIssuer): TrustPolicy {
  const refused = readings.filter((reading) =>
    reading.oidc.some((federation) => show(federation.issuer!) === show(name) && isRefusedBySts(federation, reading)),
  );
  const dropped = refused.filter(({ effect }) => effect !== 'Deny').map(({ statement }) => statement);
  const items = policy.statements.items.filter((statement) => !dropped.includes(statement));
  return { ...policy, statements: { ...policy.statements, items } };
}

function decide(policy: TrustPolicy, issuers: Issuers, issuer: Text, claims: Token): boolean {
  return evaluatePolicy(policy, issuers, { issuer, claims: new Map(Object.entries(claims)) }).decision === 'allowed';
}

interface Pool {
  readonly sampler: SubjectSampler;
  readonly common: readonly string[];
}

const pools = new Map<Provider, Pool>();

function poolOf(provider: Provider): Pool {
  let pool = pools.get(provider);
  if (!pool) {
    const sampler = new SubjectSampler(provider);
    const examples = (provider.subject?.forms ?? []).flatMap((form) => form.examples);
    pool = { sampler, common: [...examples, ...sampler.sample(COMMON - examples.length)] };
    pools.set(provider, pool);
  }
  return pool;
}

/** Samples subjects of an issuer, many of them near to what the policy asks for, and asks about each that differs to it. */
function tokensLetIn(policy: TrustPolicy, issuers: Issuers, { name, subjects, readings }: TrustedIssuer) {
  const { sampler, common } = poolOf(subjects ?? providerById('github-actions')!);
  const patterns = patternsOf(readings, 'sub');
  const near = sampler.sample(
    SAMPLES - common.length,
    patterns.map(({ text }) => text),
  );
  const drawn = [...common, ...near];
  const claims = claimSets(readings, subjects);
  const admitted = new Universe(drawn)
    .representatives(patterns)
    .flatMap((sub) => claims.map((others): Token => ({ ...others, sub })))
    .filter((token) => decide(policy, issuers, name, token));
  return { tried: drawn.length, admitted };
}

/** The values of the conditions on a claim, of whatever issuer. */
function patternsOf(readings: readonly StatementReading[], claim: string): Pattern[] {
  return readings
    .flatMap(({ conditions }) => conditions)
    .flatMap(({ claim: key, operator, condition }) =>
      key?.name.toLowerCase() === claim && operator?.operator.family === 'string'
        ? condition.values.items.flatMap(textsOf).map((text) => ({
            text: text.map((part) => (typeof part === 'string' ? part : '*')).join(''),
            wildcards: operator.operator.wildcards || text.length > 1,
            ignoresCase: operator.operator.ignoresCase,
          }))
        : [],
    );
}

/** Other claims that the policy asks for: absent if a token may lack it, and with each value that it names. */
function claimSets(readings: readonly StatementReading[], subjects: Provider | undefined): Token[] {
  const names = new Set(
    readings.flatMap(({ conditions }) => conditions).flatMap(({ claim }) => claim?.name.toLowerCase() ?? []),
  );
  let sets: Token[] = [{}];
  for (const name of names) {
    if (name === 'sub') continue;
    const published = subjects && publishedClaim(subjects, name);
    const values = published?.values ?? valuesNear(patternsOf(readings, name), published?.form);
    // With `oaud`, STS reads the audience of the token.
    const member = published?.tokenClaim ?? published?.claim ?? name;
    const without = published?.presence === 'always' ? [] : sets;
    const more = [...without, ...values.flatMap((value) => sets.map((set) => ({ ...set, [member]: value })))];
    if (more.length <= MOST_CLAIM_SETS * 4 || published?.presence === 'always') sets = more;
  }
  return sets.length > MOST_CLAIM_SETS
    ? sets.filter((_, i) => i % Math.ceil(sets.length / MOST_CLAIM_SETS) === 0)
    : sets;
}

/** Values that the patterns accept and one that they do not, of those that the claim can have. */
function valuesNear(patterns: readonly Pattern[], form: ClaimForm | undefined): readonly string[] {
  const texts = ['x', '1'].flatMap((letter) => patterns.map(({ text }) => text.replaceAll(/[*?]/g, letter)));
  const all = new Set([...texts, form?.example ?? 'something else']);
  const looksRight = new RegExp(form ? `^(?:${form.pattern})$` : '');
  return [...all].filter((text) => looksRight.test(text));
}
