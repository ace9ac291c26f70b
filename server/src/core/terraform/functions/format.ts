/** `format` and `formatlist`. */
import type { SourceRange } from '../../text/range.ts';
import { concat, known, literal, type Text } from '../../value/text.ts';
import { isOpaque, type Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { convert, templateText } from '../convert.ts';
import { renderJson } from '../json.ts';
import { fixed, wholeNumber } from '../numbers.ts';
import { BOOL } from '../types.ts';
import {
  type FunctionTable,
  isPlain,
  itemsOf,
  listOf,
  MAX_ITEMS,
  numberArgument,
  stringArgument,
  stringValue,
} from './signature.ts';

export const FORMATS: FunctionTable = [
  ['format', { min: 1, max: Number.POSITIVE_INFINITY, nulls: true, run: format }],
  ['formatlist', { min: 1, max: Number.POSITIVE_INFINITY, run: formatList }],
];

const VERB = /%([-+ 0#]*)(\d*)(?:\.(\d*))?(?:\[(\d+)\])?([A-Za-z%])/y;

interface Verb {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly letter: string;
}

function format([spec, ...args]: readonly Value[], at: SourceRange): Value | undefined {
  const pattern = stringArgument(spec);
  if (pattern === 'fails') return failing('the format is no string', at);
  const text = pattern && formatted(pattern.text, args, at);
  if (text === 'fails') return failing('the arguments do not fit the format', at);
  return text && stringValue(text, at);
}

function formatted(pattern: string, args: readonly Value[], at: SourceRange): Text | 'fails' | undefined {
  const parts: Text[] = [];
  let [next, used, from] = [0, 0, 0];
  for (;;) {
    const percent = pattern.indexOf('%', from);
    parts.push(literal(pattern.slice(from, percent < 0 ? undefined : percent)));
    if (percent < 0) break;
    VERB.lastIndex = percent;
    const match = VERB.exec(pattern);
    if (!match) return undefined;
    const [whole, flags = '', width = '', precision, index, letter = ''] = match;
    from = percent + whole.length;
    if (letter === '%') {
      if (whole !== '%%') return undefined;
      parts.push(literal('%'));
      continue;
    }
    if (width.length > 4 || (precision?.length ?? 0) > 2) return undefined;
    if (index !== undefined) next = Number(index) - 1;
    const value = args[next++];
    if (!value) return 'fails';
    used = Math.max(used, next);
    const verb = {
      flags,
      width: Number(width),
      precision: precision === undefined ? undefined : Number(precision),
      letter,
    };
    const text = padded(verb, render(verb, value, at));
    if (text === undefined || text === 'fails') return text;
    parts.push(text);
  }
  return used < args.length ? 'fails' : concat(...parts);
}

/** One argument as its verb wants it, without padding. */
function render(verb: Verb, value: Value, at: SourceRange): Text | 'fails' | undefined {
  if (verb.precision !== undefined && verb.letter !== 'f' && verb.letter !== 's') return undefined;
  if (value.kind === 'null')
    return verb.letter === 'v' && verb.flags === '' ? literal('null') : verb.letter === 'v' ? undefined : 'fails';
  switch (verb.letter) {
    case 'v':
      if (verb.flags.includes('#')) return isOpaque(value) ? undefined : renderJson(value);
      if (value.kind === 'list' || value.kind === 'object') return renderJson(value);
      return templateText(value);
    case 's': {
      const text = templateText(value);
      if (text === 'fails' || verb.precision === undefined) return text;
      const whole = known(text);
      return whole !== undefined && isPlain(whole) ? literal(whole.slice(0, verb.precision)) : undefined;
    }
    case 'q': {
      const text = templateText(value);
      return text === 'fails' ? text : renderJson({ kind: 'string', text, at });
    }
    case 't': {
      const bool = convert(value, BOOL, at);
      if (bool.kind === 'bool') return literal(String(bool.value));
      return isOpaque(value) || value.kind === 'string' ? undefined : 'fails';
    }
    default:
      return renderNumber(verb, value, at);
  }
}

function renderNumber(verb: Verb, value: Value, at: SourceRange): Text | 'fails' | undefined {
  const number = numberArgument(value, at);
  if (number === 'fails') return number;
  // A number that is not known is some text; that it has no sign or padding is known, but says nothing.
  if (number === undefined)
    return isOpaque(value) && verb.letter === 'd' && verb.flags === '' ? templateText(value) : undefined;
  const sign = (text: string): Text => literal(verb.flags.includes('+') && !text.startsWith('-') ? `+${text}` : text);
  const base = BASES[verb.letter];
  if (base !== undefined && number.includes('.')) return 'fails';
  if (verb.letter === 'f') {
    const text = fixed(number, verb.precision ?? 6);
    return text === undefined || verb.flags.includes(' ') ? undefined : sign(text);
  }
  const whole = wholeNumber(number);
  if (base === undefined || whole === undefined || /[ #]/.test(verb.flags)) return undefined;
  const text = whole.toString(base);
  return sign(verb.letter === 'X' ? text.toUpperCase() : text);
}

const BASES: Readonly<Record<string, number>> = { d: 10, b: 2, o: 8, x: 16, X: 16 };

function padded(verb: Verb, text: Text | 'fails' | undefined): Text | 'fails' | undefined {
  if (text === undefined || text === 'fails' || verb.width === 0) return text;
  const whole = known(text);
  if (whole === undefined || !isPlain(whole)) return undefined;
  const missing = verb.width - whole.length;
  if (missing <= 0) return text;
  if (verb.flags.includes('-')) return verb.flags.includes('0') ? undefined : literal(whole + ' '.repeat(missing));
  if (!verb.flags.includes('0')) return literal(' '.repeat(missing) + whole);
  if (!'dfboxs'.includes(verb.letter)) return undefined;
  const sign = /^[+-]/.exec(whole)?.[0] ?? '';
  return literal(sign + '0'.repeat(missing) + whole.slice(sign.length));
}

/** Lists are gone through side by side, all else stays the same in each. */
function formatList([spec, ...args]: readonly Value[], at: SourceRange): Value | undefined {
  const pattern = stringArgument(spec);
  if (pattern === 'fails') return failing('the format is no string', at);
  if (!pattern) return undefined;
  const rows = args.map((arg) =>
    arg.kind === 'list' ? itemsOf(arg) : arg.kind === 'object' || isOpaque(arg) ? undefined : arg,
  );
  if (rows.some((row) => row === undefined || row === 'fails')) return undefined;
  const lengths = new Set(rows.filter((row) => Array.isArray(row)).map((row) => (row as readonly Value[]).length));
  if (lengths.size > 1) return failing('the lists have different lengths', at);
  const count = lengths.size === 0 ? 1 : [...lengths][0]!;
  if (count * pattern.text.length > MAX_ITEMS * 10) return undefined;
  const items: Value[] = [];
  for (let i = 0; i < count; i++) {
    const text = formatted(
      pattern.text,
      rows.map((row) => (Array.isArray(row) ? (row as readonly Value[])[i]! : (row as Value))),
      at,
    );
    if (text === 'fails') return failing('the arguments do not fit the format', at);
    if (!text) return undefined;
    items.push(stringValue(text, at));
  }
  return listOf(items, at);
}
