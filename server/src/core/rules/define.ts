/** What a rule is. */
import type { ConditionReading, StatementReading } from '../access/reading.ts';

import type { Issuers, Project } from '../oidc/project.ts';
import type { Source } from '../oidc/sources.ts';
import type { Edits } from '../policy/editor.ts';
import type { Cluster, IdentityConfig, OidcProvider, PermissionsUse, Role, TrustPolicy } from '../policy/model.ts';
import type { SourceRange } from '../text/range.ts';
import type { Value } from '../value/value.ts';
import type { Fix, FixSafety, RelatedPlace, Severity } from './finding.ts';

/** A policy or module that the rule finds a fault in, or does not. Every example runs as a test. */
export interface Example {
  readonly surface: 'json' | 'terraform';
  /** What the configuration says of the project. */
  readonly project?: Partial<Project>;
  readonly invalid?: string;
  readonly valid?: string;
  /** The text that the finding covers. */
  readonly at?: string;
  /** The whole text after the rule's first fix. */
  readonly fixed?: string;
}

export interface RuleDocs {
  /** What is wrong, in one sentence. */
  readonly what: string;
  /** What follows from it. */
  readonly why: string;
  /** What to do. */
  readonly fix: string;
  readonly sources: readonly Source[];
}

export interface ReportOptions {
  /** Fills the `{placeholders}` of the message. */
  readonly data?: Readonly<Record<string, string>>;
  /** Lower than the rule's own, never higher. */
  readonly severity?: Severity;
  readonly fixes?: () => readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  /** Places beside its own at which the finding says what the masked rules would say. */
  readonly covers?: readonly SourceRange[];
  readonly witness?: Readonly<Record<string, string>>;
}

/** What a rule sees beside the thing it checks. */
export interface Context<M extends string> {
  /** The providers that the module declares; none for a JSON file. */
  readonly providers: readonly OidcProvider[];
  /** The same, and those that the project describes, as `access` wants them. */
  readonly issuers: Issuers;
  /** What the project says of itself. */
  readonly project: Project;
  /** The EKS clusters that it makes. */
  readonly clusters: readonly Cluster[];
  report(message: M, at: SourceRange | Value, options?: ReportOptions): void;
}

export interface RuleDefinition<M extends string> {
  /** `group/name`; never changes. */
  readonly id: string;
  /** The highest that a finding of this rule has. */
  readonly severity: Severity;
  readonly since: string;
  /** Checks of IAM Access Analyzer that this rule covers. */
  readonly accessAnalyzer?: readonly string[];
  /** One line for lists. */
  readonly summary: string;
  readonly fixable: boolean;
  /** What it finds is that a part may be missing, so that not knowing can be the fault itself. */
  readonly aboutOptionalParts?: true;
  /** Rules whose finding at the same place, or at one that is covered, says less than this one's and is not shown. */
  readonly masks?: readonly string[];
  readonly docs: RuleDocs;
  readonly messages: Readonly<Record<M, string>>;
  readonly examples: readonly Example[];
  policy?(policy: TrustPolicy, context: Context<M>): void;
  statement?(reading: StatementReading, policy: TrustPolicy, context: Context<M>): void;
  condition?(condition: ConditionReading, reading: StatementReading, policy: TrustPolicy, context: Context<M>): void;
  provider?(provider: OidcProvider, context: Context<M>): void;
  role?(role: Role, context: Context<M>): void;
  identityConfig?(config: IdentityConfig, context: Context<M>): void;
  permissions?(use: PermissionsUse, context: Context<M>): void;
}

/** A rule as the analysis runs it; which messages it has is its own affair. */
export type Rule = RuleDefinition<string>;

export function defineRule<M extends string>(definition: RuleDefinition<M>): Rule {
  return definition;
}

/** A fix, where its edits are possible. */
export function fix(title: string, safety: FixSafety, edits: Edits): readonly Fix[] {
  return edits === undefined ? [] : [{ title, safety, edits }];
}
