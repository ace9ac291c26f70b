/** YAML as `yamlencode` writes it. */
import { isOpaque, knownString, type Value } from '../value/value.ts';
import { fails, isWhole } from './certainty.ts';
import { attributesOf, hasCertainOrder, templateText } from './convert.ts';

/** Longer texts are not made. */
const MAX_YAML = 50_000;
/** Terraform folds longer lines at spaces. */
const MAX_LINE = 80;
/** It writes keys that are about twice as long in another form. */
const MAX_STRING = 64;

/** Undefined where a part is not known, and for strings that Terraform writes on several lines. */
export function encodeYaml(value: Value): string | undefined {
  if (!isWhole(value) || fails(value) || isOpaque(value)) return undefined;
  const text = encoded(value, '');
  if (text === undefined || text.length > MAX_YAML) return undefined;
  if (text.split('\n').some((line) => line.length > MAX_LINE)) return undefined;
  // What is neither in quotes nor in brackets needs an end.
  return ['number', 'bool', 'null'].includes(value.kind) ? `${text}\n...\n` : `${text}\n`;
}

/** The value behind an indentation that is already written. */
function encoded(value: Value, indent: string): string | undefined {
  switch (value.kind) {
    case 'number':
      return value.text;
    case 'bool':
      return String(value.value);
    case 'null':
      return 'null';
    case 'string':
      return quoted(knownString(value));
    case 'encoded': {
      const text = templateText(value);
      return text === 'fails' ? undefined : encoded({ kind: 'string', text, at: value.at }, indent);
    }
    case 'list': {
      if (!hasCertainOrder(value)) return undefined;
      if (value.items.length === 0) return '[]';
      return lines(
        value.items.map((item) => prefixed('- ', encoded(item, `${indent}  `))),
        indent,
      );
    }
    case 'object': {
      const entries = [...attributesOf(value)];
      return entries.length === 0
        ? '{}'
        : lines(
            entries.map(([key, item]) => prefixed(quoted(key), entryValue(item, indent))),
            indent,
          );
    }
    default:
      return undefined;
  }
}

/** Lists stand below their key, objects one step further in. */
function entryValue(value: Value, indent: string): string | undefined {
  const isFull =
    (value.kind === 'list' && value.items.length > 0) || (value.kind === 'object' && value.entries.length > 0);
  if (!isFull) return prefixed(': ', encoded(value, indent));
  const inner = value.kind === 'object' ? `${indent}  ` : indent;
  return prefixed(`:\n${inner}`, encoded(value, inner));
}

function prefixed(prefix: string | undefined, text: string | undefined): string | undefined {
  return prefix === undefined || text === undefined ? undefined : prefix + text;
}

function lines(all: readonly (string | undefined)[], indent: string): string | undefined {
  return all.includes(undefined) ? undefined : all.join(`\n${indent}`);
}

function quoted(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_STRING || !/^[ -~]*$/.test(text)) return undefined;
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
