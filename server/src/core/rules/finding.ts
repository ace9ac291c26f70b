/** What a rule finds, as plain data. */
import type { TextEdit } from '../text/edit.ts';
import type { SourceRange } from '../text/range.ts';

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
  /** The name of the statement that it lies in. */
  readonly sid?: string;
  readonly related: readonly RelatedPlace[];
  /** Computed when somebody asks: a keystroke shows findings, and fixes only when the light bulb is looked at. */
  readonly fixes: () => readonly Fix[];
  /** The claims of a token that is admitted and should not be. */
  readonly witness?: Readonly<Record<string, string>>;
}
