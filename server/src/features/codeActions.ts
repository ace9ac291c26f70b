/** Which fixes an editor offers at a place, how one is found again after the text changed, and which are applied unseen. */
import type { Finding, Fix, Report } from '../core/analysis/report.ts';
import { inTurn } from '../core/analysis/suppressions.ts';
import { areDisjoint, type TextEdit } from '../core/text/edit.ts';
import { contains, type FileId, type Span } from '../core/text/range.ts';

export interface FixOffer {
  readonly finding: Finding;
  readonly fix: Fix;
  /** The one safe way to repair the finding: an editor may apply it on a single key. */
  readonly preferred: boolean;
}

/** What a fix is recognised by after the text moved: everything but its place, which only decides between equals. */
export interface FixKey {
  readonly rule: string;
  readonly title: string;
  /** The text that the finding points at. */
  readonly text: string;
  readonly start: number;
}

/** The findings that touch the span, in the order of the report. */
export function findingsAt({ findings }: Report, span: Span): readonly Finding[] {
  return findings.filter(({ range }) => range.start <= span.end && span.start <= range.end);
}

/** The fixes of some findings, in their order. */
export function fixOffers(findings: readonly Finding[]): FixOffer[] {
  return findings.flatMap((finding) => {
    const fixes = finding.fixes();
    const safe = fixes.filter((fix) => fix.safety === 'safe');
    return fixes.map((fix) => ({ finding, fix, preferred: safe.length === 1 && safe[0] === fix }));
  });
}

export function keyOf(text: string, finding: Finding, { title }: Pick<Fix, 'title'>): FixKey {
  const { start, end } = finding.range;
  return { rule: finding.rule, title, text: text.slice(start, end), start };
}

/** The finding of this key in a newer report, whatever its fixes: the one at the same place, else the only one of its kind. */
export function findFinding({ findings }: Report, text: string, key: FixKey): Finding | undefined {
  const matches = findings.filter((finding) => isSame(keyOf(text, finding, key), key));
  return matches.find(({ range }) => range.start === key.start) ?? (matches.length === 1 ? matches[0] : undefined);
}

/** The fix of this key in a newer report: the one at the same place, else the only one of its kind. Nothing when in doubt. */
export function findFix(report: Report, text: string, key: FixKey): Fix | undefined {
  // What the fixes of other findings would be costs as much again for each.
  const alike = report.findings.filter((finding) => isSame(keyOf(text, finding, key), key));
  const matches = alike.flatMap((finding) => {
    const fixes = finding.fixes().filter(({ title }) => title === key.title);
    return fixes.map((fix) => ({ fix, start: finding.range.start }));
  });
  const exact = matches.find(({ start }) => start === key.start);
  return (exact ?? (matches.length === 1 ? matches[0] : undefined))?.fix;
}

/**
 * The edits of all safe fixes of a file that change nothing else than this file. Of two fixes that touch the same text
 * the first wins; a second run finds what is left. What would open or shut a role together is left to a second run as well, and
 * so are comments that suppress nothing, as long as there is another fix.
 */
export function fixAllEdits(report: Report, file: FileId): TextEdit[] {
  const [first, last] = inTurn(report.findings).map((findings) => editsOf(findings, report, file));
  return first!.length > 0 ? first! : last!;
}

/** Whether there are any: what all of them would be costs as much as making them. */
export function hasFixAll(report: Report, file: FileId): boolean {
  const isEnough = (finding: Finding): boolean => {
    const edits = safeEdits(finding, file);
    return edits !== undefined && areDisjoint(edits) && report.keepsAccess(edits);
  };
  return report.findings.some(isEnough) || fixAllEdits(report, file).length > 0;
}

function editsOf(findings: readonly Finding[], report: Report, file: FileId): TextEdit[] {
  const all = joinedEdits(findings, file, () => true);
  return all.length === 0 || report.keepsAccess(all)
    ? all
    : joinedEdits(findings, file, (edits) => report.keepsAccess(edits));
}

function joinedEdits(findings: readonly Finding[], file: FileId, isKept: Report['keepsAccess']): TextEdit[] {
  let accepted: readonly TextEdit[] = [];
  for (const finding of findings) {
    const edits = safeEdits(finding, file);
    if (!edits) continue;
    const together = [...accepted, ...edits.filter((edit) => !accepted.some((other) => isEqual(edit, other)))];
    if (areDisjoint(together) && isKept(together)) accepted = together;
  }
  return [...accepted];
}

/** Of the first safe fix of a finding, where it changes nothing but this file. */
function safeEdits(finding: Finding, file: FileId): readonly TextEdit[] | undefined {
  const fix = finding.fixes().find(({ safety }) => safety === 'safe');
  return fix?.edits.every((edit) => edit.range.file === file) ? fix.edits : undefined;
}

function isSame(a: FixKey, b: FixKey): boolean {
  return a.rule === b.rule && a.title === b.title && a.text === b.text;
}

function isEqual(a: TextEdit, b: TextEdit): boolean {
  return contains(a.range, b.range) && contains(b.range, a.range) && a.newText === b.newText;
}
