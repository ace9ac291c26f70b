import { analyzeJson, analyzeModule } from '../../server/src/core/analysis/analyze.ts';
import { NO_CONFIG } from '../../server/src/core/analysis/config.ts';
import { ModuleMemory } from '../../server/src/core/analysis/memory.ts';
import { type Finding, lazyReport, type Report } from '../../server/src/core/analysis/report.ts';
import { settle } from '../../server/src/core/analysis/settle.ts';
import { NO_PROJECT, type Project } from '../../server/src/core/oidc/project.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';

/** Analyses one text as the file that its surface is. */
export function analyse(surface: 'json' | 'terraform', text: string, facts: Partial<Project> = {}): Report {
  const project = { ...NO_PROJECT, ...facts };
  if (surface === 'terraform') return analyseModule({ 'main.tf': text }, project);
  const report = analyzeJson('trust-policy.json', text, { project });
  if (!report) throw new Error('this is not taken for a trust policy');
  return report;
}

/** Analyses a module of several files, by name. */
export function analyseModule(files: Readonly<Record<string, string>>, project: Project = NO_PROJECT): Report {
  const module = Object.entries(files).map(([id, text]) => ({ id, text, tree: parseConfiguration(id, text) }));
  const report = analyzeModule(module, {}, new ModuleMemory(), project);
  const findings = module.flatMap(({ id: file, text, tree }) => {
    const own = { findings: report.findings.filter(({ range }) => range.file === file), masked: [] };
    const settledFile = { file, text, tree, isWhole: () => report.problems.length === 0 };
    return settle(own, settledFile, { config: NO_CONFIG, path: file }).findings;
  });
  const others = report.findings.filter(({ range }) => !(range.file in files));
  return lazyReport({ findings: [...findings, ...others], masked: [] }, report.problems, {
    roles: () => report.roles,
    rendered: () => report.rendered,
    providers: () => report.providers,
    models: () => report.models,
  });
}

export function textAt(text: string, finding: Finding): string {
  return text.slice(finding.range.start, finding.range.end);
}
