/** What is certain about a value as a whole: whether all of it is known, whether computing it fails, and how big it is. */
import type { SourceRange } from '../text/range.ts';
import { known } from '../value/text.ts';
import type { Entry, Value } from '../value/value.ts';

/** A mark on a value that Terraform certainly refuses to compute; `try` and `can` ask for it. */
interface Failing {
  readonly fails?: boolean;
}

export interface Summary {
  /** How many values it holds, itself included, counted as often as they stand there. */
  readonly size: number;
  /** How many values stand one in the other. */
  readonly depth: number;
  /** Nothing in it is unknown or open. */
  readonly whole: boolean;
  /** Something in it certainly fails. */
  readonly fails: boolean;
}

/** An unknown value that Terraform certainly refuses with an error. */
export function failing(why: string, at: SourceRange): Value {
  const value: Value & Failing = { kind: 'unknown', why, at, fails: true };
  return value;
}

/** The same value, for an expression of which a part certainly fails. */
export function markFailing(value: Value): Value {
  const marked: Value & Failing = { ...value, fails: true };
  return marked;
}

const KNOWN: Summary = { size: 1, depth: 1, whole: true, fails: false };
const OPEN: Summary = { size: 1, depth: 1, whole: false, fails: false };

/**
 * A note on the array that holds the parts: copies of a value share it, so that a value that doubles itself is counted in linear
 * time. A weak map would do the same, and cost the garbage collector a third of every keystroke.
 */
const SUMMARY = Symbol('summary');

type Parts = readonly (Value | Entry)[] & { [SUMMARY]?: Summary };

export function summaryOf(value: Value & Failing): Summary {
  const summary = partsSummary(value);
  return value.fails === true && !summary.fails ? { ...summary, whole: false, fails: true } : summary;
}

function partsSummary(value: Value): Summary {
  switch (value.kind) {
    case 'string':
      return known(value.text) === undefined ? OPEN : KNOWN;
    case 'number':
    case 'bool':
    case 'null':
      return KNOWN;
    case 'reference':
    case 'unknown':
      return OPEN;
    case 'encoded':
      return summaryOf(value.value);
    case 'list': {
      const summary = cached(value.items, () => value.items.map(summaryOf));
      return value.open ? { ...summary, whole: false } : summary;
    }
    case 'object': {
      const summary = cached(value.entries, () => value.entries.flatMap((e) => [summaryOf(e.key), summaryOf(e.value)]));
      return value.open ? { ...summary, whole: false } : summary;
    }
    case 'one-of': {
      const fails = value.options.length > 0 && value.options.every((option) => summaryOf(option).fails);
      return { ...cached(value.options, () => value.options.map(summaryOf)), whole: false, fails };
    }
  }
}

function cached(parts: Parts, summaries: () => readonly Summary[]): Summary {
  const found = parts[SUMMARY];
  if (found) return found;
  let [size, depth, whole, fails] = [1, 1, true, false];
  for (const summary of summaries()) {
    size = Math.min(size + summary.size, Number.MAX_SAFE_INTEGER);
    depth = Math.max(depth, summary.depth + 1);
    whole &&= summary.whole;
    fails ||= summary.fails;
  }
  const summary = { size, depth, whole, fails };
  parts[SUMMARY] = summary;
  return summary;
}

export function isWhole(value: Value): boolean {
  return summaryOf(value).whole;
}

/** Whether computing the value certainly ends in an error. */
export function fails(value: Value): boolean {
  return summaryOf(value).fails;
}
