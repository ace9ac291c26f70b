/**
 * What an analysis says: plain data for the editor, the terminal and the tests. No syntax, no protocol.
 */
import type { Verdict } from '../access/verdict.ts';
import type { Surface } from '../policy/model.ts';
import type { Finding, Fix, FixSafety, Severity } from '../rules/finding.ts';
import type { FileId, SourceRange } from '../text/range.ts';

/** Who can assume one role, or whoever uses one trust policy that stands alone. */
export interface RoleReport {
  readonly range: SourceRange;
  /** Full Terraform address; null for a JSON file. */
  readonly address: string | null;
  readonly surface: Surface;
  readonly verdict: Verdict;
  /** One sentence: "GitHub Actions: any workflow of repository acme/api". */
  readonly summary: string;
}

/** A file that could not be read as what it claims to be; `range` is missing where the whole file is meant. */
export interface FileProblem {
  readonly file: FileId;
  readonly message: string;
  readonly range?: SourceRange;
}

/** The result of analysing a module (a directory of Terraform files) or a single JSON file. Everything is sorted by file and place. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly roles: readonly RoleReport[];
  readonly problems: readonly FileProblem[];
}

export type { Finding, Fix, FixSafety, Severity, Surface, Verdict };

/**
 * A report whose roles are judged only when somebody looks at them: a keystroke needs findings, and a verdict costs more than
 * all rules together.
 */
export function lazyReport(
  findings: readonly Finding[],
  problems: readonly FileProblem[],
  judge: () => readonly RoleReport[],
): Report {
  let judged: readonly RoleReport[] | undefined;
  return {
    findings,
    problems,
    get roles() {
      judged ??= judge();
      return judged;
    },
  };
}
