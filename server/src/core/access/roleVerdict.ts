/** Who can assume a role: the verdict of each statement, and of all together. What is not certain is `unknown`. */
import { expandAction } from '../oidc/actions.ts';
import type { Provider } from '../oidc/provider.ts';
import type { OidcProvider, TrustPolicy } from '../policy/model.ts';
import { knownStart, literal } from '../value/text.ts';
import { knownString, textsOf } from '../value/value.ts';
import { type Federation, issuerName, subjectProvider } from './federation.ts';
import { type ConditionReading, isKeyOf, readStatement, type StatementReading } from './reading.ts';
import { judgePattern, judgePatterns } from './remembered.ts';
import type { SubjectJudgement, SubjectPattern } from './subjects.ts';
import { isWidth, type Verdict, type Width, wider } from './verdict.ts';

/** A verdict in words, with a token that shows how wide it is. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly sentence: string;
  /** A subject that is admitted. */
  readonly witness?: string;
}

const UNKNOWN: Judgement = { verdict: 'unknown', sentence: 'not certain from what stands here' };

/** Who can assume a role that may have any of these trust policies. `complete` is false when another one could be its policy. */
export function judgeRole(
  policies: readonly TrustPolicy[],
  complete: boolean,
  providers: readonly OidcProvider[],
): Judgement {
  const [first, ...rest] = policies.map((policy) => judgePolicy(policy, providers));
  if (!first || !complete || rest.some((other) => other.verdict !== first.verdict)) return UNKNOWN;
  return first;
}

function judgePolicy(policy: TrustPolicy, providers: readonly OidcProvider[]): Judgement {
  // Which of two equal keys counts is Terraform's affair in one surface and a refusal in another.
  if (policy.duplicates.length > 0) return UNKNOWN;
  const readings = policy.statements.items.map((statement) => readStatement(statement, providers));
  const judged = readings.filter((reading) => reading.effect !== 'Deny').map(judgeStatement);
  const denies = readings.some((reading) => reading.effect === 'Deny' && mayConcernTokens(reading));
  const open = judged.find(({ verdict }) => verdict === 'anyone');
  if (open && !denies) return open;
  if (policy.statements.open || judged.some(({ verdict }) => verdict === 'unknown')) return UNKNOWN;
  const federated = judged.filter(({ verdict }) => isWidth(verdict));
  if (federated.length === 0) return { verdict: 'not-federated', sentence: 'no web identity is trusted' };
  const widest = federated.reduce((a, b) => (wider(a.verdict as Width, b.verdict as Width) === a.verdict ? a : b));
  return denies && widest.verdict !== 'nobody' ? UNKNOWN : combine(widest, federated);
}

function combine(widest: Judgement, all: readonly Judgement[]): Judgement {
  const sentences = [
    ...new Set(
      all.filter(({ verdict }) => verdict !== 'nobody' || widest.verdict === 'nobody').map(({ sentence }) => sentence),
    ),
  ];
  return { ...widest, sentence: sentences.join('; ') };
}

/** A Deny for AWS principals or services alone takes no token away. */
function mayConcernTokens(reading: StatementReading): boolean {
  return !reading.principalsClosed || reading.oidc.length > 0;
}

function judgeStatement(reading: StatementReading): Judgement {
  const { actions, notActions } = reading.statement;
  const federations = reading.oidc;
  if (reading.principalsClosed && federations.length === 0)
    return { verdict: 'not-federated', sentence: 'no web identity is trusted' };
  if (
    reading.effect === undefined ||
    !reading.principalsClosed ||
    actions.is !== 'present' ||
    notActions.is !== 'absent'
  )
    return UNKNOWN;
  const names = actions.value.items.map(knownString);
  const web = names.some(
    (name) =>
      name !== undefined && expandAction(name).some((action) => action.name === 'sts:AssumeRoleWithWebIdentity'),
  );
  if (!web) {
    if (actions.value.open || names.includes(undefined)) return UNKNOWN;
    return { verdict: 'nobody', sentence: 'no token: the action does not fit the provider' };
  }
  const judged = federations.map((federation) => judgeFederation(federation, reading));
  const open = judged.find(({ verdict }) => verdict === 'anyone');
  if (open) return open;
  if (judged.some(({ verdict }) => !isWidth(verdict))) return UNKNOWN;
  const widest = judged.reduce((a, b) => (wider(a.verdict as Width, b.verdict as Width) === a.verdict ? a : b));
  return combine(widest, judged);
}

/** What the conditions of a statement leave of the tokens of one provider. */
function judgeFederation(federation: Federation, reading: StatementReading): Judgement {
  const effects = reading.conditions.map((condition) => effectOf(condition, federation));
  if (effects.some((effect) => effect.kind === 'never'))
    return named(federation, { verdict: 'nobody', sentence: 'no token: a condition is never met' });
  const subjects = effects.flatMap((effect) => (effect.kind === 'subject' ? [effect] : []));
  const starts = subjects.flatMap(({ patterns }) => patterns.map(({ text }) => knownStart(text)));
  const provider = subjectProvider(federation, starts);
  const judged = provider ? subjects.map(({ patterns }) => judgePatterns(provider, patterns)) : [];
  if (judged.some(({ verdict }) => verdict === 'nobody') && subjects.every(({ open }) => !open))
    return named(federation, { verdict: 'nobody', sentence: 'no token: no subject matches' });
  const certain =
    reading.conditionsClosed && subjects.every(({ open }) => !open) && effects.every(({ kind }) => kind !== 'unknown');
  if (!certain) return UNKNOWN;
  if (!provider) return literalSubjects(federation, subjects);
  const [only, ...more] = judged;
  if (only && effects.some(({ kind }) => kind === 'except')) return UNKNOWN;
  if (more.length > 0 || subjects.some((subject) => subject.alternatives && differ(provider, subject.patterns)))
    return UNKNOWN;
  if (!only) return named(federation, withoutSubject(provider));
  return named(federation, { ...only, sentence: sentencesOf(provider, subjects[0]!.patterns, only) });
}

function named(federation: Federation, judgement: Judgement | SubjectJudgement): Judgement {
  const { verdict, sentence, witness } = judgement;
  return { verdict, sentence: `${issuerName(federation)}: ${sentence}`, ...(witness === undefined ? {} : { witness }) };
}

type Effect =
  /** `except`: takes single subjects away, and leaves all others. */
  | { readonly kind: 'neutral' | 'except' | 'never' | 'unknown' }
  | {
      readonly kind: 'subject';
      readonly patterns: readonly SubjectPattern[];
      readonly open: boolean;
      /** Not all of the patterns are there at once. */
      readonly alternatives: boolean;
    };

/** What one condition does to the tokens of a provider. */
function effectOf(reading: ConditionReading, federation: Federation): Effect {
  const { operator, claim, condition } = reading;
  if (/^https?:\/\//.test(knownStart(reading.key))) return { kind: 'never' };
  if (!operator || !claim) return { kind: 'unknown' };
  const own = isKeyOf(claim, federation);
  if (own === 'maybe') return { kind: 'unknown' };
  const isPlain = !operator.operator.negated && operator.operator.family === 'string';
  const needsKey = !operator.ifExists && operator.set !== 'ForAllValues';
  if (own === 'no') return isPlain && needsKey ? { kind: 'never' } : { kind: 'unknown' };
  // Every token has a subject and an audience, so that set operators and IfExists make no difference to them.
  if (claim.name === 'aud' && isPlain) return audienceEffect(condition.values.open, federation, reading);
  if (claim.name === 'sub' && isExact(reading)) return { kind: 'except' };
  if (claim.name !== 'sub' || !isPlain) return { kind: 'unknown' };
  const { wildcards, ignoresCase } = operator.operator;
  const patterns = condition.values.items.flatMap((value) =>
    textsOf(value).map((text) => ({ text, wildcards, ignoresCase })),
  );
  const unread = condition.values.items.some((value) => textsOf(value).length === 0);
  const alternatives = condition.values.items.some((value) => value.kind === 'one-of');
  return { kind: 'subject', patterns, open: condition.values.open || unread, alternatives };
}

/** `StringNotEquals`: everybody but the named ones. A pattern might take everybody away. */
function isExact({ operator, condition }: ConditionReading): boolean {
  return (
    operator?.operator.negated === true &&
    !operator.operator.wildcards &&
    operator.operator.family === 'string' &&
    !condition.values.open
  );
}

/** An audience condition leaves the subjects as they are, as long as a token can have one of its values. */
function audienceEffect(open: boolean, federation: Federation, { condition }: ConditionReading): Effect {
  const wanted = condition.values.items.map(knownString);
  if (open || wanted.includes(undefined) || wanted.some((value) => /[*?$]/.test(value!))) return { kind: 'unknown' };
  const lists = federation.declared.map(({ clientIds }) => clientIds);
  if (lists.length === 0) return { kind: 'neutral' };
  const registered = lists.flatMap((list) =>
    list.is === 'present' && !list.value.open ? list.value.items.map(knownString) : [undefined],
  );
  if (registered.includes(undefined)) return { kind: 'neutral' };
  return wanted.some((value) => registered.includes(value)) ? { kind: 'neutral' } : { kind: 'never' };
}

/** Who gets in by any of several values that admit equally much; the first three of them. */
function sentencesOf(provider: Provider, patterns: readonly SubjectPattern[], { verdict }: SubjectJudgement): string {
  const all = patterns
    .map((pattern) => judgePattern(provider, pattern))
    .filter((judgement) => judgement.verdict === verdict);
  const sentences = [...new Set(all.map(({ sentence }) => sentence))];
  return sentences.length > 3
    ? `${sentences.slice(0, 3).join('; ')}; and ${sentences.length - 3} more`
    : sentences.join('; ');
}

/** Whether one of several possible values would admit more than another. */
function differ(provider: Provider, patterns: readonly SubjectPattern[]): boolean {
  return new Set(patterns.map((pattern) => judgePattern(provider, pattern).verdict)).size > 1;
}

/** An issuer that is not known: only subjects that are written out are certain. */
function literalSubjects(federation: Federation, subjects: readonly (Effect & { kind: 'subject' })[]): Judgement {
  const [only, ...more] = subjects;
  const isExact = only?.patterns.every(
    ({ text, wildcards }) => text.length === 1 && typeof text[0] === 'string' && !(wildcards && /[*?]/.test(text[0])),
  );
  if (!only || more.length > 0 || only.patterns.length === 0 || !isExact) return UNKNOWN;
  return named(federation, {
    verdict: 'exact',
    sentence: `the subject ${only.patterns.map(({ text }) => String(text[0])).join(' or ')}`,
  });
}

/** No condition on the subject at all. */
function withoutSubject(provider: Provider): Judgement {
  const tenancy = provider.requiredByAws[0];
  if (tenancy?.alsoAtSts) return { verdict: 'nobody', sentence: 'no token: STS wants a condition on the subject' };
  if (provider.tenancy === 'shared' && !(tenancy && 'claim' in tenancy.key && tenancy.key.claim === 'sub'))
    return UNKNOWN;
  const all = judgePattern(provider, { text: literal('*'), wildcards: true, ignoresCase: false });
  return {
    verdict: provider.tenancy === 'shared' ? 'anyone' : 'tenant',
    sentence: all.sentence,
    ...(all.witness ? { witness: all.witness } : {}),
  };
}
