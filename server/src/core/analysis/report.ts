/**
 * What an analysis says: plain data for the editor, the terminal and the tests. No syntax, no protocol.
 */
import type { TrustState } from '../access/difference.ts';
import type { Verdict } from '../access/verdict.ts';
import type { OidcProvider, PolicyModel, Surface } from '../policy/model.ts';
import type { RenderedPolicy } from '../policy/render.ts';
import type { Finding, Fix, FixSafety, Severity } from '../rules/finding.ts';
import type { TextEdit } from '../text/edit.ts';
import type { FileId, SourceRange } from '../text/range.ts';
import type { PolicyStep } from './policyPath.ts';

/** Who gets in. */
export interface Access {
  readonly verdict: Verdict;
  /** One sentence: "GitHub Actions: any workflow of repository acme/api". */
  readonly summary: string;
  /** The claims of a token that is let in, where one shows how wide the verdict is. */
  readonly witness?: Readonly<Record<string, string>>;
  /** What each `Allow` lets in, after every `Deny`; empty where the role may have several policies. */
  readonly statements: readonly StatementReport[];
}

/** The same in short, at what names the role or the policy document; the whole of a JSON file. */
export interface AccessSummary extends Pick<Access, 'verdict' | 'summary'> {
  readonly range: SourceRange;
}

/** Who can assume one role, or whoever uses one trust policy that stands alone. */
export interface RoleReport extends Access {
  readonly range: SourceRange;
  /** Full Terraform address; null for a JSON file. */
  readonly address: string | null;
  readonly surface: Surface;
  readonly trust: RoleTrust;
}

/** Who can assume a role that has the trust policy of a policy document. */
export interface DocumentReport extends Access {
  /** What names the block. */
  readonly range: SourceRange;
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
  /** Those that may have another policy than what all of them have together; none where it is all the same. */
  readonly differing: () => readonly RoleReport[];
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
  /** The same with an example for an account or a partition that is not known. */
  readonly example: RenderedPolicy;
  /** Where the part stands that a way through the JSON of `example` leads to. */
  readonly placeOf: (path: readonly PolicyStep[]) => SourceRange;
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
  /** Of the policy documents those that are trust policies. */
  readonly documents: readonly DocumentReport[];
  /** Of both: what an editor asks for at each keystroke. */
  readonly summaries: readonly AccessSummary[];
  readonly problems: readonly FileProblem[];
  /** A role with several possible policies has several. */
  readonly rendered: readonly RenderedTrust[];
  /** The IAM providers that it declares. */
  readonly providers: readonly OidcProvider[];
  /** What its expressions read, and those of the modules that it calls. */
  readonly reads: readonly FileRead[];
  /** What was read: whole modules, also in a report on one file. Several where several modules call or read what it is on. */
  readonly models: readonly PolicyModel[];
  /**
   * Whether edits may be made unseen: every role that works stays as wide as it is, and none is opened to strangers. Several safe
   * fixes may do together what none of them does alone.
   */
  readonly keepsAccess: (edits: readonly TextEdit[]) => boolean;
}

/** That a module reads a file of which it does not consist. */
export interface FileRead {
  readonly file: FileId;
  /** The module's own files. */
  readonly module: readonly FileId[];
  /** It is rendered as a template. A file that is read as it stands as well is told twice. */
  readonly isTemplate: boolean;
}

export interface MaskedFinding extends Finding {
  /** The rules that say it better. */
  readonly maskedBy: readonly string[];
}

export type { Finding, Fix, FixSafety, Severity, Surface, Verdict };

/** What of a report is found out only when somebody looks: a keystroke needs findings, and a verdict costs more than all rules together. */
export type OnDemand = Pick<
  Report,
  'roles' | 'documents' | 'summaries' | 'rendered' | 'providers' | 'reads' | 'models'
>;

type Parts = { readonly [Part in keyof OnDemand]: () => OnDemand[Part] } & Pick<Report, 'keepsAccess'>;

/** What is known at once, and what is found out later. */
export function lazyReport(known: Known, parts: Parts): Report {
  return new LazyReport(known, parts);
}

type Known = Pick<Report, 'findings' | 'masked' | 'problems'>;

/** A class, because each file of a check has several. */
class LazyReport implements Report {
  readonly findings: Report['findings'];
  readonly masked: Report['masked'];
  readonly problems: Report['problems'];
  readonly #parts: Parts;
  #roles: Report['roles'] | undefined;
  #documents: Report['documents'] | undefined;
  #summaries: Report['summaries'] | undefined;
  #rendered: Report['rendered'] | undefined;

  constructor({ findings, masked, problems }: Known, parts: Parts) {
    this.findings = findings;
    this.masked = masked;
    this.problems = problems;
    this.#parts = parts;
  }

  get roles(): Report['roles'] {
    this.#roles ??= this.#parts.roles();
    return this.#roles;
  }

  get documents(): Report['documents'] {
    this.#documents ??= this.#parts.documents();
    return this.#documents;
  }

  get summaries(): Report['summaries'] {
    this.#summaries ??= this.#parts.summaries();
    return this.#summaries;
  }

  get rendered(): Report['rendered'] {
    this.#rendered ??= this.#parts.rendered();
    return this.#rendered;
  }

  get providers(): Report['providers'] {
    return this.#parts.providers();
  }

  get reads(): Report['reads'] {
    return this.#parts.reads();
  }

  get models(): Report['models'] {
    return this.#parts.models();
  }

  keepsAccess(edits: readonly TextEdit[]): boolean {
    return this.#parts.keepsAccess(edits);
  }
}

export interface PartsOptions {
  /** Only what stands in this file. */
  readonly file?: FileId;
  /** The reports that tell what was read, where they are others. */
  readonly modelsOf?: readonly Report[];
}

/** The parts of several reports together. */
export function partsOf(reports: readonly Report[], options: PartsOptions = {}): Parts {
  return new JoinedParts(reports, options);
}

class JoinedParts implements Parts {
  readonly #reports: readonly Report[];
  readonly #options: PartsOptions;

  constructor(reports: readonly Report[], options: PartsOptions) {
    this.#reports = reports;
    this.#options = options;
  }

  roles(): Report['roles'] {
    return this.#placed(({ roles }) => roles);
  }

  documents(): Report['documents'] {
    return this.#placed(({ documents }) => documents);
  }

  summaries(): Report['summaries'] {
    return this.#placed(({ summaries }) => summaries);
  }

  rendered(): Report['rendered'] {
    return this.#placed(({ rendered }) => rendered);
  }

  providers(): Report['providers'] {
    return this.#reports.flatMap(({ providers }) => providers).filter(({ at }) => this.#isMeant(at));
  }

  keepsAccess(edits: readonly TextEdit[]): boolean {
    return this.#reports.every((report) => report.keepsAccess(edits));
  }

  reads(): Report['reads'] {
    return this.#reports.flatMap(({ reads }) => reads);
  }

  models(): Report['models'] {
    return (this.#options.modelsOf ?? this.#reports).flatMap(({ models }) => models);
  }

  #placed<T extends { readonly range: SourceRange }>(part: (report: Report) => readonly T[]): readonly T[] {
    return this.#reports.flatMap(part).filter(({ range }) => this.#isMeant(range));
  }

  #isMeant({ file }: SourceRange): boolean {
    return this.#options.file === undefined || this.#options.file === file;
  }
}

export const NO_REPORT: Report = {
  findings: [],
  masked: [],
  roles: [],
  documents: [],
  summaries: [],
  problems: [],
  rendered: [],
  providers: [],
  reads: [],
  models: [],
  keepsAccess: () => true,
};
