/** Functions of times that are written as text. What depends on the clock stays unknown. */
import type { SourceRange } from '../../text/range.ts';
import type { Value } from '../../value/value.ts';
import { allStrings, type FunctionTable, numberValue, stringValue } from './signature.ts';

export const TIMES: FunctionTable = [
  ['timeadd', { min: 2, max: 2, run: allStrings(add) }],
  ['timecmp', { min: 2, max: 2, run: allStrings(compare) }],
  ['formatdate', { min: 2, max: 2, run: allStrings(formatDate) }],
];

/** Whole seconds of UTC, in milliseconds; undefined for every other spelling, of which some are refused. */
function instantOf(text: string): number | undefined {
  if (!/^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined;
  const instant = Date.parse(text);
  // `Date` lets a month have 31 days.
  return Number.isNaN(instant) || spelled(instant) !== text ? undefined : instant;
}

function spelled(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z');
}

function add([time = '', duration = '']: readonly string[], at: SourceRange): Value | undefined {
  const instant = instantOf(time);
  const match = /^(-?)(?:(\d{1,7})h)?(?:(\d{1,7})m)?(?:(\d{1,7})s)?$/.exec(duration);
  if (instant === undefined || !match || /^-?$/.test(duration)) return undefined;
  const [, sign, hours = 0, minutes = 0, seconds = 0] = match;
  const length = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  const sum = spelled(instant + (sign === '-' ? -1000 : 1000) * length);
  return instantOf(sum) === undefined ? undefined : stringValue(sum, at);
}

function compare(times: readonly string[], at: SourceRange): Value | undefined {
  const [a, b] = times.map(instantOf);
  return a === undefined || b === undefined ? undefined : numberValue(Math.sign(a - b), at);
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** Letters in a row, a quoted text, or anything else as it stands. */
const SEQUENCE = /'(?:[^']|'')*'|([A-Za-z])\1*|[^A-Za-z']/g;

function formatDate([pattern = '', time = '']: readonly string[], at: SourceRange): Value | undefined {
  const instant = instantOf(time);
  const parts = pattern.match(SEQUENCE) ?? [];
  if (instant === undefined || parts.join('') !== pattern) return undefined;
  const known = sequences(new Date(instant));
  const written = parts.map((part) => {
    if (part.startsWith("'")) return part.slice(1, -1).replaceAll("''", "'");
    return /^[A-Za-z]/.test(part) ? known[part] : part;
  });
  return written.includes(undefined) ? undefined : stringValue(written.join(''), at);
}

function sequences(date: Date): Readonly<Record<string, string>> {
  const two = (number: number): string => String(number).padStart(2, '0');
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const [hour, minute, second] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  const [monthName, dayName] = [MONTHS[month]!, DAYS[date.getUTCDay()]!];
  const half = hour % 12 || 12;
  return {
    YYYY: String(year),
    YY: two(year % 100),
    MMMM: monthName,
    MMM: monthName.slice(0, 3),
    MM: two(month + 1),
    M: String(month + 1),
    DD: two(day),
    D: String(day),
    EEEE: dayName,
    EEE: dayName.slice(0, 3),
    HH: two(half),
    H: String(half),
    hh: two(hour),
    h: String(hour),
    mm: two(minute),
    m: String(minute),
    ss: two(second),
    s: String(second),
    AA: hour < 12 ? 'AM' : 'PM',
    aa: hour < 12 ? 'am' : 'pm',
    ZZZZZ: '+00:00',
    ZZZZ: '+0000',
    ZZZ: 'UTC',
    Z: 'Z',
  };
}
