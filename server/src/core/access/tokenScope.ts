/** How wide a set of tokens of one issuer is, in words, and with a token out of it. */
import type { Level, Provider, PublishedClaim } from '../oidc/provider.ts';
import { once } from '../value/once.ts';
import type { Issuer } from './issuer.ts';
import {
  BudgetSpent,
  both,
  EVERYTHING,
  isFew,
  isNothing,
  type Language,
  pay,
  texts,
  without,
} from './language/language.ts';
import { accepts } from './language/nfa.ts';
import { type Budget, newBudget } from './language/product.ts';
import { firstWords, shortestWord } from './language/words.ts';
import { judgePattern } from './remembered.ts';
import { type Strangers, strangersAmong } from './strangers.ts';
import { judgeSpelled, judgeSubjects, type SubjectJudgement } from './subjects.ts';
import { type ClaimSet, isUnheardOf, type TokenSet } from './tokenSet.ts';
import { isWidth, type Verdict, type Width, wider } from './verdict.ts';

/** The claims of a token, by the names that the token has for them. */
export type Token = Readonly<Record<string, string>>;

/** A sentence of several, worked out when it is asked for. */
export type Part = () => string;

/** A verdict in words, with a token that shows how wide it is; both are worked out when somebody asks for them. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly sentence: string;
  /** What the sentence was put together from, in full. */
  readonly parts?: readonly Part[];
  /** The claims of a token that is admitted. */
  readonly witness?: Token | undefined;
}

export const UNKNOWN: Judgement = { verdict: 'unknown', sentence: 'not certain from what stands here' };

export function judgeTokens(tokens: TokenSet, issuer: Issuer, budget: Budget): Judgement {
  const subjects = judgeSubjectsOf(tokens, issuer, budget);
  const premises = [...tokens.premises.values()].map(({ premise }) => premise);
  if (subjects.verdict === 'nobody') return { verdict: 'nobody', sentence: 'no token: no subject matches' };
  if (!isWidth(subjects.verdict) || premises.some(({ isKnown }) => !isKnown)) return UNKNOWN;
  const limits = [...tokens.claims]
    .filter(([claim]) => claim !== 'sub' && claim !== 'aud')
    .map(([claim, set]): LimitedClaim => ({ claim, set, limit: limitOf(claim, set, issuer, budget) }));
  const audience = limitOfAudience(tokens.claims.get('aud'), issuer);
  const verdict = narrowed(subjects.verdict, [audience, ...limits.map(({ limit }) => limit)]);
  const unclear = [
    ...premises.map(({ about }) => about),
    ...limits.filter(({ limit }) => limit.kind === 'unclear').map(({ claim }) => claim),
  ];
  const audiences = audience.kind === 'pinned' ? tokens.claims.get('aud')?.values : undefined;
  if (verdict === 'anyone') {
    const unsure = [...premises.map(({ about }) => about), ...(audience.kind === 'unclear' ? ['aud'] : [])];
    const asked = limits.filter((limited) => isAskedOfStrangers(limited, issuer));
    if (asked.length + unsure.length > 0) return judgeAsked({ subjects, asked, unsure, tokens, issuer, budget });
  }
  const isWhole = verdict === subjects.verdict && unclear.length === 0;
  return lazily(verdict, {
    sentence: () =>
      [
        subjects.sentence,
        ...(audiences ? [`with aud ${wordsOf(audiences)}`] : []),
        ...limits.flatMap(({ claim, set, limit }) =>
          limit.kind === 'pinned' ? [`with ${claim} ${wordsOf(set.values)}`] : [],
        ),
        ...(unclear.length > 0 ? [conditional(unclear)] : []),
      ].join(', '),
    witness: () => (isWhole ? affordableToken(tokens, issuer, subjects.witness) : undefined),
  });
}

/** Of subjects that strangers have: they get in for certain only where nothing else is asked of them that they may not have. */
function judgeAsked({
  subjects,
  asked,
  unsure,
  tokens,
  issuer,
  budget,
}: {
  readonly subjects: SubjectJudgement;
  readonly asked: readonly LimitedClaim[];
  readonly unsure: readonly string[];
  readonly tokens: TokenSet;
  readonly issuer: Issuer;
  readonly budget: Budget;
}): Judgement {
  const strangers =
    unsure.length === 0 ? strangersAmong(subjectsOf(tokens, issuer).values, asked, issuer, budget) : undefined;
  if (!strangers) {
    const about = [...unsure, ...asked.map(({ claim }) => claim)];
    return lazily('unknown', { sentence: () => `${subjects.sentence}, ${conditional(about)}` });
  }
  const { values } = strangers;
  return lazily('anyone', {
    sentence: () => [subjects.sentence, ...asked.flatMap((limited) => wordsOfAsked(limited, values))].join(', '),
    witness: () => {
      const own = [...values].map(([claim, value]) => [claim, { values: texts([value]), absent: false }] as const);
      const claims = new Map([...tokens.claims, ...own]);
      return affordableToken({ ...tokens, claims }, issuer, strangers.subjects.witness);
    },
  });
}

function wordsOfAsked({ claim, set, limit }: LimitedClaim, values: Strangers['values']): readonly string[] {
  if (limit.kind === 'none') return [];
  return [`with ${claim} ${isFew(set.values) ? wordsOf(set.values) : `such as ${values.get(claim)}`}`];
}

/** A judgement whose words and token are computed at most once, when they are asked for. */
export function lazily(
  verdict: Verdict,
  compute: {
    readonly sentence: () => string;
    readonly parts?: () => readonly Part[];
    readonly witness?: () => Token | undefined;
  },
): Judgement {
  const sentence = once(compute.sentence);
  const parts = once(compute.parts ?? (() => [sentence]));
  const witness = once(compute.witness ?? (() => undefined));
  return {
    verdict,
    get sentence() {
      return sentence();
    },
    get parts() {
      return parts();
    },
    get witness() {
      return witness();
    },
  };
}

/** A budget of its own: it is asked for after the verdict. */
function affordableToken(tokens: TokenSet, issuer: Issuer, subject: string | undefined): Token | undefined {
  try {
    return tokenOf(tokens, issuer, subject, newBudget());
  } catch (error) {
    if (error instanceof BudgetSpent) return undefined;
    throw error;
  }
}

/**
 * A claim with its text, where the set asks for one with a wildcard in it, or white space at its ends. No issuer is known to send
 * such a claim, and none is known not to.
 */
export function unheardOf({ claims }: TokenSet): string | undefined {
  for (const [claim, { values, absent }] of claims) {
    if (absent || !isFew(values)) continue;
    const words = firstWords(values, MOST_UNHEARD_OF);
    if (words.length < MOST_UNHEARD_OF && words.every(isUnheardOf)) return `${claim} is "${words[0]}" letter by letter`;
  }
  return undefined;
}

/** Of more texts than these one is taken to be heard of. */
const MOST_UNHEARD_OF = 20;

/** Few texts, the first of them by name. */
function wordsOf(values: Language): string {
  const words = firstWords(values, 4);
  return words.length < 4 ? words.join(' or ') : `${words.slice(0, 2).join(', ')} or others`;
}

function conditional(about: readonly string[]): string {
  return `only under conditions on ${[...new Set(about)].join(', ')}`;
}

/** Whether a token is certainly in the set, and which, where that does not hang on a premise. */
export function exampleOf(
  tokens: TokenSet,
  issuer: Issuer,
  budget: Budget,
): { readonly is: 'yes' | 'no' | 'maybe'; readonly token?: Token } {
  const subjects = judgeSubjectsOf(tokens, issuer, budget);
  if (subjects.verdict === 'nobody') return { is: 'no' };
  const premises = [...tokens.premises.values()];
  // Two premises may be about the same thing and rule each other out.
  if (premises.length > 1 || premises.some(({ premise }) => !premise.isKnown)) return { is: 'maybe' };
  if (premises.length > 0) return { is: 'yes' };
  const isWhole = issuer.subjects?.subject?.complete ?? false;
  const subject = subjects.witness ?? (isWhole ? undefined : shortestWord(subjectsOf(tokens, issuer).values));
  const token = tokenOf(tokens, issuer, subject, budget);
  return token ? { is: 'yes', token } : { is: 'maybe' };
}

function subjectsOf(tokens: TokenSet, issuer: Issuer): ClaimSet {
  return tokens.claims.get('sub') ?? issuer.domain('sub');
}

function judgeSubjectsOf(tokens: TokenSet, issuer: Issuer, budget: Budget): SubjectJudgement {
  const { values, absent, pattern } = subjectsOf(tokens, issuer);
  const provider = issuer.subjects;
  if (absent) return { verdict: 'unknown', sentence: 'whether a token has a subject is not known' };
  if (!provider) return isNothing(values) ? NO_SUBJECT : (judgeSpelled(values) ?? NOT_KNOWN);
  if (!pattern) return judgeSubjects(provider, values, budget);
  const judgement = judgePattern(provider, pattern);
  pay(budget, judgement.cost);
  return judgement;
}

const NO_SUBJECT: SubjectJudgement = { verdict: 'nobody', sentence: 'no subject' };
const NOT_KNOWN: SubjectJudgement = { verdict: 'unknown', sentence: 'the subjects of this issuer are not known' };

/** What a condition on another claim than the subject does to the tokens. */
type Limit =
  /** Every kind of token has such a value. */
  | { readonly kind: 'none' }
  /** One of few values. `level`: what those values name. `isEverybodys`: whether each tenant can have something of that name. */
  | { readonly kind: 'pinned'; readonly level: Level; readonly isEverybodys: boolean }
  /** Some tokens are kept out; whose is not known. */
  | { readonly kind: 'unclear' };

interface LimitedClaim {
  readonly claim: string;
  readonly set: ClaimSet;
  readonly limit: Limit;
}

/** Also where little is taken away: the subject may demand just that. */
function isAskedOfStrangers({ claim, set, limit }: LimitedClaim, issuer: Issuer): boolean {
  return limit.kind !== 'none' || (!set.absent && issuer.published(claim)?.everybodys !== undefined);
}

const NO_LIMIT: Limit = { kind: 'none' };
const UNCLEAR: Limit = { kind: 'unclear' };

function limitOf(claim: string, set: ClaimSet, issuer: Issuer, budget: Budget): Limit {
  const { absent, values } = issuer.domain(claim);
  const published = issuer.published(claim);
  // A token that lacks the claim is accepted: whether there are such tokens is known of some claims only.
  if (set.absent && absent && published) return published.presence === 'sometimes' ? NO_LIMIT : UNCLEAR;
  if (leavesMost(set.values, values, budget)) return set.absent === absent ? NO_LIMIT : UNCLEAR;
  if (!published?.level || !isFew(set.values)) return UNCLEAR;
  return { kind: 'pinned', level: published.level, isEverybodys: published.everybodys !== undefined };
}

/** Whether only single values are taken out of infinitely many. */
function leavesMost(kept: Language, all: Language, budget: Budget): boolean {
  if (kept === all) return true;
  const taken = without(all, kept, budget);
  return isNothing(taken) || (isFew(taken) && !isFew(all));
}

/**
 * At an issuer that all tenants share, the audience says whose tokens they are where AWS demands a condition on it. Where AWS
 * demands one on the subject, everybody can have any audience.
 */
function limitOfAudience(set: ClaimSet | undefined, issuer: Issuer): Limit {
  const provider = issuer.subjects;
  const demands = (claim: string): boolean =>
    provider?.requiredByAws.some(({ key }) => 'claim' in key && key.claim === claim) ?? false;
  const { values } = set ?? issuer.domain('aud');
  if (provider?.tenancy !== 'shared' || demands('sub') || acceptsAudienceOfAll(values, provider)) return NO_LIMIT;
  if (demands('aud') && isFew(values)) return { kind: 'pinned', level: 'tenant', isEverybodys: false };
  // An IAM provider takes the audiences of its list only.
  return set || issuer.federation.kind === 'oidc' ? UNCLEAR : NO_LIMIT;
}

/** Whether the issuer gives the tokens of all tenants one audience, and this is it. */
function acceptsAudienceOfAll(values: Language, { audiences: { chosenBy, known } }: Provider): boolean {
  const [only, ...others] = known;
  if (chosenBy !== 'platform' || !only || others.length > 0 || only.pattern !== undefined) return false;
  return accepts(values, only.value);
}

function narrowed(width: Width, limits: readonly Limit[]): Width {
  // The name of a pipeline says nothing as long as it may be anybody's.
  const isAt = (level: Level): boolean =>
    limits.some(
      (limit) => limit.kind === 'pinned' && limit.level === level && !(limit.isEverybodys && narrow === 'anyone'),
    );
  let narrow = width;
  if (isAt('tenant')) narrow = narrower(narrow, 'tenant');
  if (isAt('resource')) narrow = narrower(narrow, 'resource');
  return isAt('context') && narrow === 'resource' ? 'context' : narrow;
}

function narrower(a: Width, b: Width): Width {
  return wider(a, b) === a ? b : a;
}

/** A token of the set with this subject; undefined where a claim would need two values. */
function tokenOf({ claims }: TokenSet, issuer: Issuer, subject: string | undefined, budget: Budget): Token | undefined {
  const token: Record<string, string> = {};
  if (issuer.published('sub')) {
    if (subject === undefined) return undefined;
    token['sub'] = subject;
  }
  const audience = audienceOf(claims.get('aud') ?? issuer.domain('aud'), issuer);
  if (issuer.published('aud') && audience !== undefined) token['aud'] = audience;
  // A token without a claim that every token has would be judged otherwise by a condition on it.
  for (const [claim, set] of new Map([...issuer.certain, ...claims])) {
    if (claim === 'sub' || claim === 'aud' || set.absent) continue;
    const published = issuer.published(claim);
    const value = likelyWord(both(set.values, issuer.domain(claim).values, budget), published);
    const name = published?.tokenClaim ?? published?.claim;
    if (name === undefined || value === undefined || (token[name] ?? value) !== value) return undefined;
    token[name] = value;
  }
  return token;
}

function likelyWord(values: Language, published: PublishedClaim | undefined): string | undefined {
  const example = published?.form?.example;
  return example !== undefined && accepts(values, example) ? example : shortestWord(values);
}

/** The audience that such a token most likely has. */
function audienceOf({ values }: ClaimSet, { audiences, subjects }: Issuer): string | undefined {
  const usual = (subjects?.audiences.known ?? []).filter(({ usage }) => usage === 'aws').map(({ value }) => value);
  const likely = [...(audiences ?? []), ...usual, 'sts.amazonaws.com'];
  return (
    likely.find((audience) => accepts(values, audience)) ?? (values === EVERYTHING ? undefined : shortestWord(values))
  );
}
