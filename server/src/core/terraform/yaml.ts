/**
 * YAML as `yamldecode` reads it. The library finds the structure; what a scalar means is decided here, since Terraform follows
 * neither version of YAML: `no` is a truth value, `2012-10-17` becomes a time. What is not certain to mean the same is not read.
 */
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, type Scalar } from 'yaml';
import { literal } from '../value/text.ts';
import { type Entry, stringAt, textOf, type Value } from '../value/value.ts';
import { decodedObject, decodedString, type Places, placed } from './decoded.ts';
import { canonicalNumber } from './numbers.ts';

/** Longer texts are not read: each key pressed reads them anew. */
const MAX_YAML = 20_000;
/** More brackets and dashes are not read: the readers call themselves. */
const MAX_NESTING = 2_000;

/** Characters on which YAML's versions differ: tabs, line ends of other kinds, marks of byte order, control characters. */
const UNUSUAL = /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff]|\r(?!\n)/;

/** How most files begin: comments, and a line that says so. */
const START = /^(?:(?:#.*)?\r?\n)*---\r?\n/;
/** Directives, and the beginning or end of another document. */
const MARKERS = /^(?:%|---|\.\.\.)/m;

/** Objects and tuples with their places. Undefined when it is no YAML or not certain. */
export function decodeYaml(text: string, places: Places): Value | undefined {
  if (text.length > MAX_YAML || UNUSUAL.test(text)) return undefined;
  if (MARKERS.test(text.replace(START, ''))) return undefined;
  if ((text.match(/[[{]|[-?:] /g) ?? []).length > MAX_NESTING) return undefined;
  const document = parseDocument(text, {
    // Every scalar a string: what it means is decided below.
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const isClear = document.errors.length === 0 && document.warnings.length === 0;
  return isClear && document.contents ? new Reader(text, places).read(document.contents) : undefined;
}

class Reader {
  readonly #text: string;
  readonly #places: Places;
  readonly #anchors = new Map<string, Value>();

  constructor(text: string, places: Places) {
    this.#text = text;
    this.#places = places;
  }

  read(node: Node): Value | undefined {
    if (isAlias(node)) return this.#anchors.get(node.source);
    if (node.tag !== undefined) return undefined;
    const value = this.#valueOf(node);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (value && anchor !== undefined) this.#anchors.set(anchor, value);
    return value;
  }

  #valueOf(node: Node): Value | undefined {
    const [start, end] = node.range ?? [0, 0];
    if (isScalar(node)) return this.#scalar(node);
    const at = this.#places(start, end);
    const value = isMap(node) ? this.#object(node.items, at) : isSeq(node) ? this.#list(node.items, at) : undefined;
    return value && placed(value, this.#places, start, end);
  }

  #list(items: readonly unknown[], at: Value['at']): Value | undefined {
    const read = items.map((item) => this.read(item as Node)).filter((item) => item !== undefined);
    return read.length === items.length ? { kind: 'list', items: read, open: false, at } : undefined;
  }

  #object(items: readonly { readonly key: unknown; readonly value: unknown }[], at: Value['at']): Value | undefined {
    const entries: Entry[] = [];
    for (const { key, value } of items) {
      // Anchors on keys are read in more than one way.
      if (!isScalar(key) || key.anchor !== undefined) return undefined;
      const name = this.read(key);
      const text = name && name.kind !== 'null' ? textOf(name) : undefined;
      if (!name || !text || key.source === '<<') return undefined;
      const read = value === null ? { kind: 'null' as const, at: name.at } : this.read(value as Node);
      if (!read) return undefined;
      const range = key.range ?? [0, 0];
      const end = (value as Node | null)?.range?.[1] ?? range[1];
      const made = { kind: 'string' as const, text, at: name.at, ...(name.via ? { via: name.via } : {}) };
      entries.push({ key: made, value: read, at: this.#places(range[0], Math.max(end, range[1])) });
    }
    return decodedObject(entries, at);
  }

  #scalar(node: Scalar): Value | undefined {
    const [start, end] = node.range ?? [0, 0];
    const written = this.#text.slice(start, end);
    if (typeof node.value !== 'string') return undefined;
    if (node.type === 'PLAIN') {
      const meant = plainScalar(node.value);
      return meant && placed(meant(this.#places(start, end)), this.#places, start, end);
    }
    // Whether a block without a line end gets one.
    if (node.type?.startsWith('BLOCK') && !written.endsWith('\n')) return undefined;
    // Of the other escapes the versions of YAML know different ones.
    if (node.type === 'QUOTE_DOUBLE' && /\\(?![ntr"\\])/.test(written.replace(/\\\\/g, ''))) return undefined;
    return decodedString(node.value, this.#places, start, end);
  }
}

type Meaning = (at: Value['at']) => Value;

/** What a scalar without quotes means; undefined where that is not certain. */
function plainScalar(text: string): Meaning | undefined {
  if (/^(?:~|null|Null|NULL|)$/.test(text)) return (at) => ({ kind: 'null', at });
  if (/^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/.test(text)) return (at) => ({ kind: 'bool', value: true, at });
  if (/^(?:n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(text))
    return (at) => ({ kind: 'bool', value: false, at });
  const date = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])$/.test(text);
  if (date) return (at) => stringAt(`${text}T00:00:00Z`, at);
  const number = /^-?[1-9]\d*(?:\.\d+)?$|^0(?:\.\d+)?$/.test(text) ? canonicalNumber(text) : undefined;
  if (number !== undefined) return (at) => ({ kind: 'number', text: number, at });
  // Other spellings of numbers and times, and the key that merges.
  if (/^[-+.\d][-+.\w: ]*$/.test(text) || text === '<<' || text === '=') return undefined;
  return (at) => ({ kind: 'string', text: literal(text.normalize('NFC')), at });
}
