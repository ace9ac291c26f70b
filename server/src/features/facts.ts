/** What is known of findings, roles and changes, as plain JSON: for `--format json`, whose form is public, and for assistants in an editor. */
import type { Finding, RoleReport } from '../core/analysis/report.ts';
import type { ComparedRole } from '../workspace/compareRoles.ts';
import { changeWord } from './changeTexts.ts';

/** Line and UTF-16 column, both from 1. */
export interface Point {
  readonly line: number;
  readonly column: number;
}

/** Where something stands; `end` is exclusive. */
export interface At {
  /** Relative to the working directory or the workspace folder, with `/`. */
  readonly file: string;
  readonly start: Point;
  readonly end: Point;
}

export function findingFacts({ rule, severity, message, fixes, witness }: Finding, at: At): object {
  return {
    rule,
    severity,
    message,
    file: at.file,
    range: rangeOf(at),
    fixes: fixes().map(({ title, safety }) => ({ title, safety })),
    ...(witness && { witness }),
  };
}

export function roleFacts({ address, surface, verdict, summary, witness }: RoleReport, at: At): object {
  return { file: at.file, range: rangeOf(at), address, surface, verdict, summary, ...(witness && { witness }) };
}

/** `at` is where the role stands now, or stood. */
export function changeFacts({ before, after, change }: ComparedRole, at: At): object {
  const { gained, lost } = change.difference;
  return {
    address: (after ?? before)!.address,
    file: at.file,
    range: rangeOf(at),
    change: changeWord(change),
    before: before ? { verdict: before.verdict, summary: before.summary } : null,
    after: after ? { verdict: after.verdict, summary: after.summary } : null,
    gained: gained ? [gained.claims] : [],
    lost: lost ? [lost.claims] : [],
  };
}

export function rangeOf({ start, end }: At): Pick<At, 'start' | 'end'> {
  return { start, end };
}
