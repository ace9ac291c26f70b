import path from 'node:path';
import { analyzeJson, analyzeModule, type ModuleFile, type Surroundings } from '../core/analysis/analyze.ts';
import { type Config, type FileConfig, type Ignore, NO_CONFIG } from '../core/analysis/config.ts';
import { ModuleMemory } from '../core/analysis/memory.ts';
import { type FileProblem, lazyReport, NO_REPORT, partsOf, type Report } from '../core/analysis/report.ts';
import { ignoresWithoutReason, settle, unusedIgnores } from '../core/analysis/settle.ts';
import type { HclFile } from '../core/hcl/nodes.ts';
import type { ReadHcl } from '../core/hcl/reparse.ts';
import type { Project } from '../core/oidc/project.ts';
import { readConfiguration } from '../core/terraform/jsonSyntax.ts';
import type { FileId } from '../core/text/range.ts';
import { type ConfigurationSource, Configurations, isConfigFile } from './configurations.ts';
import { declarations } from './declarations.ts';
import { type DocumentKind, kindOf } from './documentKind.ts';
import { isOnDisk, isWithin } from './fileId.ts';
import { FileStore, type OpenDocument } from './fileStore.ts';
import type { FileSystem, FileText } from './fileSystem.ts';
import type { GitRemote } from './gitRemote.ts';
import { type Dialect, isConfiguration, isReplaced, moduleMembers } from './moduleMembers.ts';
import { Recent } from './recent.ts';
import { RepositoryFacts } from './repositoryFacts.ts';
import type { ServiceAccount } from './serviceAccounts.ts';
import { isVariableFile, surroundingsOf } from './surroundings.ts';
import { WorkspaceIndex } from './workspaceIndex.ts';

/** More files than any hand-written module has; a directory of generated ones must not stop the editor. */
export const MAX_MODULE_FILES = 500;

/** How many directories upwards a module is looked for that may name a file: `module/files/policies/trust.json`. */
const READER_LEVELS = 3;

/** As many callers as give a module its values at every keystroke in it. */
const MAX_USERS = 20;

/** What `file()` and `templatefile()` mostly read. */
const MAY_BE_READ = /^(?:\.(?:json|jsonc|yaml|yml|tpl|tftpl|tmpl|template|policy))?$/;

/** A report holds on to all that its module evaluates to. A whole repository's need more memory than computing one again is worth. */
const MAX_MODULES = 200;
const MAX_TREES = 2000;
const MAX_MEMORIES = 2 * MAX_USERS;

interface Judged {
  readonly report: Report;
  readonly project: Project;
  /** The directories that its calls led to. */
  readonly called: ReadonlySet<string>;
}

interface Alone {
  readonly report: Report;
  readonly config: Config;
  readonly project: Project;
}

interface Memory {
  readonly memory: ModuleMemory;
  readonly project: Project;
}

/** Stands for a file that could not be read: something is in it, so that absence from the module proves nothing. */
const UNREADABLE: HclFile = {
  body: { kind: 'body', items: [], complete: false, start: 0, end: 0 },
  problems: [],
  comments: [],
};

/**
 * Answers what is wrong in a file, from the open documents and the disk. Files are read when a question needs them;
 * parsed trees are kept by text, module reports until something in their directory changes.
 */
export class Workspace {
  readonly #files: FileStore;
  readonly #trees = new Recent<FileId, ReadHcl>(MAX_TREES);
  readonly #modules = new Recent<string, Record<Dialect, Judged | undefined>>(MAX_MODULES);
  readonly #alone = new Map<FileId, Alone>();
  /** Of what was analysed last, for when it is edited. */
  readonly #memories = new Recent<string, Memory>(MAX_MEMORIES);
  readonly #index: WorkspaceIndex;
  /** The modules whose expressions name a file, or once did, by that file. */
  readonly #readers = new Map<FileId, Set<string>>();
  /** The modules whose calls lead to a directory, or once did, by that directory. */
  readonly #callers = new Map<string, Set<string>>();
  readonly #configurations: Configurations | undefined;
  readonly #repositories: RepositoryFacts;
  /** Without it, configuration files do not count. */
  readonly configurationSource: ConfigurationSource | undefined;
  /** The entries of configurations that have suppressed something so far. */
  readonly #usedIgnores = new Set<Ignore>();

  constructor(fileSystem: FileSystem, source?: ConfigurationSource) {
    this.#files = new FileStore(fileSystem);
    this.#index = new WorkspaceIndex(this.#files);
    this.#repositories = new RepositoryFacts(this.#files);
    this.configurationSource = source;
    this.#configurations = source && new Configurations(this.#files, source);
  }

  /** In this folder callers and readers are looked for everywhere, as far as `indexNext` has got. */
  addFolder(folder: string): void {
    this.#files.addFolder(folder);
    this.#index.add(folder);
    this.#forgetRead(folder);
  }

  removeFolder(folder: string): void {
    this.#files.removeFolder(folder);
    this.#index.remove(folder);
    this.#forgetRead(folder);
  }

  get hasToIndex(): boolean {
    return this.#index.hasPending;
  }

  /** Does a little of the work on the index of the folders; false when none is left. */
  indexNext(): boolean {
    return this.#index.next();
  }

  /** The repository that a directory belongs to; the directory itself where there is none. */
  repositoryOf(directory: string): string {
    return this.#files.repositoryOf(directory);
  }

  /** Where the code of a file is hosted, as far as its repository lies in the folders of the workspace. */
  gitRemote(file: FileId): GitRemote | undefined {
    return isOnDisk(file) ? this.#files.gitRemote(path.dirname(file)) : undefined;
  }

  /** The service accounts that the Terraform files of the folders name, as far as they were looked at. */
  serviceAccounts(): readonly ServiceAccount[] {
    return this.#index.serviceAccounts();
  }

  /** What the configuration says of a file's project, and its repository. */
  projectOf(file: FileId): Project {
    const { project } = this.#configFor(file).config;
    return isOnDisk(file) ? this.#repositories.addTo(project, path.dirname(file)) : project;
  }

  /** Whether the configuration says that a JSON file is a trust policy. */
  isPolicyFile(file: FileId): boolean {
    const { config, path: configPath } = this.#configFor(file);
    return config.policyFiles(configPath);
  }

  /** The modules that are applied by themselves and are known to read a file: one that is called means what its callers make of it. */
  readersOf(file: FileId): readonly string[] {
    return [...(this.#readers.get(file) ?? [])].filter((directory) => {
      // A module that has stopped reading it is still known for it.
      if (!this.moduleReport(directory).reads.some((read) => read.file === file)) return false;
      this.#findUsers(directory, this.#files.repositoryOf(directory));
      return this.rootsOf(directory).includes(directory);
    });
  }

  /** Whether a module is known to read a file. */
  isRead(file: FileId): boolean {
    return this.readersOf(file).length > 0;
  }

  /** The editor shows this document. Its directory is read anew: whoever watches the disk may not have seen it so far. */
  open(file: FileId, document: OpenDocument): void {
    this.#files.put(file, document);
    if (this.kindOf(file) === 'member') this.#forgetRead(path.dirname(file));
    this.#index.opened(file, document.text);
    this.#invalidate(file);
  }

  change(file: FileId, text: string): void {
    const languageId = this.languageOf(file);
    this.#files.put(file, { languageId, text });
    this.#index.edited(file, text);
    this.#invalidate(file);
  }

  /** From now on the disk counts again. A directory of which nothing is open any more is forgotten. */
  close(file: FileId): void {
    const last = this.filesAffectedBy(file).length === 0;
    this.#files.remove(file);
    this.#alone.delete(file);
    const forgotten = last && isOnDisk(file) ? path.dirname(file) : file;
    for (const known of this.#trees.keys()) if (isWithin(known, forgotten)) this.#trees.delete(known);
    this.#forgetRead(forgotten);
    this.#index.changedOnDisk(file);
    this.#invalidate(file);
  }

  /** A file or directory was created, changed, renamed or deleted. */
  changedOnDisk(changed: string): void {
    this.#index.changedOnDisk(changed);
    this.#forgetRead(changed);
  }

  #forgetRead(changed: string): void {
    this.#files.forget(changed);
    this.#configurations?.forget();
    this.#repositories.forget();
    for (const directory of [...this.#modules.keys(), ...this.#callers.keys()]) {
      if (isWithin(directory, changed)) this.#forgetModule(directory);
    }
    for (const [file, readers] of this.#readers) {
      if (isWithin(file, changed)) for (const directory of readers) this.#modules.delete(directory);
    }
    if (!this.#files.opened(changed)) this.#invalidate(changed);
  }

  kindOf(file: FileId): DocumentKind {
    return kindOf(file, this.#files.opened(file)?.languageId);
  }

  openFiles(): readonly FileId[] {
    return this.#files.openFiles();
  }

  /** The language that the editor gives a document; empty where it is not open. */
  languageOf(file: FileId): string {
    return this.#files.opened(file)?.languageId ?? '';
  }

  /** The text as the editor shows it, else as it is on disk; nothing when it cannot be read. */
  text(file: FileId): string | undefined {
    const read = this.#files.read(file);
    return read.ok ? read.text : undefined;
  }

  /** The syntax tree of a Terraform file; nothing for other files and for one that cannot be read. */
  tree(file: FileId): HclFile | undefined {
    const kind = this.kindOf(file);
    const text = kind === 'member' || kind === 'hcl-alone' ? this.text(file) : undefined;
    return text === undefined ? undefined : this.#parse(file, text);
  }

  /** The module that a file belongs to, as it is written; nothing for what is no Terraform, or cannot be read. */
  sources(file: FileId): { readonly files: readonly ModuleFile[]; readonly surroundings: Surroundings } | undefined {
    const kind = this.kindOf(file);
    if (kind === 'hcl-alone') {
      const alone = this.#parsed(file);
      return alone && { files: [alone], surroundings: {} };
    }
    if (kind !== 'member' || this.text(file) === undefined) return undefined;
    const directory = path.dirname(file);
    const { names } = this.#files.names(directory);
    const dialect = isReplaced(path.basename(file), names) ? 'terraform' : 'opentofu';
    const files = moduleMembers(names, dialect).map((name, index) =>
      this.#member(path.join(directory, name), index, []),
    );
    return { files, surroundings: this.#surroundings(directory, () => {}) };
  }

  /** The Terraform files of a directory, as OpenTofu reads them; none where there is no module yet. */
  moduleFiles(directory: string): readonly ModuleFile[] {
    return this.#members(directory);
  }

  /** The open documents whose report may change when this one does, itself not included. */
  filesAffectedBy(file: FileId): FileId[] {
    const directory = path.dirname(file);
    if (isConfigFile(file)) return this.openFiles().filter((other) => other !== file && isWithin(other, directory));
    if (this.kindOf(file) !== 'member') return [];
    const changed = this.#judgedWith(directory);
    return this.openFiles().filter((other) => {
      const isMember = this.kindOf(other) === 'member';
      const judged = isMember ? this.#judgedWith(path.dirname(other)) : [...(this.#readers.get(other) ?? [])];
      return other !== file && judged.some((module) => changed.includes(module));
    });
  }

  /** The modules whose reports may tell of the one in this directory: itself, and those that are known to call it. */
  #judgedWith(directory: string): readonly string[] {
    return [directory, ...(this.#callers.get(directory) ?? [])];
  }

  /** What concerns this one file. A `.tf` file that a `.tofu` file replaces is judged in the module that Terraform sees. */
  report(file: FileId): Report {
    if (this.#configurations && isConfigFile(file)) return this.#reportOfConfig(file, this.#configurations);
    const report = this.#unsettledReport(file);
    const { findings, used } = settle(
      report,
      { file, text: this.text(file) ?? '', tree: this.tree(file), isWhole: () => this.#isWhole(file) },
      this.#configFor(file),
    );
    for (const ignore of used) this.#usedIgnores.add(ignore);
    return changed(report, { findings, masked: [] });
  }

  /** What suppresses nothing, of a configuration whose files have all been reported on. */
  unusedIgnores(configFile: FileId): Report['findings'] {
    return unusedIgnores(configFile, this.#configFor(configFile), this.#usedIgnores);
  }

  /** The configuration file that counts for a file. */
  configFileFor(file: FileId): FileId | undefined {
    return this.#configurations?.fileFor(file);
  }

  /** A file's path as the patterns of its configuration see it. */
  configPath(file: FileId): string {
    return this.#configFor(file).path;
  }

  #reportOfConfig(file: FileId, configurations: Configurations): Report {
    const problems = configurations.problems(file);
    if (problems.length > 0) return { ...NO_REPORT, problems };
    return { ...NO_REPORT, findings: ignoresWithoutReason(file, configurations.of(file)) };
  }

  #configFor(file: FileId): FileConfig {
    return this.#configurations?.of(file) ?? { config: NO_CONFIG, path: file };
  }

  /** Whether everything was read that could find something in a file. */
  #isWhole(file: FileId): boolean {
    if (this.hasToIndex) return false;
    if (this.kindOf(file) !== 'member') return this.#unsettledReport(file).problems.length === 0;
    const directory = path.dirname(file);
    return [directory, ...this.callersOf(directory)].every((each) => this.moduleReport(each).problems.length === 0);
  }

  /** What concerns a directory's Terraform files, whatever the configuration says. */
  moduleReport(directory: string, dialect: Dialect = 'opentofu'): Report {
    return this.#judged(directory, dialect).report;
  }

  #judged(directory: string, dialect: Dialect = 'opentofu'): Judged {
    const known = this.#modules.get(directory) ?? { opentofu: undefined, terraform: undefined };
    this.#modules.set(directory, known);
    const project = this.projectOf(path.join(directory, 'main.tf'));
    const before = known[dialect]?.project === project ? known[dialect] : undefined;
    const judged = before ?? this.#analyzeDirectory(directory, dialect, project);
    known[dialect] = judged;
    return judged;
  }

  /** The directories of the modules that were found to call the one in this directory, sorted. */
  callersOf(directory: string): readonly string[] {
    const found = [...(this.#callers.get(directory) ?? [])].sort();
    // A module that has lost its call is still known for it until it is judged again.
    return found.filter((caller) => this.#judged(caller).called.has(directory));
  }

  /** The modules through which the one in this directory is applied: those that call it and are not called themselves, or itself. */
  rootsOf(directory: string): readonly string[] {
    const callers = this.callersOf(directory);
    const roots = callers.filter((caller) => this.callersOf(caller).length === 0);
    if (roots.length > 0) return roots;
    // Modules that call each other in a circle have none.
    return callers.length > 0 ? callers : [directory];
  }

  /** Whether the module in this directory has a block of this address, whatever becomes of it. */
  declares(directory: string, address: string): boolean {
    return declarations(() => this.#members(directory))(address) !== undefined;
  }

  #unsettledReport(file: FileId): Report {
    const kind = this.kindOf(file);
    if (kind !== 'member') return this.#withReaders(file, kind);
    const directory = path.dirname(file);
    const replaced = isReplaced(path.basename(file), this.#files.names(directory).names);
    return this.#withCallers(file, only(file, this.moduleReport(directory, replaced ? 'terraform' : 'opentofu')));
  }

  #invalidate(file: FileId): void {
    if (isConfigFile(file)) this.#configurations?.forget();
    this.#alone.delete(file);
    const name = path.basename(file);
    if (isConfiguration(name) || isVariableFile(name)) {
      this.#forgetModule(path.dirname(file));
      // A plan beside it names places in it.
      for (const alone of this.#alone.keys()) if (path.dirname(alone) === path.dirname(file)) this.#alone.delete(alone);
    }
    for (const directory of this.#readers.get(file) ?? []) this.#modules.delete(directory);
  }

  /** Where calls give a module its values, what they lead to counts, and not what it or a caller would be by itself. */
  #withCallers(file: FileId, alone: Report): Report {
    const called = path.dirname(file);
    this.#findUsers(called, this.#files.repositoryOf(called));
    const roots = this.rootsOf(called);
    if (roots.length === 1 && roots[0] === called) return alone;
    const reports = roots.map((root) => only(file, this.moduleReport(root)));
    return lazyReport({ ...joined(reports), problems: alone.problems }, partsOf(reports));
  }

  /**
   * What the modules that read a file say of it counts more than what it says alone: they know its variables and providers. What
   * one of them renders as a template says nothing alone.
   */
  #withReaders(file: FileId, kind: Exclude<DocumentKind, 'member'>): Report {
    if (MAY_BE_READ.test(path.extname(file))) this.#findUsers(file, this.#files.repositoryOf(path.dirname(file)));
    const readers = this.readersOf(file).map((directory) => this.moduleReport(directory));
    const isTemplate =
      kind !== 'none' && readers.some(({ reads }) => reads.some((read) => read.file === file && read.isTemplate));
    const alone = kind === 'none' || isTemplate ? NO_REPORT : this.#reportAlone(file, kind);
    if (readers.length === 0) return alone;
    const said = readers.map((report) => only(file, report));
    const { findings, masked } = joined([alone, ...said]);
    const parts = partsOf([alone], { modelsOf: [...said, alone] });
    return lazyReport({ findings, masked, problems: alone.problems }, parts);
  }

  /** Modules beside or above a file or directory, and those that the index tells, are analysed once, to learn who uses what. */
  #findUsers(named: string, root: string): void {
    if (!isOnDisk(named)) return;
    let directory = path.dirname(named);
    for (
      let level = 0;
      level < READER_LEVELS && isWithin(directory, root);
      level++, directory = path.dirname(directory)
    ) {
      if (!this.#modules.has(directory) && this.#files.names(directory).names.some(isConfiguration))
        this.moduleReport(directory);
    }
    for (const user of this.#index.usersOf(named).slice(0, MAX_USERS)) {
      if (!this.#modules.has(user)) this.moduleReport(user);
    }
  }

  /** Forgets what was found out about a module, and about those that call it. */
  #forgetModule(directory: string): void {
    this.#modules.delete(directory);
    for (const caller of this.#callers.get(directory) ?? []) this.#modules.delete(caller);
  }

  #analyzeDirectory(directory: string, dialect: Dialect, project: Project): Judged {
    const calledNow = new Set<string>();
    const { names, reason } = this.#files.names(directory);
    const members = moduleMembers(names, dialect).map((name) => path.join(directory, name));
    const problems: FileProblem[] = reason ? [{ file: directory, message: couldNotBeRead(directory, reason) }] : [];
    const files = members.map((file, index) => this.#member(file, index, problems));
    if (reason) files.push({ id: directory, text: '', tree: UNREADABLE });
    const report = analyzeModule(
      files,
      this.#surroundings(directory, (called) => calledNow.add(called)),
      this.#memory(`${dialect} ${directory}`, project),
      project,
    );
    const whole = problems.length === 0 ? report : changed(report, { problems: [...report.problems, ...problems] });
    return { report: whole, project, called: calledNow };
  }

  #surroundings(directory: string, noteCalled: (called: string) => void): Surroundings {
    return surroundingsOf(directory, {
      files: this.#files,
      members: (called) => this.#members(called),
      parse: (file) => this.#parsed(file),
      noteRead: (file) => note(this.#readers, file, directory),
      noteCalled: (called) => {
        noteCalled(called);
        note(this.#callers, called, directory);
      },
    });
  }

  #member(file: FileId, index: number, problems: FileProblem[]): ModuleFile {
    const read: FileText =
      index < MAX_MODULE_FILES
        ? this.#files.read(file)
        : { ok: false, reason: `its directory holds more than ${MAX_MODULE_FILES} Terraform files` };
    if (read.ok) return { id: file, text: read.text, tree: this.#parse(file, read.text) };
    problems.push({ file, message: couldNotBeRead(file, read.reason) });
    return { id: file, text: '', tree: UNREADABLE };
  }

  /** The files of a called module; one that cannot be read makes it incomplete, as in a module of its own. */
  #members(directory: string): ModuleFile[] {
    const { names } = this.#files.names(directory);
    return moduleMembers(names, 'opentofu').map((name, index) => this.#member(path.join(directory, name), index, []));
  }

  #parsed(file: FileId): ModuleFile | undefined {
    const read = this.#files.read(file);
    return read.ok ? { id: file, text: read.text, tree: this.#parse(file, read.text) } : undefined;
  }

  #reportAlone(file: FileId, kind: 'hcl-alone' | 'json-alone'): Report {
    const fileConfig = this.#configFor(file);
    const { config } = fileConfig;
    const project = this.projectOf(file);
    const known = this.#alone.get(file);
    if (known?.config === config && known.project === project) return known.report;
    const report = this.#analyzeAlone(file, kind, fileConfig, project);
    this.#alone.set(file, { report, config, project });
    return report;
  }

  #analyzeAlone(
    file: FileId,
    kind: 'hcl-alone' | 'json-alone',
    { config: { policyFiles }, path: configPath }: FileConfig,
    project: Project,
  ): Report {
    const read = this.#files.read(file);
    if (!read.ok) return { ...NO_REPORT, problems: [{ file, message: couldNotBeRead(file, read.reason) }] };
    if (kind === 'json-alone') {
      const declared = declarations(() => (isOnDisk(file) ? this.#members(path.dirname(file)) : []));
      const isPolicy = policyFiles(configPath);
      return analyzeJson(file, read.text, { declared, isPolicy, project }) ?? NO_REPORT;
    }
    const module = [{ id: file, text: read.text, tree: this.#parse(file, read.text) }];
    return analyzeModule(module, {}, this.#memory(file, project), project);
  }

  /** Nothing is edited where nothing is open, and what was found out with other facts is worth nothing. */
  #memory(name: string, project: Project): ModuleMemory | undefined {
    if (this.openFiles().length === 0) return undefined;
    const known = this.#memories.get(name);
    const memory = known?.project === project ? known.memory : new ModuleMemory();
    this.#memories.set(name, { memory, project });
    return memory;
  }

  #parse(file: FileId, text: string): HclFile {
    const known = this.#trees.get(file);
    if (known?.text === text) return known.tree;
    const read = readConfiguration(file, text, known);
    this.#trees.set(file, read);
    return read.tree;
  }
}

function note(map: Map<string, Set<string>>, key: string, directory: string): void {
  map.set(key, (map.get(key) ?? new Set()).add(directory));
}

function keyOf({ rule, range }: Report['findings'][number]): string {
  return `${rule} ${range.start} ${range.end}`;
}

/** The findings of several reports on one file. Of the same finding the last counts; what one of them shows is shown. */
function joined(reports: readonly Report[]): Pick<Report, 'findings' | 'masked'> {
  const findings = new Map(reports.flatMap((report) => report.findings).map((found) => [keyOf(found), found]));
  const masked = new Map(reports.flatMap((report) => report.masked).map((found) => [keyOf(found), found]));
  for (const key of findings.keys()) masked.delete(key);
  return { findings: [...findings.values()], masked: [...masked.values()] };
}

function only(file: FileId, report: Report): Report {
  return lazyReport(
    {
      findings: report.findings.filter((finding) => finding.range.file === file),
      masked: report.masked.filter((finding) => finding.range.file === file),
      problems: report.problems.filter((problem) => problem.file === file),
    },
    partsOf([report], { file }),
  );
}

/** A report with other findings or problems; what it says of roles is still made only when somebody looks. */
function changed(report: Report, change: Partial<Pick<Report, 'findings' | 'masked' | 'problems'>>): Report {
  const { findings, masked, problems } = report;
  return lazyReport({ findings, masked, problems, ...change }, partsOf([report]));
}

function couldNotBeRead(file: FileId, reason: string): string {
  return `${path.basename(file)} could not be read: ${reason}.`;
}
