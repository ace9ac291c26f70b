import { NO_PROJECT, type Project } from '../oidc/project.ts';
import { mayDeclareSubjects } from '../policy/build.ts';
import { policyFromJsonFile } from '../policy/fromJsonFile.ts';
import type { PolicyModel, Role, TrustPolicy } from '../policy/model.ts';
import { type FileAccess, Module, type ModuleFile, type Surroundings } from '../terraform/module.ts';
import { applyEdits, areDisjoint, type TextEdit } from '../text/edit.ts';
import { type FileId, inFile, sortByPlace } from '../text/range.ts';
import { once } from '../value/once.ts';
import { analyzePlan, type Declared } from './analyzePlan.ts';
import { Bases } from './bases.ts';
import { keepsAccess, safeOnlyIf } from './consequences.ts';
import type { ModuleMemory } from './memory.ts';
import { ModuleJudge } from './moduleJudge.ts';
import { renderDocuments, renderFile, renderRoles } from './rendered.ts';
import { type FileProblem, lazyReport, NO_REPORT, type Report, type RoleReport } from './report.ts';
import { documentReports, fileReport, roleReport } from './roleReport.ts';
import { runRules, settled } from './runRules.ts';

export type { FileAccess, ModuleFile, Surroundings };

/**
 * Analyses a module: all Terraform files of one directory. Never throws for any text; a rule that fails is an error that names
 * it. With the memory of an earlier analysis of the same module, only what has changed since is judged again.
 */
export function analyzeModule(
  files: readonly ModuleFile[],
  surroundings: Surroundings = {},
  memory?: ModuleMemory,
  project: Project = NO_PROJECT,
): Report {
  const problems = files.flatMap(problemsOf);
  if (!files.some((file) => mayDeclareSubjects(file.text))) return { ...NO_REPORT, problems };
  const judge = new ModuleJudge(new Module(files, surroundings), project);
  return lazyReport(
    { ...settled(judge.findings(memory)), problems },
    {
      roles: () => {
        const bases = new Bases(judge.evaluator, judge.shared);
        const report = (role: Role): RoleReport =>
          roleReport(role, judge.model, project, () => bases.of(role.address), judge.instances);
        return sortByPlace(judge.model.roles.map(report));
      },
      documents: () => sortByPlace(documentReports(judge.model, project, judge.instances)),
      summaries: () => sortByPlace(judge.summaries(memory)),
      rendered: () => [...renderRoles(judge.model), ...renderDocuments(judge.evaluator)],
      providers: () => judge.model.providers,
      reads: () => judge.reads(memory),
      models: () => [judge.model],
      keepsAccess: (edits) => judge.keepsAccess(edits),
    },
  );
}

export interface JsonOptions {
  /** Where a plan's resources are written, if that is known. */
  readonly declared?: Declared;
  /** It is a trust policy, whatever it looks like. */
  readonly isPolicy?: boolean;
  readonly project?: Project;
}

/** Analyses a JSON file: a trust policy, or what `terraform show -json` prints. Undefined when it is not certainly one of them. */
export function analyzeJson(
  file: FileId,
  text: string,
  { declared = () => undefined, isPolicy = false, project = NO_PROJECT }: JsonOptions = {},
): Report | undefined {
  const plan = isPolicy ? undefined : analyzePlan(file, text, declared, project);
  const policy = plan ? undefined : policyFromJsonFile(file, text, isPolicy);
  if (!policy) return plan;
  const model = modelOf(policy);
  const role = once(() => fileReport(policy, text, project));
  const isKept = (edits: readonly TextEdit[]): boolean => {
    const own = edits.filter(({ range }) => range.file === file);
    if (own.length === 0) return true;
    const after = areDisjoint(own) ? applyEdits(text, own) : text;
    const edited = after === text ? undefined : policyFromJsonFile(file, after, true);
    return edited !== undefined && keepsAccess([role().verdict], [fileReport(edited, after, project).verdict]);
  };
  return lazyReport(
    { ...runRules(model, project, { fixes: (fixes) => safeOnlyIf(isKept, fixes) }), problems: [] },
    {
      roles: () => [role()],
      documents: () => [],
      summaries: () => [{ range: role().range, verdict: role().verdict, summary: role().summary }],
      rendered: () => [renderFile(policy)],
      providers: () => [],
      reads: () => [],
      models: () => [model],
      keepsAccess: isKept,
    },
  );
}

/** A policy that stands alone. */
function modelOf(policy: TrustPolicy): PolicyModel {
  return {
    policies: [policy],
    providers: [],
    declared: [],
    roles: [],
    identityConfigs: [],
    clusters: [],
    permissions: [],
  };
}

function problemsOf(file: ModuleFile): FileProblem[] {
  return file.tree.problems.map((problem) => ({
    file: file.id,
    message: problem.message,
    range: inFile(file.id, problem.span),
  }));
}
