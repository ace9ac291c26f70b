/**
 * Terraform's types as far as they change values: which collections are alike, and what unlike ones become.
 * A value says its type by its shape; only lists, sets and maps that a conversion made carry a mark.
 */
import { known } from '../value/text.ts';
import { type ListValue, type ObjectValue, optionsOf, type Value } from '../value/value.ts';

/** `any` stands for a type that is not known here. */
export type Type =
  | { readonly kind: 'any' | 'string' | 'number' | 'bool' }
  | { readonly kind: 'list' | 'set' | 'map'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly items: readonly Type[] }
  | { readonly kind: 'object'; readonly attributes: ReadonlyMap<string, Attribute> };

/** An attribute of an object type; `fallback` stands where a value may leave it out. */
export interface Attribute {
  readonly type: Type;
  readonly optional?: { readonly fallback?: Value };
}

export const ANY_TYPE: Type = { kind: 'any' };
export const STRING: Type = { kind: 'string' };
export const NUMBER: Type = { kind: 'number' };
export const BOOL: Type = { kind: 'bool' };

interface Marked {
  /** What a conversion made of it. Without it a list is a tuple and a map an object. */
  readonly collection?: 'list' | 'set' | 'map';
}

/** What kind of collection a list value is. */
export function listKind(value: ListValue & Marked): 'list' | 'set' | 'tuple' {
  return value.collection === 'list' || value.collection === 'set' ? value.collection : 'tuple';
}

export function isMap(value: ObjectValue & Marked): boolean {
  return value.collection === 'map';
}

export function listAs(value: ListValue, collection: 'list' | 'set' | 'tuple'): ListValue {
  const { collection: _, ...plain } = value as ListValue & Marked;
  if (collection === 'tuple') return plain;
  const marked: ListValue & Marked = { ...plain, collection };
  return marked;
}

export function objectAs(value: ObjectValue, collection: 'map' | 'object'): ObjectValue {
  const { collection: _, ...plain } = value as ObjectValue & Marked;
  if (collection === 'object') return plain;
  const marked: ObjectValue & Marked = { ...plain, collection };
  return marked;
}

export function typeOf(value: Value): Type {
  switch (value.kind) {
    case 'string':
    case 'encoded':
      return STRING;
    case 'number':
      return NUMBER;
    case 'bool':
      return BOOL;
    case 'null':
    case 'reference':
    case 'unknown':
      return ANY_TYPE;
    case 'one-of': {
      const [first, ...rest] = optionsOf(value).map(typeOf);
      return first && rest.every((type) => sameType(first, type)) ? first : ANY_TYPE;
    }
    case 'list': {
      const kind = listKind(value);
      if (kind !== 'tuple') return { kind, of: elementType(value.items) };
      return value.open ? ANY_TYPE : { kind: 'tuple', items: value.items.map(typeOf) };
    }
    case 'object': {
      if (isMap(value)) return { kind: 'map', of: elementType(value.entries.map((entry) => entry.value)) };
      const attributes = new Map<string, Attribute>();
      for (const entry of value.entries) {
        const key = known(entry.key.text);
        if (key === undefined) return ANY_TYPE;
        attributes.set(key, { type: typeOf(entry.value) });
      }
      return value.open ? ANY_TYPE : { kind: 'object', attributes };
    }
  }
}

/** The type of a collection's elements: they all have the same, so that the first that is certain tells it. */
function elementType(values: readonly Value[]): Type {
  const types = values.map(typeOf);
  return types.find(isCertain) ?? types.find((type) => type.kind !== 'any') ?? ANY_TYPE;
}

/** Whether no part of a type is unknown. */
function isCertain(type: Type): boolean {
  switch (type.kind) {
    case 'any':
      return false;
    case 'string':
    case 'number':
    case 'bool':
      return true;
    case 'list':
    case 'set':
    case 'map':
      return isCertain(type.of);
    case 'tuple':
      return type.items.every(isCertain);
    case 'object':
      return [...type.attributes.values()].every((attribute) => isCertain(attribute.type));
  }
}

function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  if ((a.kind === 'list' || a.kind === 'set' || a.kind === 'map') && a.kind === b.kind) return sameType(a.of, b.of);
  if (a.kind === 'tuple' && b.kind === 'tuple')
    return a.items.length === b.items.length && a.items.every((item, i) => sameType(item, b.items[i]!));
  if (a.kind === 'object' && b.kind === 'object') {
    return (
      a.attributes.size === b.attributes.size &&
      [...a.attributes].every(([name, one]) => {
        const other = b.attributes.get(name);
        return other !== undefined && sameType(one.type, other.type);
      })
    );
  }
  return a.kind === b.kind;
}

/** The type that values of several types become together: `fails` where there is none, undefined where that is not certain. */
export function unify(types: readonly Type[]): Type | 'fails' | undefined {
  const [first, ...rest] = types;
  if (!first) return ANY_TYPE;
  if (rest.every((type) => sameType(first, type))) return first;
  if (types.some((type) => type.kind === 'any')) {
    const certain = types.filter((type) => type.kind !== 'any');
    return certain.length > 1 && unify(certain) === 'fails' ? 'fails' : undefined;
  }
  const kinds = new Set(types.map((type) => type.kind));
  const only = (...allowed: Type['kind'][]): boolean => [...kinds].every((kind) => allowed.includes(kind));
  if (only('string', 'number', 'bool')) return kinds.has('string') ? STRING : 'fails';
  if (only('tuple', 'list')) return unifyLists(types);
  if (only('object', 'map')) return unifyObjects(types);
  if (only('set')) return unifyElements('set', types);
  return only('list', 'set', 'tuple') ? undefined : 'fails';
}

function unifyLists(types: readonly Type[]): Type | 'fails' | undefined {
  const tuples = types.filter((type) => type.kind === 'tuple');
  const length = tuples[0]?.items.length;
  if (tuples.length === types.length && tuples.every((tuple) => tuple.items.length === length)) {
    const items = tuples[0]!.items.map((_, i) => unify(tuples.map((tuple) => tuple.items[i]!)));
    return combined(items, (certain) => ({ kind: 'tuple', items: certain }));
  }
  return unifyElements('list', types);
}

function unifyObjects(types: readonly Type[]): Type | 'fails' | undefined {
  const objects = types.filter((type) => type.kind === 'object');
  const [first] = objects;
  const names = [...(first?.attributes.keys() ?? [])];
  const alike =
    objects.length === types.length &&
    objects.every((type) => type.attributes.size === names.length && names.every((name) => type.attributes.has(name)));
  if (!alike) return unifyElements('map', types);
  const parts = names.map((name) => unify(objects.map((type) => type.attributes.get(name)!.type)));
  return combined(parts, (certain) => ({
    kind: 'object',
    attributes: new Map(names.map((name, i) => [name, { type: certain[i]! }])),
  }));
}

function unifyElements(kind: 'list' | 'set' | 'map', types: readonly Type[]): Type | 'fails' | undefined {
  const of = unify(types.flatMap(elementTypes));
  return of === undefined || of === 'fails' ? of : { kind, of };
}

function elementTypes(type: Type): readonly Type[] {
  if (type.kind === 'tuple') return type.items;
  if (type.kind === 'object') return [...type.attributes.values()].map((attribute) => attribute.type);
  return 'of' in type ? [type.of] : [];
}

function combined(
  parts: readonly (Type | 'fails' | undefined)[],
  build: (types: readonly Type[]) => Type,
): Type | 'fails' | undefined {
  if (parts.includes('fails')) return 'fails';
  const certain = parts.filter((part) => part !== undefined && part !== 'fails');
  return certain.length === parts.length ? build(certain) : undefined;
}
