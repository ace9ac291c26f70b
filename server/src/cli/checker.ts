/** Runs the analysis over selected files and gathers what concerns them. */
import fs from 'node:fs';
import path from 'node:path';
import type { FileProblem, Finding, RenderedTrust, RoleReport } from '../core/analysis/report.ts';
import type { HclFile } from '../core/hcl/nodes.ts';
import { brokenPolicy } from '../core/policy/fromJsonFile.ts';
import type { OidcProvider } from '../core/policy/model.ts';
import type { TextEdit } from '../core/text/edit.ts';
import type { FileId } from '../core/text/range.ts';
import type { State } from '../workspace/compareRoles.ts';
import { type ConfigurationSource, isConfigFile } from '../workspace/configurations.ts';
import { DiskFileSystem } from '../workspace/diskFileSystem.ts';
import { isWithin } from '../workspace/fileId.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { Workspace } from '../workspace/workspace.ts';
import { isWalked, type Selection } from './selection.ts';

/** What a check found, in the selected files and in those that their modules read. In no particular order. */
export interface CheckResult {
  readonly findings: readonly Finding[];
  readonly roles: readonly RoleReport[];
  readonly errors: readonly FileProblem[];
  /** Files that were read and understood as a whole. */
  readonly checked: ReadonlySet<FileId>;
  /** Named files that hold nothing to check. */
  readonly pointless: readonly FileId[];
}

export class Checker {
  readonly #workspace: Workspace;
  readonly #fileSystem: FileSystem;
  readonly #selection: Selection;

  constructor(selection: Selection, source: ConfigurationSource, fileSystem: FileSystem = new DiskFileSystem()) {
    this.#workspace = new Workspace(fileSystem, source);
    this.#fileSystem = fileSystem;
    this.#selection = selection;
    this.#index();
    for (const [file, { named, text }] of selection.files) {
      if (text !== undefined) this.#workspace.open(file, { languageId: languageOf(file), text });
      else if (named) this.#openOddName(file);
    }
  }

  /** The text that was checked; nothing when the file could not be read. */
  text(file: FileId): string | undefined {
    return this.#workspace.text(file);
  }

  /** Whether a fix may change the file: it is selected, or would be if its name said what it is. */
  mayEdit(file: FileId): boolean {
    const { files, isWanted } = this.#selection;
    return files.has(file) || (isWanted(file) && isWalked(file, this.#selection));
  }

  /** The selected files, with names that are relative to a directory. */
  state(root: string, only?: FileId): State {
    const files = [...this.#selection.files.keys()];
    return { workspace: this.#workspace, files, root, ...(only === undefined ? {} : { only }) };
  }

  /** Whether edits may be made unseen: `Report.keepsAccess`, of all that the edited files concern. */
  keepsAccess(edits: readonly TextEdit[]): boolean {
    const files = new Set(edits.map(({ range }) => range.file));
    return [...files].every((file) => this.#workspace.report(file).keepsAccess(edits));
  }

  /** From now on the file counts as holding this text. Nothing is written. */
  overlay(file: FileId, text: string): void {
    this.#workspace.change(file, text);
  }

  /** From now on the file counts as it is on disk; as it was, where it cannot be read any more. */
  reread(file: FileId, before: string): void {
    const read = this.#fileSystem.read(file);
    this.#workspace.change(file, read.ok ? read.text : before);
  }

  /** The policies of a file as AWS gets them. */
  rendered(file: FileId): readonly RenderedTrust[] {
    return this.#workspace.report(file).rendered;
  }

  /** The trust policies of the roles and files that are selected. */
  trustPolicies(): RenderedTrust[] {
    return [...this.#selection.files.keys()]
      .flatMap((file) => this.rendered(file))
      .filter(({ kind }) => kind !== 'document');
  }

  /** The IAM providers that the selected files declare. */
  providers(): readonly OidcProvider[] {
    return [...this.#selection.files.keys()].flatMap((file) => this.#workspace.report(file).providers);
  }

  tree(file: FileId): HclFile | undefined {
    return this.#workspace.tree(file);
  }

  check(): CheckResult {
    const findings: Finding[] = [];
    const roles: RoleReport[] = [];
    const errors: FileProblem[] = this.#selection.unreadable.map(({ file, message }) => ({ file, message }));
    const checked = new Set<FileId>();
    const pointless: FileId[] = [];
    const read = new ReadFiles(this.#workspace, this.#selection);
    // What uses a module is found out when it is looked at.
    for (const file of this.#selection.context) {
      this.#workspace.report(file);
      read.addFrom(file);
    }
    for (const [file, { named }] of this.#selection.files) {
      if (isConfigFile(file)) continue;
      const report = this.#workspace.report(file);
      read.addFrom(file);
      findings.push(...report.findings);
      roles.push(...report.roles);
      const terraform = this.#workspace.kindOf(file) === 'member' || this.#workspace.kindOf(file) === 'hcl-alone';
      if (report.problems.length > 0) {
        if (terraform || named || !isReadable(file)) errors.push(...report.problems);
      } else if (terraform || report.models.length > 0 || this.#workspace.isRead(file)) {
        checked.add(file);
      } else if (named) {
        const fault = brokenPolicy(file, this.text(file) ?? '');
        if (fault) errors.push(fault);
        else pointless.push(file);
      }
    }
    for (const file of read.files) {
      findings.push(...this.#workspace.report(file).findings);
      checked.add(file);
    }
    findings.push(...this.configFiles().flatMap((file) => this.#configFindings(file, errors.length === 0)));
    return { findings, roles, errors, checked, pointless };
  }

  /** The configuration files that count for what is selected. */
  configFiles(): FileId[] {
    const files = [...this.#selection.files.keys()].map((file) => this.#workspace.configFileFor(file));
    return [...new Set(files)].filter((file) => file !== undefined).sort();
  }

  /** The mistakes in a configuration file. */
  configMistakes(file: FileId): readonly FileProblem[] {
    return this.#workspace.report(file).problems;
  }

  /** What an entry is for can be told only where all was looked at that it could be for. */
  #configFindings(file: FileId, isWhole: boolean): readonly Finding[] {
    const isNarrowed = this.#selection.context.length > 0;
    if (isNarrowed && !this.#selection.files.has(file)) return [];
    const isWalked = this.#selection.walked.some((directory) => isWithin(file, directory));
    const unused = isWhole && isWalked ? this.#workspace.unusedIgnores(file) : [];
    return [...this.#workspace.report(file).findings, ...unused];
  }

  /** Whoever calls a module in its repository gives it its values, wherever the caller stands and whatever was named. */
  #index(): void {
    const repositories = this.#selection.directories.map((directory) => this.#workspace.repositoryOf(directory));
    for (const repository of new Set(repositories)) this.#workspace.addFolder(repository);
    while (this.#workspace.indexNext());
  }

  /** A named file is checked whatever it is called. */
  #openOddName(file: FileId): void {
    if (this.#workspace.kindOf(file) !== 'none') return;
    const read = this.#fileSystem.read(file);
    if (!read.ok) return;
    this.#workspace.open(file, { languageId: languageOf(file), text: read.text });
  }
}

/** The files that modules in selected directories read, and that are not selected themselves: faults in them are theirs. */
class ReadFiles {
  readonly files = new Set<FileId>();
  readonly #workspace: Workspace;
  readonly #selection: Selection;
  readonly #directories = new Set<string>();

  constructor(workspace: Workspace, selection: Selection) {
    this.#workspace = workspace;
    this.#selection = selection;
  }

  /** Adds those of a file's module and of the modules that call it; of what lies elsewhere nothing but what is read here. */
  addFrom(member: FileId): void {
    const directory = path.dirname(member);
    if (this.#workspace.kindOf(member) !== 'member' || this.#directories.has(directory)) return;
    this.#directories.add(directory);
    const { files, walked, isWanted } = this.#selection;
    if (walked.length === 0) return;
    const roots = this.#workspace.rootsOf(directory).map((root) => this.#workspace.moduleReport(root));
    for (const { file, module } of roots.flatMap(({ reads }) => reads)) {
      if (files.has(file) || !isWanted(file) || this.#workspace.kindOf(file) === 'member') continue;
      const isOwn = walked.some((selected) => module.some((each) => isWithin(each, selected)));
      if (isOwn || isWalked(file, this.#selection)) this.files.add(file);
    }
  }
}

/** As what a file is read whose name does not say it: `.hcl` as Terraform, any other as JSON. */
function languageOf(file: FileId): string {
  return path.extname(file) === '.hcl' ? 'hcl' : 'json';
}

/** A JSON file that is too large or no text is no trust policy; one that may not be read could be one. */
function isReadable(file: FileId): boolean {
  try {
    fs.accessSync(file, fs.constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
