/**
 * Where the part of a rendered policy stands that a way through its JSON leads to. AWS names the parts of a policy so, in what
 * it says of one.
 */
import type { Condition, Listing, Presence, Principal, Statement, TrustPolicy } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import { entryOf, textOf, type Value } from '../value/value.ts';

/** `key`: the name itself; `value`: what the entry of that name holds; `substring`: a stretch of the text reached. */
export type PolicyStep =
  | { readonly index: number }
  | { readonly key: string }
  | { readonly value: string }
  | { readonly substring: { readonly start: number; readonly length: number } };

type Way = readonly Exclude<PolicyStep, { substring: unknown }>[];

/** `text`: what the policy is rendered to. Where the sources have no such part, what is nearest to it. */
export function placeInPolicy(policy: TrustPolicy, text: string, path: readonly PolicyStep[]): SourceRange {
  const way = path.filter((step): step is Way[number] => !('substring' in step));
  if (way.length === 0) return policy.head;
  const json: unknown = JSON.parse(text);
  return policy.written ? inValue(policy.written, json, way) : inDocument(policy, json, way);
}

function inValue(value: Value, json: unknown, [step, ...rest]: Way): SourceRange {
  if (!step) return value.at;
  const part = child(json, step);
  if ('index' in step) {
    // One item may stand without its list.
    if (value.kind !== 'list') return step.index === 0 ? inValue(value, json, rest) : value.at;
    const item = value.items[step.index];
    return item ? inValue(item, part, rest) : value.at;
  }
  const entry = value.kind === 'object' ? entryOf(value, nameOf(step)) : undefined;
  if (!entry) return value.at;
  return 'key' in step ? entry.key.at : inValue(entry.value, part, rest);
}

/** The blocks of a policy document are in another form than its JSON, and in another order. */
function inDocument(policy: TrustPolicy, json: unknown, [element, ...rest]: Way): SourceRange {
  const name = element && nameOf(element);
  if (name === 'Version') return placeOf(policy.version, policy.head);
  if (name === 'Id') return placeOf(policy.id, policy.head);
  const [number, ...inner] = rest;
  if (name !== 'Statement' || !number || !('index' in number)) return policy.head;
  const statement = policy.statements.items[number.index];
  return statement ? inStatement(statement, child(child(json, element!), number), inner) : policy.head;
}

function inStatement(statement: Statement, json: unknown, [element, ...rest]: Way): SourceRange {
  if (!element) return statement.at;
  const part = child(json, element);
  const name = nameOf(element);
  switch (name) {
    case 'Sid':
      return placeOf(statement.sid, statement.at);
    case 'Effect':
      return placeOf(statement.effect, statement.at);
    case 'Action':
    case 'NotAction': {
      const listed = name === 'Action' ? statement.actions : statement.notActions;
      return listed.is === 'present' ? inListing(listed.value, part, rest) : statement.at;
    }
    case 'Principal':
      return inPrincipals(statement, part, rest);
    case 'Condition':
      return inConditions(statement, part, rest);
    default: {
      const argument = ARGUMENTS.get(name);
      return statement.others.find((other) => other.name === name || other.name === argument)?.at ?? statement.at;
    }
  }
}

/** What a policy document calls the elements that a trust policy has no use for. */
const ARGUMENTS: ReadonlyMap<string, string> = new Map([
  ['Resource', 'resources'],
  ['NotResource', 'not_resources'],
  ['NotPrincipal', 'not_principals'],
]);

function inPrincipals({ principals, at }: Statement, json: unknown, [type, ...rest]: Way): SourceRange {
  if (principals.is !== 'present') return at;
  const found = type ? principals.value.items.filter((one) => isText(one.type, nameOf(type))) : [];
  const [first] = found;
  if (!type || !first) return principals.at;
  if ('key' in type) return first.type.at;
  return inListing(
    { items: found.map(({ id }: Principal) => id), open: false, at: first.id.at },
    child(json, type),
    rest,
  );
}

function inConditions({ conditions, at }: Statement, json: unknown, [operator, key, ...rest]: Way): SourceRange {
  if (!operator) return conditions.items[0]?.at ?? at;
  const ofOperator = conditions.items.filter((one) => isText(one.operator, nameOf(operator)));
  const condition = key ? ofOperator.findLast((one: Condition) => isText(one.key, nameOf(key))) : ofOperator[0];
  if (!condition) return ofOperator[0]?.at ?? at;
  if (!key) return 'key' in operator ? condition.operator.at : condition.at;
  if ('key' in key) return condition.key.at;
  return inListing(condition.values, child(child(json, operator), key), rest);
}

/** Found by its text: a document's lists are sorted when they are rendered. */
function inListing({ items, at }: Listing<Value>, json: unknown, [step]: Way): SourceRange {
  const [only] = items;
  const text = step && Array.isArray(json) ? child(json, step) : json;
  if (typeof text === 'string') return items.find((item) => isText(item, text))?.at ?? at;
  return items.length === 1 && only ? only.at : at;
}

function placeOf(presence: Presence<Value>, otherwise: SourceRange): SourceRange {
  return presence.is === 'present' ? presence.value.at : otherwise;
}

function isText(value: Value, text: string): boolean {
  const own = textOf(value);
  return own !== undefined && known(own) === text;
}

function nameOf(step: Way[number]): string {
  if ('index' in step) return String(step.index);
  return 'key' in step ? step.key : step.value;
}

function child(json: unknown, step: Way[number]): unknown {
  return typeof json === 'object' && json !== null ? (json as Record<string, unknown>)[nameOf(step)] : undefined;
}
