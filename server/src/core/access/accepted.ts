/** Which tokens meet a condition. */
import { findAwsKey } from '../oidc/keys.ts';
import type { ParsedOperator } from '../oidc/operators.ts';
import type { PublishedClaim } from '../oidc/provider.ts';
import { ANY, known, knownStart, show, spell, type Text } from '../value/text.ts';
import { optionsOf, textOf, type Value } from '../value/value.ts';
import { claimValues } from './claimValues.ts';
import type { Issuer } from './issuer.ts';
import { globElements, globLanguage, globNfa } from './language/glob.ts';
import { BudgetSpent, EVERYTHING, isDisjoint, type Language, NOTHING, union, without } from './language/language.ts';
import type { Budget } from './language/product.ts';
import { type ConditionReading, isKeyOf } from './reading.ts';
import type { SubjectPattern } from './subjectPattern.ts';
import { ABSENT, ALL_TOKENS, isUnheardOf, onClaim, type Premise, type TokenSet, underPremise } from './tokenSet.ts';

export interface AcceptedOptions {
  /** One row for each value of a subject, so that each can be judged by itself. */
  readonly apart: boolean;
  /** Which of several possible values is taken to stand here. */
  readonly choose: (value: Value) => Value;
  readonly budget: Budget;
}

/** The tokens of an issuer that meet a condition; none where it is never met. */
export function acceptedBy(reading: ConditionReading, issuer: Issuer, options: AcceptedOptions): readonly TokenSet[] {
  const { operator, claim, key } = reading;
  // AWS refuses a key with a scheme, and reads none with it.
  if (/^https?:\/\//.test(knownStart(key))) return [];
  const own = claim ? isKeyOf(claim, issuer.federation) : 'no';
  if (!operator || own === 'maybe') return [underPremise(premiseOf(reading, false))];
  const name = own === 'yes' ? claim!.name.toLowerCase() : claim ? spell(key).toLowerCase() : awsKeyOf(key);
  if (name === undefined) return [underPremise(premiseOf(reading, false))];
  const values = reading.condition.values.items.map(options.choose);
  if (operator.operator.family === 'null') return nullSets(name, values, reading);
  const absence = acceptsAbsent(operator);
  const domain = issuer.domain(name);
  if (absence === 'maybe' && domain.absent) return [underPremise(premiseOf(reading, false))];
  if (domain.values === NOTHING) return absence === 'yes' ? [ALL_TOKENS] : [];
  const isOne = !(issuer.published(name) ?? findAwsKey(name))?.multivalued;
  return isOne && isText(operator, typeOf(name, issuer), values)
    ? textSets(name, values, reading, operator, { ...options, absent: absence === 'yes' })
    : [underPremise(premiseOf(reading, areKnown(values) && !areUnheardOf(values, operator)))];
}

function areKnown(values: readonly Value[]): boolean {
  return values.every((value) => known(textOf(value) ?? []) !== undefined);
}

/** Whether a comparison asks for a wildcard letter by letter, or for white space at the ends, which no issuer is known to send. */
function areUnheardOf(values: readonly Value[], { operator }: ParsedOperator): boolean {
  if (operator.family !== 'string' || operator.wildcards || operator.negated || values.length === 0) return false;
  return values.every((value) => isUnheardOf(known(textOf(value) ?? []) ?? ''));
}

/** Any key of AWS itself that exists. */
function awsKeyOf(key: Text): string | undefined {
  const name = known(key);
  return name !== undefined && findAwsKey(name) ? name.toLowerCase() : undefined;
}

/** What an operator says of a key that is not there. AWS does not say which of ForAnyValue and IfExists decides. */
export function acceptsAbsent({ set, ifExists, operator }: ParsedOperator): 'yes' | 'no' | 'maybe' {
  if (set === 'ForAnyValue') return ifExists ? 'maybe' : 'no';
  return ifExists || set === 'ForAllValues' || operator.negated ? 'yes' : 'no';
}

function nullSets(name: string, values: readonly Value[], reading: ConditionReading): readonly TokenSet[] {
  const sets = values.map((value) => {
    const word = known(textOf(value) ?? [])?.toLowerCase();
    if (word === 'true') return onClaim(name, ABSENT);
    if (word === 'false') return onClaim(name, { values: EVERYTHING, absent: false });
    return underPremise(premiseOf(reading, false));
  });
  return reading.condition.values.open ? [...sets, underPremise(premiseOf(reading, false))] : sets;
}

function typeOf(name: string, issuer: Issuer): string {
  return name.includes(':') ? (findAwsKey(name)?.type ?? 'string') : (issuer.published(name)?.type ?? 'string');
}

/** Whether the comparison is one of texts: other types have several spellings of one value. */
function isText({ operator }: ParsedOperator, type: string, values: readonly Value[]): boolean {
  if (operator.family === 'string') return type === 'string' || type === 'numeric';
  const isWhole = (value: Value): boolean => /^(0|[1-9][0-9]{0,14})$/.test(known(textOf(value) ?? []) ?? '');
  return /^Numeric(Not)?Equals$/.test(operator.name) && type === 'numeric' && values.every(isWhole);
}

interface TextOptions extends AcceptedOptions {
  /** Whether a token that lacks the claim is accepted. */
  readonly absent: boolean;
}

function textSets(
  name: string,
  values: readonly Value[],
  reading: ConditionReading,
  { operator }: ParsedOperator,
  { absent, apart, budget }: TextOptions,
): readonly TokenSet[] {
  const { wildcards, ignoresCase, negated } = operator;
  const patterns = values.map((value): SubjectPattern => {
    return { text: withoutVariables(textOf(value) ?? [{ key: undefined }]), wildcards, ignoresCase };
  });
  const isCertain = ({ text }: SubjectPattern): boolean => text.every((part) => typeof part === 'string');
  const certain = patterns.filter(isCertain);
  const unsure = patterns.filter((pattern) => !isCertain(pattern));
  const { open } = reading.condition.values;
  if (patterns.reduce((sum, { text }) => sum + lengthOf(text), 0) > budget.states) throw new BudgetSpent();
  const premise = unsure.length > 0 || open ? [underPremise(premiseOf(reading, false))] : [];
  if (negated) {
    const set = { values: without(EVERYTHING, union(certain.map(languageOf)), budget), absent };
    return [{ ...onClaim(name, set), premises: premise[0]?.premises ?? new Map() }];
  }
  const rows =
    apart && name === 'sub' && certain.length > 0
      ? certain.map((pattern) => onClaim(name, { values: languageOf(pattern), absent, pattern }))
      : [onClaim(name, { values: union(certain.map(languageOf)), absent })];
  const possible = premise.map((set) => {
    const language = open ? EVERYTHING : union(unsure.map(languageOf));
    const pattern = unsure.length === 1 && !open ? { pattern: unsure[0]! } : {};
    return { ...set, claims: new Map([[name, { values: language, absent: false, ...pattern }]]) };
  });
  return [...rows, ...possible];
}

function lengthOf(text: Text): number {
  return text.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0);
}

/**
 * The texts that the values of a string comparison accept at most, whichever of several stand there and whatever is in the parts
 * that are not known; undefined where there may be more values.
 */
export function mostTexts({ operator, condition }: ConditionReading): Language | undefined {
  const { items, open } = condition.values;
  if (!operator || open || items.length === 0) return undefined;
  const { wildcards, ignoresCase } = operator.operator;
  const texts = items.flatMap(optionsOf).map((option) => withoutVariables(textOf(option) ?? ANY));
  return union(texts.map((text) => languageOf({ text, wildcards, ignoresCase })));
}

/** The texts that the values of a string comparison accept at least: those of the values that are known in full. */
export function leastTexts({ operator, condition }: ConditionReading): Language {
  return union(condition.values.items.flatMap((value) => (operator && valueTexts(value, operator)) ?? []));
}

/** The texts that one value accepts; undefined where it is not known in full. */
export function valueTexts(
  value: Value,
  { operator: { wildcards, ignoresCase } }: ParsedOperator,
): Language | undefined {
  const text = value.kind === 'string' ? withoutVariables(value.text) : undefined;
  return text?.every((part) => typeof part === 'string') ? languageOf({ text, wildcards, ignoresCase }) : undefined;
}

/** Whether a text, which may be known in part, certainly accepts none of the values that a claim can have. */
export function isOutside(
  text: Text,
  { operator: { wildcards, ignoresCase } }: ParsedOperator,
  published: PublishedClaim,
): boolean {
  const values = claimValues(published);
  return (
    values !== undefined && isDisjoint(languageOf({ text: withoutVariables(text), wildcards, ignoresCase }), values)
  );
}

function languageOf(pattern: SubjectPattern): Language {
  const text = known(pattern.text);
  return text === undefined ? globNfa(globElements(pattern.text, pattern)) : globLanguage(text, pattern);
}

/** Policy variables are known only when somebody calls: holes. So is whatever comes behind one that does not end. */
function withoutVariables(text: Text): Text {
  if (!text.some((part) => typeof part === 'string' && part.includes('${'))) return text;
  return text.flatMap((part) =>
    typeof part === 'string'
      ? part
          .split(/(\$\{[^}]*(?:\}|$))/)
          .map(holeForVariable)
          .filter((piece) => piece !== '')
      : [part],
  );
}

function holeForVariable(piece: string): Text[number] {
  return piece.startsWith('${') ? { key: piece } : piece;
}

/** The condition as something that is met or not. Conditions of equal text are equal; one that is not known in full, only to itself. */
function premiseOf({ condition, key, operator }: ConditionReading, isKnown: boolean): Premise {
  const values = condition.values.items.map((value) => textOf(value) ?? [{ key: undefined }]);
  const isNamed =
    operator !== undefined &&
    !condition.values.open &&
    [key, ...values].every((text) => text.every((part) => typeof part === 'string' || part.key !== undefined));
  const id = isNamed
    ? JSON.stringify([operator.canonical, spell(key).toLowerCase(), values.map(spell).sort()])
    : condition;
  return { id, about: show(key), isKnown };
}
