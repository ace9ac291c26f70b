/** The condition operators of the policy language: what each compares, and how its name is read. */
import { nearestName } from './nearest.ts';
import { AWS, type Fact } from './sources.ts';

type OperatorFamily = 'string' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip' | 'arn' | 'null';

export interface Operator extends Fact {
  /** As AWS writes it. */
  readonly name: string;
  readonly family: OperatorFamily;
  /** Asks for a difference: true as well when the key is absent, and with several values none may match. */
  readonly negated: boolean;
  /** Reads `*` and `?` in a value as wildcards; without it they are plain characters. */
  readonly wildcards: boolean;
  readonly ignoresCase: boolean;
  /** The comparison in a few words: "equals", "is after". */
  readonly compares: string;
  /** What people get wrong about it. */
  readonly trap?: string;
}

export type SetQualifier = 'ForAllValues' | 'ForAnyValue';

/** An operator as it stands in a policy, e.g. `ForAnyValue:StringLikeIfExists`, taken apart. */
export interface ParsedOperator {
  readonly set?: SetQualifier;
  /** The operator's own name as AWS writes it, without prefix and suffix. */
  readonly base: string;
  readonly ifExists: boolean;
  /** The whole text as AWS writes it. */
  readonly canonical: string;
  readonly operator: Operator;
}

interface Traits {
  readonly negated?: true;
  readonly wildcards?: true;
  readonly ignoresCase?: true;
  readonly trap?: string;
}

function operator(name: string, family: OperatorFamily, compares: string, traits: Traits = {}): Operator {
  return {
    name,
    family,
    compares,
    negated: traits.negated ?? false,
    wildcards: traits.wildcards ?? false,
    ignoresCase: traits.ignoresCase ?? false,
    ...(traits.trap === undefined ? {} : { trap: traits.trap }),
    mark: 'S',
    source: AWS.conditionOperators,
  };
}

const literalStar = '`*` and `?` are plain characters here. Use `StringLike` for a pattern.';
const matchesAbsent = 'Also true when the key is absent: in an Allow it lets in every token without the claim.';

export const operators: readonly Operator[] = [
  operator('StringEquals', 'string', 'equals', { trap: literalStar }),
  operator('StringNotEquals', 'string', 'does not equal', { negated: true, trap: matchesAbsent }),
  operator('StringEqualsIgnoreCase', 'string', 'equals, whatever the case', { ignoresCase: true, trap: literalStar }),
  operator('StringNotEqualsIgnoreCase', 'string', 'does not equal, whatever the case', {
    negated: true,
    ignoresCase: true,
    trap: matchesAbsent,
  }),
  operator('StringLike', 'string', 'matches the pattern', {
    wildcards: true,
    trap: '`*` also crosses `:` and `/`: `repo:acme*` matches `repo:acme-labs/x:pull_request`.',
  }),
  operator('StringNotLike', 'string', 'does not match the pattern', {
    negated: true,
    wildcards: true,
    trap: matchesAbsent,
  }),
  operator('NumericEquals', 'numeric', 'equals'),
  operator('NumericNotEquals', 'numeric', 'does not equal', { negated: true, trap: matchesAbsent }),
  operator('NumericLessThan', 'numeric', 'is less than'),
  operator('NumericLessThanEquals', 'numeric', 'is at most'),
  operator('NumericGreaterThan', 'numeric', 'is greater than'),
  operator('NumericGreaterThanEquals', 'numeric', 'is at least'),
  operator('DateEquals', 'date', 'is the moment'),
  operator('DateNotEquals', 'date', 'is not the moment', { negated: true, trap: matchesAbsent }),
  operator('DateLessThan', 'date', 'is before'),
  operator('DateLessThanEquals', 'date', 'is at or before'),
  operator('DateGreaterThan', 'date', 'is after'),
  operator('DateGreaterThanEquals', 'date', 'is at or after'),
  operator('Bool', 'bool', 'is', {
    trap: 'False when the key is absent: `Bool: {"aws:SecureTransport": "false"}` does not mean "or missing".',
  }),
  operator('BinaryEquals', 'binary', 'equals, byte for byte (the value is base64)'),
  operator('IpAddress', 'ip', 'lies in the address range'),
  operator('NotIpAddress', 'ip', 'lies outside the address range', { negated: true, trap: matchesAbsent }),
  operator('ArnEquals', 'arn', 'matches the ARN pattern', {
    wildcards: true,
    trap: 'Takes wildcards in each of the six parts of the ARN, exactly as `ArnLike` does.',
  }),
  operator('ArnLike', 'arn', 'matches the ARN pattern', { wildcards: true }),
  operator('ArnNotEquals', 'arn', 'does not match the ARN pattern', {
    negated: true,
    wildcards: true,
    trap: matchesAbsent,
  }),
  operator('ArnNotLike', 'arn', 'does not match the ARN pattern', {
    negated: true,
    wildcards: true,
    trap: matchesAbsent,
  }),
  operator('Null', 'null', 'is absent (`true`) or present (`false`)', {
    trap: 'Takes neither `IfExists` nor policy variables. `"true"` means that the key is absent.',
  }),
];

/** What goes wrong with the set qualifiers and with IfExists, for hovers and messages. */
export const operatorModifiers = {
  ForAllValues: {
    meaning: 'Every value of the key in the request must match.',
    trap: 'True when the key is absent or empty, so a misspelled or unpublished key restricts nothing. Not for single-valued keys such as `sub` and `aud`.',
    mark: 'S',
    source: AWS.multivalued,
  },
  ForAnyValue: {
    meaning: 'At least one value of the key in the request must match.',
    trap: 'False when the key is absent. Only for keys with several values, such as `amr` or `aws:TagKeys`.',
    mark: 'S',
    source: AWS.multivalued,
  },
  IfExists: {
    meaning: 'Compares only when the key is present.',
    trap: 'True when the key is absent: on a claim that a token may lack it restricts nothing.',
    mark: 'S',
    source: AWS.conditionOperators,
  },
} as const satisfies Record<SetQualifier | 'IfExists', Fact & { meaning: string; trap: string }>;

const setQualifiers: readonly SetQualifier[] = ['ForAllValues', 'ForAnyValue'];
const byLowerName = new Map(operators.map((item) => [item.name.toLowerCase(), item]));

/** The operator of this name (any case), without prefix and suffix. */
export function findOperator(name: string): Operator | undefined {
  return byLowerName.get(name.toLowerCase());
}

/** Takes an operator's text apart; names compare without case. Undefined when AWS knows no such operator (`NullIfExists` too). */
export function parseOperator(text: string): ParsedOperator | undefined {
  const colon = text.indexOf(':');
  let set: SetQualifier | undefined;
  if (colon >= 0) {
    const prefix = text.slice(0, colon).toLowerCase();
    set = setQualifiers.find((name) => name.toLowerCase() === prefix);
    if (!set) return undefined;
  }
  const rest = text.slice(colon + 1);
  const ifExists = rest.toLowerCase().endsWith('ifexists');
  const found = findOperator(ifExists ? rest.slice(0, -'IfExists'.length) : rest);
  if (!found || (ifExists && found.family === 'null')) return undefined;
  const base = found.name;
  const canonical = `${set ? `${set}:` : ''}${base}${ifExists ? 'IfExists' : ''}`;
  return { ...(set ? { set } : {}), base, ifExists, canonical, operator: found };
}

/** The operator that was probably meant, prefix and suffix included; undefined when nothing is near enough. */
export function nearestOperator(text: string): string | undefined {
  const parsed = parseOperator(text);
  if (parsed) return parsed.canonical;
  const colon = text.indexOf(':');
  const prefix = colon < 0 ? undefined : nearestName(text.slice(0, colon), setQualifiers, 3);
  if (colon >= 0 && !prefix) return undefined;
  const rest = text.slice(colon + 1);
  if (/^null\s*ifexists?$/i.test(rest)) return `${prefix ? `${prefix}:` : ''}Null`;
  const names = operators.flatMap(({ name, family }) => (family === 'null' ? [name] : [name, `${name}IfExists`]));
  const limit = rest.length < 6 ? 1 : 2;
  const base = nearestName(rest, names, limit);
  return base && `${prefix ? `${prefix}:` : ''}${base}`;
}
