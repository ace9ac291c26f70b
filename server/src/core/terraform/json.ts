/** JSON as Terraform writes and reads it. */
import type { JsonNode } from '../json/nodes.ts';
import { parseJson } from '../json/parse.ts';
import { ANY, concat, known, literal, type Text } from '../value/text.ts';
import { type Entry, stringAt, type Value } from '../value/value.ts';
import { attributesOf, hasCertainOrder, templateText } from './convert.ts';
import { decodedObject, decodedString, type Places, placed } from './decoded.ts';
import { canonicalNumber } from './numbers.ts';

/** Longer texts are not made. */
const MAX_JSON = 100_000;
/** More brackets are not read: the readers call themselves. */
const MAX_NESTING = 1_000;

/** What `jsonencode` makes of a value; unknown parts are holes. Undefined when the text is too long. */
export function renderJson(value: Value): Text | undefined {
  const writer = { left: MAX_JSON };
  const text = write(value, writer);
  return writer.left < 0 ? undefined : text;
}

function write(value: Value, writer: { left: number }): Text {
  if (writer.left < 0) return ANY;
  switch (value.kind) {
    case 'string': {
      const parts = value.text.map((part): Text => (typeof part === 'string' ? literal(escaped(part)) : ANY));
      for (const part of value.text) writer.left -= typeof part === 'string' ? part.length + 2 : 1;
      return concat(literal('"'), ...parts, literal('"'));
    }
    case 'encoded': {
      const text = templateText(value);
      return text === 'fails' ? ANY : write({ kind: 'string', text, at: value.at }, writer);
    }
    case 'number':
      writer.left -= value.text.length;
      return literal(value.text);
    case 'bool':
      return literal(String(value.value));
    case 'null':
      return literal('null');
    case 'list': {
      writer.left -= value.items.length + 2;
      const items = value.items.map((item) => write(item, writer));
      return value.open || !hasCertainOrder(value) ? ['[', { key: undefined }, ']'] : enclosed('[', items, ']');
    }
    case 'object': {
      writer.left -= value.entries.length + 2;
      if (value.open || value.entries.some((entry) => known(entry.key.text) === undefined))
        return ['{', { key: undefined }, '}'];
      const entries = [...attributesOf(value)].map(([key, item]) => {
        writer.left -= key.length + 3;
        return concat(literal(`"${escaped(key)}":`), write(item, writer));
      });
      return enclosed('{', entries, '}');
    }
    case 'one-of':
    case 'reference':
    case 'unknown':
      return ANY;
  }
}

function enclosed(open: string, items: readonly Text[], close: string): Text {
  return concat(
    literal(open),
    ...items.flatMap((item, i) => (i === 0 ? [item] : [literal(','), item])),
    literal(close),
  );
}

function escaped(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/[<>&\u2028\u2029]|\\[bf]/g, (c) =>
      c === '\\b' || c === '\\f' ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** Reads JSON text: objects and tuples with their places. `fails` when it is no JSON, undefined when that is not certain. */
export function decodeJson(text: string, places: Places): Value | 'fails' | undefined {
  if (text.length > MAX_JSON || (text.match(/[[{]/g) ?? []).length > MAX_NESTING) return undefined;
  try {
    JSON.parse(text);
  } catch (error) {
    return error instanceof SyntaxError ? 'fails' : undefined;
  }
  const { root } = parseJson(text);
  return root && fromNode(root, places);
}

function fromNode(node: JsonNode, places: Places): Value | undefined {
  const value = unplaced(node, places);
  return value && placed(value, places, node.start, node.end);
}

function unplaced(node: JsonNode, places: Places): Value | undefined {
  const at = places(node.start, node.end);
  switch (node.kind) {
    case 'null':
      return { kind: 'null', at };
    case 'boolean':
      return { kind: 'bool', value: node.text === 'true', at };
    case 'number': {
      const number = canonicalNumber(node.text);
      return number === undefined ? undefined : { kind: 'number', text: number, at };
    }
    case 'string':
      return stringAt(node.parts.join('').normalize('NFC'), at);
    case 'array': {
      const items = node.items.map((item) => fromNode(item, places)).filter((item) => item !== undefined);
      return items.length === node.items.length ? { kind: 'list', items, open: false, at } : undefined;
    }
    case 'object': {
      const entries: Entry[] = [];
      for (const { key, value, start, end } of node.entries) {
        const read = value && fromNode(value, places);
        if (!read) return undefined;
        const name = decodedString(key.parts.join(''), places, key.start, key.end);
        entries.push({ key: name, value: read, at: places(start, end) });
      }
      const object = decodedObject(entries, at);
      // Of equal keys Terraform takes the last, or refuses them where their types differ.
      return object.entries.length === entries.length ? object : undefined;
    }
    case 'hole':
      return undefined;
  }
}
