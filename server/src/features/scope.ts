/** What features that follow values look at. */
import type { HclFile } from '../core/hcl/nodes.ts';
import type { Project } from '../core/oidc/project.ts';
import type { PolicyModel } from '../core/policy/model.ts';
import type { FileId, SourceRange } from '../core/text/range.ts';

/** A file, and what the modules that it belongs to mean. */
export interface Scope {
  readonly file: FileId;
  /** Of a Terraform file. */
  readonly tree: HclFile | undefined;
  readonly models: readonly PolicyModel[];
  readonly project: Project;
}

/** The files of a workspace, as they stand now. */
export interface Files {
  readonly text: (file: FileId) => string | undefined;
  readonly tree: (file: FileId) => HclFile | undefined;
  /** A place for people to read: `variables.tf:3`. */
  readonly placeOf: (range: SourceRange) => string;
}
