import type { JsonNode, JsonString } from '../json/nodes.ts';
import { type FileId, inFile } from '../text/range.ts';
import { ANY, concat, literal, type Text } from './text.ts';
import { type Dialect, type StringValue, textOf, unknownAt, type Value } from './value.ts';

/** What is needed to read a JSON tree as values. */
export interface JsonContext {
  readonly file: FileId;
  readonly dialect: Dialect;
  /** The values behind the tree's hole numbers. */
  readonly holes: readonly Value[];
  /** The document was read without a fault and without directives: what is not seen is not there. */
  readonly complete: boolean;
}

/** A JSON tree as values; nothing is lost, duplicate keys included. */
export function valueFromJson(node: JsonNode, context: JsonContext): Value {
  const at = inFile(context.file, node);
  const { complete } = context;
  const dialect = 'computed' in node && node.computed ? {} : { dialect: context.dialect };
  switch (node.kind) {
    case 'string':
      return node.closed ? stringValue(node, context) : unknownAt('the string is not closed', at);
    case 'number':
      return { kind: 'number', text: node.text, at };
    case 'boolean':
      return { kind: 'bool', value: node.text === 'true', at };
    case 'null':
      return { kind: 'null', at };
    case 'array':
      return {
        kind: 'list',
        at,
        ...dialect,
        open: !complete || node.items.some((item) => item.kind === 'hole' && mayBeSeveral(context.holes[item.hole])),
        items: node.items.map((item) => valueFromJson(item, context)),
      };
    case 'object': {
      const entries = node.entries.map((entry) => ({
        key: stringValue(entry.key, context),
        value: entry.value
          ? valueFromJson(entry.value, context)
          : unknownAt('the value is not written yet', inFile(context.file, entry)),
        at: inFile(context.file, entry),
      }));
      return { kind: 'object', at, ...dialect, open: !complete, entries };
    }
    case 'hole':
      return holeValue(context.holes[node.hole], at);
  }
}

/** A hole in value position carries JSON text: what `jsonencode` was given, or nothing certain. */
function holeValue(value: Value | undefined, at: Value['at']): Value {
  if (value?.kind === 'encoded') return { ...value.value, via: [at, ...(value.value.via ?? [])] };
  if (value?.kind === 'number' || value?.kind === 'bool') return { ...value, via: [at, ...(value.via ?? [])] };
  return unknownAt('the JSON text that is inserted here is not known', at);
}

/** A text that is not known may be several values of a list, or none. */
function mayBeSeveral(value: Value | undefined): boolean {
  return value?.kind !== 'encoded' && value?.kind !== 'number' && value?.kind !== 'bool';
}

function stringValue(node: JsonString, context: JsonContext): StringValue {
  const at = inFile(context.file, node);
  const text = concat(
    ...node.parts.map((part): Text => (typeof part === 'string' ? literal(part) : holeText(context.holes[part]))),
  );
  const inserted = node.holes.flatMap((hole) => context.holes[hole] ?? []);
  if (!node.closed) return { kind: 'string', text: concat(text, ANY), at };
  const dialect = node.computed ? {} : { dialect: context.dialect };
  return { kind: 'string', text, at, ...dialect, ...(inserted.length > 0 ? { inserted } : {}) };
}

function holeText(value: Value | undefined): Text {
  return (value && textOf(value)) ?? ANY;
}
