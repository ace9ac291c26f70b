/** Judges a module fragment by fragment, and only those that are not remembered. */
import type { Project } from '../oidc/project.ts';
import { ModelSource } from '../policy/build.ts';
import { type Instances, ModuleInstances } from '../policy/instances.ts';
import type { PolicyModel } from '../policy/model.ts';
import type { Fix } from '../rules/finding.ts';
import type { FileUse, Resting } from '../terraform/defaults.ts';
import { editedModule } from '../terraform/edited.ts';
import { Evaluator } from '../terraform/evaluate.ts';
import type { Module } from '../terraform/module.ts';
import { areDisjoint, type TextEdit } from '../text/edit.ts';
import { contains } from '../text/range.ts';
import { once } from '../value/once.ts';
import { keepsAccess, safeOnlyIf, verdictsOf } from './consequences.ts';
import type { Fragment } from './fragments.ts';
import { withInstances } from './instanceFindings.ts';
import { ModuleMemory, type PlainFinding } from './memory.ts';
import { keepingComments, onlyReadable } from './readableFixes.ts';
import type { AccessSummary, FileRead } from './report.ts';
import { summariesOf } from './roleReport.ts';
import { applyRules, type Found } from './runRules.ts';

/** Each costs as much as judging the fragment again, at each keystroke in it. */
const FEW_DEFAULTS = 4;

export class ModuleJudge {
  readonly evaluator: Evaluator;
  readonly instances: Instances;
  readonly #module: Module;
  readonly #project: Project;
  readonly #source: ModelSource;
  #whole: Resting<PolicyModel> | undefined;
  #wholeFound: Resting<readonly Found[]> | undefined;
  #strict: State | undefined;
  #parts: readonly Fragment[] | undefined;
  /** Of the fragment that was looked at last: at a keystroke it is the only one. */
  #last: { readonly key: string; readonly model: Resting<PolicyModel> } | undefined;
  /** Of the fragment that was judged last: all of its findings are asked for their fixes. */
  #lastFound: { readonly key: string; readonly found: Resting<readonly Found[]> } | undefined;

  constructor(module: Module, project: Project) {
    this.#module = module;
    this.#project = project;
    this.evaluator = new Evaluator(module, { variableDefaults: true });
    this.instances = new ModuleInstances(this.evaluator);
    this.#source = new ModelSource(this.evaluator);
  }

  /** The model of the whole module. */
  get model(): PolicyModel {
    return this.#wholeModel().result;
  }

  #wholeModel(): Resting<PolicyModel> {
    this.#whole ??= this.evaluator.defaults.during(() => this.#source.model());
    return this.#whole;
  }

  #wholeFindings(): Resting<readonly Found[]> {
    this.#wholeFound ??= this.#findingsOf(this.#wholeModel());
    return this.#wholeFound;
  }

  /** The names of what every policy sees. */
  get shared(): readonly string[] {
    return this.#source.shared();
  }

  /**
   * What the rules say, in the order of the module. Without a memory the module is judged whole, which costs less, unless findings
   * may rest on defaults: which they are is told for each fragment.
   */
  findings(memory: ModuleMemory | undefined): readonly Found[] {
    if (memory) return this.#byFragments(memory);
    const { result: findings, used } = this.#wholeFindings();
    if (used.size === 0 || findings.length === 0) return findings;
    const certain = this.#certain(findings);
    return findings.every((finding) => certain.has(placeOf(finding)))
      ? findings
      : this.#byFragments(new ModuleMemory());
  }

  /**
   * Who gets in by each role and each policy document that is a trust policy, in the order of the module. Without a memory the
   * module is judged whole.
   */
  summaries(memory: ModuleMemory | undefined): readonly AccessSummary[] {
    if (!memory) return summariesOf(this.model, this.#project, this.instances);
    return this.#fragments(memory).flatMap((fragment) => {
      const known = memory.summaries.recall(fragment, this.evaluator);
      if (known) return known;
      const summaries = summariesOf(this.#modelOf(fragment).result, this.#project, this.instances);
      memory.summaries.remember(fragment, this.evaluator, summaries);
      return summaries;
    });
  }

  /** The files beside the module's own that its policies are read from. Without a memory the module is judged whole. */
  reads(memory: ModuleMemory | undefined): readonly FileRead[] {
    const used = memory
      ? this.#fragments(memory).flatMap((fragment) => this.#readsOf(fragment, memory))
      : [...this.#wholeFindings().reads];
    const keyed = [...this.#source.reads, ...used].map(
      (use) => [`${use.instance} ${use.isTemplate} ${use.file}`, use] as const,
    );
    const byUse = new Map(keyed);
    return [...byUse.values()].map(({ instance, file, isTemplate }) => {
      const { files = [] } = this.evaluator.instances.get(instance)?.module ?? {};
      return { file, module: files.map(({ id }) => id), isTemplate };
    });
  }

  #readsOf(fragment: Fragment, memory: ModuleMemory): readonly FileUse[] {
    return memory.reads.recall(fragment, this.evaluator) ?? this.#rememberReads(fragment, memory);
  }

  #rememberReads(fragment: Fragment, memory: ModuleMemory): readonly FileUse[] {
    const reads = [...this.#judge(fragment).reads];
    memory.reads.remember(fragment, this.evaluator, reads);
    return reads;
  }

  /** Whether edits leave who gets in as it is: what they may do unseen, `keepsAccess` says. False for edits that overlap. */
  keepsAccess(edits: readonly TextEdit[]): boolean {
    if (!areDisjoint(edits)) return false;
    const subjects = this.#subjectsAt(edits);
    const isChosen = (subject: string): boolean => subjects.has(subject);
    const evaluator = new Evaluator(editedModule(this.#module, edits), { variableDefaults: true });
    const before = verdictsOf(this.#source.model(isChosen), this.#project, this.instances);
    const edited = new ModelSource(evaluator).model(isChosen);
    return keepsAccess(before, verdictsOf(edited, this.#project, new ModuleInstances(evaluator)));
  }

  /** The subjects that edits can change the meaning of; all of them for edits in files that expressions read. */
  #subjectsAt(edits: readonly TextEdit[]): ReadonlySet<string> {
    const fragments = this.#fragments(new ModuleMemory());
    const holds = ({ units }: Fragment, { range }: TextEdit): boolean =>
      units.some(({ file, span }) => file === range.file && contains(span, range));
    const touched = fragments.filter((fragment) => edits.some((edit) => holds(fragment, edit)));
    const isInside = edits.every((edit) => touched.some((fragment) => holds(fragment, edit)));
    return new Set((isInside ? touched : fragments).flatMap(({ subjects }) => [...subjects]));
  }

  /** What the rules say of a model. Its instances are made for that, and rest on more. */
  #findingsOf({ result: model, ...rests }: Resting<PolicyModel>): Resting<readonly Found[]> {
    const { result, used, reads } = this.evaluator.defaults.during(() => this.#found(model));
    return { result, used: new Set([...rests.used, ...used]), reads: new Set([...rests.reads, ...reads]) };
  }

  #found(model: PolicyModel): readonly Found[] {
    const fixes = (offered: readonly Fix[]): readonly Fix[] =>
      safeOnlyIf((edits) => this.keepsAccess(edits), keepingComments(offered, this.evaluator));
    const judge = (part: PolicyModel): readonly Found[] => applyRules(part, this.#project, { fixes });
    return onlyReadable(withInstances(model, this.instances, judge), this.evaluator);
  }

  #fragments(memory: ModuleMemory): readonly Fragment[] {
    this.#parts ??= memory.fragments(this.#module.files, this.shared);
    return this.#parts;
  }

  /** The model of a fragment, and the variables whose defaults it rests on. */
  #modelOf({ key, subjects }: Fragment): Resting<PolicyModel> {
    if (this.#last?.key === key) return this.#last.model;
    const model = this.evaluator.defaults.during(() => this.#source.model((subject) => subjects.has(subject)));
    this.#last = { key, model };
    return model;
  }

  #byFragments(memory: ModuleMemory): Found[] {
    return this.#fragments(memory).flatMap((fragment) => this.#recalled(fragment, memory));
  }

  #recalled(fragment: Fragment, memory: ModuleMemory): readonly Found[] {
    const known = memory.findings.recall(fragment, this.evaluator);
    if (known) return known.map((finding) => ({ ...finding, fixes: once(() => this.#fixesOf(finding, fragment)) }));
    const { result: findings } = this.#judge(fragment);
    memory.findings.remember(
      fragment,
      this.evaluator,
      findings.map(({ fixes: _, ...finding }) => finding),
    );
    this.#rememberReads(fragment, memory);
    return findings;
  }

  #fixesOf(finding: PlainFinding, fragment: Fragment): readonly Fix[] {
    const same = this.#judge(fragment).result.find((other) => placeOf(other) === placeOf(finding));
    return same?.fixes() ?? [];
  }

  #judge(fragment: Fragment): Resting<readonly Found[]> {
    const { key } = fragment;
    if (this.#lastFound?.key !== key) this.#lastFound = { key, found: this.#judgedAnew(fragment) };
    return this.#lastFound.found;
  }

  #judgedAnew(fragment: Fragment): Resting<readonly Found[]> {
    const found = this.#findingsOf(this.#modelOf(fragment));
    const { result: findings, used } = found;
    if (used.size === 0) return found;
    return { ...found, result: this.#markDefaults(findings, (subject) => fragment.subjects.has(subject), used) };
  }

  /**
   * A finding that is gone when the defaults of variables do not count rests on one: a caller may set another value, so it is a
   * warning at most, and says so.
   */
  #markDefaults(
    findings: readonly Found[],
    isChosen: (subject: string) => boolean,
    used: ReadonlySet<string>,
  ): readonly Found[] {
    if (findings.length === 0) return findings;
    const certain = this.#certain(findings, isChosen);
    const resting = findings.filter((finding) => !certain.has(placeOf(finding)));
    if (resting.length === 0) return findings;
    const decisive = this.#decisive(resting, isChosen, [...used].sort());
    return findings.map((finding) => (resting.includes(finding) ? withDefaults(finding, decisive(finding)) : finding));
  }

  /** Which of the defaults a finding rests on: those without which it is gone; all of them where none alone decides. */
  #decisive(
    findings: readonly Found[],
    isChosen: (subject: string) => boolean,
    used: readonly string[],
  ): (finding: Found) => readonly string[] {
    if (used.length === 1 || used.length > FEW_DEFAULTS) return () => used;
    const without = used.map((name) => {
      const state = stateOf(new Evaluator(this.#module, { variableDefaults: true, withoutDefault: name }));
      return { name, places: this.#placesIn(state, findings, isChosen) };
    });
    return (finding) => {
      const names = without.flatMap(({ name, places }) => (places.has(placeOf(finding)) ? [] : [name]));
      return names.length > 0 ? names : used;
    };
  }

  /** The places of the findings that do not rest on the default of a variable, as far as they are among these. */
  #certain(findings: readonly Found[], isChosen?: (subject: string) => boolean): ReadonlySet<string> {
    this.#strict ??= stateOf(new Evaluator(this.#module, { variableDefaults: false }));
    return this.#placesIn(this.#strict, findings, isChosen);
  }

  /** What the rules that found these say of another state. */
  #placesIn(
    { source, instances }: State,
    findings: readonly Found[],
    isChosen: ((subject: string) => boolean) | undefined,
  ): ReadonlySet<string> {
    const only = new Set(findings.map(({ rule }) => rule));
    const judge = (model: PolicyModel): readonly Found[] => applyRules(model, this.#project, { only });
    return new Set(withInstances(source.model(isChosen), instances, judge).map(placeOf));
  }
}

/** The module with other values of its variables. */
interface State {
  readonly source: ModelSource;
  readonly instances: Instances;
}

function stateOf(evaluator: Evaluator): State {
  return { source: new ModelSource(evaluator), instances: new ModuleInstances(evaluator) };
}

function withDefaults(finding: Found, names: readonly string[]): Found {
  const severity = finding.severity === 'error' ? 'warning' : finding.severity;
  return { ...finding, severity, message: `${finding.message} (with the default of ${names.join(', ')})` };
}

function placeOf(finding: Pick<Found, 'rule' | 'range' | 'severity'>): string {
  return `${finding.rule} ${finding.range.file} ${finding.range.start} ${finding.range.end} ${finding.severity}`;
}
