import { mayDeclareSubjects } from '../policy/build.ts';
import { policyFromJsonFile } from '../policy/fromJsonFile.ts';
import type { PolicyModel } from '../policy/model.ts';
import { type FileAccess, Module, type ModuleFile, type Surroundings } from '../terraform/module.ts';
import { type FileId, inFile } from '../text/range.ts';
import { analyzePlan, type Declared } from './analyzePlan.ts';
import { Bases } from './bases.ts';
import { ModuleMemory } from './memory.ts';
import { ModuleJudge } from './moduleJudge.ts';
import { renderDocuments, renderFile, renderRoles } from './rendered.ts';
import { type FileProblem, type Finding, lazyReport, type Report } from './report.ts';
import { fileReport, roleReport } from './roleReport.ts';
import { runRules, settled } from './runRules.ts';

export type { FileAccess, ModuleFile, Surroundings };

/**
 * Analyses a module: all Terraform files of one directory. Never throws for any text; a rule that fails is an error that names
 * it. With the memory of an earlier analysis of the same module, only what has changed since is judged again.
 */
export function analyzeModule(
  files: readonly ModuleFile[],
  surroundings: Surroundings = {},
  memory: ModuleMemory = new ModuleMemory(),
): Report {
  const problems = files.flatMap(problemsOf);
  if (!files.some((file) => mayDeclareSubjects(file.text)))
    return { findings: [], roles: [], problems, rendered: [], providers: [] };
  const judge = new ModuleJudge(new Module(files, surroundings));
  return lazyReport(sortByPlace(settled(judge.findings(memory))), problems, {
    roles: () => {
      const bases = new Bases(judge.evaluator, judge.shared);
      return sortByPlace(judge.model.roles.map((role) => roleReport(role, judge.model, () => bases.of(role.address))));
    },
    rendered: () => [...renderRoles(judge.model), ...renderDocuments(judge.evaluator)],
    providers: () => judge.model.providers,
  });
}

/**
 * Analyses a JSON file: a trust policy, or what `terraform show -json` prints. Undefined when it is not certainly one of them.
 * `declared` is where a plan's resources are written, if that is known.
 */
export function analyzeJson(file: FileId, text: string, declared: Declared = () => undefined): Report | undefined {
  const plan = analyzePlan(file, text, declared);
  const policy = plan ? undefined : policyFromJsonFile(file, text);
  if (!policy) return plan;
  const model: PolicyModel = {
    policies: [policy],
    providers: [],
    declared: [],
    roles: [],
    identityConfigs: [],
    clusters: [],
    permissions: [],
  };
  return lazyReport(sortByPlace(runRules(model)), [], {
    roles: () => [fileReport(policy, text)],
    rendered: () => [renderFile(policy)],
    providers: () => [],
  });
}

function problemsOf(file: ModuleFile): FileProblem[] {
  return file.tree.problems.map((problem) => ({
    file: file.id,
    message: problem.message,
    range: inFile(file.id, problem.span),
  }));
}

function sortByPlace<T extends { readonly range: Finding['range'] }>(items: readonly T[]): T[] {
  return [...items].sort(
    (a, b) => compare(a.range.file, b.range.file) || a.range.start - b.range.start || a.range.end - b.range.end,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
