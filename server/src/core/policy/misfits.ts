/** Finds what has another JSON type than IAM takes there. What is not known, and null, may be anything. */
import { equals, known, literal } from '../value/text.ts';
import { type Dialect, entryOf, type ObjectValue, type Value } from '../value/value.ts';
import type { Misfit } from './model.ts';

type Expected = Misfit['expected'];

interface Place {
  readonly element: string;
  readonly dialect: Dialect | undefined;
}

/** In the elements of the policy itself; statements see to their own. */
export function misfitsOfPolicy(object: ObjectValue): Misfit[] {
  return [
    ...inElement(object, 'Version', strings),
    ...inElement(object, 'Id', strings),
    ...inElement(object, 'Statement', (value, place) =>
      (value.kind === 'list' ? value.items : [value]).flatMap((item) => unless(isObject(item), item, place, 'object')),
    ),
  ];
}

export function misfitsOfStatement(object: ObjectValue): Misfit[] {
  return [
    ...inElement(object, 'Sid', strings),
    ...inElement(object, 'Effect', strings),
    ...inElement(object, 'Action', listOfStrings),
    ...inElement(object, 'NotAction', listOfStrings),
    ...inElement(object, 'Principal', principal),
    ...inElement(object, 'Condition', condition),
  ];
}

function inElement(object: ObjectValue, element: string, check: (value: Value, place: Place) => Misfit[]): Misfit[] {
  const entry = entryOf(object, element);
  return entry ? check(entry.value, { element, dialect: object.dialect }) : [];
}

function strings(value: Value, place: Place): Misfit[] {
  return unless(isString(value), value, place, 'string');
}

function listOfStrings(value: Value, place: Place): Misfit[] {
  if (value.kind !== 'list') return unless(isString(value), value, place, 'strings');
  return value.items.flatMap((item) => unless(isString(item), item, place, 'string'));
}

/** What stands under `Federated` has a fault of its own. */
function principal(value: Value, place: Place): Misfit[] {
  if (value.kind === 'string') return unless(equals(value.text, literal('*')) !== 'no', value, place, 'principals');
  if (value.kind !== 'object') return unless(isUnsure(value), value, place, 'principals');
  return value.entries.flatMap((entry) => {
    const type = known(entry.key.text);
    if (type === undefined || type === 'Federated') return [];
    return listOfStrings(entry.value, { element: type, dialect: value.dialect });
  });
}

function condition(value: Value, place: Place): Misfit[] {
  if (value.kind !== 'object') return unless(isUnsure(value), value, place, 'object');
  return value.entries.flatMap((operator) => {
    const keys = operator.value;
    const inner = { element: known(operator.key.text) ?? 'Condition', dialect: value.dialect };
    if (keys.kind !== 'object') return unless(isUnsure(keys), keys, inner, 'object');
    return keys.entries.flatMap((entry) => {
      const element = known(entry.key.text) ?? inner.element;
      const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
      return items.flatMap((item) => unless(isScalar(item), item, { element, dialect: keys.dialect }, 'scalars'));
    });
  });
}

function unless(fits: boolean, value: Value, { element, dialect }: Place, expected: Expected): Misfit[] {
  return fits ? [] : [{ element, expected, value, dialect }];
}

function isUnsure({ kind }: Value): boolean {
  return kind === 'unknown' || kind === 'reference' || kind === 'one-of' || kind === 'null';
}

function isObject(value: Value): boolean {
  return value.kind === 'object' || isUnsure(value);
}

function isString(value: Value): boolean {
  return value.kind === 'string' || value.kind === 'encoded' || isUnsure(value);
}

function isScalar(value: Value): boolean {
  return value.kind === 'number' || value.kind === 'bool' || isString(value);
}
