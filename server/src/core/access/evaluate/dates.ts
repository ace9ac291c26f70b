/** `Date...`: ISO 8601 as W3C profiles it, or seconds since 1970. */
import { type Match, matchIf } from './match.ts';
import { holdsOrder } from './scalars.ts';

/** Milliseconds since 1970, both ends included: a text without time zone is one of many moments. */
interface Moment {
  readonly from: number;
  readonly to: number;
}

/** The widest time zones there are: a date without zone can be that much earlier or later. */
const [EARLIEST_ZONE, LATEST_ZONE] = [14 * 60, -12 * 60];

/** Compares two moments. */
export function matchDate(actual: string, wanted: string, operator: string): Match {
  const [left, right] = [momentOf(actual), momentOf(wanted)];
  if (!left || !right) return { is: 'cannot', why: `\`${left ? wanted : actual}\` is no date` };
  const relation = operator.slice('Date'.length);
  const orders = [left.from - right.to, left.to - right.from];
  const overlap = orders[0]! <= 0 && orders[1]! >= 0;
  const answers = new Set([...orders, ...(overlap ? [0] : [])].map((order) => holdsOrder(relation, order)));
  if (answers.size === 1) return matchIf(answers.has(true));
  return { is: 'maybe', why: 'which moment AWS reads in a date without a time zone is not documented' };
}

function momentOf(text: string): Moment | undefined {
  if (/^\d{4}$/.test(text)) {
    // A year to W3C, and seconds as well.
    const year = Date.UTC(Number(text), 0, 1);
    return { from: Math.min(year, Number(text) * 1000), to: Math.max(year, Number(text) * 1000) };
  }
  if (/^\d{1,15}$/.test(text)) return exactly(Number(text) * 1000);
  const match =
    /^(\d{4})-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[-+](?:0\d|1[0-4]):[0-5]\d)?)?)?$/.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((digits) => Number(digits ?? 0));
  const midnight = Date.UTC(year!, month! - 1, match[3] === undefined ? 1 : day);
  const isReal = new Date(midnight).toISOString().startsWith(match[3] === undefined ? `${text}-01` : text.slice(0, 10));
  if (!isReal || hour! > 23 || minute! > 59 || second! > 59) return undefined;
  const local = midnight + ((hour! * 60 + minute!) * 60 + second! + Number(match[7] ?? 0)) * 1000;
  return inZone(local, match[8]);
}

function inZone(local: number, zone: string | undefined): Moment {
  if (zone === undefined) return { from: local - EARLIEST_ZONE * 60_000, to: local - LATEST_ZONE * 60_000 };
  if (zone === 'Z') return exactly(local);
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return exactly(local - (zone[0] === '-' ? -minutes : minutes) * 60_000);
}

function exactly(moment: number): Moment {
  return { from: moment, to: moment };
}
