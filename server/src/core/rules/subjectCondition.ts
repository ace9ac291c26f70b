/** A condition that compares the subject of a catalogued issuer's tokens, and what it accepts. */
import type { Federation } from '../access/federation.ts';
import { type ConditionReading, ownerOf, type StatementReading } from '../access/reading.ts';
import { admittedForms } from '../access/remembered.ts';
import { type AdmittedForm, hasMarkedParts } from '../access/subjectParts.ts';
import type { ParsedOperator } from '../oidc/operators.ts';
import type { Provider } from '../oidc/provider.ts';
import type { Listing } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import type { Text } from '../value/text.ts';
import { textsOf, type Value } from '../value/value.ts';

export interface SubjectCondition {
  readonly operator: ParsedOperator;
  readonly owner: Federation;
  readonly provider: Provider;
}

/**
 * Undefined unless the condition demands a subject of one catalogued issuer. Every token has one, so that set operators and
 * IfExists make no difference.
 */
export function subjectCondition(
  { operator, claim }: ConditionReading,
  statement: StatementReading,
): SubjectCondition | undefined {
  if (claim?.name.toLowerCase() !== 'sub' || operator?.operator.family !== 'string' || operator.operator.negated)
    return undefined;
  const owner = ownerOf(claim, statement);
  return owner?.catalogued && { operator, owner, provider: owner.catalogued };
}

/** The forms that each text which the value may have admits; undefined where none has a part of note, or it cannot be told. */
export function formsOf(
  { provider, operator }: SubjectCondition,
  value: Value,
): readonly (readonly AdmittedForm[])[] | undefined {
  if (!hasMarkedParts(provider)) return undefined;
  const { wildcards, ignoresCase } = operator.operator;
  const texts = textsOf(value);
  const admitted = texts.map((text) =>
    admittedForms(provider, { text, wildcards: wildcards || hasStar(text), ignoresCase }),
  );
  return texts.length > 0 && admitted.every((forms) => forms !== undefined) ? admitted : undefined;
}

/** Where a fault of all the values together stands: at the only one, or at the list. */
export function placeOf({ items, at }: Listing<Value>): Value | SourceRange {
  const [only] = items;
  return only && items.length === 1 ? only : at;
}

/** A star under an operator that does not expand it is no character of a subject: it was meant as a wildcard. */
function hasStar(text: Text): boolean {
  return text.some((part) => typeof part === 'string' && /[*?]/.test(part));
}
