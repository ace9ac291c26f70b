/** Which tokens the statements of a trust policy accept and refuse, issuer by issuer. */
import { expandAction } from '../oidc/actions.ts';
import type { Issuers } from '../oidc/project.ts';
import type { TrustPolicy } from '../policy/model.ts';
import { equals, knownStart } from '../value/text.ts';
import type { Tri } from '../value/tri.ts';
import { knownString, textsOf, type Value } from '../value/value.ts';
import { type AcceptedOptions, acceptedBy } from './accepted.ts';
import { type Federation, subjectProvider } from './federation.ts';
import { Issuer } from './issuer.ts';
import { isKeyOf, isNamed, readStatement, type StatementReading } from './reading.ts';
import { ALL_TOKENS, meet, subtract, type TokenSet, underPremise } from './tokenSet.ts';

const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';

export function readPolicy(policy: TrustPolicy, issuers: Issuers): readonly StatementReading[] {
  return policy.statements.items.map((statement) => readStatement(statement, issuers));
}

/** The issuer behind a principal; whose subjects it sends may have to be told from the values of the statement. */
export function issuerOf(federation: Federation, reading: StatementReading): Issuer {
  const starts = reading.conditions.flatMap(({ claim, condition }) =>
    claim && isNamed(claim, 'sub') && isKeyOf(claim, federation) !== 'no'
      ? condition.values.items.flatMap((value) => textsOf(value).map(knownStart))
      : [],
  );
  return new Issuer(federation, subjectProvider(federation, starts));
}

/** The tokens that meet the conditions of a statement. */
function metBy(reading: StatementReading, issuer: Issuer, options: AcceptedOptions): readonly TokenSet[] {
  let sets: readonly TokenSet[] = [ALL_TOKENS];
  for (const condition of reading.conditions) {
    if (sets.length === 0) break;
    sets = meet(sets, acceptedBy(condition, issuer, options), issuer.domain, options.budget);
  }
  return reading.conditionsClosed ? sets : under(reading.statement.conditions, 'conditions that are not known', sets);
}

/** The tokens that an `Allow` lets in, before any `Deny`. None for one that certainly lets no token in. */
export function allowedBy(reading: StatementReading, issuer: Issuer, options: AcceptedOptions): readonly TokenSet[] {
  const action = concernsWebIdentity(reading);
  if (reading.effect === 'Deny' || action === 'no') return [];
  const sets = metBy(reading, issuer, options);
  return reading.effect && action === 'yes' ? sets : under(reading.statement, 'a statement that is not known', sets);
}

/** The tokens that a `Deny` keeps out, of an issuer that may be of another statement. */
function deniedBy(reading: StatementReading, issuer: Issuer, options: AcceptedOptions): readonly TokenSet[] {
  if (reading.effect === 'Allow') return [];
  const answers = [concernsWebIdentity(reading), meansIssuer(reading, issuer.federation)];
  if (answers.includes('no')) return [];
  const sets = metBy(reading, issuer, options);
  const isCertain = reading.effect === 'Deny' && answers.every((answer) => answer === 'yes');
  return isCertain ? sets : under(reading.statement, 'a statement that is not known', sets);
}

/** What is left of the tokens that are let in. */
export function afterDenies(
  allowed: readonly TokenSet[],
  readings: readonly StatementReading[],
  issuer: Issuer,
  options: AcceptedOptions,
): readonly TokenSet[] {
  const denied = readings.flatMap((reading) => deniedBy(reading, issuer, { ...options, apart: false }));
  return subtract(allowed, denied, issuer.domain, options.budget);
}

/** Adds that all depends on something that is not known, and equal only to itself. */
function under(id: object, about: string, sets: readonly TokenSet[]): readonly TokenSet[] {
  const unknown = underPremise({ id, about, isKnown: false });
  return sets.map((set) => ({ ...set, premises: new Map([...set.premises, ...unknown.premises]) }));
}

/** Whether a statement is about `AssumeRoleWithWebIdentity`. */
export function concernsWebIdentity({ statement: { actions, notActions } }: StatementReading): Tri {
  if (actions.is !== 'present' || notActions.is !== 'absent') return 'maybe';
  const answers = actions.value.items.map(isWebIdentity);
  if (answers.includes('yes')) return 'yes';
  return actions.value.open || answers.includes('maybe') ? 'maybe' : 'no';
}

function isWebIdentity(action: Value): Tri {
  const name = knownString(action);
  if (name === undefined) return 'maybe';
  return expandAction(name).some((found) => found.name === WEB_IDENTITY) ? 'yes' : 'no';
}

/** `{ "AWS": "*" }`: tokens too. */
function isEverybody({ principal }: Federation): boolean {
  return knownString(principal.type) === 'AWS' && knownString(principal.id) === '*';
}

/** Whether no web identity can use the statement, because neither its principals nor its actions are about one. */
export function isForOthers(reading: StatementReading): boolean {
  const { principals } = reading.statement;
  if (reading.oidc.length > 0 || principals.is !== 'present' || principals.value.open) return false;
  if (reading.principalsClosed) return true;
  const isKnown = reading.federations.every((federation) => federation.kind !== 'unknown' || isEverybody(federation));
  return isKnown && concernsWebIdentity(reading) === 'no';
}

/** Whether the tokens of an issuer are among a statement's principals. */
function meansIssuer(reading: StatementReading, { issuer }: Federation): Tri {
  const answers = reading.federations.map((other): Tri => {
    if (isEverybody(other)) return 'yes';
    if (other.issuer && issuer) return equals(other.issuer, issuer);
    return other.kind === 'unknown' ? 'maybe' : 'no';
  });
  if (answers.includes('yes')) return 'yes';
  return reading.principalsClosed && !answers.includes('maybe') ? 'no' : 'maybe';
}

/** Some issuers' tokens STS refuses where the policy says nothing of a claim, whatever the policy lets in. */
export function isRefusedBySts(federation: Federation, reading: StatementReading): boolean {
  const required = federation.catalogued?.requiredByAws.find(({ alsoAtSts }) => alsoAtSts)?.key;
  if (!required || !('claim' in required) || !reading.conditionsClosed) return false;
  return reading.conditions.every(
    ({ claim, operator }) =>
      operator && claim && (!isNamed(claim, required.claim) || isKeyOf(claim, federation) === 'no'),
  );
}
