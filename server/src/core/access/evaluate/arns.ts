/** `ArnLike` and its kin: six parts, each a pattern of its own. */
import { matchesGlob } from '../glob.ts';
import { type Match, matchIf } from './match.ts';
import type { Wanted } from './wanted.ts';

const PARTS = 6;

/** Compares part by part, so that a star never reaches over the colon between two parts; the sixth may hold colons. */
export function matchArn(actual: string, wanted: Wanted): Match {
  const parts = partsOf(actual);
  if (parts.length < PARTS) return { is: 'cannot', why: `\`${actual}\` is no ARN` };
  // As one pattern it matches more than part by part, whatever an unknown part holds.
  if (!matchesGlob(wanted.text, actual, wanted.plain)) return matchIf(false);
  if (wanted.unknown !== undefined) return { is: 'maybe', why: wanted.unknown };
  const patterns = partsOf(wanted.text);
  if (patterns.length < PARTS)
    return {
      is: 'maybe',
      why: `what AWS makes of \`${wanted.text}\`, which has not the six parts of an ARN, is not documented`,
    };
  return matchIf(
    patterns.every(({ start, text }, i) => matchesGlob(text, parts[i]!.text, shifted(wanted.plain, start))),
  );
}

function partsOf(arn: string): { start: number; text: string }[] {
  const parts: { start: number; text: string }[] = [];
  let start = 0;
  for (let colon = arn.indexOf(':'); colon >= 0 && parts.length < PARTS - 1; colon = arn.indexOf(':', start)) {
    parts.push({ start, text: arn.slice(start, colon) });
    start = colon + 1;
  }
  return [...parts, { start, text: arn.slice(start) }];
}

function shifted(offsets: ReadonlySet<number>, by: number): ReadonlySet<number> {
  return offsets.size === 0 || by === 0 ? offsets : new Set([...offsets].map((offset) => offset - by));
}
