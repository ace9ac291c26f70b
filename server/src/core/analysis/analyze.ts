import { judgeRole } from '../access/roleVerdict.ts';
import { modelOf } from '../policy/build.ts';
import { policyFromJsonFile } from '../policy/fromJsonFile.ts';
import type { PolicyModel } from '../policy/model.ts';
import { Evaluator } from '../terraform/evaluate.ts';
import { type FileAccess, Module, type ModuleFile, type Surroundings } from '../terraform/module.ts';
import { type FileId, inFile } from '../text/range.ts';
import { analyzePlan, type Declared } from './analyzePlan.ts';
import { onlyReadable } from './readableFixes.ts';
import { renderDocuments, renderFile, renderRoles } from './rendered.ts';
import { type FileProblem, type Finding, lazyReport, type Report, type RoleReport } from './report.ts';
import { roleReport } from './roleReport.ts';
import { runRules } from './runRules.ts';

export type { FileAccess, ModuleFile, Surroundings };

/** What cannot be in a file without which it says nothing about federation: a cheap way out for most modules. */
const RELEVANT = /\bmodule\b|aws_iam_role|openid_connect_provider|aws_iam_policy_document/;

/** Analyses a module: all Terraform files of one directory. Never throws for any text; a rule that fails is an error that names it. */
export function analyzeModule(files: readonly ModuleFile[], surroundings: Surroundings = {}): Report {
  const problems = files.flatMap(problemsOf);
  if (!files.some((file) => RELEVANT.test(file.text))) return { findings: [], roles: [], problems, rendered: [] };
  const module = new Module(files, surroundings);
  const evaluator = new Evaluator(module, { variableDefaults: true });
  const model = modelOf(evaluator);
  const findings = onlyReadable(runRules(model), evaluator);
  const certain = evaluator.usedDefaults.size === 0 ? findings : markDefaults(findings, module, evaluator.usedDefaults);
  return lazyReport(
    sortByPlace(certain),
    problems,
    () => sortByPlace(model.roles.map((role) => roleReport(role, model))),
    () => [...renderRoles(model), ...renderDocuments(evaluator)],
  );
}

/**
 * Analyses a JSON file: a trust policy, or what `terraform show -json` prints. Undefined when it is not certainly one of them.
 * `declared` is where a plan's resources are written, if that is known.
 */
export function analyzeJson(file: FileId, text: string, declared: Declared = () => undefined): Report | undefined {
  const plan = analyzePlan(file, text, declared);
  const policy = plan ? undefined : policyFromJsonFile(file, text);
  if (!policy) return plan;
  const model: PolicyModel = { policies: [policy], providers: [], roles: [] };
  const role = (): RoleReport => {
    const { verdict, sentence } = judgeRole([policy], true, []);
    return { range: policy.at, address: null, surface: 'json', verdict, summary: sentence };
  };
  return lazyReport(
    sortByPlace(runRules(model)),
    [],
    () => [role()],
    () => [renderFile(policy)],
  );
}

function problemsOf(file: ModuleFile): FileProblem[] {
  return file.tree.problems.map((problem) => ({
    file: file.id,
    message: problem.message,
    range: inFile(file.id, problem.span),
  }));
}

/**
 * A finding that is gone when the defaults of variables do not count rests on one: a caller may set another value, so it is a
 * warning at most, and says so.
 */
function markDefaults(findings: readonly Finding[], module: Module, used: ReadonlySet<string>): Finding[] {
  if (findings.length === 0) return [];
  const strict = runRules(modelOf(new Evaluator(module, { variableDefaults: false })));
  const certain = new Set(strict.map(placeOf));
  return findings.map((finding) => (certain.has(placeOf(finding)) ? finding : withDefault(finding, used)));
}

function withDefault(finding: Finding, used: ReadonlySet<string>): Finding {
  const names = [...used].sort().join(', ');
  const severity = finding.severity === 'error' ? 'warning' : finding.severity;
  return { ...finding, severity, message: `${finding.message} (with the default of ${names})` };
}

function placeOf(finding: Finding): string {
  return `${finding.rule} ${finding.range.file} ${finding.range.start} ${finding.range.end} ${finding.severity}`;
}

function sortByPlace<T extends { readonly range: Finding['range'] }>(items: readonly T[]): T[] {
  return [...items].sort(
    (a, b) => compare(a.range.file, b.range.file) || a.range.start - b.range.start || a.range.end - b.range.end,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
