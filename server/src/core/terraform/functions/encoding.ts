/** JSON, YAML, base64 and URL encoding. */
import type { SourceRange } from '../../text/range.ts';
import { optionsOf, reachedVia, type Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { hasCertainOrder } from '../convert.ts';
import { placesIn } from '../decoded.ts';
import { decodeJson } from '../json.ts';
import { listAs, objectAs } from '../types.ts';
import { decodeYaml } from '../yaml.ts';
import { encodeYaml } from '../yamlText.ts';
import { csvDecode } from './csv.ts';
import { allStrings, type FunctionTable, stringArgument, stringValue } from './signature.ts';

export const ENCODINGS: FunctionTable = [
  ['jsonencode', { min: 1, max: 1, nulls: true, run: ([value], at) => value && { kind: 'encoded', value, at } }],
  ['jsondecode', { min: 1, max: 1, run: jsonDecode }],
  [
    'yamlencode',
    {
      min: 1,
      max: 1,
      nulls: true,
      run: ([value], at) => {
        const text = value && encodeYaml(value);
        return text === undefined ? undefined : stringValue(text, at);
      },
    },
  ],
  ['yamldecode', { min: 1, max: 1, run: yamlDecode }],
  ['base64encode', { min: 1, max: 1, run: allStrings(([text = ''], at) => stringValue(toBase64(text), at)) }],
  ['base64decode', { min: 1, max: 1, run: allStrings(([text = ''], at) => fromBase64(text, at)) }],
  ['textencodebase64', { min: 2, max: 2, run: allStrings(([text = '', name = ''], at) => encodeText(text, name, at)) }],
  ['textdecodebase64', { min: 2, max: 2, run: allStrings(([text = '', name = ''], at) => decodeText(text, name, at)) }],
  ['csvdecode', { min: 1, max: 1, run: csvDecode }],
  ['urlencode', { min: 1, max: 1, run: allStrings(([text = ''], at) => stringValue(urlEncode(text), at)) }],
  // Both only change what Terraform shows.
  ['sensitive', { min: 1, max: 1, nulls: true, run: ([value]) => value }],
  ['nonsensitive', { min: 1, max: 1, nulls: true, run: ([value]) => value }],
];

function jsonDecode([value]: readonly Value[], at: SourceRange): Value | undefined {
  if (value?.kind === 'encoded') return reachedVia(asJson(value.value), at);
  const text = stringArgument(value);
  if (text === 'fails') return failing('the argument is no string', at);
  const decoded = value && text && decodeJson(text.text, placesIn(value, at));
  return decoded === 'fails' ? failing('this is no JSON', at) : decoded;
}

/** What is no YAML is not told from what is not read. */
function yamlDecode([value]: readonly Value[], at: SourceRange): Value | undefined {
  const text = stringArgument(value);
  if (text === 'fails') return failing('the argument is no string', at);
  return value && text && decodeYaml(text.text, placesIn(value, at));
}

/** A value as it comes back from JSON: lists and sets are tuples, maps are objects. */
function asJson(value: Value): Value {
  switch (value.kind) {
    case 'list':
      return listAs({ ...value, items: value.items.map(asJson), open: value.open || !hasCertainOrder(value) }, 'tuple');
    case 'object':
      return objectAs({ ...value, entries: value.entries.map((e) => ({ ...e, value: asJson(e.value) })) }, 'object');
    case 'one-of':
      return { ...value, options: optionsOf(value).map(asJson) };
    default:
      return value;
  }
}

function toBase64(text: string): string {
  return base64(new TextEncoder().encode(text));
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Undefined for what is no base64. */
function bytesOf(text: string): Uint8Array | undefined {
  const plain = text.replace(/[\r\n]/g, '');
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(plain)) return undefined;
  return Uint8Array.from(atob(plain), (c) => c.charCodeAt(0));
}

function fromBase64(text: string, at: SourceRange): Value | undefined {
  const bytes = bytesOf(text);
  if (!bytes) return failing('this is no base64', at);
  try {
    return stringValue(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), at);
  } catch {
    return failing('the bytes are no UTF-8', at);
  }
}

/** The two that configurations use; of the other character encodings nothing is said. */
function encodeText(text: string, encoding: string, at: SourceRange): Value | undefined {
  if (/^utf-8$/i.test(encoding)) return stringValue(toBase64(text), at);
  if (!/^utf-16le$/i.test(encoding)) return undefined;
  const units = Array.from(text, (c) => Array.from({ length: c.length }, (_, i) => c.charCodeAt(i))).flat();
  return stringValue(base64(Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]))), at);
}

/** What is no text in the encoding Terraform partly replaces, partly refuses: unknown. */
function decodeText(text: string, encoding: string, at: SourceRange): Value | undefined {
  const bytes = bytesOf(text);
  if (!bytes || !/^utf-(?:8|16le)$/i.test(encoding)) return undefined;
  try {
    return stringValue(new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes), at);
  } catch {
    return undefined;
  }
}

function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
