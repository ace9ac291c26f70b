/**
 * What an analysis says: plain data for the editor, the terminal and the tests. No syntax, no protocol.
 */
import type { Verdict } from '../access/verdict.ts';
import type { Surface } from '../policy/model.ts';
import type { TextEdit } from '../text/edit.ts';
import type { FileId, SourceRange } from '../text/range.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** `safe`: never changes who is meant to get in and may be applied unseen. `review`: a person must look first. */
export type FixSafety = 'safe' | 'review';

export interface Fix {
  /** In the imperative: `Replace "refs/head/" with "refs/heads/"`. */
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly TextEdit[];
}

/** Another place that belongs to a finding: the provider, the role, the other key. */
export interface RelatedPlace {
  readonly range: SourceRange;
  readonly message: string;
}

export interface Finding {
  /** Rule id, `group/name`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly range: SourceRange;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** The claims of a token that is admitted and should not be. */
  readonly witness?: Readonly<Record<string, string>>;
}

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

export type { Surface, Verdict };
