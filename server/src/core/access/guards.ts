/** What a condition is worth when the claim that it compares is absent, and whether anything else stands beside it. */
import { known } from '../value/text.ts';
import { knownString } from '../value/value.ts';
import {
  type ConditionReading,
  isKeyOf,
  isPositive,
  ownerOf,
  publishedAs,
  type StatementReading,
  soleOidc,
} from './reading.ts';

/** Whether a token of the statement's issuer certainly can come without the claim. */
export function mayBeAbsent(reading: ConditionReading, statement: StatementReading): boolean {
  const federation = soleOidc(statement);
  if (!federation || !reading.claim || isDemanded(reading, statement)) return false;
  if (isKeyOf(reading.claim, federation) === 'no') return true;
  if (!federation.catalogued) return false;
  const published = publishedAs(reading.claim, federation);
  return (
    isKeyOf(reading.claim, federation) === 'yes' && (published === undefined || published.presence === 'sometimes')
  );
}

/** Whether another condition, `Null: false` among them, lets nothing in without the key. */
export function isDemanded({ key, condition }: ConditionReading, { conditions }: StatementReading): boolean {
  const name = known(key)?.toLowerCase();
  return conditions.some((other) => {
    if (other.condition === condition || name === undefined || known(other.key)?.toLowerCase() !== name) return false;
    return demandsKey(other);
  });
}

/** Whether a condition is never met without its key. */
export function demandsKey(reading: ConditionReading): boolean {
  return (reading.operator !== undefined && isPositive(reading.operator)) || isNull(reading, 'false');
}

/** Whether a token must have one of the values: `IfExists` and `ForAllValues` spare only tokens without the key. */
export function mustMatch(reading: ConditionReading, statement: StatementReading): boolean {
  const { operator, claim } = reading;
  if (!operator || operator.operator.negated || operator.operator.family === 'null') return false;
  if (isPositive(operator) || isDemanded(reading, statement)) return true;
  const owner = claim && ownerOf(claim, statement);
  return owner !== undefined && publishedAs(claim!, owner)?.presence === 'always';
}

/** `Null` with one value: `true` where the key must be absent, `false` where it must be there. */
export function isNull({ operator, condition }: ConditionReading, value: 'true' | 'false'): boolean {
  const [only] = condition.values.items;
  if (operator?.operator.family !== 'null' || !only || condition.values.open) return false;
  const text = only.kind === 'bool' ? String(only.value) : knownString(only)?.toLowerCase();
  return condition.values.items.length === 1 && text === value;
}

/** Whether no other condition demands anything of who the token is for; an audience is the same for all. */
export function isOnlyGuard(reading: ConditionReading, statement: StatementReading): boolean {
  if (!statement.conditionsClosed) return false;
  return statement.conditions.every((other) => {
    if (other === reading || other.claim?.name.toLowerCase() === 'aud') return true;
    // An operator that is not known may demand anything; one that does not exist demands nothing.
    return other.operator ? !isPositive(other.operator) : knownString(other.condition.operator) !== undefined;
  });
}
