/** A statement as rules want to see it: principals and condition keys taken apart, what is certain marked as such. */
import { expandAction } from '../oidc/actions.ts';
import { publishedClaim } from '../oidc/catalogue.ts';
import { type ParsedOperator, parseOperator } from '../oidc/operators.ts';
import type { Issuers } from '../oidc/project.ts';
import type { PublishedClaim } from '../oidc/provider.ts';
import type { Condition, Statement } from '../policy/model.ts';
import { equals, known, splitLast, type Text } from '../value/text.ts';
import type { Tri } from '../value/tri.ts';
import { knownString, textOf } from '../value/value.ts';
import { type Federation, federationOf, lower } from './federation.ts';

export interface StatementReading {
  readonly statement: Statement;
  /** Undefined where it is not certain. */
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly federations: readonly Federation[];
  /** Every principal is seen, and it is known what each of them is. */
  readonly principalsClosed: boolean;
  readonly conditions: readonly ConditionReading[];
  /** Every condition is seen. */
  readonly conditionsClosed: boolean;
  /** The OIDC principals. */
  readonly oidc: readonly Federation[];
  /** An action certainly lets somebody in by a web identity. */
  readonly admitsWebIdentity: boolean;
}

export interface ConditionReading {
  readonly condition: Condition;
  readonly operator: ParsedOperator | undefined;
  /** The key's text; undefined where it could be anything. */
  readonly key: Text;
  /** For a key of the form `ISSUER:claim`. */
  readonly claim: ClaimKey | undefined;
}

export interface ClaimKey {
  readonly prefix: Text;
  readonly lowerPrefix: Text;
  readonly name: string;
}

export function readStatement(statement: Statement, issuers: Issuers): StatementReading {
  const { principals, conditions } = statement;
  const federations = principals.is === 'present' ? principals.value.items.map((p) => federationOf(p, issuers)) : [];
  const effect = statement.effect.is === 'present' ? knownString(statement.effect.value) : undefined;
  return {
    statement,
    effect: effect === 'Allow' || effect === 'Deny' ? effect : undefined,
    federations,
    principalsClosed:
      principals.is === 'present' && !principals.value.open && federations.every((f) => f.kind !== 'unknown'),
    conditions: conditions.items.map(readCondition),
    conditionsClosed: !conditions.open,
    oidc: federations.filter((f) => f.kind === 'oidc' || f.kind === 'builtin'),
    admitsWebIdentity: admitsWebIdentity(statement),
  };
}

/** Takes a condition's operator and key apart. */
export function readCondition(condition: Condition): ConditionReading {
  const operatorText = knownString(condition.operator);
  const operator = operatorText === undefined ? undefined : parseOperator(operatorText);
  const key = textOf(condition.key) ?? [{ key: undefined }];
  return { condition, operator, key, claim: claimKeyOf(key) };
}

/** Takes `ISSUER:claim` apart; undefined for keys of AWS itself and for what could be either. */
export function claimKeyOf(key: Text): ClaimKey | undefined {
  const split = splitClaim(key);
  if (!split) return undefined;
  const prefix = known(split.prefix);
  // A tag's own name may hold a colon: `aws:RequestTag/team:name`.
  if (prefix !== undefined && (!/[./]/.test(prefix) || /^(aws|sts|saml|iam):/i.test(prefix))) return undefined;
  return { ...split, lowerPrefix: lower(split.prefix) };
}

/** At the last colon, or before a word that ends in it: `ISSUER:cognito:groups`. An issuer has colons only in a scheme and a port. */
function splitClaim(key: Text): { readonly prefix: Text; readonly name: string } | undefined {
  const split = splitLast(key, ':');
  const last = split && known(split[1]);
  if (!split || !last) return undefined;
  const before = splitLast(split[0], ':');
  const word = before && known(before[1]);
  return before && word !== undefined && /^[a-z_][\w-]*$/i.test(word)
    ? { prefix: before[0], name: `${word}:${last}` }
    : { prefix: split[0], name: last };
}

/** The only OIDC principal, where it is certain that there is no other principal. */
export function soleOidc(reading: StatementReading): Federation | undefined {
  const [only] = reading.federations;
  const isOidc = only?.kind === 'oidc' || only?.kind === 'builtin';
  return reading.principalsClosed && reading.federations.length === 1 && isOidc ? only : undefined;
}

/** Whether the statement certainly lets somebody in by a web identity. */
function admitsWebIdentity(statement: Statement): boolean {
  if (statement.actions.is !== 'present') return false;
  return statement.actions.value.items.some((action) => {
    const name = knownString(action);
    return name !== undefined && expandAction(name).some((found) => found.name === 'sts:AssumeRoleWithWebIdentity');
  });
}

/** Whether a condition's key certainly has this issuer as prefix. */
export function isKeyOf(claim: ClaimKey, federation: Federation): Tri {
  return federation.lowerIssuer ? equals(claim.lowerPrefix, federation.lowerIssuer) : 'maybe';
}

/** Whether a key reads the claim; names compare without case. */
export function isNamed({ name }: ClaimKey, claim: string): boolean {
  return name.toLowerCase() === claim.toLowerCase();
}

/** The statement's principal whose claim a key certainly reads. */
export function ownerOf(claim: ClaimKey, reading: StatementReading): Federation | undefined {
  return reading.oidc.find((federation) => isKeyOf(claim, federation) === 'yes');
}

/** What STS publishes under a key, where issuer and claim are certain. */
export function publishedAs(claim: ClaimKey, federation: Federation): PublishedClaim | undefined {
  if (!federation.catalogued || isKeyOf(claim, federation) !== 'yes') return undefined;
  return publishedClaim(federation.catalogued, claim.name);
}

/** Whether a claim tells for whom the token is: its subject, or what the catalogue says narrows a tenant or workload. */
export function isIdentityClaim(claim: ClaimKey, federation: Federation): boolean {
  return claim.name.toLowerCase() === 'sub' || publishedAs(claim, federation)?.level !== undefined;
}

/** A comparison that is true only when the key is there and has one of the values. */
export function isPositive(operator: ParsedOperator): boolean {
  return (
    !operator.operator.negated &&
    !operator.ifExists &&
    operator.set !== 'ForAllValues' &&
    operator.operator.family !== 'null'
  );
}
