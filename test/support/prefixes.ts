/** What is found in the beginning of a file and not in the whole of it. */
import type { Report } from '../../server/src/core/analysis/report.ts';
import { rules } from '../../server/src/core/rules/index.ts';

export interface Surplus {
  readonly rule: string;
  /** Where the prefix ends, and where in it the finding begins. */
  readonly end: number;
  readonly start: number;
  readonly message: string;
}

/** What is cut off is no syntax, and a module of which the rest is not there does lack a provider: that rule is about what is absent. */
const ABSENT: ReadonlySet<string> = new Set(['policy/syntax', 'principal/unused-provider']);

/** Findings of prefixes that the whole does not have, by rule and first character. */
export function surplus(
  text: string,
  ends: readonly number[],
  findingsOf: (text: string) => Report['findings'],
): Surplus[] {
  const all = findingsOf(text);
  const whole = new Set(all.map(placeOf));
  // What one finding of the whole says better shows by itself as long as that one is not certain.
  const masked = new Set(rules.flatMap(({ id, masks }) => (all.some(({ rule }) => rule === id) ? (masks ?? []) : [])));
  const found: Surplus[] = [];
  for (const end of ends) {
    for (const finding of findingsOf(text.slice(0, end))) {
      if (ABSENT.has(finding.rule) || masked.has(finding.rule) || whole.has(placeOf(finding))) continue;
      found.push({ rule: finding.rule, end, start: finding.range.start, message: finding.message });
    }
  }
  return found;
}

/** Behind every line end, and at every so many characters. */
export function prefixEnds(text: string, step: number): number[] {
  const ends: number[] = [];
  for (let end = 0; end < text.length; end++) if (end % step === 0 || text[end - 1] === '\n') ends.push(end);
  return ends;
}

function placeOf({ rule, range }: Report['findings'][number]): string {
  return `${rule} ${range.file} ${range.start}`;
}
