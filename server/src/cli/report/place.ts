/** Findings with their places as people and machines name them: relative paths, lines and columns from 1. */
import path from 'node:path';
import type { FileProblem, Finding, RoleReport } from '../../core/analysis/report.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { FileId, SourceRange } from '../../core/text/range.ts';
import type { At, Point } from '../../features/facts.ts';

/** Named relative to the working directory. */
export interface Place extends At {
  /** Where it stands in the text that was checked. */
  readonly range: SourceRange;
}

export interface PlacedFinding {
  readonly finding: Finding;
  readonly place: Place;
}

/** A result in the order in which it is told. */
export interface PlacedResult {
  readonly findings: readonly PlacedFinding[];
  readonly roles: readonly { readonly role: RoleReport; readonly place: Place }[];
  readonly errors: readonly { readonly problem: FileProblem; readonly file: string; readonly place?: Place }[];
  readonly source: SourceTexts;
}

/** The texts that were checked, each with its lines. */
export class SourceTexts {
  readonly #read: (file: FileId) => string | undefined;
  readonly #cwd: string;
  readonly #known = new Map<FileId, { readonly text: string; readonly lines: LineIndex }>();

  constructor(read: (file: FileId) => string | undefined, cwd: string) {
    this.#read = read;
    this.#cwd = cwd;
  }

  of(file: FileId): { readonly text: string; readonly lines: LineIndex } {
    let known = this.#known.get(file);
    if (!known) {
      const text = this.#read(file) ?? '';
      known = { text, lines: new LineIndex(text) };
      this.#known.set(file, known);
    }
    return known;
  }

  name(file: FileId): string {
    return path.relative(this.#cwd, file).split(path.sep).join('/') || '.';
  }

  place(range: SourceRange): Place {
    const { lines } = this.of(range.file);
    const point = (offset: number): Point => {
      const { line, column } = lines.positionAt(offset);
      return { line: line + 1, column: column + 1 };
    };
    return { file: this.name(range.file), start: point(range.start), end: point(range.end), range };
  }
}

interface Unplaced {
  readonly findings: readonly Finding[];
  readonly roles: readonly RoleReport[];
  readonly errors: readonly FileProblem[];
}

/** Sorted by file name (code units), then by place, then by rule. */
export function place(result: Unplaced, read: (file: FileId) => string | undefined, cwd: string): PlacedResult {
  const source = new SourceTexts(read, cwd);
  return {
    source,
    findings: result.findings
      .map((finding) => ({ finding, place: source.place(finding.range) }))
      .sort((a, b) => byPlace(a.place, b.place) || byText(a.finding.rule, b.finding.rule)),
    roles: result.roles
      .map((role) => ({ role, place: source.place(role.range) }))
      .sort((a, b) => byPlace(a.place, b.place) || byText(a.role.address ?? '', b.role.address ?? '')),
    errors: result.errors
      .map((problem) => ({
        problem,
        file: source.name(problem.file),
        ...(problem.range && { place: source.place(problem.range) }),
      }))
      .sort((a, b) => byText(a.file, b.file) || (a.problem.range?.start ?? 0) - (b.problem.range?.start ?? 0)),
  };
}

function byPlace(a: Place, b: Place): number {
  return byText(a.file, b.file) || a.range.start - b.range.start || a.range.end - b.range.end;
}

/** By UTF-16 code units, the same on every machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
