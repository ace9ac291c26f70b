/** Operators and keys of a condition: those that fit each other, the statement's issuer and its effect. */
import { type AwsKey, awsKeys, findAwsKey } from '../../core/oidc/keys.ts';
import { operators, parseOperator } from '../../core/oidc/operators.ts';
import type { PublishedClaim } from '../../core/oidc/provider.ts';
import { knownString } from '../../core/value/value.ts';
import { HOLE, type PlaceDialect, type PolicyPlace } from '../policyPlace.ts';
import { type IssuerUse, keyPrefix, type PolicyContext } from './context.ts';
import { type Insert, type Offer, stopsOf } from './items.ts';
import type { MemberOffer } from './placing.ts';
import { audiencesOf, claimsOf, skeletonsFor } from './values.ts';
import { text } from './writing.ts';

/** Those that mostly stand in a trust policy. */
const USUAL = ['StringEquals', 'StringLike'];

/** `place` is a key under `Condition`; `values` is the text of what stands under it. */
export function operatorOffers(context: PolicyContext, { beside, under }: PolicyPlace, values: string): MemberOffer[] {
  const keys = under.keys.map((key) => traitsOf(context, key)).filter((traits) => traits !== undefined);
  const isDeny = context.statement?.effect === 'Deny';
  const fitting = operators.filter(({ name, family, negated, wildcards }) => {
    if (negated && !isDeny) return false;
    if (family === 'null') return keys.length === 0 || /^\W*(?:true|false)?\W*$/.test(values);
    const isLiteral = !wildcards && (family === 'string' || family === 'arn');
    if (isLiteral && /[*?]/.test(values) && name !== 'Null') return false;
    return family !== 'binary' && keys.every(({ type }) => type === family);
  });
  const isSet = keys.some(({ multivalued }) => multivalued);
  const names = fitting.map(({ name }) => (isSet && name !== 'Null' ? `ForAnyValue:${name}` : name));
  const sets = keys.length === 0 && hasSets(context) ? USUAL.map((name) => `ForAnyValue:${name}`) : [];
  const rank = (name: string): number => USUAL.indexOf(name) + 1 || USUAL.length + 1;
  return [...names, ...sets]
    .filter((name) => !beside.includes(name))
    .sort((a, b) => rank(a) - rank(b))
    .map((name) => ({
      label: name,
      kind: 'operator',
      detail: parseOperator(name)!.operator.compares,
      insert: [name],
      topic: { about: 'operator', name },
      value: { kind: 'open' },
    }));
}

function hasSets({ issuers }: PolicyContext): boolean {
  return issuers.some((use) => claimsOf(use).some(({ multivalued }) => multivalued));
}

type KeyTraits = Pick<AwsKey, 'type' | 'multivalued'>;

/** Undefined for a key that is not known, or that is being typed. */
function traitsOf({ issuers }: PolicyContext, key: string): KeyTraits | undefined {
  const claim = key.slice(key.lastIndexOf(':') + 1).toLowerCase();
  const published = issuers.flatMap(claimsOf).find((each) => each.claim.toLowerCase() === claim);
  return findAwsKey(key) ?? published;
}

/** The keys of the statement's issuers, then those of AWS that a call with a token carries. */
export function keyOffers(context: PolicyContext, operatorText: string, place: PolicyPlace): MemberOffer[] {
  const taken = place.beside.map((key) => key.toLowerCase());
  const claims = context.issuers.flatMap((use) => claimOffers(use, operatorText, place.dialect));
  const aws = awsKeys.filter((key) => isUsable(context, key) && fits(key, operatorText)).map(awsOffer);
  return [...claims, ...aws]
    .filter(({ label }) => !taken.some((key) => isSameKey(key, label.toLowerCase())))
    .map((offer) => ({ ...offer, value: text({ stop: 1, text: '' }) }));
}

/** A written key may have a hole where the issuer stands. */
function isSameKey(written: string, offered: string): boolean {
  return (
    written === offered ||
    (written.startsWith(HOLE) && written.slice(HOLE.length) === offered.slice(offered.lastIndexOf(':')))
  );
}

function claimOffers(use: IssuerUse, operatorText: string, dialect: PlaceDialect): Offer[] {
  const prefix = keyPrefix(use, dialect);
  if (prefix === undefined) return [];
  return sorted(claimsOf(use))
    .filter((claim) => fits(claim, operatorText))
    .map((claim): Offer => {
      const name = `${prefix}:${claim.claim}`;
      const topic = {
        about: 'key',
        name: `${use.provider && prefix.includes('$') ? topicPrefix(use) : prefix}:${claim.claim}`,
      } as const;
      return { label: name, kind: 'key', detail: `${use.name}: ${claim.what}`, insert: [name], topic };
    });
}

/** An issuer of the same kind, where the one in use is not written out. */
function topicPrefix({ provider }: IssuerUse): string {
  const issuer = provider!.issuer;
  if (issuer.kind === 'any-host') return issuer.example;
  return issuer.kind === 'fixed' ? issuer.urls[0] : issuer.examples[0];
}

/** What nearly every statement needs comes first. */
function sorted(claims: readonly PublishedClaim[]): PublishedClaim[] {
  const first = ['sub', 'aud'];
  const rank = ({ claim }: PublishedClaim): number => first.indexOf(claim) + 1 || first.length + 1;
  return [...claims].sort((a, b) => rank(a) - rank(b));
}

/** Whether a call with a web identity certainly carries the key, and the statement lets it be evaluated. */
function isUsable({ statement }: PolicyContext, { webIdentity, needs }: AwsKey): boolean {
  const actions = statement?.statement.actions;
  const named = actions?.is === 'present' ? actions.value.items.map(knownString) : [];
  return webIdentity === 'yes' && (needs === undefined || named.includes(needs));
}

/** A key with several values wants a set operator, one with a single value must not have one. */
function fits({ type, multivalued }: KeyTraits, operatorText: string): boolean {
  const parsed = parseOperator(operatorText);
  if (!parsed) return true;
  const { family } = parsed.operator;
  if (family === 'null') return true;
  return family === type && multivalued === (parsed.set !== undefined);
}

function awsOffer({ name, what }: AwsKey): Offer {
  const insert: Insert = name.endsWith('/') ? [name, { stop: 1, text: 'team' }] : [name];
  return { label: name, kind: 'key', detail: what, insert, topic: { about: 'key', name } };
}

/** The value that a new key gets: the narrowest that is known for it. */
export function defaultValue(context: PolicyContext, use: IssuerUse | undefined, key: string): Insert {
  const claim = key.slice(key.lastIndexOf(':') + 1);
  if (!use) return [{ stop: 1, text: '' }];
  if (claim === 'aud' || claim === 'oaud') return [{ stop: 1, text: audiencesOf(use)[0] ?? '' }];
  const skeleton = claim === 'sub' && use.provider ? skeletonsFor(context, use.provider, use, true)[0] : undefined;
  if (skeleton) return stopsOf(skeleton.pieces);
  const values = claimsOf(use).find((each) => each.claim === claim)?.values;
  return [{ stop: 1, text: values?.[0] ?? '' }];
}
