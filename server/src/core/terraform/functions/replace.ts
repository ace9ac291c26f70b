/** `replace`, `regex` and `regexall`. */
import type { SourceRange } from '../../text/range.ts';
import { concat, known, literal, replaceAll, startsWith, type Text } from '../../value/text.ts';
import type { Entry, Value } from '../../value/value.ts';
import { failing } from '../certainty.ts';
import { compilePattern, findAll, type Match, type Pattern } from './regex.ts';
import {
  type FunctionTable,
  listOf,
  MAX_ITEMS,
  MAX_TEXT,
  stringArgument,
  stringValue,
  textArgument,
  tuple,
} from './signature.ts';
import { dropStart } from './strings.ts';

export const PATTERNS: FunctionTable = [
  ['replace', { min: 3, max: 3, spreads: true, run: replace }],
  ['regex', { min: 2, max: 2, run: (args, at) => search(args, at, 1) }],
  ['regexall', { min: 2, max: 2, run: (args, at) => search(args, at, MAX_ITEMS) }],
];

function replace([value, what, by]: readonly Value[], at: SourceRange): Value | undefined {
  const [text, needle, replacement] = [textArgument(value), stringArgument(what), stringArgument(by)];
  if (text === 'fails' || needle === 'fails' || replacement === 'fails') return failing('an argument is no string', at);
  if (!needle || !replacement) return undefined;
  const whole = known(text);
  if (needle.text.length > 1 && needle.text.startsWith('/') && needle.text.endsWith('/')) {
    const source = needle.text.slice(1, -1);
    if (whole !== undefined) return replacePattern(whole, source, replacement.text, at);
    return replaceLiteral(text, source, replacement.text, at);
  }
  if (whole !== undefined && (whole.length + 1) * (replacement.text.length + 1) > MAX_TEXT * 10) return undefined;
  // An empty needle stands between all characters.
  if (needle.text === '') {
    if (whole === undefined || /[\ud800-\udfff]/.test(whole)) return undefined;
    return stringValue(['', ...whole, ''].join(replacement.text), at);
  }
  const replaced = replaceAll(text, needle.text, replacement.text);
  return replaced && stringValue(replaced, at);
}

function replacePattern(text: string, source: string, replacement: string, at: SourceRange): Value | undefined {
  const pattern = compilePattern(source);
  const points = pointsOf(text);
  const matches = pattern && findAll(pattern, points, MAX_ITEMS);
  if (!pattern || !matches || matches.length === MAX_ITEMS) return undefined;
  let [result, from] = ['', 0];
  for (const match of matches) {
    const [start, end] = match[0]!;
    result += textBetween(points, from, start) + expand(replacement, pattern, match, points);
    if (result.length > MAX_TEXT) return undefined;
    from = end;
  }
  return stringValue(result + textBetween(points, from, points.length), at);
}

/** `$1` and `${name}` in a replacement, as Go expands them: a group that is not there is empty. */
function expand(replacement: string, pattern: Pattern, match: Match, points: readonly number[]): string {
  return replacement.replace(/\$(?:\$|\{(\w+)\}|(\w+))/g, (whole: string, braced?: string, plain?: string) => {
    if (whole === '$$') return '$';
    const name = braced ?? plain ?? '';
    const number = /^\d+$/.test(name) ? Number(name) : [...pattern.names].find(([, n]) => n === name)?.[0];
    const group = number === undefined ? undefined : match[number];
    return group ? textBetween(points, ...group) : '';
  });
}

/** Of a text that is known in part only a pattern of nothing but literal characters can be followed. */
function replaceLiteral(text: Text, source: string, replacement: string, at: SourceRange): Value | undefined {
  if (replacement.includes('$')) return undefined;
  const anchored = source.startsWith('^');
  const body = source.slice(anchored ? 1 : 0).replace(/\\([/.:\-+*?()[\]{}|^$\\])/g, (_, c: string) => `\u0000${c}`);
  if (/(?<!\u0000)[\\.+*?()[\]{}|^$]/.test(body)) return undefined;
  const needle = body.replaceAll('\u0000', '');
  if (!anchored) {
    const replaced = replaceAll(text, needle, replacement);
    return replaced && stringValue(replaced, at);
  }
  const answer = startsWith(text, needle);
  if (answer === 'no') return stringValue(text, at);
  return answer === 'yes' ? stringValue(concat(literal(replacement), dropStart(text, needle)), at) : undefined;
}

function search([what, value]: readonly Value[], at: SourceRange, limit: number): Value | undefined {
  const [source, text] = [stringArgument(what), stringArgument(value)];
  if (source === 'fails' || text === 'fails') return failing('an argument is no string', at);
  const pattern = source && compilePattern(source.text);
  if (!pattern || !text) return undefined;
  // Terraform takes either all groups by name or all by number.
  if (pattern.names.size > 0 && pattern.names.size !== pattern.groups) return undefined;
  const points = pointsOf(text.text);
  const matches = findAll(pattern, points, limit);
  if (!matches || (limit > 1 && matches.length === limit)) return undefined;
  const results = matches.map((match) => matchValue(pattern, match, points, at));
  if (limit > 1) return listOf(results, at);
  return results[0] ?? failing('the pattern does not match', at);
}

function matchValue(pattern: Pattern, match: Match, points: readonly number[], at: SourceRange): Value {
  const group = (number: number): Value => {
    const range = match[number];
    return range ? stringValue(textBetween(points, ...range), at) : { kind: 'null', at };
  };
  if (pattern.groups === 0) return group(0);
  if (pattern.names.size === 0)
    return tuple(
      match.slice(1).map((_, i) => group(i + 1)),
      at,
    );
  const entries = [...pattern.names].map(
    ([number, name]): Entry => ({ key: { kind: 'string', text: literal(name), at }, value: group(number), at }),
  );
  return { kind: 'object', entries, open: false, at };
}

function pointsOf(text: string): number[] {
  return [...text].map((c) => c.codePointAt(0)!);
}

function textBetween(points: readonly number[], from: number, to: number): string {
  return points
    .slice(from, to)
    .map((code) => String.fromCodePoint(code))
    .join('');
}
