/** Applies the safe fixes until none is left. */
import type { Finding, Fix } from '../core/analysis/report.ts';
import { inTurn } from '../core/analysis/suppressions.ts';
import { applyEdits, areDisjoint, type TextEdit, withLineEnds } from '../core/text/edit.ts';
import { type FileId, sortByPlace } from '../core/text/range.ts';
import type { Checker, CheckResult } from './checker.ts';

/** A fix may reveal the next fault; a chain longer than this is fixes that undo each other. */
const MAX_ROUNDS = 200;

export interface FixResult {
  /** What remains. */
  readonly result: CheckResult;
  /** How many fixes were applied. */
  readonly applied: number;
  /** The new text of each file that changed, and the text it replaces. */
  readonly changed: ReadonlyMap<FileId, { readonly before: string; readonly after: string }>;
}

/**
 * Fixes in memory, through the checker's overlay; the caller writes.
 * @throws Error when a fix makes a file unreadable: a fault of the rule that offers it.
 */
export function fixAll(checker: Checker): FixResult {
  const changed = new Map<FileId, { before: string; after: string }>();
  const seen = new Set<string>();
  let result = checker.check();
  let applied = 0;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fixes = choose(result.findings, checker);
    if (fixes.length === 0) break;
    const edits = fixes.flatMap((fix) => fix.edits);
    const next = new Map<FileId, string>();
    for (const file of new Set(edits.map((edit) => edit.range.file))) {
      const text = checker.text(file) ?? '';
      const own = edits.filter((edit) => edit.range.file === file);
      next.set(
        file,
        applyEdits(
          text,
          own.map((edit) => withLineEnds(edit, text)),
        ),
      );
    }
    // Two fixes that undo each other lead back to a state that was there before.
    const state = JSON.stringify([...next]);
    if (seen.has(state)) break;
    seen.add(state);
    for (const [file, after] of next) {
      changed.set(file, { before: changed.get(file)?.before ?? checker.text(file) ?? '', after });
      checker.overlay(file, after);
    }
    const broken = result.checked;
    result = checker.check();
    for (const file of next.keys()) {
      if (broken.has(file) && !result.checked.has(file)) {
        throw new Error(`after ${fixes.map((fix) => `"${fix.title}"`).join(', ')}, ${file} can no longer be read`);
      }
    }
    applied += fixes.length;
  }
  for (const [file, { before, after }] of changed) if (before === after) changed.delete(file);
  return { result, applied, changed };
}

/** The safe fixes of one round; only the first where together they would open or shut a role, which is seen when it is applied. */
function choose(findings: readonly Finding[], checker: Checker): Fix[] {
  const [first, last] = inTurn(findings).map((each) => disjointFixes(each, checker));
  const fixes = first!.length > 0 ? first! : last!;
  return checker.keepsAccess(fixes.flatMap(({ edits }) => edits)) ? fixes : fixes.slice(0, 1);
}

/** Of each finding the first safe fix, as long as no two touch the same text. */
function disjointFixes(findings: readonly Finding[], checker: Checker): Fix[] {
  const chosen: Fix[] = [];
  const edits: TextEdit[] = [];
  for (const finding of sortByPlace(findings)) {
    const fix = finding.fixes().find((candidate) => candidate.safety === 'safe' && candidate.edits.length > 0);
    if (!fix?.edits.every((edit) => checker.mayEdit(edit.range.file))) continue;
    if (!areDisjoint([...edits, ...fix.edits])) continue;
    edits.push(...fix.edits);
    chosen.push(fix);
  }
  return chosen;
}
