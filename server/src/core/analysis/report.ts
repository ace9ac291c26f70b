/**
 * What an analysis says: plain data for the editor, the terminal and the tests. No syntax, no protocol.
 */
import type { TrustState } from '../access/difference.ts';
import type { Verdict } from '../access/verdict.ts';
import type { OidcProvider, PolicyModel, Surface } from '../policy/model.ts';
import type { RenderedPolicy } from '../policy/render.ts';
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
  /** The claims of a token that is let in, where one shows how wide the verdict is. */
  readonly witness?: Readonly<Record<string, string>>;
  /** What each `Allow` lets in, after every `Deny`; empty where the role may have several policies. */
  readonly statements: readonly StatementReport[];
  readonly trust: RoleTrust;
}

/** What a role is compared by with another state of itself. */
export interface RoleTrust extends TrustState {
  /**
   * All text that it can depend on, in the order of the module: the same texts mean the same role, also where it is not known
   * who gets in. Undefined where a file could not be read.
   */
  readonly basis: () => readonly string[] | undefined;
  /** Each instance by itself: none of a role that is made once, undefined where it is not known which there are. */
  readonly instances: () => readonly RoleReport[] | undefined;
}

export interface StatementReport {
  readonly range: SourceRange;
  readonly verdict: Verdict;
  readonly summary: string;
}

/** The trust policy of one role, or one that stands alone, as AWS gets it. */
export interface RenderedTrust extends RenderedPolicy {
  /** What a role or a document is called; the whole of a JSON file. */
  readonly range: SourceRange;
  /** A role's or a document's Terraform address; null for a JSON file. */
  readonly address: string | null;
  readonly kind: 'role' | 'document' | 'file';
  readonly surface: Surface;
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
  /** What other findings say better, unless the configuration switches their rules off. */
  readonly masked: readonly MaskedFinding[];
  readonly roles: readonly RoleReport[];
  readonly problems: readonly FileProblem[];
  /** A role with several possible policies has several. */
  readonly rendered: readonly RenderedTrust[];
  /** The IAM providers that it declares. */
  readonly providers: readonly OidcProvider[];
  /** What was read: whole modules, also in a report on one file. Several where several modules call or read what it is on. */
  readonly models: readonly PolicyModel[];
}

export interface MaskedFinding extends Finding {
  /** The rules that say it better. */
  readonly maskedBy: readonly string[];
}

export type { Finding, Fix, FixSafety, Severity, Surface, Verdict };

export const NO_REPORT: Report = {
  findings: [],
  masked: [],
  roles: [],
  problems: [],
  rendered: [],
  providers: [],
  models: [],
};

/**
 * A report whose roles are judged and whose policies are rendered only when somebody looks at them: a keystroke needs findings,
 * and a verdict costs more than all rules together.
 */
export function lazyReport(
  { findings, masked }: Pick<Report, 'findings' | 'masked'>,
  problems: readonly FileProblem[],
  parts: LazyParts,
): Report {
  let judged: readonly RoleReport[] | undefined;
  let rendered: readonly RenderedTrust[] | undefined;
  return {
    findings,
    masked,
    problems,
    get roles() {
      judged ??= parts.roles();
      return judged;
    },
    get rendered() {
      rendered ??= parts.rendered();
      return rendered;
    },
    get providers() {
      return parts.providers();
    },
    get models() {
      return parts.models();
    },
  };
}

interface LazyParts {
  readonly roles: () => readonly RoleReport[];
  readonly rendered: () => readonly RenderedTrust[];
  readonly providers: () => readonly OidcProvider[];
  readonly models: () => readonly PolicyModel[];
}
