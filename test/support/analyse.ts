import { analyzeJson, analyzeModule } from '../../server/src/core/analysis/analyze.ts';
import type { Finding, Report } from '../../server/src/core/analysis/report.ts';
import { parseConfiguration } from '../../server/src/core/terraform/jsonSyntax.ts';

/** Analyses one text as the file that its surface is. */
export function analyse(surface: 'json' | 'terraform', text: string): Report {
  if (surface === 'terraform')
    return analyzeModule([{ id: 'main.tf', text, tree: parseConfiguration('main.tf', text) }]);
  const report = analyzeJson('trust-policy.json', text);
  if (!report) throw new Error('this is not taken for a trust policy');
  return report;
}

/** Analyses a module of several files, by name. */
export function analyseModule(files: Readonly<Record<string, string>>): Report {
  return analyzeModule(Object.entries(files).map(([id, text]) => ({ id, text, tree: parseConfiguration(id, text) })));
}

export function textAt(text: string, finding: Finding): string {
  return text.slice(finding.range.start, finding.range.end);
}
