import { type ConditionReading, isPositive, type StatementReading } from '../../access/reading.ts';
import { type AwsKey, findAwsKey } from '../../oidc/keys.ts';
import type { Operator, ParsedOperator } from '../../oidc/operators.ts';
import { isAddressRange, isPrivateAddress } from '../../oidc/privateHosts.ts';
import { AWS } from '../../oidc/sources.ts';
import type { PolicyEditor } from '../../policy/editor.ts';
import { known, knownStart } from '../../value/text.ts';
import { knownString, textOf, textsOf, type Value } from '../../value/value.ts';
import { type Context, defineRule, fix } from '../define.ts';
import { gitlab } from '../samples.ts';

type Family = Operator['family'];
type Message =
  | 'date'
  | 'numeric'
  | 'bool'
  | 'binary'
  | 'ip'
  | 'arn'
  | 'several'
  | 'mixed'
  | 'private'
  | 'privates'
  | 'excluded'
  | 'mismatch'
  | 'mismatchNot'
  | 'likeArn'
  | 'sameAsArn';

/** What a value must look like under an operator. Strings are anything. */
const SHAPES: Partial<Record<Family, (text: string) => boolean>> = {
  date: (text) =>
    /^\d+$/.test(text) || (/^\d{4}-\d{2}(-\d{2}(T[\d:.]+(Z|[+-]\d{2}:?\d{2})?)?)?$/i.test(text) && isDate(text)),
  numeric: (text) => /^[+-]?\d+(\.\d+)?$/.test(text),
  bool: (text) => /^(true|false)$/i.test(text),
  binary: (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text),
  null: (text) => /^(true|false)$/i.test(text),
  ip: isAddressRange,
  arn: (text) => /^(arn:|[*?])/.test(text),
};

/** The operators that never fit a key of a type. */
const UNFIT: Record<AwsKey['type'], readonly Family[]> = {
  string: ['arn', 'ip', 'date'],
  numeric: ['arn', 'ip', 'date', 'bool'],
  bool: ['arn', 'ip', 'date', 'numeric'],
  date: ['arn', 'ip', 'bool', 'string'],
  ip: ['arn', 'date', 'bool', 'numeric', 'string'],
  arn: ['ip', 'date', 'bool', 'numeric'],
};

const SUB = '"StringEquals": { "gitlab.com:sub": "project_path:acme/api:ref_type:branch:ref:main" }';

/** Values that an operator cannot read, and operators that do not fit the key. */
export default defineRule({
  id: 'condition/value-type',
  severity: 'error',
  since: '0.1.0',
  accessAnalyzer: [
    'INVALID_DATE_VALUE',
    'INVALID_CONDITION_DATA_TYPE',
    'INVALID_CONDITION_MULTIPLE_BOOLEAN',
    'PRIVATE_IP_ADDRESS',
    'PRIVATE_IP_ADDRESS_SUBSET',
    'PRIVATE_NOT_IP_ADDRESS',
    'PRIVATE_NOT_IP_ADDRESS_SUBSET',
    'STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS',
    'TYPE_MISMATCH',
    'TYPE_MISMATCH_BOOLEAN',
    'TYPE_MISMATCH_DATE',
    'TYPE_MISMATCH_IP_RANGE',
    'TYPE_MISMATCH_NUMBER',
    'TYPE_MISMATCH_STRING',
  ],
  summary: 'The value, the operator and the type of the key do not fit together.',
  fixable: true,
  docs: {
    what: 'A value is not the date, number, boolean, address or ARN that the operator compares; the operator is not for keys of this type; or `aws:SourceIp` is compared with private addresses.',
    why: 'The comparison never holds. AWS sees the public address of a call: private ones never match.',
    fix: 'Write the value in the form of the operator, or take the operator for the key: `IpAddress` for addresses, `ArnLike` for ARNs, `StringEquals` or `StringLike` for claims.',
    sources: [AWS.conditionOperators, AWS.globalKeys, AWS.accessAnalyzer],
  },
  messages: {
    date: '"{value}" is no date: {operator} compares dates such as 2026-01-31T12:00:00Z, so this value never matches.',
    numeric: '"{value}" is no number, which {operator} compares: this value never matches.',
    bool: '"{value}" is neither true nor false, which is all that {operator} compares: this value never matches.',
    binary: '"{value}" is no base64, in which {operator} takes its values: this value never matches.',
    ip: '"{value}" is no IP address and no range such as 203.0.113.0/24, which {operator} compares: this value never matches.',
    arn: '"{value}" is no ARN, which {operator} compares: this value never matches.',
    several: '{operator} has several values: of "true" and "false" one is always right, so write one.',
    mixed:
      'This value is a {type} in JSON, and the one before it a {other}. IAM wants all values of a condition to be of one type.',
    private: '"{value}" is a private address. AWS sees the public address of a call: this value never matches.',
    privates:
      '"{value}" is a private address. AWS sees the public address of a call, so this condition is never met and nobody gets in.',
    excluded:
      '"{value}" is a private address. AWS sees the public address of a call, so this condition is always met and excludes nobody.',
    mismatch: '{operator} is not for "{key}", which holds {type}: the comparison never holds.',
    mismatchNot:
      '{operator} is not for "{key}", which holds {type}: AWS does not say whether the comparison then holds.',
    likeArn:
      '"{key}" holds an ARN, in which a "*" of {operator} also crosses colons. {right} compares the parts of an ARN one by one.',
    sameAsArn: '"{key}" holds an ARN, for which AWS advises {right}. Here both say the same.',
  },
  examples: [
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"IpAddress": { "aws:SourceIp": "10.0.0.0/8" }`),
      at: '"10.0.0.0/8"',
    },
    {
      surface: 'json',
      invalid: gitlab(
        `${SUB},\n"StringEquals": { "aws:SourceIp": "203.0.113.7" }`.replace(SUB, SUB.replace('Equals', 'Like')),
      ),
      at: '"StringEquals"',
      fixed: gitlab(
        `${SUB},\n"IpAddress": { "aws:SourceIp": "203.0.113.7" }`.replace(SUB, SUB.replace('Equals', 'Like')),
      ),
    },
    {
      surface: 'json',
      invalid: gitlab(`${SUB},\n"DateLessThan": { "aws:CurrentTime": "31.12.2026" }`),
      at: '"31.12.2026"',
    },
    {
      surface: 'json',
      valid: gitlab(
        `${SUB},\n"DateLessThan": { "aws:CurrentTime": "2026-12-31T23:59:59Z" },\n"IpAddress": { "aws:SourceIp": ["203.0.113.0/24", "2001:db8::/32"] }`,
      ),
    },
  ],
  condition(reading, statement, policy, context) {
    const { operator } = reading;
    if (!operator) return;
    const { family } = operator.operator;
    // Of two booleans one is too many, whatever its type.
    if (family !== 'bool') reportMixed(reading, policy.editor, context);
    if (reportMismatch(reading, operator, policy.editor, context)) return;
    const fits = SHAPES[family];
    if (!fits) return;
    const { items, open } = reading.condition.values;
    for (const value of items) {
      const text = plainText(value);
      if (text === undefined || fits(text)) continue;
      context.report(family === 'null' ? 'bool' : (family as Message), value, {
        data: { value: text, operator: operator.canonical },
        severity: family === 'ip' ? 'error' : 'warning',
      });
    }
    if (family === 'bool' && items.length > 1 && !open)
      context.report('several', items[1]!, { data: { operator: operator.canonical }, severity: 'warning' });
    if (family === 'ip') reportPrivate(reading, operator, statement, context);
  },
});

/** A text that is wholly known and holds no policy variable. */
function plainText(value: Value): string | undefined {
  if (value.kind !== 'string' && value.kind !== 'number' && value.kind !== 'bool') return undefined;
  const text = known(textOf(value)!);
  return text?.includes('${') ? undefined : text;
}

function isDate(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}

const TYPES: Record<AwsKey['type'], string> = {
  string: 'a text',
  numeric: 'a number',
  bool: 'true or false',
  date: 'a date',
  ip: 'an IP address',
  arn: 'an ARN',
};

/** Whether the operator does not fit the key. */
function reportMismatch(
  { condition, key, claim }: ConditionReading,
  operator: ParsedOperator,
  editor: PolicyEditor,
  context: Context<Message>,
): boolean {
  const name = known(key);
  const type = claim ? 'string' : name === undefined ? undefined : findAwsKey(name)?.type;
  if (!type) return false;
  const { family, wildcards, negated } = operator.operator;
  const isLikeArn = type === 'arn' && family === 'string' && wildcards;
  // Numbers and booleans of a token may be compared as such; an ARN in one is a text like any other.
  if (!isLikeArn && !UNFIT[type].includes(family)) return false;
  const right = rightOperator(type, operator.base, negated);
  const canonical = operator.canonical.replace(operator.base, right);
  const crosses = isLikeArn && condition.values.items.some(crossesColons);
  const message = isLikeArn ? (crosses ? 'likeArn' : 'sameAsArn') : negated ? 'mismatchNot' : 'mismatch';
  context.report(message, condition.operator, {
    data: { operator: operator.canonical, key: name ?? claim?.name ?? '', type: TYPES[type], right },
    severity: message === 'sameAsArn' ? 'information' : 'warning',
    fixes: () =>
      right === '' ? [] : fix(`Move this key to ${canonical}`, 'review', editor.setOperator(condition, canonical)),
  });
  return true;
}

/** Whether a star certainly stands before the last of the six parts of an ARN, which alone may hold colons. */
function crossesColons(value: Value): boolean {
  const texts = textsOf(value);
  return texts.length > 0 && texts.every((text) => knownStart(text).split(':').slice(0, 5).join(':').includes('*'));
}

/** The operator for the type that says the same; empty where there is none. */
function rightOperator(type: AwsKey['type'], base: string, negated: boolean): string {
  if (type === 'ip') return negated ? 'NotIpAddress' : /^String/.test(base) ? 'IpAddress' : '';
  if (type === 'arn' && /^String/.test(base)) return negated ? 'ArnNotLike' : 'ArnLike';
  if (type === 'string' && /^Arn/.test(base)) return negated ? 'StringNotLike' : 'StringLike';
  return '';
}

/** Values of several JSON types. A policy document makes them all strings. */
function reportMixed({ condition }: ConditionReading, editor: PolicyEditor, context: Context<Message>): void {
  if (condition.site.kind !== 'object') return;
  const { items } = condition.values;
  const kinds: Partial<Record<Value['kind'], string>> = { string: 'string', number: 'number', bool: 'boolean' };
  const [other, later] = items.flatMap((value, i) => {
    const before = items[i - 1];
    const isOther = before && kinds[value.kind] && kinds[before.kind] && value.kind !== before.kind;
    return isOther ? [before, value] : [];
  });
  if (!other || !later) return;
  const element = knownString(condition.key) ?? '';
  const dialect = other.kind === 'string' ? other.dialect : undefined;
  context.report('mixed', later, {
    data: { type: kinds[later.kind]!, other: kinds[other.kind]! },
    severity: 'warning',
    fixes: () =>
      fix('Write it as a string', 'safe', editor.correctType({ element, expected: 'strings', value: later, dialect })),
  });
}

/** Addresses that no call from outside comes from. */
function reportPrivate(
  { condition, key }: ConditionReading,
  operator: ParsedOperator,
  statement: StatementReading,
  context: Context<Message>,
): void {
  if (known(key)?.toLowerCase() !== 'aws:sourceip') return;
  const { items, open } = condition.values;
  const found = items.filter((value) => isPrivateAddress(plainText(value) ?? ''));
  const isAll = !open && found.length === items.length;
  const closes = isAll && isPositive(operator) && statement.effect === 'Allow';
  const message = closes ? 'privates' : isAll && operator.operator.negated ? 'excluded' : 'private';
  for (const value of found) {
    context.report(message, value, {
      data: { value: plainText(value)! },
      // Beside public addresses it only stands there for nothing.
      severity: closes ? 'error' : isAll || open ? 'warning' : 'hint',
    });
  }
}
